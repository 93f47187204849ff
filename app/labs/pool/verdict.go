package pool

import (
	"fmt"

	"flaglab/app/bench"
	"flaglab/app/labs/downloads"
)

// verdict reads the rule of thumb off the curve.
func (x *experiment) verdict(m *model, at bench.Moment) bench.Verdict {
	var sizes []int
	for _, size := range x.sizes {
		if x.speedup(m, size) > 0 {
			sizes = append(sizes, size)
		}
	}
	done, all := x.done(m)
	switch {
	case at.Hidden && bench.KindOf(x.network.Setup(), x.plan.Site) == bench.SimulatedRun:
		return bench.Verdict{Problem: "Nobody saw this tab for a while, and browsers slow hidden tabs down. Sweep again."}
	case at.Phase == bench.Stopped && len(sizes) == 0:
		return bench.Verdict{Problem: "It was cancelled before anything was measured."}
	case at.Phase == bench.Stopped && len(sizes) == 1:
		return bench.Verdict{Problem: fmt.Sprintf("It was cancelled after one point: %s took %s. A curve needs a second one.", workers(sizes[0]), downloads.FormatSeconds(x.base(m)))}
	case len(sizes) < 2 && done == all:
		return bench.Verdict{Problem: "These runs mean nothing: " + x.why(m) + "."}
	case len(sizes) < 2:
		return bench.Verdict{}
	}
	best, enough := sizes[0], 0
	for _, size := range sizes {
		if x.speedup(m, size) > x.speedup(m, best) {
			best = size
		}
	}
	for _, size := range sizes {
		if enough == 0 && x.speedup(m, size) >= 0.9*x.speedup(m, best) {
			enough = size
		}
	}
	gain := downloads.FormatSpeedup(x.speedup(m, enough))
	v := bench.Verdict{
		Figures:  []string{workers(enough)},
		Sentence: fmt.Sprintf("were enough: %s. More gained less than a tenth.", gain),
		Note:     "Rule of thumb: many workers for waiting, and always a limit.",
	}
	if enough == 1 {
		v.Sentence = "was enough. More gained less than a tenth."
	}
	switch last := sizes[len(sizes)-1]; {
	case at.Phase == bench.Stopped && last < x.sizes[len(x.sizes)-1]:
		v.Sentence = fmt.Sprintf("gave %s, the most of the %d sizes that were measured.", gain, len(sizes))
		v.Note = fmt.Sprintf("Cancelled after %d of %d runs: what was measured stays.", done, all)
	case at.Phase == bench.Stopped:
		v.Note = "Cancelled: what was measured stays."
	case enough == last:
		v.Sentence = fmt.Sprintf("gave %s, and more might give more.", gain)
	}
	return v
}

// why says why there is no curve: what went wrong in the first run that is not as its weather foretold.
func (x *experiment) why(m *model) string {
	for _, size := range x.sizes {
		for repeat := range x.repeats {
			if why := x.with(size).Unexpected(m.Run(runName(size, repeat))); why != "" {
				return why
			}
		}
	}
	return "nothing was measured"
}
