package schedule

import (
	"errors"
	"fmt"
	"strings"
)

// A Puzzle is a task: to find a schedule, or to choose the program that is right
// whatever the schedule.
type Puzzle struct {
	Name    string // in links: small letters and hyphens
	Title   string
	Task    string // one sentence
	Choices []Choice
	Hint    string
	After   string // the explanation, once it is solved

	// One of these tells whether it is solved: Goal by the state that was brought about, Right
	// by the program that was chosen. Right looks at all interleavings and takes a moment.
	Goal  func(*Machine) bool
	Right func(Program) bool
}

// A Choice is a program. There are several where the task is to choose the right one; the
// first is the one that is there at the start.
type Choice struct {
	Label   string // empty where there is one
	Program Program
}

// An Attempt is how far a person has come with a puzzle.
type Attempt struct {
	Puzzle *Puzzle
	Choice int
	*Machine
}

// Start is an attempt with nothing done.
func (p *Puzzle) Start() Attempt { return p.Choose(0) }

// Choose is an attempt with another choice, at its start.
func (p *Puzzle) Choose(choice int) Attempt {
	return Attempt{Puzzle: p, Choice: choice, Machine: New(p.Choices[choice].Program)}
}

// Solved reports whether the puzzle is solved.
func (a Attempt) Solved() bool {
	if a.Puzzle.Right != nil {
		return a.Puzzle.Right(a.Program())
	}
	return a.Puzzle.Goal(a.Machine)
}

// String is the attempt as a short text: the number of the choice, unless it is the
// first, and the schedule. ParseAttempt reads it.
func (a Attempt) String() string {
	if a.Choice == 0 {
		return a.Machine.String()
	}
	return fmt.Sprintf("%d%s", a.Choice, a.Machine)
}

// ErrChoice means that there is no such choice.
var ErrChoice = errors.New("no such choice")

// ParseAttempt reads what Attempt.String wrote, and nothing else.
func (p *Puzzle) ParseAttempt(s string) (Attempt, error) {
	a := Attempt{Puzzle: p}
	schedule := strings.TrimLeft(s, "0123456789")
	if digits := s[:len(s)-len(schedule)]; digits != "" {
		if len(digits) > 1 || digits == "0" {
			return Attempt{}, ErrChoice
		}
		a.Choice = int(digits[0] - '0')
	}
	if a.Choice >= len(p.Choices) {
		return Attempt{}, ErrChoice
	}
	var err error
	a.Machine, err = Parse(p.Choices[a.Choice].Program, schedule)
	if err != nil {
		return Attempt{}, err
	}
	return a, nil
}

// Solve returns the shortest solution among those of the first choice that has one; ok
// is false if there is none.
func (p *Puzzle) Solve() (a Attempt, ok bool) {
	for i, c := range p.Choices {
		a = p.Choose(i)
		if p.Right == nil {
			a.Machine = Shortest(c.Program, p.Goal)
		}
		if a.Machine != nil && a.Solved() {
			return a, true
		}
	}
	return Attempt{}, false
}

// Find returns the puzzle of a name, or nil.
func Find(name string) *Puzzle {
	for i := range puzzles {
		if puzzles[i].Name == name {
			return &puzzles[i]
		}
	}
	return nil
}

// Puzzles returns all puzzles, in the order in which they build on each other.
func Puzzles() []*Puzzle {
	all := make([]*Puzzle, len(puzzles))
	for i := range puzzles {
		all[i] = &puzzles[i]
	}
	return all
}
