package chart

import (
	"fmt"
	"math"
	"slices"
	"sort"
)

// Curves is a chart of measured points over numbers, such as elapsed time over workers, with the lines that they should
// follow.
type Curves struct {
	X, Y   Scale
	Zones  []Zone   // what ranges of X stand for, from left to right
	Series []Series // from back to front
	Rules  []Rule   // lines at one value: a limit, a guess

	// Finding is a sentence in the empty space, its middle at FindX, FindY: parts of the width and the height of the
	// plot, from the upper left corner.
	Finding      string
	FindX, FindY float64

	Height float64 // of the plot
	Left   float64 // room for the labels of Y; 0 stands for 46
	Room   float64 // to the right of the plot, for the names at the ends of the lines
}

// Series is a line through points, or just points.
type Series struct {
	Name  string // at the end of the line, if there is room; also the heading of its column in the table
	Ink   Ink
	Fill  Fill // of the line: Outline is dotted, for an ideal; Thick stands out
	Bare  bool // no dots: the line is computed, not measured
	Loose bool // no line between the dots
	// Points are in the order of X. A chart may hold series with different X.
	Points []Point
}

// Point is a value, with its spread where it is known.
type Point struct {
	X, Y      float64
	Low, High float64 // of the spread; both 0: none
	Fill      Fill    // of the dot: Outline says that the value is only a bound
	Label     string  // beside the dot
	Title     string  // all of it, in words
	Flag      int     // the task, from 1, whose tile lies on the dot; 0: none
}

// Zone is a range of X with a name.
type Zone struct {
	From, To float64
	Label    string
	Note     string // below the label
}

// Rule is a vertical line at a value of X, or a horizontal one at a value of Y.
type Rule struct {
	At     float64
	Across bool // horizontal
	Ink    Ink
	Fill   Fill // Outline: dotted
	Label  string
}

// The measures of the chart, in pixels.
const (
	dotSize    = 6
	tileSize   = 22 // of a tile on a dot: what a finger hits
	lineHeight = 15
	noteWidth  = 6.5 // of a letter of a Note, about
	headHeight = 22  // for the name of Y, and for the names of the zones
	nameHeight = 17  // for the name of X below the labels of its ticks
)

// plot is the box within the axes.
type plot struct {
	Curves
	left, top, width float64
}

func (p plot) x(v float64) float64 { return p.left + p.X.Part(v)*p.width }
func (p plot) y(v float64) float64 { return p.top + (1-p.Y.Part(v))*p.Height }

// Draw draws the chart for a width in pixels.
func (c Curves) Draw(width float64) *Drawing {
	left := c.Left
	if left == 0 {
		left = 46
	}
	p := plot{Curves: c, left: left, top: headHeight, width: max(40, width-left-max(c.Room, dotSize))}
	d := &Drawing{W: width, H: p.top + c.Height + axisHeight}
	if c.X.Name != "" {
		d.H += nameHeight
	}
	p.drawZones(d)
	p.drawAxes(d)
	for _, s := range c.Series {
		p.drawSeries(d, s)
	}
	p.drawNames(d)
	p.drawRules(d)
	if c.Finding != "" {
		d.Words(p.left+c.FindX*p.width, p.top+c.FindY*c.Height, Finding, Black, Middle, c.Finding)
	}
	return d
}

func (p plot) drawZones(d *Drawing) {
	for i, z := range p.Zones {
		from, to := p.x(z.From), p.x(z.To)
		if i%2 == 1 {
			d.Rect(from, p.top, to-from, p.Height, Wash, Solid)
		}
		if float64(len(z.Label))*noteWidth <= to-from {
			d.Words((from+to)/2, p.top+14, Note, Soft, Middle, z.Label)
		}
		if z.Note != "" && float64(len(z.Note))*noteWidth <= to-from {
			d.Words((from+to)/2, p.top+14+lineHeight, Label, Soft, Middle, z.Note)
		}
	}
}

func (p plot) drawAxes(d *Drawing) {
	right, bottom := p.left+p.width, p.top+p.Height
	for _, t := range p.Y.ticks() {
		d.Line(p.left, p.y(t.At), right, p.y(t.At), Hairline, Solid)
		d.Words(p.left-8, p.y(t.At)+4, Label, Soft, End, t.Label)
	}
	for _, t := range p.ticksApart() {
		d.Line(p.x(t.At), bottom, p.x(t.At), bottom+4, Soft, Solid)
		d.Words(p.x(t.At), bottom+16, Label, Soft, alignAt(p.x(t.At), d.W), t.Label)
	}
	d.Line(p.left, bottom, right, bottom, Soft, Solid)
	d.Words(0, 11, Label, Soft, Start, p.Y.Name)
	if p.X.Name != "" {
		d.Words(right, d.H-3, Label, Soft, End, p.X.Name)
	}
}

// ticksApart returns the ticks of X without those whose labels would touch others. The last one stays.
func (p plot) ticksApart() (list []Tick) {
	const gap = 4
	end := math.Inf(1)
	for _, t := range slices.Backward(p.X.ticks()) {
		half := LetterWidth * float64(len(t.Label)) / 2
		if p.x(t.At)+half+gap <= end {
			list = append(list, t)
			end = p.x(t.At) - half
		}
	}
	slices.Reverse(list)
	return list
}

func (p plot) drawSeries(d *Drawing, s Series) {
	if len(s.Points) == 0 {
		return
	}
	if !s.Loose {
		var line []float64
		for _, pt := range s.Points {
			line = append(line, p.x(pt.X), p.y(pt.Y))
		}
		d.Curve(line, s.Ink, s.Fill)
	}
	for _, pt := range s.Points {
		x, y := p.x(pt.X), p.y(pt.Y)
		if pt.spread() {
			d.Line(x, p.y(pt.Low), x, p.y(pt.High), s.Ink, Solid)
			for _, end := range []float64{p.y(pt.Low), p.y(pt.High)} {
				d.Line(x-3, end, x+3, end, s.Ink, Solid)
			}
		}
		if !s.Bare {
			if pt.Fill == Outline { // the line must not show through
				d.Rect(x-dotSize/2, y-dotSize/2, dotSize, dotSize, Paper, Solid)
			}
			d.Rect(x-dotSize/2, y-dotSize/2, dotSize, dotSize, s.Ink, pt.Fill).Title = pt.Title
		}
		if pt.Flag > 0 {
			d.Flag(pt.Flag-1, x-tileSize/2, y-tileSize/2, tileSize, tileSize)
		}
		if pt.Label != "" {
			p.drawLabel(d, x, y, s.Ink, pt.Label)
		}
	}
}

// drawNames writes the name of each series at the end of its line. Names that would lie upon each other move apart.
func (p plot) drawNames(d *Drawing) {
	if p.Room == 0 {
		return
	}
	type name struct {
		x, y float64
		of   Series
	}
	var names []name
	for _, s := range p.Series {
		if len(s.Points) > 0 && s.Name != "" {
			last := s.Points[len(s.Points)-1]
			names = append(names, name{p.x(last.X) + dotSize + 2, p.y(last.Y) + 4, s})
		}
	}
	sort.SliceStable(names, func(i, j int) bool { return names[i].y < names[j].y })
	for i, n := range names {
		if i > 0 && math.Abs(n.x-names[i-1].x) < p.Room {
			n.y = max(n.y, names[i-1].y+lineHeight)
			names[i] = n
		}
		d.Words(n.x, n.y, Note, n.of.Ink, Start, n.of.Name)
	}
}

// drawLabel writes beside a dot: above it, or below where the plot ends.
func (p plot) drawLabel(d *Drawing, x, y float64, ink Ink, label string) {
	const above, below = 9, 19
	at := y - above
	if at < p.top+10 {
		at = y + below
	}
	align := Middle
	if reach := float64(len(label)) * 3.5; x+reach > d.W {
		align = End
	} else if x-reach < p.left {
		align = Start
	}
	d.Words(x, at, Label, ink, align, label)
}

func (p plot) drawRules(d *Drawing) {
	for _, r := range p.Rules {
		if r.Across {
			y := p.y(r.At)
			d.Line(p.left, y, p.left+p.width, y, r.Ink, r.Fill)
			if p.endsNear(y) {
				d.Words(p.left+6, y-5, Note, r.Ink, Start, r.Label)
			} else {
				d.Words(p.left+p.width, y-5, Note, r.Ink, End, r.Label)
			}
			continue
		}
		x := p.x(r.At)
		d.Line(x, p.top, x, p.top+p.Height, r.Ink, r.Fill)
		align, dx := Start, 6.0
		reach := dx + noteWidth*float64(len(r.Label))
		if p.X.Part(r.At) > 0.7 || x+reach > p.left+p.width && x-reach > p.left { // behind the axis' end are the names of the curves
			align, dx = End, -6
		}
		from, to := x+dx, x+reach
		if align == End {
			from, to = x-reach, x+dx
		}
		y := p.top + 12
		if len(p.Zones) > 0 || p.highest(from, to) < y+8 { // zones have their names there
			y = p.top + p.Height - 8
		}
		d.Words(x+dx, y, Note, r.Ink, align, r.Label)
	}
}

// highest returns the height of the highest piece of a curve between two places.
func (p plot) highest(from, to float64) float64 {
	top := math.Inf(1)
	for _, s := range p.Series {
		for i := 1; i < len(s.Points); i++ {
			a, b := s.Points[i-1], s.Points[i]
			left, right := p.x(a.X), p.x(b.X)
			if right <= left || right < from || left > to {
				continue
			}
			for _, x := range []float64{max(left, from), min(right, to)} {
				part := (x - left) / (right - left)
				top = min(top, p.y(a.Y)*(1-part)+p.y(b.Y)*part)
			}
		}
	}
	return top
}

// endsNear reports whether a line ends nearer to a height than it begins.
func (p plot) endsNear(y float64) bool {
	for _, s := range p.Series {
		if n := len(s.Points); n > 0 && math.Abs(p.y(s.Points[n-1].Y)-y) < math.Abs(p.y(s.Points[0].Y)-y) {
			return true
		}
	}
	return false
}

func (pt Point) spread() bool { return pt.Low != 0 || pt.High != 0 }

// Table tells the points in words: a row for each X, a column for each series that has points.
func (c Curves) Table(caption string) Table {
	t := Table{Caption: caption, Head: []string{c.X.Name}}
	var xs []float64
	told := slices.DeleteFunc(slices.Clone(c.Series), func(s Series) bool { return len(s.Points) == 0 })
	for _, s := range told {
		name := s.Name
		if name == "" {
			name = c.Y.Name
		}
		t.Head = append(t.Head, name)
		for _, pt := range s.Points {
			xs = append(xs, pt.X)
		}
	}
	sort.Slice(xs, func(i, j int) bool { return xs[i] < xs[j] })
	for _, x := range slices.Compact(xs) {
		row := []string{c.X.format(x)}
		for _, s := range told {
			cell := "–"
			if i := slices.IndexFunc(s.Points, func(pt Point) bool { return pt.X == x }); i >= 0 {
				cell = c.tell(s.Points[i])
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (c Curves) tell(pt Point) string {
	text := c.Y.format(pt.Y)
	if pt.spread() {
		text = fmt.Sprintf("%s (%s to %s)", text, c.Y.format(pt.Low), c.Y.format(pt.High))
	}
	return text
}
