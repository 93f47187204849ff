package threads

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/form"
	"flaglab/app/runlog"
	"flaglab/app/threading/schedule"
)

var puzzleScene = scene{
	name: "puzzles", title: "puzzles",
	question:    func(v form.Values) string { return puzzleOf(v).Title },
	intro:       func(v form.Values) string { return puzzleOf(v).Task },
	predictions: puzzlePredictions,
	seen:        []bench.Prediction{seenResults},
	view:        (*experiment).puzzleView,
	threads:     4, size: 3, speed: 1,
}

func puzzleOptions() (options []form.Option) {
	for _, p := range schedule.Puzzles() {
		options = append(options, form.Option{Value: p.Name, Label: p.Title})
	}
	return options
}

// puzzleOf is the puzzle of these settings.
func puzzleOf(v form.Values) *schedule.Puzzle {
	if p := schedule.Find(v.Get("puzzle")); p != nil {
		return p
	}
	return schedule.Puzzles()[0]
}

// attemptOf returns the person's attempt; for an invalid link it is the start.
func attemptOf(v form.Values) schedule.Attempt {
	p := puzzleOf(v)
	a, err := p.ParseAttempt(v.Get("moves"))
	if err != nil {
		return p.Start()
	}
	return a
}

// puzzle holds a puzzle's solution data, computed on demand: looking at all orders takes a moment.
type puzzle struct {
	*schedule.Puzzle
	index int

	mu     sync.Mutex
	right  map[int]bool              // by choice, where the task is to choose
	orders map[int]map[string]uint64 // by choice, then by outcome: how many orders come to it
	target *string                   // the outcome that the task asks for
}

func newPuzzle(v form.Values) *puzzle {
	p := &puzzle{Puzzle: puzzleOf(v), right: map[int]bool{}, orders: map[int]map[string]uint64{}}
	p.index = slices.Index(schedule.Puzzles(), p.Puzzle)
	return p
}

// Solved reports whether an attempt solves the puzzle.
func (p *puzzle) Solved(a schedule.Attempt) bool {
	if p.Right == nil {
		return a.Solved()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	right, known := p.right[a.Choice]
	if !known {
		right = a.Solved()
		p.right[a.Choice] = right
	}
	return right
}

// Target is the outcome that the task asks for.
func (p *puzzle) Target() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.target == nil {
		text := ""
		if a, ok := p.Solve(); ok {
			text = outcomeOf(a.Machine)
			if !a.Over() { // a choice that is right in every order
				for m := range schedule.Runs(a.Program()) {
					text = outcomeOf(m)
					break
				}
			}
		}
		p.target = &text
	}
	return *p.target
}

// Orders counts the orders of a choice by their outcomes.
func (p *puzzle) Orders(choice int) map[string]uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if known := p.orders[choice]; known != nil {
		return known
	}
	program, counts := p.Choices[choice].Program, map[string]uint64{}
	if schedule.Total(program).Runs > 5000 { // too many to look at each: what the readers read is not told apart
		for _, o := range schedule.Count(program) {
			value := func(name string) int { return o.Values[slices.Index(program.Variables(), name)] }
			counts[outcomeText(program, value, func(int) int { return 0 }, o.Deadlocked)] += o.Runs
		}
	} else {
		for m := range schedule.Runs(program) {
			counts[outcomeOf(m)]++
		}
	}
	p.orders[choice] = counts
	return counts
}

func outcomeOf(m *schedule.Machine) string {
	return outcomeText(m.Program(), m.Variable, m.Register, m.Deadlocked())
}

// outcomeText is the outcome of an order, in words.
func outcomeText(p schedule.Program, value func(string) int, register func(int) int, deadlocked bool) string {
	if deadlocked {
		return "deadlock"
	}
	var parts []string
	for t, ops := range p {
		reads := func(kind schedule.Kind) bool {
			return slices.ContainsFunc(ops, func(o schedule.Op) bool { return o.Kind == kind })
		}
		if reads(schedule.KindRead) && !reads(schedule.KindWrite) {
			parts = append(parts, fmt.Sprintf("%s.r = %d", schedule.Letter(t), register(t)))
		}
	}
	if len(parts) > 0 {
		return strings.Join(parts, ", ")
	}
	for _, name := range p.Variables() {
		parts = append(parts, fmt.Sprintf("%s = %d", name, value(name)))
	}
	if len(parts) == 0 {
		return "all threads end"
	}
	return strings.Join(parts, ", ")
}

func (x *experiment) puzzleView(m *model, at bench.Moment) bench.View {
	p, a := x.puzzle, attemptOf(at.Values)
	solved := at.Values.Get("solved")
	if p.Solved(a) {
		solved = joinLetters(solved, letter(p.index))
	}
	set := func(next schedule.Attempt) map[string]string {
		changes := map[string]string{"moves": next.String(), "solved": solved}
		if p.Solved(next) {
			changes["solved"] = joinLetters(solved, letter(p.index))
		}
		return changes
	}
	s := stepper{Machine: a.Machine, set: func(moves string) map[string]string {
		next := p.Choose(a.Choice)
		var err error
		if next.Machine, err = schedule.Parse(a.Program(), moves); err != nil {
			next.Machine = a.Machine // the button is disabled
		}
		return set(next)
	}}
	program := bench.Panel{Title: "The program", Note: s.progress(), Wide: 5}
	program.Body = append(program.Body, s.threads(), bench.Controls{Name: "Steps", Controls: s.back()}, s.memory(), bench.Prose{Text: s.said()})
	return bench.View{
		Verdict: x.puzzleVerdict(m, a),
		Status:  s.said(),
		Panels:  []bench.Panel{program, x.answerPanel(m, at, a, set), puzzleList(at.Values, solved)},
	}
}

// answerPanel says whether the puzzle is solved, and shows the outcomes of the runs and of all orders.
func (x *experiment) answerPanel(m *model, at bench.Moment, a schedule.Attempt, set func(schedule.Attempt) map[string]string) bench.Panel {
	p := x.puzzle
	panel := bench.Panel{Title: "Not solved yet", Wide: 4, Run: manyRuns, State: m.Run(manyRuns).State}
	next := schedule.Puzzles()[(p.index+1)%len(schedule.Puzzles())]
	controls := []bench.Control{
		{Label: "Hint", Toggle: true, Pressed: at.Values.On("hint"), Set: map[string]string{"hint": map[bool]string{true: "0", false: "1"}[at.Values.On("hint")]}},
		{Label: "Next: " + next.Title, Set: startOf(next)},
	}
	text := "You choose who moves; nobody else does."
	if len(p.Choices) > 1 {
		text = "Choose one: it is tried in every order."
	}
	if at.Values.On("hint") {
		text = p.Hint
	}
	if p.Solved(a) {
		panel.Title, text = "Solved ✓", p.After
		controls[1].Primary = true
	}
	if len(p.Choices) > 1 {
		choices := bench.Controls{Name: "Choices"}
		for i, c := range p.Choices {
			choices.Controls = append(choices.Controls, bench.Control{Label: c.Label, Toggle: true, Pressed: i == a.Choice, Set: set(p.Choose(i))})
		}
		panel.Body = append(panel.Body, choices)
	}
	panel.Body = append(panel.Body,
		bench.Prose{Text: text, Finding: p.Solved(a)},
		bench.Controls{Name: "Puzzle", Controls: controls},
		bench.Table{Table: x.outcomes(m, a)},
	)
	return panel
}

// startOf are the settings that show a puzzle at its start.
func startOf(p *schedule.Puzzle) map[string]string {
	return map[string]string{"puzzle": p.Name, "moves": "", "hint": "0"}
}

// outcomes compares the outcomes of the runs with those of all orders.
func (x *experiment) outcomes(m *model, a schedule.Attempt) chart.Table {
	n := x.values.Int("runs")
	t := chart.Table{Caption: "What happens if nobody chooses", Head: []string{"Outcome", fmt.Sprintf("Of %d runs", n), "Of all orders"}}
	if !m.State.Done() {
		t.Rows = [][]string{{"not run yet", "", ""}}
		return t
	}
	runs := map[string]int{}
	for _, o := range m.outcomes {
		runs[o.Text]++
	}
	orders := x.puzzle.Orders(a.Choice)
	for _, text := range slices.Sorted(maps.Keys(orders)) {
		t.Rows = append(t.Rows, []string{text, strconv.Itoa(runs[text]), strconv.FormatUint(orders[text], 10)})
	}
	return t
}

func (x *experiment) puzzleVerdict(m *model, a schedule.Attempt) bench.Verdict {
	if !m.State.Done() {
		return bench.Verdict{}
	}
	target, runs, orders, all := x.puzzle.Target(), 0, x.puzzle.Orders(a.Choice), uint64(0)
	for _, o := range m.outcomes {
		if o.Text == target {
			runs++
		}
	}
	for _, n := range orders {
		all += n
	}
	v := bench.Verdict{
		Figures:  []string{fmt.Sprintf("%d of %d", runs, len(m.outcomes))},
		Sentence: fmt.Sprintf("runs gave “%s” by themselves.", target),
		Note:     fmt.Sprintf("So %s %d of the %d orders.", map[bool]string{true: "does", false: "do"}[orders[target] == 1], orders[target], all),
	}
	return v
}

// puzzleList is all puzzles, with those that are solved.
func puzzleList(v form.Values, solved string) bench.Panel {
	cards := bench.Cards{Name: "Puzzles", Wide: 210}
	now := puzzleOf(v)
	for i, p := range schedule.Puzzles() {
		c := bench.Card{Task: strconv.Itoa(i), Title: fmt.Sprintf("%d. %s", i+1, p.Title), Selected: p == now, Set: startOf(p)}
		if strings.Contains(solved, letter(i)) {
			c.Title, c.Status = "✓ "+p.Title, "ok"
		}
		cards.Cards = append(cards.Cards, c)
	}
	n := 0
	for i := range schedule.Puzzles() {
		if strings.Contains(solved, letter(i)) {
			n++
		}
	}
	return bench.Panel{Title: "Puzzles", Note: fmt.Sprintf("%d of %d solved", n, len(schedule.Puzzles())), Wide: 3, Body: []bench.Body{cards}}
}

// puzzlePredictions asks whether any of the runs reaches the outcome by chance.
func puzzlePredictions(v form.Values) []bench.Prediction {
	n := v.Int("runs")
	return []bench.Prediction{{
		ID: "alone", Prompt: fmt.Sprintf("In how many of %d runs does this come out by itself?", n),
		Options: []form.Option{{Value: "none", Label: "none"}, {Value: "some", Label: "some"}, {Value: "all", Label: "all"}},
		Truth: func(m runlog.Model) (string, string) {
			target, runs, outcomes := newPuzzle(v).Target(), 0, m.(*model).outcomes
			for _, o := range outcomes {
				if o.Text == target {
					runs++
				}
			}
			reason := fmt.Sprintf("%d of %d did.", runs, n)
			switch {
			case len(outcomes) < n:
				return "", ""
			case runs == 0:
				return "none", reason
			case runs == n:
				return "all", reason
			}
			return "some", reason
		},
	}}
}
