package futures

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"flaglab/app/runlog"
)

// model is the state of a scene at one moment: a pure function of its log.
type model struct {
	Workers int

	State     runlog.State // of the run; empty: not begun
	Futures   []futureView
	Completed []int // the futures that are done, in that order
	Given     []int // the results that Map has given, in that order
	Lines     []output
	Waits     []waiting
	Calls     []call
	Marks     map[int]int // the line of the scene's file that each one wrote from last; by who it is
	Paused    *question   // nil: the program does not wait for a person
	Err       string      // with which the program ended
	Elapsed   time.Duration

	deadlocked time.Duration // since when; negative: not now
	stuck      time.Duration // how long the last deadlock took; 0: there was none
}

// futureView is one future as a person sees it.
type futureView struct {
	Name, Code string
	Address    string // empty until the program has it: only then a person can act on it
	State      runlog.State
	Opened     bool   // somebody asked how it ended
	Ending     string // what it returned or raised, once it is done
	Detail     Detail // of its end
	Worker     int    // runlog.NoLane until a worker took it

	Submitted, Started, Ended time.Duration
	OpenedAt, GivenAt         time.Duration // GivenAt is negative until Map has given it
}

// output is one line of the transcript.
type output struct {
	Text   string
	Answer bool // to what a person did
}

// waiting says that the task of Future, on Worker, waits for the future On; several if it waits for more than one.
type waiting struct{ Worker, Future, On int }

// call is a callback that ran.
type call struct {
	Future, By int
	What       string
	Panics     bool
	At         time.Duration
}

// question is what the program has asked a person.
type question struct {
	Text  string
	Until time.Duration // when it goes on by itself

	patience time.Duration
}

func newModel(workers int) *model {
	return &model{Workers: workers, Marks: map[int]int{}, deadlocked: -1}
}

// mostTasks bounds how many futures a log from a link can have: a scene has some for each country.
const mostTasks = 4 * MaxFutures

// Apply implements [runlog.Model].
func (m *model) Apply(e runlog.Event) {
	m.Elapsed = max(m.Elapsed, e.At)
	d, _ := e.Detail.(Detail)
	if d.Line > 0 {
		m.Marks[d.By] = d.Line
	}
	if e.Task >= mostTasks {
		panic("futures: no scene has so many")
	}
	for e.Task >= len(m.Futures) {
		m.Futures = append(m.Futures, futureView{Worker: runlog.NoLane, GivenAt: -1})
	}
	switch {
	case e.Task == runlog.Whole && e.State != "":
		m.State = e.State
		if e.State.Done() {
			m.Err, m.Paused = d.Text, nil
			clear(m.Marks)
		}
	case e.State != "":
		m.change(e, d)
	default:
		m.note(e, d)
	}
	m.watchDeadlock(e.At)
}

// change moves a future on to another state.
func (m *model) change(e runlog.Event, d Detail) {
	f := &m.Futures[e.Task]
	f.State = e.State
	switch {
	case e.State == runlog.Pending:
		f.Name, f.Code, f.Submitted = d.Text, d.Code, e.At
	case e.State == runlog.Running:
		f.Worker, f.Started = e.Lane, e.At
	case e.State.Done():
		f.Ended, f.Ending, f.Detail = e.At, d.Text, d
		m.Completed = append(m.Completed, e.Task)
		if f.Worker != runlog.NoLane {
			delete(m.Marks, f.Worker+1)
		}
	}
}

// note applies an event that is not a change of state.
func (m *model) note(e runlog.Event, d Detail) {
	switch d.Kind {
	case Shown:
		m.Futures[e.Task].Address = d.Address
	case Opened:
		m.Futures[e.Task].Opened, m.Futures[e.Task].OpenedAt = true, e.At
	case Given:
		m.Given = append(m.Given, e.Task)
		m.Futures[e.Task].GivenAt = e.At
	case Called:
		m.Calls = append(m.Calls, call{Future: e.Task, By: d.By, What: d.Text, Panics: d.Panics, At: e.At})
	case Printed:
		m.Lines = append(m.Lines, output{Text: d.Text})
	case Answered:
		text := d.Text
		if e.Task >= 0 {
			text = m.Futures[e.Task].Name + ": " + text
		}
		m.Lines = append(m.Lines, output{Text: "> " + text, Answer: true})
		if m.Paused != nil {
			m.Paused = &question{m.Paused.Text, e.At + m.Paused.patience, m.Paused.patience}
		}
	case Paused:
		m.Paused = &question{d.Text, e.At + d.Patience, d.Patience}
	case Resumed:
		m.Paused = nil
	case Blocked:
		if e.Task < runlog.Whole || len(m.Waits) >= mostTasks {
			panic("futures: no scene waits so")
		}
		m.Waits = append(m.Waits, waiting{Worker: e.Lane, Future: e.Task, On: d.On})
	case Unblocked:
		m.Waits = slices.DeleteFunc(m.Waits, func(w waiting) bool { return w.Future == e.Task && w.On == d.On })
	}
}

// watchDeadlock records when a deadlock began and ended.
func (m *model) watchDeadlock(now time.Duration) {
	stuck := m.Deadlock()
	switch {
	case stuck && m.deadlocked < 0:
		m.deadlocked = now
	case !stuck && m.deadlocked >= 0:
		m.stuck, m.deadlocked = now-m.deadlocked, -1
	}
}

// Deadlock reports whether nothing can go on by itself: every worker of the pool waits for a future that needs a
// worker.
func (m *model) Deadlock() bool {
	stuck := map[int]bool{}
	for _, w := range m.Waits {
		if w.On >= 0 && m.Futures[w.On].State == runlog.Pending {
			stuck[w.Worker] = true
		}
	}
	return m.Workers > 0 && len(stuck) == m.Workers
}

// Stuck returns how long the last deadlock took, or takes at the moment now; 0: there was none.
func (m *model) Stuck(now time.Duration) time.Duration {
	if m.deadlocked >= 0 {
		return max(now, m.Elapsed) - m.deadlocked
	}
	return m.stuck
}

// InOrder returns the futures whose results Map could have given by now: those before the first that is not done.
func (m *model) InOrder() []int {
	var order []int
	for i, f := range m.Futures {
		if !f.State.Done() {
			break
		}
		order = append(order, i)
	}
	return order
}

// Queue returns the pending futures, in the order in which the workers will take them.
func (m *model) Queue() (queue []int) {
	for i, f := range m.Futures {
		if f.State == runlog.Pending {
			queue = append(queue, i)
		}
	}
	return queue
}

// Unopened reports whether the future failed and nobody has asked for its result. Until then nobody can know that
// it failed.
func (f futureView) Unopened() bool { return f.State == runlog.Failed && !f.Opened }

// Look is the state in which the future is shown: one that failed is just finished until somebody asks.
func (f futureView) Look() runlog.State {
	if f.Unopened() {
		return runlog.Finished
	}
	return f.State
}

// Status is ok, not_found, error or unopened; empty before the end, and of a future that was cancelled.
func (f futureView) Status() string {
	switch {
	case f.Unopened():
		return "unopened"
	case f.State == runlog.Finished || f.State == runlog.Failed:
		return f.Detail.Status()
	}
	return ""
}

// Repr returns the future as Python would print it, without an outcome that is unopened.
func (f futureView) Repr() string {
	address := cmp.Or(f.Address, "0x…")
	switch {
	case f.State == "":
		return ""
	case f.Unopened():
		return fmt.Sprintf("<Future at %s state=finished …>", address)
	case f.State == runlog.Finished || f.State == runlog.Failed, f.State == runlog.Cancelled && f.Ending != "":
		return fmt.Sprintf("<Future at %s state=finished %s>", address, f.Ending)
	}
	return fmt.Sprintf("<Future at %s state=%s>", address, f.State)
}
