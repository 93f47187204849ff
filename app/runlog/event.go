package runlog

import "time"

// State is the state of a task, or of a whole run. A task goes from pending to running to one of the last
// three, or from pending to cancelled.
type State string

// The states.
const (
	Pending   State = "pending"
	Running   State = "running"
	Finished  State = "finished"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Done reports whether s is final.
func (s State) Done() bool { return s == Finished || s == Failed || s == Cancelled }

// Whole is the Task of an event about the run as a whole: Running when the run begins; Finished, Failed or
// Cancelled when it is over.
const Whole = -1

// NoLane is the Lane of an event that happens in no lane, such as one of a task that no worker has taken.
const NoLane = -1

// Event is one entry of a log: at the time At, the task of the run entered State.
type Event struct {
	Run    string        `json:"run"`
	Task   int           `json:"task"` // from 0, or Whole
	Lane   int           `json:"lane"` // the worker or thread, from 0, or NoLane
	State  State         `json:"state,omitempty"`
	At     time.Duration `json:"at"` // nanoseconds since the run began
	Detail any           `json:"detail,omitempty"`
}

// Model is a state built from events. Applying the same events in the same order gives the same model.
type Model interface {
	Apply(Event)
}

// Fold applies the events up to and including the time t, in their order.
func Fold(m Model, events []Event, t time.Duration) {
	for _, e := range events {
		if e.At <= t {
			m.Apply(e)
		}
	}
}
