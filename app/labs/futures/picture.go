package futures

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// picture shows where every future is: in the queue, with a worker, or on the shelves of results. Time runs from left
// to right in the lanes of the workers.
type picture struct {
	*layout
	x    *experiment
	m    *model
	now  time.Duration
	over bool // nothing moves any more, or nothing may
	axis chart.Axis
	d    *chart.Drawing

	inQueue, onFirst, onMap, onPython func(i int) place
}

// The tiles of a future: itself, and its result on the shelves of Map. The tile of copy c is number task*copies+c.
const (
	itself = iota
	onMap
	onPythonsMap
	copies
)

// travel is how long a flag is on its way to its next place.
const travel = 300 * time.Millisecond

// expected returns how many futures there will be.
func (x *experiment) expected(m *model) int { return max(len(x.names()), len(m.Futures)) }

// shelves returns how many shelves there are: Python's Map has one where it differs from ours.
func (x *experiment) shelves(m *model) int {
	if x.scene.name == mapScene && (x.fails != "" || m.firstError() >= 0) {
		return 3
	}
	return 2
}

func (x *experiment) draw(m *model, at bench.Moment, width float64) *chart.Drawing {
	l := newLayout(width, x.plan.Workers, x.shelves(m))
	p := &picture{layout: &l, x: x, m: m, now: at.T, over: at.Phase == bench.AtEnd || at.Phase == bench.Stopped || at.Calm}
	p.d = &chart.Drawing{W: width, H: l.height}
	p.axis = x.axis(m, at.T, at.Ghosts)
	n := x.expected(m)
	p.inQueue, p.onFirst, p.onMap = l.queue.cells(max(n-x.plan.Workers, len(m.Queue()), 1)), l.shelves[0].cells(n), l.shelves[1].cells(n)
	p.heads()
	p.drawLanes()
	p.drawGhosts(at.Ghosts)
	p.drawShelf(n)
	p.drawMapShelf(l.shelves[1], p.onMap, n, false)
	if len(l.shelves) > 2 {
		p.onPython = l.shelves[2].cells(n)
		p.drawMapShelf(l.shelves[2], p.onPython, n, true)
	}
	for i := range m.Futures {
		p.put(i, itself, p.whereabouts(i))
	}
	p.drawChains()
	p.drawFinding()
	return p.d
}

// axis is the clock of the lanes. Its end is when the weather lets the downloads end; it doubles when they take longer, or
// other people's runs did.
func (x *experiment) axis(m *model, now time.Duration, ghosts []runlog.Model) chart.Axis {
	plan := x.plan
	if x.scene.name == cancelScene { // what waits will be cancelled
		plan.Codes = plan.Codes[:min(plan.Workers, len(plan.Codes))]
	}
	end := plan.Ideal(downloads.Threads)
	end += end/24 + 20*time.Millisecond
	if len(x.scene.labels) > 0 {
		end = max(end, 4*time.Second)
	}
	need := time.Duration(0)
	for _, ghost := range ghosts {
		for _, f := range ghost.(*model).Futures {
			need = max(need, f.Ended)
		}
	}
	for _, f := range m.Futures {
		switch {
		case f.State == runlog.Running:
			need = max(need, now)
		case f.State.Done():
			need = max(need, f.Ended)
		}
	}
	for need > end {
		end *= 2
	}
	return chart.NewAxis(end)
}

// heads writes what each part is.
func (p *picture) heads() {
	head := func(a area, title, note string) {
		p.d.Words(a.x, a.y-headHeight+13, chart.Name, chart.Black, chart.Start, title)
		p.d.Words(a.x, a.y-headHeight+28, chart.Note, chart.Soft, chart.Start, note)
	}
	head(p.queue, "Queue", "first in, first out")
	head(p.lanes, "Workers", "each runs one task at a time")
	first, second := "as they end", "as submitted"
	if p.narrow {
		first, second = "the futures as they end", "the results in the order of submission"
	}
	head(p.shelves[0], "as_completed", first)
	head(p.shelves[1], "map", second)
	if len(p.shelves) > 2 {
		head(p.shelves[2], "Python’s map", "ends at an error")
	}
}

// at returns the x of a time in the lanes.
func (p *picture) at(t time.Duration) float64 {
	left := p.lanes.x + p.names
	return left + p.axis.X(min(max(t, 0), p.axis.End), p.lanes.w-p.names-flagRoom)
}

// inLane returns the place of a flag at the end of a bar that has reached the time t.
func (p *picture) inLane(worker int, t time.Duration) place {
	w := 36.0
	if p.row < thinLane {
		w = min((p.row-3)*4/3, chart.Captioned-1)
	}
	top := p.lanes.y + p.row*float64(worker)
	if p.row >= thinLane {
		return place{p.at(t), top + 2, w}
	}
	return place{p.at(t), top + (p.row-w*3/4)/2, w}
}

// drawGhosts draws, in the lanes of the workers, when they were done with each future in other people's runs.
func (p *picture) drawGhosts(ghosts []runlog.Model) {
	for _, ghost := range ghosts {
		for _, f := range ghost.(*model).Futures {
			if f.Ended > 0 && f.Worker >= 0 && f.Worker < p.x.plan.Workers {
				top := p.lanes.y + p.row*float64(f.Worker)
				p.d.Line(p.at(f.Ended), top+2, p.at(f.Ended), top+p.row-2, chart.Soft, chart.Solid)
			}
		}
	}
}

func (p *picture) drawLanes() {
	bottom := p.lanes.y + p.lanes.h
	p.axis.Ticks(func(t time.Duration, label string) {
		p.d.Line(p.at(t), p.lanes.y, p.at(t), bottom, chart.Hairline, chart.Solid)
		p.d.Words(p.at(t), bottom+14, chart.Label, chart.Soft, chart.Middle, label)
	})
	for w := range p.x.plan.Workers {
		y := p.lanes.y + p.row*(float64(w)+0.5)
		name, doing := fmt.Sprintf("worker %d", w), p.doing(w)
		switch {
		case p.narrow:
			p.d.Words(p.lanes.x, y+4, chart.Label, chart.Black, chart.Start, strconv.Itoa(w))
		case p.row >= thinLane:
			p.d.Words(p.lanes.x, y-6, chart.Note, chart.Black, chart.Start, name)
			p.d.Words(p.lanes.x, y+10, chart.Label, chart.Soft, chart.Start, doing)
		default:
			p.d.Words(p.lanes.x, y+4, chart.Label, chart.Black, chart.Start, name)
		}
	}
	for i, f := range p.m.Futures {
		if f.Worker != runlog.NoLane {
			p.drawBar(i, f)
		}
	}
}

// doing says what a worker does now.
func (p *picture) doing(worker int) string {
	for _, w := range p.m.Waits {
		if w.Worker == worker {
			return "waits"
		}
	}
	for _, f := range p.m.Futures {
		if f.Worker == worker && f.State == runlog.Running {
			return "runs"
		}
	}
	return "idle"
}

// drawBar draws the time that a future has kept its worker.
func (p *picture) drawBar(i int, f futureView) {
	end, ink, fill := p.now, chart.Running, chart.Striped
	if f.State.Done() {
		end, fill = f.Ended, chart.Solid
	}
	switch f.Look() {
	case runlog.Failed:
		ink, fill = chart.Failed, chart.Crossed
	case runlog.Cancelled:
		ink, fill = chart.Cancelled, chart.Struck
	}
	head := p.inLane(f.Worker, end)
	left := p.at(f.Started)
	p.d.Rect(left, head.y, max(head.x-left, 1.5), head.h(), ink, fill).Title = f.Name + ", " + chart.FormatSeconds(end-f.Started)
	if !f.State.Done() || p.row < thinLane {
		return
	}
	label, more := f.Name, " "+chart.FormatSeconds(end-f.Started)+p.calls(i, f.Worker)
	if width := head.x - left; width > float64(len(label)+len([]rune(more)))*chart.LetterWidth {
		label += more
	}
	p.d.Words(left, head.y+head.h()+13, chart.Label, chart.Soft, chart.Start, label)
}

// calls shows the callbacks of a future that a worker has run.
func (p *picture) calls(i, worker int) string {
	marks := ""
	for _, c := range p.m.Calls {
		if c.Future == i && c.By == worker+1 {
			marks += c.mark()
		}
	}
	if marks != "" {
		marks = " " + marks
	}
	return marks
}

// mark is ✓ for a callback that returned and ✕ for one that panicked.
func (c call) mark() string {
	if c.Panics {
		return "✕"
	}
	return "✓"
}

// whereabouts returns where a future is at this moment.
func (p *picture) whereabouts(i int) place {
	f := p.m.Futures[i]
	waiting := func() place { return p.inQueue(max(0, slices.Index(p.m.Queue(), i))) }
	since := func(t time.Duration) float64 {
		if p.over {
			return 1
		}
		return float64(p.now-t) / float64(travel)
	}
	switch {
	case f.State == runlog.Running:
		return waiting().toward(p.inLane(f.Worker, p.now), since(f.Started))
	case f.State.Done():
		from := waiting()
		if f.Worker != runlog.NoLane {
			from = p.inLane(f.Worker, f.Ended)
		}
		return from.toward(p.onFirst(slices.Index(p.m.Completed, i)), since(f.Ended))
	}
	return waiting()
}

// put lays a tile of a future upon the picture. Its code is written into it where it is small, and what it is where
// the code does not say that.
func (p *picture) put(i, kind int, where place) {
	p.d.Flag(i*copies+kind, where.x, where.y, where.w, where.h())
	f := p.m.Futures[i]
	word := ""
	switch label := p.x.labelOf(i); {
	case label != "" && !f.State.Done():
		word = label
	case where.w < chart.Captioned && where.w >= 14:
		word = f.Code
	}
	p.d.Words(where.x+where.w/2, where.y+where.h()/2+4, chart.Label, chart.Black, chart.Middle, word)
}

// drawShelf draws the places of the futures as they complete.
func (p *picture) drawShelf(n int) {
	for k := range n {
		if k >= len(p.m.Completed) {
			p.slot(p.onFirst(k), strconv.Itoa(k+1), "")
		}
	}
}

// slot draws an empty place.
func (p *picture) slot(where place, word, caption string) {
	p.d.Rect(where.x, where.y, where.w, where.h(), chart.Hairline, chart.Outline)
	if float64(len(word))*chart.LetterWidth < where.w {
		p.d.Words(where.x+where.w/2, where.y+where.h()/2+4, chart.Label, chart.Soft, chart.Middle, word)
	}
	if where.w >= chart.Captioned && caption != "" {
		p.d.Words(where.x+where.w/2, where.y+where.h()+13, chart.Label, chart.Soft, chart.Middle, caption)
	}
}

// drawMapShelf draws the results of Map, ours or Python's, in the order of submission.
func (p *picture) drawMapShelf(a area, cell func(int) place, n int, python bool) {
	kind := onMap
	if python {
		kind = onPythonsMap
	}
	given, ends := p.x.given(p.m), len(p.m.Futures)
	if first := p.m.firstError(); python && first >= 0 {
		ends = first
	}
	for i := range n {
		where, name := cell(i), p.x.codeOf(p.m, i)
		switch {
		case python && i > ends:
			p.slot(where, "–", name)
		case slices.Contains(given, i):
			from := p.onFirst(max(0, slices.Index(p.m.Completed, i)))
			share := 1.0
			if at := p.m.Futures[i].GivenAt; !p.over && at >= 0 {
				share = float64(p.now-at) / float64(travel)
			}
			p.put(i, kind, from.toward(where, share))
		case i < len(p.m.Futures) && p.m.Futures[i].State == runlog.Cancelled:
			p.d.Rect(where.x, where.y, where.w, where.h(), chart.Cancelled, chart.Pale)
			p.slot(where, "", name)
		case i < len(p.m.Futures) && p.m.Futures[i].State.Done():
			p.d.Rect(where.x, where.y, where.w, where.h(), chart.Finished, chart.Pale)
			p.slot(where, "held", name)
		default:
			p.slot(where, p.x.labelOf(i), name)
		}
	}
}

// labelOf says what a future is where its code does not; otherwise nothing.
func (x *experiment) labelOf(i int) string {
	if i < len(x.scene.labels) {
		return x.scene.labels[i]
	}
	return ""
}

// drawFinding writes what there is to see.
func (p *picture) drawFinding() {
	const letter = 7.4
	text, x, width := p.x.finding(p.m), p.lanes.x+p.names, p.lanes.w-p.names
	switch need := letter * float64(len([]rune(text))); {
	case p.narrow:
		x, width = 0, p.lanes.w
	case need > p.lanes.w: // one line, as there is no room for two
		x, width = 0, p.shelves[0].x
	case need > width:
		x, width = p.lanes.x, p.lanes.w
	}
	for i, line := range wrap(text, int(width/letter)) {
		p.d.Words(x, p.layout.finding+22*float64(i), chart.Finding, chart.Black, chart.Start, line)
	}
}
