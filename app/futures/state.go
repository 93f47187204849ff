package futures

import "fmt"

// A State is the state of a future.
type State int

const (
	Pending              State = iota // waits in a queue; may still be cancelled
	Running                           // a worker executes it; can no longer be cancelled
	Cancelled                         // was cancelled; the executor has not seen it yet
	CancelledAndNotified              // was cancelled, and the executor has dropped it
	Finished                          // has a value or an error
)

// A set has one bit for each state that it contains.
type set uint8

const (
	pending              set = 1 << Pending
	running              set = 1 << Running
	cancelled            set = 1 << Cancelled
	cancelledAndNotified set = 1 << CancelledAndNotified
	finished             set = 1 << Finished
)

// next is the transition table (C1): every change of state in this package is
// looked up here.
//
// Pending → Finished looks like a jump over Running. A broken pool needs it, to
// fail the futures that it will never start, and so does a future that is
// completed by hand, without an executor.
var next = [...]set{
	Pending:              running | cancelled | finished,
	Running:              finished,
	Cancelled:            cancelledAndNotified,
	CancelledAndNotified: 0,
	Finished:             0,
}

func (s State) in(x set) bool        { return 1<<s&x != 0 }
func (s State) allows(to State) bool { return to.in(next[s]) }
func (s State) cancelled() bool      { return s.in(cancelled | cancelledAndNotified) }
func (s State) done() bool           { return s.in(cancelled | cancelledAndNotified | finished) }

// String gives the word that a future's own String shows. The two cancelled
// states share one, as only executors need to tell them apart.
func (s State) String() string {
	switch s {
	case Pending:
		return "pending"
	case Running:
		return "running"
	case Cancelled, CancelledAndNotified:
		return "cancelled"
	case Finished:
		return "finished"
	}
	return fmt.Sprintf("State(%d)", int(s))
}
