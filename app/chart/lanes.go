package chart

import (
	"fmt"
	"time"
	"unicode/utf8"
)

// Lanes is a chart of bars on one clock: a row for each task or each worker.
type Lanes struct {
	Axis  Axis
	Rows  []Row
	Marks []Mark // vertical lines: the ideal, a guess, the cursor

	// Ghosts are other runs, each given by the end times of its rows, 0 where a row has none. A line joins the ends.
	Ghosts [][]time.Duration

	// Finding is a sentence in the empty space: at the upper right, as above a staircase, or at the bottom if Below.
	Finding string
	Below   bool

	Height float64 // of the rows together
	Names  float64 // width of the column for the names of the rows; 0: none
	Room   float64 // to the right of the axis' end, for flags and labels
	Gutter float64 // the part of a row that stays free, 0 to 1; 0 stands for 0.3
}

// Row is one row of bars.
type Row struct {
	Name, About string
	Bars        []Bar
	Scale       float64 // height in rows; 0 stands for 1
}

// Bar is a span of time.
type Bar struct {
	From, To time.Duration
	Ink      Ink
	Fill     Fill
	Flag     int    // the task whose flag lies at the end, plus one; 0: none
	Label    string // behind the end and the flag
	Mark     string // a short word behind them: 404, stalled
	Within   bool   // flag, label and mark lie at the end within the bar, as far as it has room: another bar follows
	Title    string // all of it, in words
}

// Mark is a vertical line.
type Mark struct {
	At    time.Duration
	Ink   Ink
	Fill  Fill // Outline: dotted
	Label string
}

// The measures of the chart, in pixels.
const (
	thickRow   = 32 // rows are not higher than this
	thinRow    = 9  // rows below this have neither labels nor flags
	axisHeight = 22 // for the labels of the ticks
	labelWidth = 22 // of a country's code
)

// Thin reports whether the rows are too thin for labels and flags. The chart then is a slope or a band.
func (l Lanes) Thin() bool { return l.RowHeight() < thinRow }

// RowHeight returns the height of a row of scale 1, in pixels.
func (l Lanes) RowHeight() float64 {
	rows := 0.0
	for _, r := range l.Rows {
		rows += r.scale()
	}
	return min(thickRow, l.Height/max(1, rows))
}

func (r Row) scale() float64 {
	if r.Scale == 0 {
		return 1
	}
	return r.Scale
}

// Draw draws the chart for a width in pixels.
func (l Lanes) Draw(width float64) *Drawing {
	row := l.RowHeight()
	left, span := l.Names, max(40, width-l.Names-l.Room)
	d := &Drawing{W: width, H: l.Height + axisHeight}
	x := func(t time.Duration) float64 { return left + l.Axis.X(min(max(t, 0), l.Axis.End), span) }

	l.Axis.Ticks(func(at time.Duration, label string) {
		d.Line(x(at), 0, x(at), l.Height, Hairline, Solid)
		d.Words(x(at), l.Height+15, Label, Soft, alignAt(x(at), width), label)
	})
	y := 0.0
	for _, r := range l.Rows {
		h := row * r.scale()
		l.drawRow(d, r, x, y, h)
		y += h
	}
	for _, ends := range l.Ghosts {
		l.ghost(d, ends, x, row)
	}
	for _, m := range l.Marks {
		d.Line(x(m.At), -2, x(m.At), l.Height+2, m.Ink, m.Fill)
		if m.Label != "" {
			align, dx := Start, 6.0
			if x(m.At) > width*0.7 {
				align, dx = End, -6
			}
			d.Words(x(m.At)+dx, 12, Note, m.Ink, align, m.Label)
		}
	}
	if l.Finding != "" {
		if l.Below {
			d.Words(left+span*0.62, l.Height-10, Finding, Black, Middle, l.Finding)
		} else {
			first, second := l.Finding, ""
			if width < 420 { // beside the staircase there is room for half of it
				first, second = halves(l.Finding)
			}
			d.Words(width-12, l.Height*0.11, Finding, Black, End, first)
			if second != "" {
				d.Words(width-12, l.Height*0.11+22, Finding, Black, End, second)
			}
		}
	}
	return d
}

// halves splits a sentence at the space that is nearest to its middle.
func halves(text string) (first, second string) {
	split := -1
	for i := range len(text) {
		if text[i] == ' ' && (split < 0 || max(i, len(text)-i) < max(split, len(text)-split)) {
			split = i
		}
	}
	if split < 0 {
		return text, ""
	}
	return text[:split], text[split+1:]
}

// ghost draws the line along the ends of another run's rows.
func (l Lanes) ghost(d *Drawing, ends []time.Duration, x func(time.Duration) float64, row float64) {
	var line []float64
	y := 0.0
	for i, r := range l.Rows {
		h := row * r.scale()
		if i < len(ends) && ends[i] > 0 {
			line = append(line, x(ends[i]), y, x(ends[i]), y+h)
		} else if len(line) > 0 {
			d.Curve(line, Soft, Solid)
			line = nil
		}
		y += h
	}
	if n := len(line); n > 0 {
		d.Curve(line, Soft, Solid)
		if row >= thinRow {
			d.Words(line[n-2]+5, line[n-1]-3, Note, Soft, Start, "theirs")
		}
	}
}

func (l Lanes) drawRow(d *Drawing, r Row, x func(time.Duration) float64, y, h float64) {
	gutter := l.Gutter
	if gutter == 0 {
		gutter = 0.3
	}
	thin := h < thinRow
	if r.Name != "" && l.Names > 0 {
		d.Words(0, y+min(h, 30)/2+5, Name, Black, Start, r.Name)
		if r.About != "" {
			d.Words(0, y+min(h, 30)/2+21, Note, Soft, Start, r.About)
		}
	}
	top, height := y+h*gutter/2, h*(1-gutter)
	if thin {
		top, height = y, max(h, 0.75)
	}
	for _, b := range r.Bars {
		from, to := x(b.From), x(b.To)
		d.Rect(from, top, max(to-from, 1), height, b.Ink, b.Fill).Title = b.Title
		if thin {
			continue
		}
		if b.Within {
			within(d, b, from, to, top, height)
			continue
		}
		at := to + 4
		if b.Flag > 0 {
			w := height * 4 / 3
			d.Flag(b.Flag-1, at, top, w, height)
			at += w + 4
		}
		if b.Label != "" {
			d.Words(at, top+height/2+4, Label, Soft, Start, b.Label)
			at += labelWidth
		}
		if b.Mark != "" {
			x, align := at, Start
			if w := LetterWidth * float64(utf8.RuneCountInString(b.Mark)); at+w > d.W && from > w {
				x, align = from-4, End // there is no room behind the bar
			}
			d.Words(x, top+height/2+4, Label, b.Ink, align, b.Mark)
		}
	}
}

// LetterWidth is how wide a letter of a Label is, about, in pixels.
const LetterWidth = 6.7

// Captioned is the width in pixels from which a flag has its code below it, as web/paint.js writes it.
const Captioned = 30

// within puts the flag, the label and the mark of a bar at its end, from right to left, as far as there is room.
func within(d *Drawing, b Bar, from, to, top, height float64) {
	const pad = 3
	if h := height - 2*pad; b.Flag > 0 && h >= 6 {
		w := h * 4 / 3
		if to-from < w+2*pad {
			return
		}
		to -= w + pad
		d.Flag(b.Flag-1, to, top+pad, w, h)
	}
	ink := Paper
	if b.Fill == Pale || b.Fill == Outline {
		ink = b.Ink
	}
	for _, text := range []string{b.Mark, b.Label} {
		w := LetterWidth * float64(len(text))
		if text == "" || height < 11 || to-from < w+2*pad {
			continue
		}
		to -= w + pad
		d.Words(to, top+height/2+4, Label, ink, Start, text)
	}
}

// alignAt keeps a label within the picture.
func alignAt(x, width float64) Align {
	switch {
	case x < 8:
		return Start
	case x > width-14:
		return End
	}
	return Middle
}

// Table tells the bars in words.
func (l Lanes) Table(caption string) Table {
	t := Table{Caption: caption, Head: []string{"Row", "What", "From", "To", "Took"}}
	for i, r := range l.Rows {
		name := r.Name
		if name == "" {
			name = fmt.Sprint(i + 1)
		}
		for _, b := range r.Bars {
			what := b.Title
			if what == "" {
				what = b.Label
			}
			t.Rows = append(t.Rows, []string{name, what, FormatSeconds(b.From), FormatSeconds(b.To), FormatSeconds(b.To - b.From)})
		}
	}
	return t
}
