package bench

import "flaglab/app/flags"

// The kinds of a run, by what answers.
const (
	LiveRun      = "Live"      // another server, over the network
	LocalRun     = "Local"     // the server that the page came from
	SimulatedRun = "Simulated" // delays and errors are made in the page
)

// KindOf returns the kind of a run on a site, or "" while it is not known.
func KindOf(s Setup, site string) string {
	switch {
	case !s.Known:
		return ""
	case s.Static:
		return SimulatedRun
	case site == flags.Remote().Label:
		return LiveRun
	}
	return LocalRun
}

// HiddenTabProblem says why a run in a hidden tab does not count, and what to do.
func HiddenTabProblem(advice string) string {
	return "This tab was hidden for a while, and browsers slow hidden tabs down. " + advice
}
