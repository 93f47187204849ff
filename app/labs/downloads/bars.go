package downloads

import (
	"time"

	"flaglab/app/flags"
	"flaglab/app/runlog"
)

// Bar is one attempt at a download on the timeline; most have one. Its parts follow each other from Start; the
// rest, up to End, is time that the source could not split.
type Bar struct {
	Task       int
	Attempt    int // from 1
	Lane       int
	State      runlog.State
	Status     string // as Detail.Status
	Cause      flags.Cause
	HTTP       int // status code
	Start, End time.Duration
	Stalled    time.Duration
	Waiting    time.Duration
	Receiving  time.Duration
}

// Outcome says how the attempt ended, in a word or two.
func (b Bar) Outcome() string {
	if b.State == runlog.Running {
		return "waiting for the answer"
	}
	if word := (Detail{Cause: b.Cause, HTTP: b.HTTP}).Word(); word != "" {
		return word
	}
	return "arrived"
}

// Bars lays out the downloads of a run that a worker took up to the time t. A running one reaches to t; one that
// waits for its next attempt has a gap there.
func Bars(s *Snapshot, t time.Duration) []Bar {
	bars := make([]Bar, 0, len(s.Tasks)+s.Retries)
	for i, task := range s.Tasks {
		if task.Lane < 0 || task.Started > t {
			continue
		}
		for n, attempt := range task.Earlier {
			bar := Bar{Task: i, Attempt: n + 1, Lane: task.Lane, Start: attempt.Began}
			bars = append(bars, bar.ended(runlog.Failed, attempt.Ended, attempt.Detail))
		}
		bar := Bar{Task: i, Attempt: len(task.Earlier) + 1, Lane: task.Lane, State: task.State, Start: task.Began, End: t}
		switch {
		case task.Waiting && task.State != runlog.Cancelled:
			continue
		case task.Waiting:
			// Cancelled while it waited: what is shown is the wait.
			bar.Start = task.Earlier[len(task.Earlier)-1].Ended
			bar = bar.ended(task.State, task.Ended, Detail{Cause: task.Detail.Cause})
		case task.State.Done():
			bar = bar.ended(task.State, task.Ended, task.Detail)
		}
		bars = append(bars, bar)
	}
	return bars
}

// Busy is the time at the end of the bar in which the answer had arrived but the page's thread was busy.
func (b Bar) Busy() time.Duration {
	if b.Waiting == 0 {
		return 0
	}
	return max(0, b.End-b.Start-b.Stalled-b.Waiting-b.Receiving)
}

func (b Bar) ended(state runlog.State, at time.Duration, d Detail) Bar {
	b.State, b.Status, b.Cause, b.HTTP, b.End = state, d.Status(), d.Cause, d.HTTP, at
	b.Stalled, b.Waiting, b.Receiving = fit(at-b.Start, d)
	return b
}

// fit keeps the parts within the whole: the browser's clock and ours are rounded differently.
func fit(whole time.Duration, d Detail) (stalled, waiting, receiving time.Duration) {
	stalled = min(max(d.Stalled, 0), whole)
	waiting = min(max(d.Waiting, 0), whole-stalled)
	receiving = min(max(d.Receiving, 0), whole-stalled-waiting)
	return stalled, waiting, receiving
}
