package race

import (
	"fmt"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/labs/downloads"
)

// verdict returns the result of the race.
func (x *experiment) verdict(race *downloads.Model, at bench.Moment) bench.Verdict {
	if at.Phase == bench.Stopped {
		return bench.Verdict{Problem: "The race was cancelled, so there is nothing to compare."}
	}
	last := race.Run(x.runs[len(x.runs)-1])
	if !last.Done() {
		return bench.Verdict{}
	}
	again := "Run again to compare."
	if len(x.runs) == 1 {
		again = "Run again."
	}
	if x.plan.Slowed(x.network, at) {
		return bench.Verdict{Problem: bench.HiddenTabProblem(again)}
	}
	if len(x.runs) == 1 {
		if problem := x.plan.Unexpected(last); problem != "" {
			return bench.Verdict{Problem: "This time does not count: " + problem + "."}
		}
		return bench.Verdict{Figures: []string{chart.FormatSeconds(last.Elapsed)}, Sentence: "There is no second run to compare with.", Note: x.best(at)}
	}
	c := downloads.Compare(x.plan, race, downloads.Sequential, downloads.Threads)
	switch {
	case c.Problem != "":
		return bench.Verdict{Problem: c.Problem}
	case c.Speedup == 0:
		return bench.Verdict{}
	}
	return bench.Verdict{Figures: []string{downloads.FormatSpeedup(c.Speedup)}, Sentence: x.finding(c.Speedup, at), Note: x.best(at) + x.above(c.Speedup)}
}

// finding is one true sentence about the speed-up.
func (x *experiment) finding(speedup float64, at bench.Moment) string {
	workers := x.plan.WorkersOf(downloads.Threads)
	if limit := x.network.Setup().Limit(); limit > 0 && !at.Example {
		workers = min(workers, limit)
	}
	switch {
	case workers == 1:
		return "One worker has nothing to overlap."
	case speedup < 1.3:
		return "There was hardly any waiting to overlap."
	case workers < len(x.plan.Codes):
		return fmt.Sprintf("The waiting overlapped, %d at a time.", workers)
	}
	return "The waiting overlapped."
}

// best says what is possible in this weather, and how fast the browser's limit lets it be, unless the run is of another browser.
func (x *experiment) best(at bench.Moment) string {
	run := x.runs[len(x.runs)-1]
	ideal := x.ideal[run]
	if ideal == 0 {
		return ""
	}
	if run == downloads.Sequential {
		return "Best possible here: " + chart.FormatSeconds(ideal) + "."
	}
	text := fmt.Sprintf("Best possible here: %s, %s", downloads.FormatSpeedup(x.possible()), chart.FormatSeconds(ideal))
	limited := x.plan
	limited.Workers = x.network.Setup().Limit()
	if limited.Workers > 0 && limited.Workers < x.plan.WorkersOf(run) && !at.Example {
		text += fmt.Sprintf("; with %d requests at a time, %s", limited.Workers, chart.FormatSeconds(limited.Ideal(run)))
	}
	return text + "."
}

// possible is the speed-up that this weather allows; 0 if that is not known.
func (x *experiment) possible() float64 {
	return ratio(x.ideal[downloads.Sequential], x.ideal[downloads.Threads])
}

// ratio is how many times as long the one takes as the many; 0 if these take no time.
func ratio(one, many time.Duration) float64 {
	if many == 0 {
		return 0
	}
	return one.Seconds() / many.Seconds()
}

// above says why a speed-up is written as more than what is possible, if it is.
func (x *experiment) above(speedup float64) string {
	if possible := x.possible(); possible == 0 || speedup <= possible || downloads.FormatSpeedup(speedup) == downloads.FormatSpeedup(possible) {
		return ""
	}
	return " The speed-up is higher as something slowed the first run down."
}

// notices names what kept the requests from being all in flight, and what some marks mean, where it occurs.
func (x *experiment) notices(race *downloads.Model, at bench.Moment) (list []string) {
	if workers, limit := x.plan.WorkersOf(downloads.Threads), x.network.Setup().Limit(); limit > 0 && workers > limit {
		list = append(list, fmt.Sprintf("The browser keeps at most %d requests in flight here; workers that wait for a connection: %d of %d.", limit, workers-limit, workers))
	}
	var total time.Duration
	for _, run := range x.runs {
		total += x.ideal[run]
	}
	if text := downloads.Warning(total, at); text != "" {
		if len(x.runs) == 2 {
			text += fmt.Sprintf(" One at a time takes %s of that. To skip it, choose “All at once only” under Experiment.", chart.FormatSeconds(x.ideal[downloads.Sequential]))
		}
		list = append(list, text)
	}
	return list
}
