package flags2

import (
	"fmt"
	"slices"
	"strings"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/flags"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// verdict returns the result of a run. A run that differs from its forecast does not count.
func (x *experiment) verdict(s *downloads.Snapshot, at bench.Moment) bench.Verdict {
	if !s.Done() {
		return bench.Verdict{}
	}
	if why := x.Unexpected(s); why != "" {
		return bench.Verdict{Problem: "This run does not count: " + why + "."}
	}
	v := bench.Verdict{Note: x.note(s, at)}
	switch x.kind(x.expected) {
	case askFailures:
		v.Figures = []string{fmt.Sprintf("%d failed", s.Counts.Errors)}
		v.Sentence = failures(s)
	case askFlags:
		v.Figures = []string{chart.CountOf(s.Counts.OK, "flag")}
		v.Sentence = missing(s)
	default:
		v.Figures = []string{chart.CountOf(s.Counts.OK, "flag")}
		v.Sentence = x.order(s)
	}
	if s.Retries > 0 && s.Counts.Errors == 0 {
		v.Sentence = fmt.Sprintf("%s failed, but no code failed for good.", chart.CountOf(s.Retries, "attempt"))
	}
	return v
}

// failures tells the causes apart, and what they did to the others.
func failures(s *downloads.Snapshot) string {
	causes := map[string]int{}
	for _, task := range s.Tasks {
		if task.State == runlog.Failed {
			causes[phrase(task.Detail)]++
		}
	}
	if len(causes) == 0 {
		return "No download failed."
	}
	var parts []string
	for text, n := range causes {
		parts = append(parts, fmt.Sprintf("%d %s", n, text))
	}
	slices.Sort(parts)
	text := strings.Join(parts, ", ") + "."
	switch others := len(s.Tasks) - s.Counts.Errors; others {
	case 0:
		return text
	case 1:
		return text + " The other one went on as if nothing had happened."
	default:
		return text + fmt.Sprintf(" The other %d went on as if nothing had happened.", others)
	}
}

// phrase says in the past tense what went wrong.
func phrase(d downloads.Detail) string {
	switch d.Cause {
	case flags.CauseHTTP:
		return fmt.Sprintf("got %d", d.HTTP)
	case flags.CauseTimeout:
		return "timed out"
	case flags.CauseConnection:
		return "got no answer"
	case flags.CauseImage:
		return "got no image"
	}
	return "failed"
}

func missing(s *downloads.Snapshot) string {
	if s.Counts.NotFound == 1 {
		return "One code has none. “Not found” is an answer, not a failure."
	}
	return fmt.Sprintf("%d codes have none. “Not found” is an answer, not a failure.", s.Counts.NotFound)
}

// order says in which order the flags arrived: the rest of a sentence that begins with their number.
func (x *experiment) order(s *downloads.Snapshot) string {
	if len(s.Order) < 2 {
		return "came."
	}
	end := len(s.Order) - 1
	first, last := x.Codes[s.Order[0]], x.Codes[s.Order[end]]
	late, early, overtaking := s.Overtaking()
	switch {
	case x.WorkersOf(x.run) == 1:
		return fmt.Sprintf("came one after another, from %s to %s.", first, last)
	case !overtaking:
		return "came from A to Z this time. Nothing guarantees it."
	case s.Order[0] == 0 && s.Order[end] == end: // as from A to Z: name two that are not
		return fmt.Sprintf("came as they were ready, not from A to Z: %s before %s.", x.Codes[late], x.Codes[early])
	}
	return fmt.Sprintf("came as they were ready, not from A to Z: %s first, %s last.", first, last)
}

// note sets the time beside what was possible. The time of a simulated run in a hidden tab means nothing.
func (x *experiment) note(s *downloads.Snapshot, at bench.Moment) string {
	took := "It took " + chart.FormatSeconds(s.Elapsed)
	switch {
	case x.Slowed(x.network, at):
		return "The tab was in the background, where the browser slows timers down: the time does not count."
	case x.least > 0:
		return took + "; the waits alone take " + chart.FormatSeconds(x.least) + "."
	}
	return took + "."
}

// notices are what the person should know of this run.
func (x *experiment) notices(s *downloads.Snapshot, at bench.Moment) (list []string) {
	if workers, limit := x.WorkersOf(x.run), x.network.Setup().Limit(); limit > 0 && workers > limit {
		list = append(list, fmt.Sprintf("The browser keeps at most %d requests in flight here, so %d of %d connections wait for their turn while their time-outs run.", limit, workers-limit, workers))
	}
	if text := downloads.Warning(x.least, at); text != "" {
		list = append(list, text)
	}
	return list
}
