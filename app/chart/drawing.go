// Package chart computes the pictures of the labs: lanes, bars, curves. The geometry is computed once, as a
// [Drawing] of a few kinds of shapes; the page paints it on a canvas, SVG writes it as a file, and each chart
// gives its data as a [Table] for people who cannot see it.
package chart

// Drawing is a picture of W × H pixels, made of shapes from back to front.
type Drawing struct {
	W, H   float64
	Shapes []Shape
	Flags  []Place // flags that lie on the picture
}

// Place says where the flag of a task lies.
type Place struct {
	Task       int
	X, Y, W, H float64
}

// Shape is one stroke, area or text. Kind decides which fields count.
type Shape struct {
	Kind       Kind
	Ink        Ink
	Fill       Fill
	X, Y, W, H float64   // Rect: its box. Line: from X, Y to X+W, Y+H. Words: the anchor, on the baseline
	Points     []float64 // Curve, Area: x, y, x, y, …
	Text       string    // Words
	Font       Font      // Words
	Align      Align     // Words
	Title      string    // what a pointer that rests on the shape is told
}

// Kind is the kind of a shape.
type Kind uint8

// The kinds of shapes.
const (
	Rect Kind = iota
	Line
	Curve
	Area
	Words
)

// Fill says how an area is filled, or how a line is drawn, so that colour is never the only difference.
type Fill uint8

// The fills.
const (
	Solid   Fill = iota
	Pale         // the same ink, hardly there: waited for its turn
	Striped      // running
	Crossed      // failed
	Struck       // cancelled
	Outline      // only the border; a line: dotted
	Thick        // a line of three pixels
)

// Font is a role of text; the style sheet and SVG give it a typeface.
type Font uint8

// The fonts, with their sizes in pixels.
const (
	Label   Font = iota // 11, monospaced: codes, clocks, ticks
	Note                // 13, sans
	Name                // 14, sans, bold: what a row is
	Finding             // 17, serif, italic: a sentence in the picture
	Figure              // 26, serif: a number that counts
)

// Align says which point of a text is at its anchor.
type Align uint8

// The alignments.
const (
	Start Align = iota
	Middle
	End
)

// Rect adds a filled rectangle.
func (d *Drawing) Rect(x, y, w, h float64, ink Ink, fill Fill) *Shape {
	return d.add(Shape{Kind: Rect, X: x, Y: y, W: w, H: h, Ink: ink, Fill: fill})
}

// Line adds a straight line. Outline makes it dotted.
func (d *Drawing) Line(x1, y1, x2, y2 float64, ink Ink, fill Fill) *Shape {
	return d.add(Shape{Kind: Line, X: x1, Y: y1, W: x2 - x1, H: y2 - y1, Ink: ink, Fill: fill})
}

// Curve adds a line through points x, y, x, y, ….
func (d *Drawing) Curve(points []float64, ink Ink, fill Fill) *Shape {
	return d.add(Shape{Kind: Curve, Points: points, Ink: ink, Fill: fill})
}

// Area adds a filled polygon.
func (d *Drawing) Area(points []float64, ink Ink, fill Fill) *Shape {
	return d.add(Shape{Kind: Area, Points: points, Ink: ink, Fill: fill})
}

// Words adds a text with its baseline at y.
func (d *Drawing) Words(x, y float64, font Font, ink Ink, align Align, text string) *Shape {
	return d.add(Shape{Kind: Words, X: x, Y: y, Font: font, Ink: ink, Align: align, Text: text})
}

// Flag puts the flag of a task on the picture.
func (d *Drawing) Flag(task int, x, y, w, h float64) {
	d.Flags = append(d.Flags, Place{task, x, y, w, h})
}

// add returns the new shape, for its title; it is valid until the next call.
func (d *Drawing) add(s Shape) *Shape {
	d.Shapes = append(d.Shapes, s)
	return &d.Shapes[len(d.Shapes)-1]
}

// Table is what a picture shows, in words and numbers.
type Table struct {
	Caption string
	Head    []string
	Rows    [][]string
}
