package futures

import (
	"fmt"
	"strconv"
	"strings"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/form"
	"flaglab/app/runlog"
)

// cards are the pool and the futures one by one, with what a person can do to each.
func (x *experiment) cards(m *model, at bench.Moment) bench.Cards {
	cards := bench.Cards{Name: "The futures, in the order in which they were submitted, and the pool", Wide: 190}
	for i := range x.expected(m) {
		cards.Cards = append(cards.Cards, x.card(m, at, i))
	}
	cards.Cards = append(cards.Cards, x.poolCard(m, at))
	return cards
}

// actable reports whether a person can act: in a run of this page, at its newest moment.
func actable(m *model, at bench.Moment) bool {
	return m.State != "" && !at.Example && at.Phase != bench.Replay && at.Phase != bench.Idle
}

// poolCard is what a person can do to the program and to its pool.
func (x *experiment) poolCard(m *model, at bench.Moment) bench.Card {
	off := !actable(m, at)
	running := 0
	for _, f := range m.Futures {
		if f.State == runlog.Running {
			running++
		}
	}
	card := bench.Card{Title: "The pool", Mono: true, Lines: []string{
		fmt.Sprintf("%d of %s busy", running, chart.CountOf(x.plan.Workers, "worker")),
		fmt.Sprintf("%d in the queue", len(m.Queue())),
		blank,
	}}
	if x.scene.pauses {
		card.Controls = append(card.Controls, bench.Control{Label: "Continue", Act: actContinue, Disabled: off || m.Paused == nil, Primary: m.Paused != nil && !off && x.scene.name != cancelScene, Hint: "let the program go on"})
	}
	card.Controls = append(card.Controls,
		bench.Control{Label: "submit", Act: actSubmit, Disabled: off, Hint: "submit one more download"},
		bench.Control{Label: "shutdown()", Act: actShutdown, Disabled: off, Hint: "no new tasks; wait for the others"},
		bench.Control{Label: "no wait", Act: actShutdownNoWait, Disabled: off, Hint: "shutdown(wait=False): no new tasks; return at once"},
		bench.Control{Label: "cancel queued", Act: actShutdownCancel, Disabled: off, Hint: "shutdown(cancel_futures=True): no new tasks; cancel the queued ones"},
	)
	return card
}

// blank is a line that keeps its place while there is nothing to say.
const blank = "\u00a0"

// card is one future. The lines of its repr are always three, so that nothing moves when it changes.
func (x *experiment) card(m *model, at bench.Moment, i int) bench.Card {
	if i >= len(m.Futures) {
		f := futureView{Name: x.names()[i]}
		card := bench.Card{Task: strconv.Itoa(i), Code: x.codeOf(m, i), Title: f.Name, Lines: []string{"not submitted yet", blank, blank}, Mono: true, Controls: x.futureControls(m, i, f, true)}
		if x.scene.name == callbacksScene {
			card.Lines = append(card.Lines, blank)
		}
		return card
	}
	f := m.Futures[i]
	card := bench.Card{
		Task: strconv.Itoa(i), Code: f.Code, State: f.Look(), Status: f.Status(), Title: f.Name + ": " + f.brief(),
		Lines: f.reprLines(), Mono: true,
		Controls: x.futureControls(m, i, f, !actable(m, at) || f.Address == ""),
	}
	if card.Status == "ok" {
		card.Image = func() string { return x.image(m, at, i) }
	}
	if calls := m.callLine(i); calls != "" {
		card.Lines = append(card.Lines, calls)
	} else if x.scene.name == callbacksScene {
		card.Lines = append(card.Lines, blank) // it will be needed
	}
	return card
}

// callLine says who ran the callbacks of a future, with a mark for each: ✓✕✓ worker 0, ✓ main.
func (m *model) callLine(i int) string {
	var parts []string
	by := ""
	for _, c := range m.Calls {
		if c.Future != i {
			continue
		}
		if c.name() != by {
			by = c.name()
			parts = append(parts, " "+by)
		}
		last := &parts[len(parts)-1]
		*last = strings.Replace(*last, " ", c.mark()+" ", 1)
	}
	return strings.Join(parts, ", ")
}

// codeOf is the code of a future, also of one that is still to come.
func (x *experiment) codeOf(m *model, i int) string {
	switch {
	case i < len(m.Futures):
		return m.Futures[i].Code
	case i < len(x.scene.labels):
		return x.plan.Codes[0]
	}
	return x.plan.Codes[i]
}

// reprLines is the future as Python would print it, in three lines. Joined, they are what it prints.
func (f futureView) reprLines() []string {
	at, state, _ := strings.Cut(f.Repr(), " state=")
	state, ending, _ := strings.Cut(state, " ")
	lines := []string{at + " ", "state=" + state, blank}
	switch {
	case f.Unopened():
		lines[1] += " " + ending
		lines[2] = "nobody has asked"
	case ending != "":
		lines[1] += " "
		lines[2] = ending
	}
	return lines
}

// brief is the state in a word or two.
func (f futureView) brief() string {
	if status := f.Status(); status == "not_found" || status == "error" && f.Detail.HTTP > 0 {
		return string(f.State) + ", " + f.Detail.Word()
	}
	return string(f.Look())
}

// futureControls are what a person can do to one future. Map's futures have none: Map does not expose them.
func (x *experiment) futureControls(m *model, i int, f futureView, off bool) []bench.Control {
	if x.scene.name == mapScene && i < len(x.plan.Codes) {
		return nil
	}
	limit := (&program{timeout: x.timeout}).limit()
	control := func(label, act, hint string) bench.Control {
		return bench.Control{Label: label, Act: act + ":" + strconv.Itoa(i), Hint: hint + ": " + f.Name, Disabled: off}
	}
	cancel := control("cancel()", actCancel, "ask it not to start")
	// It is what the scene asks about.
	cancel.Primary = !off && x.scene.name == cancelScene && m.Paused != nil && (i == 0 || i == len(x.plan.Codes)-1)
	return []bench.Control{
		control("result()", actResult, "ask for the result, and wait for it"),
		control("result("+form.FormatNumber(limit.Seconds())+")", actTimeout, "wait for the result at most this long"),
		control("exception()", actException, "ask for the error, and wait for it"),
		cancel,
		control("+callback", actCallback, "add_done_callback"),
		control("+faulty", actFaulty, "add_done_callback with a callback that panics"),
	}
}
