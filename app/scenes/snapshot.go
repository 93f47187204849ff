package scenes

import (
	"fmt"
	"time"

	"flaglab/app/lab"
)

// Snapshot is the state of a scene at one moment: a pure function of its log.
type Snapshot struct {
	Futures   []FutureView
	Completed []int // the futures that are done, in that order
	Lines     []Line
	Waits     []Wait
	Marks     map[int]int // by worker or Main: the line of the scene that it wrote from last
	Over      bool
	Err       string // with which the program ended
	Elapsed   time.Duration
}

// FutureView is one future as a person sees it.
type FutureView struct {
	Name    string
	Address string // empty until it is shown: only then a person can act on it
	State   lab.State
	Ending  string // what it returned or raised, once it is done
	Worker  int    // Main until a worker took it
	Started time.Duration
	Ended   time.Duration
}

// Line is one line of the transcript.
type Line struct {
	Text   string
	Future int // -1 if it concerns none
	Worker int
	Answer bool // to what a person did
}

// Wait says that the task of Future, on Worker, waits for the future On; -1 if it
// waits for several.
type Wait struct{ Worker, Future, On int }

// At returns the state of a scene at the time t.
func At(events []Event, t time.Duration) *Snapshot {
	s := &Snapshot{Marks: map[int]int{}}
	for _, e := range events {
		if e.At <= t {
			s.Apply(e)
		}
	}
	return s
}

// Apply moves the state on by one event.
func (s *Snapshot) Apply(e Event) {
	s.Elapsed = max(s.Elapsed, e.At)
	for e.Future >= len(s.Futures) {
		s.Futures = append(s.Futures, FutureView{Worker: Main})
	}
	if e.Line > 0 {
		s.Marks[e.Worker] = e.Line
	}
	switch e.Kind {
	case Changed:
		s.change(&s.Futures[e.Future], e)
	case Shown:
		f := &s.Futures[e.Future]
		f.Name, f.Address = e.Text, e.Address
	case Printed:
		s.Lines = append(s.Lines, Line{Text: e.Text, Future: e.Future, Worker: e.Worker})
	case Answered:
		text := e.Text
		if e.Future >= 0 {
			text = s.Futures[e.Future].Name + ": " + text
		}
		s.Lines = append(s.Lines, Line{Text: "> " + text, Future: e.Future, Worker: e.Worker, Answer: true})
	case Blocked:
		s.Waits = append(s.Waits, Wait{Worker: e.Worker, Future: e.Future, On: e.On})
	case Unblocked:
		for i, w := range s.Waits {
			if w.Future == e.Future && w.On == e.On {
				s.Waits = append(s.Waits[:i:i], s.Waits[i+1:]...)
				break
			}
		}
	case Ended:
		s.Over, s.Err = true, e.Text
		delete(s.Marks, Main)
	}
}

func (s *Snapshot) change(f *FutureView, e Event) {
	f.State = e.State
	switch {
	case e.State == lab.Pending:
		f.Name = e.Text
	case e.State == lab.Running:
		f.Worker, f.Started = e.Worker, e.At
	case e.State.Done():
		f.Ended, f.Ending = e.At, e.Text
		s.Completed = append(s.Completed, e.Future)
		delete(s.Marks, f.Worker)
	}
}

// Repr is the future as Python would print it.
func (f FutureView) Repr() string {
	address := f.Address
	if address == "" {
		address = "0x…"
	}
	switch f.State {
	case "":
		return ""
	case lab.Finished, lab.Failed:
		return fmt.Sprintf("<Future at %s state=finished %s>", address, f.Ending)
	}
	return fmt.Sprintf("<Future at %s state=%s>", address, f.State)
}

// InOrder are the futures whose results Map could have given by now: those before
// the first that is not done.
func (s *Snapshot) InOrder() []int {
	var order []int
	for i, f := range s.Futures {
		if !f.State.Done() {
			break
		}
		order = append(order, i)
	}
	return order
}

// Deadlock reports whether nothing can go on by itself: every worker of the pool
// waits for a future that needs a worker.
func (s *Snapshot) Deadlock(workers int) bool {
	stuck := map[int]bool{}
	for _, w := range s.Waits {
		if w.On >= 0 && s.Futures[w.On].State == lab.Pending {
			stuck[w.Worker] = true
		}
	}
	return workers > 0 && len(stuck) == workers
}
