package threads

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/form"
	"flaglab/app/runlog"
	"flaglab/app/threading/programs"
	"flaglab/app/threading/schedule"
)

var schedulerScene = scene{
	name: "scheduler", title: "You are the scheduler",
	question: func(v form.Values) string {
		if locked(v) {
			return "You are the scheduler. Can you still lose one?"
		}
		return "You are the scheduler. Lose an update."
	},
	intro:       always("Two threads each add one to the same counter. You choose who moves."),
	programs:    []string{"count"},
	predictions: schedulerPredictions,
	seen:        []bench.Prediction{seenResults},
	view:        (*experiment).schedulerView,
	threads:     2, speed: 1,
}

func locked(v form.Values) bool { return v.Get("lock") != string(programs.Nowhere) }

// order is one interleaving of all steps of a program, and its outcome.
type order struct {
	moves string
	count int
	lost  bool
}

func ordersOf(p schedule.Program) (list []order) {
	for m := range schedule.Runs(p) {
		list = append(list, order{m.String(), m.Variable("count"), m.Lost()})
	}
	return list
}

// letter stands for the i-th order or puzzle in the fields tried and solved.
func letter(i int) string { return string(rune('a' + i)) }

// losing returns how many of the orders lose an update.
func (x *experiment) losing() (n int) {
	for _, o := range schedule.Count(x.program()) {
		if o.Lost {
			n += int(o.Runs)
		}
	}
	return n
}

func (x *experiment) schedulerView(m *model, at bench.Moment) bench.View {
	tried := at.Values.Get("tried")
	s := stepper{set: func(moves string) map[string]string {
		changes := map[string]string{"moves": moves, "tried": tried}
		if i := slices.IndexFunc(x.orders, func(o order) bool { return o.moves == moves }); i >= 0 {
			changes["tried"] = joinLetters(tried, letter(i))
		}
		return changes
	}}
	var err error
	if s.Machine, err = schedule.Parse(x.program(), at.Values.Get("moves")); err != nil {
		s.Machine = schedule.New(x.program())
	}
	return bench.View{
		Verdict: x.schedulerVerdict(m),
		Status:  x.schedulerStatus(m, s),
		Panels: []bench.Panel{
			{Title: "The program", Note: s.progress(), Wide: 4, Body: []bench.Body{
				s.threads(),
				bench.Controls{Name: "Steps", Controls: append(s.back(), x.lockControl())},
				s.memory(),
				bench.Prose{Text: s.said()},
			}},
			x.ordersPanel(m, s, tried),
			x.runsPanel(m, at),
		},
	}
}

// progress says how many of the steps are made.
func (s stepper) progress() string {
	return fmt.Sprintf("step %d of %d", len(s.Trace()), s.Program().Steps())
}

func (x *experiment) lockControl() bench.Control {
	c := bench.Control{Label: "Put a lock around it", Toggle: true, Pressed: locked(x.values), Set: map[string]string{"moves": "", "tried": "", "lock": string(programs.AroundCount)}}
	if c.Pressed {
		c.Set["lock"] = string(programs.Nowhere)
	}
	return c
}

// ordersPanel shows all orders. The outcome of one is shown once it was tried, or after the
// run.
func (x *experiment) ordersPanel(m *model, s stepper, tried string) bench.Panel {
	cards := bench.Cards{Name: "All orders of the steps", Wide: 110}
	known, lost := 0, 0
	moves := s.String()
	for i, o := range x.orders {
		c := bench.Card{Task: strconv.Itoa(i), Cells: cells(o.moves), Mono: true, Lines: []string{"?"}, State: runlog.Pending, Selected: o.moves == moves, Set: s.set(o.moves)}
		own := strings.Contains(tried, letter(i))
		if own || m.State.Done() {
			c.Lines[0] = fmt.Sprintf("✓ count = %d", o.count)
			c.Status = "ok"
			if o.lost {
				c.Lines[0] = fmt.Sprintf("✕ count = %d", o.count)
				c.Status = "lost"
			}
		}
		if own {
			c.State = runlog.Finished
			known++
			if o.lost {
				lost++
			}
		}
		if moves != "" && strings.HasPrefix(o.moves, moves) {
			c.State = runlog.Running // still possible
		}
		cards.Cards = append(cards.Cards, c)
	}
	note := "none tried yet"
	switch {
	case known == 0 && m.Run(manyRuns).State.Done():
		note = fmt.Sprintf("%d lose an update", x.losing())
	case known > 0:
		note = fmt.Sprintf("you tried %d, and %d lost an update", known, lost)
	}
	return bench.Panel{Title: fmt.Sprintf("All %d orders", len(x.orders)), Note: note, Wide: 5, Body: []bench.Body{cards}}
}

// runsPanel shows the runs of real threads, with nobody to schedule them but the runtime.
func (x *experiment) runsPanel(m *model, at bench.Moment) bench.Panel {
	n, threads := x.values.Int("runs"), x.values.Int("threads")
	r := m.Run(manyRuns)
	return bench.Panel{
		Title: "Nobody chooses", Note: chart.CountOf(n, "run"), Wide: 3, Run: manyRuns, State: r.State,
		Body: []bench.Body{
			bench.Picture{
				ID:    "runs",
				Alt:   x.describeRuns(m),
				Draw:  func(width float64) *chart.Drawing { return x.drawRuns(m, width) },
				Table: func() chart.Table { return x.runsTable(m) },
			},
			bench.Controls{Name: "Threads", Controls: []bench.Control{{Field: "threads", Label: "Threads"}}},
			bench.Prose{Text: x.runsFinding(m, threads), Finding: len(m.outcomes) > 0},
		},
	}
}

// worst is how many of the runs lost an update, and the least count.
func (m *model) worst() (losing, least int) {
	for i, o := range m.outcomes {
		if o.Lost > 0 {
			losing++
		}
		if i == 0 || o.Count < least {
			least = o.Count
		}
	}
	return losing, least
}

func (x *experiment) runsFinding(m *model, threads int) string {
	losing, least := m.worst()
	switch n := len(m.outcomes); {
	case n == 0:
		return fmt.Sprintf("%s, each adds one. The page’s own scheduler decides.", chart.CountOf(threads, "thread"))
	case losing == 0 && locked(x.values):
		return fmt.Sprintf("%d of %d runs are right: the lock makes the three steps one.", n, n)
	case losing == 0:
		return fmt.Sprintf("%d of %d runs are right. Is the program correct?", n, n)
	case losing == n:
		return fmt.Sprintf("Every run lost updates; the worst counted %d. The page runs one thread at a time.", least)
	default:
		return fmt.Sprintf("%d of %d runs are right. “It worked” is not “it is correct”.", n-losing, n)
	}
}

func (x *experiment) describeRuns(m *model) string {
	losing, least := m.worst()
	if len(m.outcomes) == 0 {
		return "No run yet."
	}
	return fmt.Sprintf("%d of %d runs lost updates. The lowest count is %d of %d.", losing, len(m.outcomes), least, x.values.Int("threads"))
}

func (x *experiment) runsTable(m *model) chart.Table {
	t := chart.Table{Caption: "The runs", Head: []string{"Run", "Count", "Lost"}}
	for i, o := range m.outcomes {
		t.Rows = append(t.Rows, []string{strconv.Itoa(i + 1), strconv.Itoa(o.Count), strconv.Itoa(o.Lost)})
	}
	return t
}

// drawRuns draws a bar for each run.
func (x *experiment) drawRuns(m *model, width float64) *chart.Drawing {
	const top, height, foot = 22.0, 176.0, 20.0
	d := &chart.Drawing{W: width, H: top + height + foot}
	n, threads := x.values.Int("runs"), x.values.Int("threads")
	step := width / float64(n)
	for i, o := range m.outcomes {
		h := height * float64(o.Count) / float64(threads)
		ink := chart.Finished
		if o.Lost > 0 {
			ink = chart.Failed
		}
		gap := min(1, step/3)
		d.Rect(float64(i)*step, top+height-h, step-gap, h, ink, chart.Solid).Title = fmt.Sprintf("Run %d: count = %d, %d lost", i+1, o.Count, o.Lost)
	}
	d.Line(0, top, width, top, chart.Finished, chart.Solid)
	d.Line(0, top+height, width, top+height, chart.Hairline, chart.Solid)
	d.Words(0, top-7, chart.Label, chart.Soft, chart.Start, fmt.Sprintf("nothing lost: %d", threads))
	d.Words(0, top+height+15, chart.Label, chart.Soft, chart.Start, "each bar is the count after one run")
	return d
}

func (x *experiment) schedulerVerdict(m *model) bench.Verdict {
	if m.State == "" {
		return bench.Verdict{}
	}
	v := bench.Verdict{Figures: []string{fmt.Sprintf("%d of %d", x.losing(), len(x.orders))}, Sentence: "orders lose an update."}
	if x.losing() == 0 {
		v.Note = "The lock leaves only the orders in which each thread has its whole turn."
	}
	if s := x.simplest(); s != nil {
		v.Note = fmt.Sprintf("%s, as in %s.", enough(s.Switches()), s)
	}
	return v
}

// simplest is the losing order with the fewest switches.
func (x *experiment) simplest() (best *schedule.Machine) {
	for _, o := range x.orders {
		if !o.lost {
			continue
		}
		m, err := schedule.Parse(x.program(), o.moves)
		if err != nil {
			panic(err) // it is one of the program's orders
		}
		if best == nil || m.Switches() < best.Switches() {
			best = m
		}
	}
	return best
}

// enough says how many switches an order needs to lose an update.
func enough(switches int) string {
	switch switches {
	case 1:
		return "One switch is enough"
	case 2:
		return "Two switches are enough"
	}
	return fmt.Sprintf("%d switches are enough", switches)
}

func (x *experiment) schedulerStatus(m *model, s stepper) string {
	if m.State.Done() {
		return x.describeRuns(m)
	}
	return s.said()
}

func schedulerPredictions(v form.Values) []bench.Prediction {
	x := &experiment{values: v}
	orders, losing := int(schedule.Total(x.program()).Runs), x.losing()
	p := bench.Prediction{ID: "losing", Prompt: fmt.Sprintf("How many of the %d orders lose an update?", orders)}
	choices := []int{2, 6, 10, 18}
	if locked(v) {
		choices = []int{0, 1, 2}
	}
	for _, n := range choices {
		p.Options = append(p.Options, form.Option{Value: strconv.Itoa(n), Label: strconv.Itoa(n)})
	}
	p.Truth = func(m runlog.Model) (string, string) {
		reason := "One thread makes all its steps before the other begins."
		if !locked(v) {
			lost, _ := m.(*model).worst()
			reason = fmt.Sprintf("In the other %d, one thread is done before the other begins. Of %s here, %d lost.", orders-losing, chart.CountOf(len(m.(*model).outcomes), "run"), lost)
		}
		return strconv.Itoa(losing), reason
	}
	return []bench.Prediction{p}
}
