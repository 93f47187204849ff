package downloads

import (
	"fmt"
	"time"

	"flaglab/app/chart"
	"flaglab/app/flags"
	"flaglab/app/runlog"
)

// Snapshot is the state of one run at one time.
type Snapshot struct {
	State   runlog.State  // of the run: "" before it began
	Elapsed time.Duration // when it ended; while it runs, of the newest event
	Message string        // why it failed
	Tasks   []Task        // as in Plan.Codes
	Order   []int         // the tasks that came to an end, in that order
	Counts  flags.Counts
	Active  int // tasks that are running
	Retries int // attempts that failed and are followed by another
}

// Overtaking returns the first task that came to an end before one that had been asked for earlier, and that one. ok is false if
// all came in the order in which they were asked for.
func (s *Snapshot) Overtaking() (late, early int, ok bool) {
	for i := range len(s.Order) - 1 {
		if late, early = s.Order[i], s.Order[i+1]; early < late {
			return late, early, true
		}
	}
	return 0, 0, false
}

// Task is the state of one task at one moment.
type Task struct {
	State     runlog.State // "" before it is submitted
	Lane      int          // the worker, from 0; -1 if there was none
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

// Apply moves the state on by one event.
func (s *Snapshot) Apply(e runlog.Event) {
	detail, _ := e.Detail.(*Detail)
	s.Elapsed = max(s.Elapsed, e.At)
	if e.Task == runlog.Whole {
		s.State = e.State
		if detail != nil {
			s.Message = detail.Message
		}
		return
	}
	task := &s.Tasks[e.Task]
	if task.State == runlog.Running {
		s.Active--
	}
	task.State = e.State
	switch {
	case e.State == runlog.Pending:
		task.Submitted = e.At
	case e.State == runlog.Running && detail != nil:
		// The snapshots of other moments share the attempts up to here: never write into them.
		n := len(task.Earlier)
		if n >= MaxAttempts { // a log may be of a link
			panic("downloads: no task is tried so often")
		}
		task.Earlier = append(task.Earlier[:n:n], Attempt{Began: task.Began, Ended: e.At, Detail: *detail})
		task.Waiting = true
		s.Active++
		s.Retries++
	case e.State == runlog.Running:
		if len(task.Earlier) == 0 {
			task.Started = e.At
		}
		task.Lane, task.Began, task.Waiting = e.Lane, e.At, false
		s.Active++
	case e.State.Done():
		task.Ended = e.At
		if detail != nil {
			task.Detail = *detail
		}
		s.Order = append(s.Order, e.Task)
		switch {
		case e.State == runlog.Cancelled:
			s.Counts.Cancelled++
		case e.State == runlog.Failed:
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

// Model is the state of all runs of a plan at one moment. It implements [runlog.Model].
type Model struct {
	tasks int
	runs  map[string]*Snapshot
	Now   string // the run that began last; empty before the first
}

// NewModel returns the state before the first event of runs of the plan.
func NewModel(plan Plan) *Model {
	return &Model{tasks: len(plan.Codes), runs: map[string]*Snapshot{}}
}

// Apply moves the state on by one event.
func (m *Model) Apply(e runlog.Event) {
	if e.Task == runlog.Whole && e.State == runlog.Running {
		m.Now = e.Run
	}
	m.snapshot(e.Run).Apply(e)
}

// Run returns the state of one run. The caller must not change it.
func (m *Model) Run(name string) *Snapshot { return m.snapshot(name) }

func (m *Model) snapshot(run string) *Snapshot {
	s := m.runs[run]
	if s == nil {
		s = NewSnapshot(m.tasks)
		m.runs[run] = s
	}
	return s
}

// Summary says in a few words how the run stands: 12 of 20 done, 1 failed.
func (s *Snapshot) Summary() string {
	text := fmt.Sprintf("%d of %d done", len(s.Order), len(s.Tasks))
	if n := s.Counts.Errors; n > 0 {
		text += fmt.Sprintf(", %d failed", n)
	}
	if n := s.Counts.NotFound; n > 0 {
		text += fmt.Sprintf(", %d not found", n)
	}
	if n := s.Counts.Cancelled; n > 0 {
		text += fmt.Sprintf(", %d cancelled", n)
	}
	if s.Done() {
		text += ", " + chart.FormatSeconds(s.Elapsed)
	}
	return text
}

// Ends are the ends of the tasks, or of what each worker did: 0 where there is none.
func (s *Snapshot) Ends(ofWorkers bool) (ends []time.Duration) {
	for i, task := range s.Tasks {
		if ofWorkers {
			i = task.Lane
		}
		for i >= len(ends) {
			ends = append(ends, 0)
		}
		if i >= 0 {
			ends[i] = max(ends[i], task.Ended)
		}
	}
	return ends
}
