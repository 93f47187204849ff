package futures

import (
	"fmt"
	"strconv"
	"strings"

	"flaglab/app/bench"
	"flaglab/app/chart"
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
		{Body: []bench.Body{x.picture(m, at)}},
		{Run: downloads.Threads, State: m.State, Body: []bench.Body{x.cards(m, at)}},
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
		return downloads.Sprite(m.Futures[i].Code)
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
		return fmt.Sprintf("A queue, %s, and two shelves for the results, all of them empty.", chart.CountOf(x.plan.Workers, "worker"))
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
		lines = append(lines, bench.Line{Text: chart.CountOf(flags, "flag") + " downloaded in " + chart.FormatSeconds(m.Elapsed)})
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
