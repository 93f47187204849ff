package futures

import "fmt"

// A State is one station in the life of a future.
type State int

const (
	Pending              State = iota // waits in a queue; may still be cancelled
	Running                           // a worker executes it; can no longer be cancelled
	Cancelled                         // was cancelled; the executor has not seen it yet
	CancelledAndNotified              // was cancelled, and the executor has dropped it
	Finished                          // has a value or an error
)

// next is the transition table (C1): every change of state in this package is
// looked up here.
//
// Pending → Finished looks like a jump over Running. A broken pool needs it, to
// fail the futures that it will never start, and so does a future that is
// completed by hand, without an executor.
var next = [...][]State{
	Pending:              {Running, Cancelled, Finished},
	Running:              {Finished},
	Cancelled:            {CancelledAndNotified},
	CancelledAndNotified: nil,
	Finished:             nil,
}

func (s State) allows(to State) bool {
	for _, t := range next[s] {
		if t == to {
			return true
		}
	}
	return false
}

func (s State) cancelled() bool { return s == Cancelled || s == CancelledAndNotified }
func (s State) done() bool      { return s >= Cancelled }

// String gives the word that a future's own String shows. The two cancelled
// states share one, as only executors care for the difference.
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
