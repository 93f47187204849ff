package futures

import (
	"slices"

	"flaglab/app/chart"
)

// drawChains shows who waits for whom: from the end of the bar to the future in the queue, and from there to the
// worker that it needs.
func (p *picture) drawChains() {
	ink := chart.Soft
	if p.m.Deadlock() {
		ink = chart.Failed
	}
	for _, w := range p.m.Waits {
		queued := slices.Index(p.m.Queue(), w.On)
		if queued < 0 {
			continue
		}
		from, to := p.inLane(w.Worker, p.now), p.inQueue(queued)
		x, y := from.x+from.w/2, p.lanes.y+p.lanes.h+axisHeight+24
		below := to.y + to.h() + 20
		if p.narrow {
			below = to.y + to.h()/2
			p.d.Curve([]float64{x, from.y - 2, x, below, to.x + to.w + 10, below}, ink, chart.Outline)
			p.arrow(to.x+to.w+8, below, -1, ink)
			continue
		}
		p.d.Curve([]float64{x, from.y + from.h() + 18, x, y, to.x + to.w/2, y, to.x + to.w/2, below + 2}, ink, chart.Outline)
		p.d.Words(x-8, y-6, chart.Label, ink, chart.End, "waits for "+p.m.Futures[w.On].Name)
		p.arrowUp(to.x+to.w/2, below, ink)
		needs := to.y + to.h()/2
		p.d.Line(to.x+to.w+6, needs, p.lanes.x-8, needs, ink, chart.Outline)
		p.d.Words(to.x+to.w+6, needs-6, chart.Label, ink, chart.Start, "needs a worker")
		p.arrow(p.lanes.x-6, needs, 1, ink)
	}
}

// arrow draws the head of an arrow to the right (1) or to the left (-1).
func (p *picture) arrow(x, y, direction float64, ink chart.Ink) {
	p.d.Area([]float64{x, y, x - direction*8, y - 4, x - direction*8, y + 4}, ink, chart.Solid)
}

func (p *picture) arrowUp(x, y float64, ink chart.Ink) {
	p.d.Area([]float64{x, y, x - 4, y + 8, x + 4, y + 8}, ink, chart.Solid)
}
