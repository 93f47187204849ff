package lab

import (
	"time"

	"flaglab/app/flags"
)

// State is the state of a task as a person sees it. A task goes from pending to
// running to one of the last three, or from pending to cancelled.
type State string

// The states.
const (
	Pending   State = "pending"
	Running   State = "running"
	Finished  State = "finished"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Done reports whether s is an end.
func (s State) Done() bool { return s == Finished || s == Failed || s == Cancelled }

// The runs of a race.
const (
	Sequential = "sequential"
	Threads    = "threads"
)

// Whole is the Task of an event that concerns the run as a whole: Running when
// it begins; Finished, Failed or Cancelled when it is over.
const Whole = -1

// Event is one line of a log: at the time At, the task became State.
//
// A task that is tried again stays Running: an event with a Detail says how the
// attempt ended, and one without it, later, that the next attempt began.
type Event struct {
	Run    string        `json:"run"`
	Task   int           `json:"task"` // index into Plan.Codes, or Whole
	Lane   int           `json:"lane"` // the worker, from 0; -1 before a worker took it
	State  State         `json:"state"`
	At     time.Duration `json:"at"`               // nanoseconds since the run began
	Detail *Detail       `json:"detail,omitempty"` // only with an end, or the end of an attempt
}

// Detail is what is known of a task, or of an attempt, at its end.
type Detail struct {
	Cause     flags.Cause   `json:"cause,omitempty"`
	HTTP      int           `json:"http,omitempty"` // status code
	Message   string        `json:"message,omitempty"`
	Bytes     int           `json:"bytes,omitempty"`
	Stalled   time.Duration `json:"stalled,omitempty"` // in the browser, waiting for a connection
	Waiting   time.Duration `json:"waiting,omitempty"` // for the first byte
	Receiving time.Duration `json:"receiving,omitempty"`
	Protocol  string        `json:"protocol,omitempty"`
	Backoff   time.Duration `json:"backoff,omitempty"` // the wait before the next attempt

	// Cache is what a cache on the server's side had to do with the answer.
	Cache flags.CacheUse `json:"cache,omitempty"`
}

// Status is ok, not_found or error; it is empty for a task that was cancelled.
func (d Detail) Status() string {
	switch d.Cause {
	case flags.CauseNone:
		return "ok"
	case flags.CauseNotFound:
		return "not_found"
	case flags.CauseCancelled:
		return ""
	}
	return "error"
}
