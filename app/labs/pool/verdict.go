package pool

import (
	"fmt"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/labs/downloads"
)

// The rule of thumb, as far as the curves tell.
const (
	ruleOfWaiting = "Rule of thumb: many workers for waiting, and always a limit."
	ruleOfBoth    = "Rule of thumb: many threads for waiting, as many processes as cores for computing, and always a limit."
)

// verdict reads the size that is enough off the curve of the downloads.
func (x *experiment) verdict(m *model, at bench.Moment) bench.Verdict {
	var sizes []int
	for _, size := range x.sizes {
		if x.speedup(m, waiting, size) > 0 {
			sizes = append(sizes, size)
		}
	}
	done, all := x.done(m, waiting)
	switch {
	case at.Example:
		return bench.Verdict{} // how many are enough is for the person to say first
	case at.Hidden && bench.KindOf(x.network.Setup(), x.plan.Site) == bench.SimulatedRun:
		return bench.Verdict{Problem: "This tab was hidden for a while, and browsers slow hidden tabs down. Sweep again."}
	case at.Phase == bench.Stopped && len(sizes) == 0:
		return bench.Verdict{Problem: "It was cancelled before anything was measured."}
	case at.Phase == bench.Stopped && len(sizes) == 1:
		return bench.Verdict{Problem: fmt.Sprintf("It was cancelled after one point: %s took %s. A curve needs a second one.", workers(sizes[0]), downloads.FormatSeconds(median(x.measured(m, waiting, sizes[0]))))}
	case len(sizes) < 2 && done == all:
		return bench.Verdict{Problem: "These runs do not count: " + x.why(m) + "."}
	case len(sizes) < 2:
		return bench.Verdict{}
	}
	best, enough := x.best(m, waiting)
	gain := downloads.FormatSpeedup(x.speedup(m, waiting, enough))
	v := bench.Verdict{Figures: []string{workers(enough)}, Note: ruleOfWaiting, Early: done == all}
	if x.measuredAll(m) {
		v.Note = ruleOfBoth
	}
	switch last := sizes[len(sizes)-1]; {
	case at.Phase == bench.Stopped && last < x.sizes[len(x.sizes)-1]:
		v.Sentence = fmt.Sprintf("gave %s, the most of the %d sizes measured.", gain, len(sizes))
	case enough == last:
		v.Sentence = fmt.Sprintf("gave %s, and more might give more.", gain)
	case enough == 1:
		v.Sentence = "was enough. More gained less than a tenth."
	case enough == best:
		v.Sentence = fmt.Sprintf("were enough: %s. More gained nothing.", gain)
	default:
		v.Sentence = fmt.Sprintf("were enough: %s. More gained less than a tenth.", gain)
	}
	for _, size := range sizes {
		const tolerance = 1.15
		if s := x.speedup(m, waiting, size); s > tolerance*float64(size) {
			v.Note = fmt.Sprintf("%s cannot be %s as fast as one: other programs kept this machine busy meanwhile. Sweep again.", workers(size), downloads.FormatSpeedup(s))
		}
	}
	if at.Phase == bench.Stopped {
		done, all := x.done(m, waiting, goroutines, processes)
		v.Note = fmt.Sprintf("Cancelled after %d of %d runs: what was measured stays.", done, all)
	}
	return v
}

// measuredAll reports whether the pools that compute were measured, too.
func (x *experiment) measuredAll(m *model) bool {
	done, all := x.done(m, goroutines, processes)
	return all > 0 && done == all && x.failure(m) == ""
}

// why says why there is no curve: what went wrong in the first run that differs from its forecast.
func (x *experiment) why(m *model) string {
	for _, r := range x.runs() {
		if why := x.unexpected(m, r); why != "" {
			return why
		}
	}
	return "nothing was measured"
}

// reading says what the curves of the pools that compute show, beside that of the downloads.
func (x *experiment) reading(m *model) string {
	switch failed := x.failure(m); {
	case failed != "":
		return "The pools that compute were not measured: " + failed + "."
	case !x.measuredAll(m):
		return "Workers that wait can share one thread. Can workers that compute? The sweep goes on with computing pools of the same sizes, first goroutines, " +
			"then processes, compared with one goroutine. Their curves join that of the downloads."
	}
	sizes := x.sizesOf(processes)
	last := sizes[len(sizes)-1]
	best, _ := x.best(m, processes)
	speedup := func(k kind, size int) string { return downloads.FormatSpeedup(x.speedup(m, k, size)) }
	text := fmt.Sprintf("Computing on goroutines: the curve is flat, %s with %d, as they share one thread. ", speedup(goroutines, last), last)
	if s := x.speedup(m, goroutines, last); s < 0.75 || s > 1.33 {
		return fmt.Sprintf("Computing on goroutines: %s with %d. They share one thread, so the curve should be flat: other programs kept this machine busy, and these curves do not count. Sweep again.",
			speedup(goroutines, last), last)
	}
	of := chart.CountOf(x.cores, "core")
	if best == 1 || x.speedup(m, processes, best) < 1.1 {
		return text + fmt.Sprintf("On processes: no faster than one goroutine here, with %s. Starting them cost as much as they gained, or other programs kept the cores busy.", of)
	}
	text += fmt.Sprintf("On processes: it climbs to %s with %d; this machine has %s.", speedup(processes, best), best, of)
	if x.speedup(m, processes, last) < 0.9*x.speedup(m, processes, best) {
		text += fmt.Sprintf(" Then it falls, to %s with %d: each extra process costs its start and has no core of its own.", speedup(processes, last), last)
	}
	return text
}

// failure says why a run that computes failed; it is empty if none did.
func (x *experiment) failure(m *model) string {
	for _, r := range x.runs() {
		if r.kind != waiting && m.of(r).Message != "" {
			return m.of(r).Message
		}
	}
	return ""
}
