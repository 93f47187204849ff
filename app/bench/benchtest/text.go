package benchtest

import (
	"fmt"
	"strings"

	"flaglab/app/bench"
	"flaglab/app/chart"
)

// Text writes a view as text, for golden files: its verdict, panels, transcripts and marks. Pictures are told by
// their tables and tiles.
func Text(v bench.View) string {
	b := &writer{}
	b.line("verdict: %s | %s | %s | %s", strings.Join(v.Verdict.Figures, " "), v.Verdict.Sentence, v.Verdict.Note, v.Verdict.Problem)
	b.line("status: %s", v.Status)
	for _, notice := range v.Notices {
		b.line("notice: %s", notice)
	}
	for _, p := range v.Panels {
		b.line("panel %s (%s) %s %s %s", p.Title, p.Note, p.Run, p.State, p.Clock)
		b.controls(p.Controls)
		for _, body := range p.Body {
			b.body(body)
		}
	}
	if v.Transcripts != nil {
		for _, t := range v.Transcripts() {
			b.line("transcript %s %s", t.Title, t.Run)
			b.lines(t.Lines)
		}
	}
	for _, m := range v.Marks {
		b.line("mark %s:%d %d", m.Source, m.Line, m.Lane)
	}
	return b.String()
}

type writer struct{ strings.Builder }

// line writes a line without spaces at its end.
func (b *writer) line(format string, args ...any) {
	b.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " |") + "\n")
}

func (b *writer) lines(lines []bench.Line) {
	for _, l := range lines {
		b.line("  | %s", l.Text)
	}
}

func (b *writer) body(body bench.Body) {
	switch body := body.(type) {
	case bench.Picture:
		b.line("  picture %s: %s", body.ID, body.Alt)
		for i, tile := range body.Tiles {
			b.line("    tile %d %s %s %s %s %s", i, tile.Code, tile.State, tile.Status, tile.Cause, tile.Word)
		}
		if body.Table != nil {
			b.table(body.Table())
		}
	case bench.Table:
		b.table(body.Table)
	case bench.Lines:
		b.line("  lines %s", body.Name)
		b.lines(body.Lines)
	case bench.Controls:
		b.line("  controls %s", body.Name)
		b.controls(body.Controls)
	case bench.Cards:
		b.line("  cards %s", body.Name)
		for _, c := range body.Cards {
			b.line("    card %s %s %s %s | %s | %s", c.Task, c.Code, c.State, c.Status, c.Title, strings.Join(c.Lines, " / "))
			b.controls(c.Controls)
		}
	case bench.Prose:
		b.line("  %s", body.Text)
	default:
		panic(fmt.Sprintf("benchtest: a body of type %T", body))
	}
}

func (b *writer) controls(controls []bench.Control) {
	if len(controls) == 0 {
		return
	}
	b.WriteString("     ")
	for _, c := range controls {
		mark := ""
		if c.Disabled {
			mark = "-"
		}
		if c.Pressed {
			mark += "*"
		}
		fmt.Fprintf(b, " [%s%s]", mark, c.Label)
	}
	b.WriteString("\n")
}

func (b *writer) table(t chart.Table) {
	b.line("    table %s: %s", t.Caption, strings.Join(t.Head, ", "))
	for _, row := range t.Rows {
		b.line("      %s", strings.Join(row, ", "))
	}
}
