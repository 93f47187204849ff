package lab

import (
	"time"

	"flaglab/app/flags"
)

// Snapshot is the state of one run at one moment.
type Snapshot struct {
	State   State         // of the run: "" before it began
	Elapsed time.Duration // when it ended; while it runs, of the newest event
	Message string        // why it failed
	Tasks   []Task        // as in Plan.Codes
	Order   []int         // the tasks that came to an end, in that order
	Counts  flags.Counts
	Active  int // tasks that are running
	Retries int // attempts that failed and are followed by another
}

// Task is the state of one task at one moment.
type Task struct {
	State     State // "" before it is submitted
	Lane      int   // the worker, from 0; -1 if there was none
	Submitted time.Duration
	Started   time.Duration // of the first attempt
	Ended     time.Duration
	Detail    Detail // once it is done

	Earlier []Attempt     // the attempts that failed before the last one
	Began   time.Duration // of the last attempt
	Waiting bool          // for the next attempt
}

// Attempt is one try that failed and was followed by another.
type Attempt struct {
	Began, Ended time.Duration
	Detail       Detail
}

// Attempts is how many times the task has been tried so far.
func (t Task) Attempts() int {
	n := len(t.Earlier)
	if t.Lane >= 0 && !t.Waiting {
		n++
	}
	return n
}

// NewSnapshot returns the state of a run of n tasks before its first event.
func NewSnapshot(n int) *Snapshot {
	s := &Snapshot{Tasks: make([]Task, n)}
	for i := range s.Tasks {
		s.Tasks[i].Lane = -1
	}
	return s
}

// At returns the state of a run at the time t, counted from its beginning. Events of
// other runs are passed over.
func At(events []Event, run string, n int, t time.Duration) *Snapshot {
	s := NewSnapshot(n)
	for _, e := range events {
		if e.Run == run && e.At <= t {
			s.Apply(e)
		}
	}
	return s
}

// Apply moves the state on by one event.
func (s *Snapshot) Apply(e Event) {
	s.Elapsed = max(s.Elapsed, e.At)
	if e.Task == Whole {
		s.State = e.State
		if e.Detail != nil {
			s.Message = e.Detail.Message
		}
		return
	}
	task := &s.Tasks[e.Task]
	if task.State == Running {
		s.Active--
	}
	task.State = e.State
	switch {
	case e.State == Pending:
		task.Submitted = e.At
	case e.State == Running && e.Detail != nil:
		// The snapshots of other moments share the attempts up to here: never write into them.
		n := len(task.Earlier)
		task.Earlier = append(task.Earlier[:n:n], Attempt{Began: task.Began, Ended: e.At, Detail: *e.Detail})
		task.Waiting = true
		s.Active++
		s.Retries++
	case e.State == Running:
		if len(task.Earlier) == 0 {
			task.Started = e.At
		}
		task.Lane, task.Began, task.Waiting = e.Lane, e.At, false
		s.Active++
	case e.State.Done():
		task.Ended = e.At
		if e.Detail != nil {
			task.Detail = *e.Detail
		}
		s.Order = append(s.Order, e.Task)
		switch {
		case e.State == Cancelled:
			s.Counts.Cancelled++
		case e.State == Failed:
			s.Counts.Errors++
		case task.Detail.Cause == flags.CauseNotFound:
			s.Counts.NotFound++
		default:
			s.Counts.OK++
		}
	}
}

// Done reports whether the run is over.
func (s *Snapshot) Done() bool { return s.State.Done() }
