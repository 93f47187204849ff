package ui

import (
	"math"
	"syscall/js"
	"time"

	"flaglab/app/lab"
)

// draw paints the timeline. It reads the views and changes nothing.
func (r *Race) draw() {
	if !r.surface.open() {
		return
	}
	strips, axis := r.strips()
	p := painter{surface: &r.surface, axis: axis}
	p.fit(strips)
	p.paint(strips)
}

// surface is the canvas with its size and its colours. Asking the browser for
// these makes it lay out the whole page, so they are kept until they may have changed.
type surface struct {
	canvas        js.Value
	ctx           js.Value
	width, height float64 // in CSS pixels
	ratio         float64 // of the screen's pixels to CSS pixels
	font          float64
	colours       map[string]string // from the style sheet, so that the theme holds here too
}

// forget has open ask again.
func (s *surface) forget() { s.colours = nil }

// open reports whether there is a canvas to draw on.
func (s *surface) open() bool {
	if s.colours != nil && s.canvas.Get("isConnected").Bool() {
		return true
	}
	s.canvas = js.Global().Get("document").Call("getElementById", timelineID)
	if s.canvas.IsNull() {
		return false
	}
	s.ctx = s.canvas.Call("getContext", "2d")
	s.width = s.canvas.Get("clientWidth").Float()
	s.height = s.canvas.Get("clientHeight").Float()
	s.ratio = js.Global().Get("devicePixelRatio").Float()
	s.canvas.Set("width", math.Round(s.width*s.ratio))
	s.canvas.Set("height", math.Round(s.height*s.ratio))
	style := js.Global().Call("getComputedStyle", s.canvas)
	s.colours = map[string]string{}
	for _, name := range []string{"pending", "running", "finished", "failed", "cancelled", "missing", "ink", "line", "ideal", "waiting", "busy"} {
		s.colours[name] = style.Call("getPropertyValue", "--"+name).String()
	}
	s.font = 12
	if js.Global().Get("document").Get("documentElement").Call("hasAttribute", "data-projector").Bool() {
		s.font = 18
	}
	return true
}

// painter draws strips on a surface.
type painter struct {
	*surface
	left, bottom float64 // margins for titles and for the axis
	axis         lab.Axis
	row          float64 // height of a worker's row
}

const stripGap = 16 // between two runs

// fit makes the rows as high as there is room for, within reason, and clears the
// surface.
func (p *painter) fit(strips []strip) {
	lanes := 0
	for _, s := range strips {
		lanes += s.lanes
	}
	p.left, p.bottom = 7*p.font, 1.6*p.font
	room := p.height - p.bottom - stripGap*float64(len(strips))
	p.row = min(14, max(1, room/float64(max(1, lanes))))
	p.ctx.Call("setTransform", p.ratio, 0, 0, p.ratio, 0, 0)
	p.ctx.Call("clearRect", 0, 0, p.width, p.height)
}

func (p *painter) x(t time.Duration) float64 {
	return p.left + (p.width-p.left-8)*t.Seconds()/p.axis.End.Seconds()
}

func (p *painter) paint(strips []strip) {
	p.grid()
	y := 2.0
	for _, s := range strips {
		p.strip(s, y)
		y += p.row*float64(s.lanes) + stripGap
	}
}

// grid draws the axis with its ticks.
func (p *painter) grid() {
	p.ctx.Set("font", js.ValueOf(fontOf(p.font)))
	p.ctx.Set("textAlign", "center")
	p.ctx.Set("textBaseline", "bottom")
	for t := time.Duration(0); t <= p.axis.End; t += p.axis.Step {
		x := p.x(t)
		p.rect(p.colours["line"], x, 0, 1, p.height-p.bottom)
		if x < p.width-2*p.font {
			p.ctx.Set("fillStyle", p.colours["ink"])
			p.ctx.Call("fillText", tick(t, p.axis.Step), x, p.height)
		}
	}
}

func (p *painter) strip(s strip, top float64) {
	height := p.row * float64(s.lanes)
	p.ctx.Set("fillStyle", p.colours["ink"])
	p.ctx.Set("textAlign", "left")
	p.ctx.Set("textBaseline", "middle")
	p.ctx.Call("fillText", s.title, 0, top+max(height/2, p.font/2))

	// One colour at a time: setting a colour costs more than filling a rectangle.
	layers := map[string][][4]float64{}
	add := func(colour string, from, to float64, lane int) {
		layers[colour] = append(layers[colour], [4]float64{from, top + p.row*float64(lane), max(1, to-from), max(1, p.row-1)})
	}
	for _, bar := range s.bars {
		start, end := p.x(bar.Start), p.x(bar.End)
		if bar.State == lab.Running {
			add("running", start, end, bar.Lane)
			continue
		}
		// Where the source could not split the time, all of it was waiting.
		stalled := p.x(bar.Start + bar.Stalled)
		waited, received := end, end
		if bar.Waiting > 0 {
			waited = p.x(bar.Start + bar.Stalled + bar.Waiting)
			received = p.x(bar.Start + bar.Stalled + bar.Waiting + bar.Receiving)
		}
		if stalled > start {
			add("pending", start, stalled, bar.Lane)
		}
		add("waiting", stalled, waited, bar.Lane)
		if received < end {
			add("busy", received, end, bar.Lane)
		}
		// What was received, and how it ended: never too thin to be seen.
		add(endColour(bar), waited, received, bar.Lane)
		add(endColour(bar), end-min(3, end-start), end, bar.Lane)
	}
	for _, colour := range []string{"waiting", "pending", "busy", "running", "finished", "missing", "failed", "cancelled"} {
		if len(layers[colour]) == 0 {
			continue
		}
		p.ctx.Set("fillStyle", p.colours[colour])
		for _, r := range layers[colour] {
			p.ctx.Call("fillRect", r[0], r[1], r[2], r[3])
		}
	}
	if p.row >= 6 {
		p.marks(s, top)
	}
	if s.ideal > 0 && s.ideal <= p.axis.End {
		p.ctx.Set("strokeStyle", p.colours["ideal"])
		p.ctx.Set("lineWidth", 2)
		p.ctx.Call("setLineDash", []any{4, 3})
		p.ctx.Call("beginPath")
		p.ctx.Call("moveTo", p.x(s.ideal), top-2)
		p.ctx.Call("lineTo", p.x(s.ideal), top+height+2)
		p.ctx.Call("stroke")
		p.ctx.Call("setLineDash", []any{})
	}
	if s.end > 0 {
		// The time stands behind the last bar, or below the title if there is no room.
		x, y := p.x(s.end)+6, top+max(height/2, p.font/2)
		if x > p.width-4*p.font {
			x, y = 0, y+1.1*p.font
		}
		p.ctx.Set("fillStyle", p.colours["ink"])
		p.ctx.Call("fillText", lab.FormatSeconds(s.end), x, y)
	}
}

// marks tells the ends apart by shape too: a cross for a failure, a stroke for a
// cancelled task, a hollow for a code without a flag.
func (p *painter) marks(s strip, top float64) {
	p.ctx.Set("strokeStyle", p.colours["ink"])
	p.ctx.Set("lineWidth", 1.5)
	for _, bar := range s.bars {
		x, y, h := p.x(bar.End)-2, top+p.row*float64(bar.Lane)+1, p.row-3
		switch {
		case bar.State == lab.Failed:
			p.line(x-h, y, x, y+h)
			p.line(x-h, y+h, x, y)
			p.kind(bar, x-h, y+h/2)
		case bar.State == lab.Cancelled:
			p.line(p.x(bar.Start), y+h/2, x, y+h/2)
		}
	}
}

// kind writes what a failure was to the left of its mark, if the row is high enough
// to read it and the bar long enough to hold it.
func (p *painter) kind(bar lab.Bar, x, y float64) {
	word := failureWord(bar)
	size := min(p.row, 0.85*p.font)
	if size < 8 || x-p.x(bar.Start) < 0.6*size*float64(len(word)) {
		return
	}
	p.ctx.Set("font", fontOf(size))
	p.ctx.Set("textAlign", "right")
	p.ctx.Set("fillStyle", p.colours["ink"])
	p.ctx.Call("fillText", word, x-2, y+1)
	p.ctx.Set("font", fontOf(p.font))
	p.ctx.Set("textAlign", "left")
}

func (p *painter) line(x1, y1, x2, y2 float64) {
	p.ctx.Call("beginPath")
	p.ctx.Call("moveTo", x1, y1)
	p.ctx.Call("lineTo", x2, y2)
	p.ctx.Call("stroke")
}

func (p *painter) rect(colour string, x, y, w, h float64) {
	p.ctx.Set("fillStyle", colour)
	p.ctx.Call("fillRect", x, y, w, h)
}
