package futures

import (
	"fmt"
	"strconv"
	"strings"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/form"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// View implements [bench.Experiment].
func (x *experiment) View(state runlog.Model, at bench.Moment) bench.View {
	m := state.(*model)
	v := bench.View{
		Kind:        bench.KindOf(x.network.Setup(), site),
		Verdict:     x.verdict(m, at),
		Status:      x.status(m),
		Transcripts: func() []bench.Transcript { return x.transcripts(m) },
		Marks:       x.marks(m),
	}
	v.Panels = []bench.Panel{
		{Run: downloads.Threads, State: m.State, Body: []bench.Body{x.picture(m, at), x.poolControls(m, at)}},
		{Title: "Futures", Note: "in the order in which they were submitted", Body: []bench.Body{x.cards(m, at)}},
	}
	return v
}

func (x *experiment) picture(m *model, at bench.Moment) bench.Picture {
	return bench.Picture{
		ID:    "futures",
		Alt:   x.describe(m),
		Draw:  func(width float64) *chart.Drawing { return x.draw(m, at, width) },
		Tiles: x.tiles(m),
		Image: func(tile int) string { return x.image(m, at, tile/copies) },
		Table: func() chart.Table { return x.table(m) },
	}
}

// image returns the URL of a future's flag.
func (x *experiment) image(m *model, at bench.Moment, i int) string {
	if i >= len(m.Futures) {
		return ""
	}
	if at.Example {
		return "sprite:" + m.Futures[i].Code
	}
	return x.images.URL(m.Futures[i].Code)
}

// tiles are the futures, each with its copies on the shelves of Map.
func (x *experiment) tiles(m *model) []bench.Tile {
	tiles := make([]bench.Tile, copies*x.expected(m))
	for i, f := range m.Futures {
		t := bench.Tile{Code: f.Code, State: f.Look(), Status: f.Status()}
		switch {
		case f.Unopened():
			t.Word = "?"
		case f.State == runlog.Failed || f.State == runlog.Finished:
			t.Cause, t.Word = string(f.Detail.Cause), f.Detail.Word()
		}
		for c := range copies {
			tiles[i*copies+c] = t
		}
	}
	return tiles
}

// describe says what the picture shows.
func (x *experiment) describe(m *model) string {
	if m.State == "" {
		return fmt.Sprintf("A queue, %s, and two shelves for the results, all of them empty.", count(x.plan.Workers, "worker"))
	}
	running := 0
	for _, f := range m.Futures {
		if f.State == runlog.Running {
			running++
		}
	}
	text := fmt.Sprintf("%d in the queue, %d with a worker, %d done.", len(m.Queue()), running, len(m.Completed))
	for _, w := range m.Waits {
		if w.On >= 0 {
			text += fmt.Sprintf(" Worker %d runs %s, which waits for %s.", w.Worker, m.Futures[w.Future].Name, m.Futures[w.On].Name)
		}
	}
	return text
}

// table tells the picture in words.
func (x *experiment) table(m *model) chart.Table {
	t := chart.Table{Caption: "The futures, in the order in which they were submitted", Head: []string{"Future", "State", "Worker", "Submitted", "Started", "Ended", "Completed as", "Given by map as"}}
	place := func(order []int, i int) string {
		for k, j := range order {
			if i == j {
				return strconv.Itoa(k + 1)
			}
		}
		return ""
	}
	for i, f := range m.Futures {
		row := []string{f.Name, f.words(), "", chart.FormatSeconds(f.Submitted), "", "", place(m.Completed, i), place(x.given(m), i)}
		if f.Worker != runlog.NoLane {
			row[2], row[4] = strconv.Itoa(f.Worker), chart.FormatSeconds(f.Started)
		}
		if f.State.Done() {
			row[5] = chart.FormatSeconds(f.Ended)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// words are the state of a future and how it ended.
func (f futureView) words() string {
	switch status := f.Status(); status {
	case "unopened":
		return "finished, unopened"
	case "not_found":
		return "finished, 404: there is no such flag"
	case "error":
		return "failed, " + f.Detail.Word()
	}
	return string(f.State)
}

// poolControls are what a person can do to the program and to its pool.
func (x *experiment) poolControls(m *model, at bench.Moment) bench.Controls {
	off := !actable(m, at)
	return bench.Controls{Name: "The pool", Controls: []bench.Control{
		{Label: "Continue", Act: actContinue, Disabled: off || m.Paused == nil, Hint: "let the program go on"},
		{Label: "submit one more", Act: actSubmit, Disabled: off},
		{Label: "shutdown()", Act: actShutdown, Disabled: off, Hint: "take no more, and wait for what is queued"},
		{Label: "shutdown(wait=False)", Act: actShutdownNoWait, Disabled: off, Hint: "take no more, and return at once"},
		{Label: "shutdown(cancel_futures=True)", Act: actShutdownCancel, Disabled: off, Hint: "take no more, and cancel what is queued"},
	}}
}

// actable reports whether a person can act: in a run of this page, at its newest moment.
func actable(m *model, at bench.Moment) bool {
	return m.State != "" && !at.Example && at.Phase != bench.Replay && at.Phase != bench.Idle
}

// cards are the futures one by one, with what a person can do to each.
func (x *experiment) cards(m *model, at bench.Moment) bench.Cards {
	cards := bench.Cards{Name: "Futures", Wide: 230}
	for i := range x.expected(m) {
		if i >= len(m.Futures) {
			cards.Cards = append(cards.Cards, bench.Card{Task: strconv.Itoa(i), Title: x.names()[i] + ": not submitted yet", Lines: []string{" "}, Mono: true, Controls: x.futureControls(i, futureView{Name: x.names()[i]}, true)})
			continue
		}
		cards.Cards = append(cards.Cards, x.card(m, at, i))
	}
	return cards
}

func (x *experiment) card(m *model, at bench.Moment, i int) bench.Card {
	f := m.Futures[i]
	title := f.Name + ": " + f.words()
	if f.State == runlog.Running {
		title += fmt.Sprintf(" on worker %d", f.Worker)
	}
	card := bench.Card{
		Task: strconv.Itoa(i), Code: f.Code, State: f.Look(), Status: f.Status(), Title: title,
		Lines: []string{f.Repr()}, Mono: true,
		Controls: x.futureControls(i, f, !actable(m, at) || f.Address == ""),
		Image:    func() string { return x.image(m, at, i) },
	}
	for _, c := range m.Calls {
		if c.Future == i {
			how := ""
			if c.Panics {
				how = ", panicked"
			}
			name, _, _ := strings.Cut(c.What, ",")
			card.Lines = append(card.Lines, fmt.Sprintf("%s: %s%s", name, nameOf(c.By), how))
		}
	}
	return card
}

// futureControls are what a person can do to one future. Map's futures have none: Map does not give them away.
func (x *experiment) futureControls(i int, f futureView, off bool) []bench.Control {
	if x.scene.name == mapScene && i < len(x.plan.Codes) {
		return nil
	}
	limit := (&program{timeout: x.timeout}).limit()
	control := func(label, act, hint string) bench.Control {
		return bench.Control{Label: label, Act: act + ":" + strconv.Itoa(i), Hint: hint + ": " + f.Name, Disabled: off}
	}
	return []bench.Control{
		control("result()", actResult, "ask for the result, and wait for it"),
		control("result("+form.FormatNumber(limit.Seconds())+")", actTimeout, "ask for the result, and wait so many seconds"),
		control("exception()", actException, "ask for the error, and wait for it"),
		control("cancel()", actCancel, "ask it not to start"),
		control("+ callback", actCallback, "add_done_callback"),
		control("+ faulty", actFaulty, "add_done_callback with a callback that panics"),
	}
}

func (x *experiment) transcripts(m *model) []bench.Transcript {
	lines := []bench.Line{{Text: "$ " + x.scene.name}}
	for _, l := range m.Lines {
		line := bench.Line{Text: l.Text}
		if l.Answer {
			line.Kind = runlog.Running
		}
		lines = append(lines, line)
	}
	if m.State.Done() {
		flags := 0
		for _, f := range m.Futures {
			if f.Status() == "ok" && len(x.scene.labels) == 0 || f.Status() == "ok" && strings.HasPrefix(f.Name, "inner ") {
				flags++
			}
		}
		lines = append(lines, bench.Line{Text: count(flags, "flag") + " downloaded in " + chart.FormatSeconds(m.Elapsed)})
	}
	return []bench.Transcript{{Title: x.scene.title, Run: downloads.Threads, Lines: lines}}
}

// marks are the lines of the program from which each one wrote last. They count in the text that is shown.
func (x *experiment) marks(m *model) (marks []bench.CodeMark) {
	_, skipped := x.scene.goFile()
	for by := mainProgram; by <= x.plan.Workers; by++ {
		if line, ok := m.Marks[by]; ok {
			marks = append(marks, bench.CodeMark{Source: x.scene.name + ".go", Line: line - skipped, Lane: by - 1})
		}
	}
	return marks
}
