package schedule_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"flaglab/app/threading/schedule"
)

func TestEveryPuzzleCanBeSolvedAndIsNotAtTheStart(t *testing.T) {
	names := map[string]bool{}
	for _, p := range schedule.Puzzles() {
		t.Run(p.Name, func(t *testing.T) {
			if p.Start().Solved() {
				t.Error("it is solved at the start")
			}
			a, ok := p.Solve()
			if !ok || !a.Solved() {
				t.Fatal("there is no solution")
			}
			t.Logf("%s: %q", p.Title, a)
			again, err := p.ParseAttempt(a.String())
			if err != nil || !again.Solved() {
				t.Errorf("the solution %q is none when it is read again: %v", a, err)
			}
			if (p.Right == nil) == (p.Goal == nil) || (p.Right != nil) != (len(p.Choices) > 1) {
				t.Error("it is neither about schedules nor about programs, or both")
			}
			if p.Right != nil {
				checkChoices(t, p, a)
			}
			if names[p.Name] || schedule.Find(p.Name) != p || !regexp.MustCompile(`^[a-z-]+$`).MatchString(p.Name) {
				t.Error("the name is not one")
			}
			names[p.Name] = true
			for _, text := range []string{p.Title, p.Task, p.Hint, p.After} {
				if text == "" || strings.ContainsAny(text, "—–") {
					t.Errorf("text %q", text)
				}
			}
		})
	}
	if schedule.Find("none") != nil {
		t.Error("found none")
	}
}

// checkChoices checks that one choice is right, the others are not, and each can be told.
func checkChoices(t *testing.T, p *schedule.Puzzle, solution schedule.Attempt) {
	for i, c := range p.Choices {
		solved := p.Choose(i).Solved()
		if solved != (i == solution.Choice) {
			t.Errorf("%s: solved %v", c.Label, solved)
		}
		if c.Label == "" {
			t.Errorf("choice %d has no label", i)
		}
	}
}

func TestSixAdditionsGiveTwoAtLeast(t *testing.T) {
	p := schedule.Find("six").Choices[0].Program
	outcomes := schedule.Count(p)
	var runs uint64
	least := outcomes[0].Values[0]
	for _, o := range outcomes {
		runs += o.Runs
	}
	// 18! / (6! 6! 6!) interleavings, and a task that names the least possible.
	if runs != 17153136 || least != 2 {
		t.Errorf("%d interleavings, at least %d", runs, least)
	}
	t.Logf("%+v", outcomes)
}

func TestAttemptsAreReadStrictly(t *testing.T) {
	p := schedule.Find("lock-order")
	for s, want := range map[string]error{
		"0AB": schedule.ErrChoice, "3": schedule.ErrChoice, "01": schedule.ErrChoice, "12AB": schedule.ErrChoice,
		"1AB": nil, "2": nil, "": nil, "AB1": schedule.ErrThread, "1ABA": schedule.ErrBlocked,
	} {
		if _, err := p.ParseAttempt(s); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", s, err, want)
		}
	}
}

func TestADeadlockIsACircle(t *testing.T) {
	a, _ := schedule.Find("deadlock").Solve()
	if !a.Deadlocked() || a.WaitsFor(0) != 1 || a.WaitsFor(1) != 0 {
		t.Errorf("%s: A waits for %d, B for %d", a, a.WaitsFor(0), a.WaitsFor(1))
	}
}
