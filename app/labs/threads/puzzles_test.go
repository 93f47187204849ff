package threads

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"flaglab/app/bench"
	"flaglab/app/bench/benchtest"
	"flaglab/app/form"
	"flaglab/app/threading/schedule"
)

// Each puzzle can be solved with the buttons of the page, which then says so, in the link too.
func TestPuzzlesAreSolvedWithTheButtons(t *testing.T) {
	link, solved := "scene=puzzles", ""
	for i, p := range schedule.Puzzles() {
		a, ok := p.Solve()
		if !ok {
			t.Fatalf("%s has no solution", p.Name)
		}
		values, _ := form.Parse(Lab().Fields, link)
		for name, text := range startOf(p) {
			values = values.With(name, text)
		}
		link = values.Query().Encode()
		if i > 0 {
			if got := still(t, link).Panels[1].Title; p.Right == nil && got != "Not solved yet" {
				t.Errorf("%s at its start: %q", p.Name, got)
			}
		}
		if a.Choice > 0 {
			link = press(t, link, p.Choices[a.Choice].Label)
		}
		for _, letter := range strings.Split(a.Machine.String(), "") {
			if letter != "" {
				link = press(t, link, "Move "+letter)
			}
		}
		v := still(t, link)
		if v.Panels[1].Title != "Solved ✓" || !slices.Contains(v.Panels[1].Body, bench.Body(bench.Prose{Text: p.After, Finding: true})) {
			t.Errorf("%s is not solved by %s", p.Name, a)
		}
		solved += letter(i)
		values, _ = form.Parse(Lab().Fields, link)
		if got := values.Get("solved"); got != solved {
			t.Errorf("after %s the link has %q, want %q", p.Name, got, solved)
		}
		if got, want := v.Panels[2].Note, fmt.Sprintf("%d of %d solved", i+1, len(schedule.Puzzles())); got != want {
			t.Errorf("after %s: %q, want %q", p.Name, got, want)
		}
	}
}

// Real threads reach no outcome that the orders do not have.
func TestRealThreadsComeToWhatTheOrdersSay(t *testing.T) {
	for _, p := range schedule.Puzzles() {
		for choice := range p.Choices {
			a := p.Choose(choice)
			link := "scene=puzzles&runs=40&puzzle=" + p.Name + "&moves=" + a.String()
			m, v, s := play(t, link, nil)
			orders := s.Experiment.(*experiment).puzzle.Orders(choice)
			for _, o := range m.outcomes {
				if orders[o.Text] == 0 {
					t.Errorf("%s, choice %d: a run came to %q, and no order does: %v", p.Name, choice, o.Text, orders)
				}
			}
			if len(m.outcomes) != 40 || !strings.HasSuffix(v.Verdict.Figures[0], " of 40") {
				t.Errorf("%s, choice %d: %d runs, %v", p.Name, choice, len(m.outcomes), v.Verdict)
			}
		}
	}
}

func TestTheTargetIsWhatTheTaskAsksFor(t *testing.T) {
	want := map[string]string{"lose": "count = 1", "six": "count = 2", "deadlock": "deadlock", "same-lock": "count = 2",
		"two-counters": "x = 2, y = 1", "lock-order": "all threads end", "too-early": "B.r = 0", "in-order": "B.r = 1"}
	for name, target := range want {
		values, _ := form.Parse(Lab().Fields, "scene=puzzles&puzzle="+name)
		if got := newPuzzle(values).Target(); got != target {
			t.Errorf("%s asks for %q, want %q", name, got, target)
		}
	}
}

// What a person has solved lasts.
func TestProgressIsJoined(t *testing.T) {
	if got := joinLetters("ca", "ab"); got != "abc" {
		t.Errorf("joined %q", got)
	}
	values, _ := form.Parse(Lab().Fields, "")
	if values.Field("solved").Keep == nil {
		t.Error("the browser does not keep what is solved")
	}
}

func TestThePuzzlesLookAsTheyDid(t *testing.T) {
	benchtest.Golden(t, "puzzles.golden", benchtest.Text(still(t, "scene=puzzles&puzzle=same-lock&moves=1A&hint=1&solved=ab")))
}
