package pool

import (
	"fmt"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/labs/downloads"
)

// The rule of thumb, as far as the curves tell, and while they are measured.
const (
	ruleOfWaiting = "Rule of thumb: many workers for waiting, and always a limit."
	ruleSoFar     = ruleOfWaiting + " Computing is measured next."
	ruleOfBoth    = "Rule of thumb: many threads for waiting, as many processes as cores for computing, and always a limit."
)

// verdict reads the size that is enough off the curve of the downloads, and says that it is about these. What the pools that compute
// show is said by reading.
func (x *experiment) verdict(m *model, at bench.Moment) bench.Verdict {
	var sizes []int
	for _, size := range x.sizes {
		if x.speedup(m, waiting, size) > 0 {
			sizes = append(sizes, size)
		}
	}
	done, all := x.done(m, waiting)
	switch {
	case x.plan.Slowed(x.network, at):
		return bench.Verdict{Problem: bench.HiddenTabProblem("Sweep again.")}
	case at.Phase == bench.Stopped && len(sizes) == 0:
		return bench.Verdict{Problem: "It was cancelled before anything was measured."}
	case at.Phase == bench.Stopped && len(sizes) == 1:
		return bench.Verdict{Problem: fmt.Sprintf("It was cancelled after one point: %s took %s. A curve needs a second one.", workers(sizes[0]), chart.FormatSeconds(median(x.measured(m, waiting, sizes[0]))))}
	case len(sizes) < 2 && done == all:
		return bench.Verdict{Problem: "These runs do not count: " + x.why(m) + "."}
	case len(sizes) < 2:
		return bench.Verdict{}
	}
	if why := x.doubt(m, sizes); why != "" {
		if at.Phase == bench.Live {
			return bench.Verdict{}
		}
		return bench.Verdict{Problem: fmt.Sprintf("These runs do not count: %s. Sweep again.", why)}
	}
	best, enough := x.best(m, waiting)
	gain := downloads.FormatSpeedup(x.speedup(m, waiting, enough))
	v := bench.Verdict{Figures: []string{workers(enough)}, Note: ruleOfWaiting, Early: done == all}
	switch {
	case x.climbs(m):
		v.Note = ruleOfBoth
	case at.Phase == bench.Live && x.compute && !x.measuredAll(m):
		v.Note = ruleSoFar
	}
	switch last := sizes[len(sizes)-1]; {
	case at.Phase == bench.Stopped && last < x.sizes[len(x.sizes)-1]:
		v.Sentence = fmt.Sprintf("gave %s for the downloads, the most of the %d sizes measured.", gain, len(sizes))
	case enough == last && x.rises(m, sizes):
		v.Sentence = fmt.Sprintf("gave %s for these downloads, and more might give more.", gain)
	case enough == last:
		v.Sentence = fmt.Sprintf("gave %s for these downloads, the most of all sizes.", gain)
	case enough == 1:
		v.Sentence = "was enough for these downloads. More gained less than a tenth."
	case enough == best:
		v.Sentence = fmt.Sprintf("were enough for these downloads: %s. More gained nothing.", gain)
	default:
		v.Sentence = fmt.Sprintf("were enough for these downloads: %s. More gained less than a tenth.", gain)
	}
	if at.Phase == bench.Stopped {
		done, all := x.done(m, waiting, goroutines, processes)
		v.Note = fmt.Sprintf("Cancelled after %d of %d runs: what was measured stays.", done, all)
	}
	return v
}

// doubt says why one of the curve's points cannot be; "" if all can.
func (x *experiment) doubt(m *model, sizes []int) string {
	for _, size := range sizes {
		if why := downloads.Doubt(x.planFor(size).WorkersOf(downloads.Threads), x.speedup(m, waiting, size)); why != "" {
			return why
		}
	}
	return ""
}

// rises reports whether the curve of the downloads still rises at its last size: each run there was faster than each of the size
// before, and more workers still have something to do.
func (x *experiment) rises(m *model, sizes []int) bool {
	before, last := sizes[len(sizes)-2], sizes[len(sizes)-1]
	slow, fast := x.measured(m, waiting, before), x.measured(m, waiting, last)
	limit := len(x.plan.Codes)
	if browser := x.network.Setup().Limit(); browser > 0 {
		limit = min(limit, browser)
	}
	more := last < limit
	if x.plan.HasWeather() {
		more = x.ideal(limit, 0) < x.ideal(last, 0)
	}
	return more && fast[len(fast)-1] < slow[0]
}

// climbs reports whether the pools that compute show what the rule of thumb says of them: goroutines gain nothing, processes do.
func (x *experiment) climbs(m *model) bool {
	if !x.measuredAll(m) {
		return false
	}
	best, _ := x.best(m, processes)
	return x.flat(m) && best > 1 && x.speedup(m, processes, best) >= leastClimb
}

// flat reports whether goroutines that compute took as long in a large pool as in one of a single worker.
func (x *experiment) flat(m *model) bool {
	sizes := x.sizesOf(goroutines)
	s := x.speedup(m, goroutines, sizes[len(sizes)-1])
	return s >= 0.75 && s <= 1.33
}

// leastClimb is the speed-up from which processes are faster than one goroutine.
const leastClimb = 1.1

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
		sizes := x.sizesOf(processes)
		return fmt.Sprintf("Workers that wait can share one thread. Can workers that compute? The sweep goes on with computing pools of up to %s, first goroutines, "+
			"then processes, compared with one goroutine. Their curves join that of the downloads.", workers(sizes[len(sizes)-1]))
	}
	sizes := x.sizesOf(processes)
	last := sizes[len(sizes)-1]
	best, _ := x.best(m, processes)
	speedup := func(k kind, size int) string { return downloads.FormatSpeedup(x.speedup(m, k, size)) }
	text := fmt.Sprintf("Computing on goroutines: the curve is flat, %s with %d, as they share one thread. ", speedup(goroutines, last), last)
	if !x.flat(m) {
		return fmt.Sprintf("Computing on goroutines: %s with %d. They share one thread, so the curve should be flat: other programs kept this machine busy, and these curves do not count. Sweep again.",
			speedup(goroutines, last), last)
	}
	of := chart.CountOf(x.cores, "core")
	if !x.climbs(m) {
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
