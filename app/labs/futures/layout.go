package futures

import (
	"math"

	"flaglab/app/chart"
)

// area is a rectangle of the picture, in pixels.
type area struct{ x, y, w, h float64 }

// layout says where the parts of the picture are.
type layout struct {
	narrow  bool
	queue   area
	lanes   area    // with the names of the workers, without the axis
	names   float64 // width of the column of names
	row     float64 // height of a lane
	shelves []area  // as_completed, map, and Python's map if it is shown
	finding float64 // baseline of the finding
	height  float64
}

// The measures of the picture.
const (
	headHeight = 36  // two lines above each part
	bodyHeight = 202 // of the parts of a wide picture
	axisHeight = 18
	tallLane   = 48
	thinLane   = 44 // lower ones have no room for a label below the bar
	flagRoom   = 44 // for the flag at the end of a bar
	narrowPage = 700
)

func newLayout(width float64, workers, shelves int) layout {
	if width < narrowPage {
		return narrowLayout(width, workers, shelves)
	}
	const queue, shelf, gap = 132.0, 104.0, 22.0
	l := layout{queue: area{0, headHeight, queue, bodyHeight}, names: 84}
	l.row = min(bodyHeight/float64(workers), tallLane)
	left := queue + 30
	l.lanes = area{left, headHeight, width - left - float64(shelves)*(shelf+gap), l.row * float64(workers)}
	for i := range shelves {
		l.shelves = append(l.shelves, area{width - float64(shelves-i)*(shelf+gap) + gap, headHeight, shelf, bodyHeight})
	}
	l.finding = l.lanes.y + l.lanes.h + axisHeight + 26
	if workers == 1 {
		l.finding += 34 // room for what waits for whom
	}
	l.height = max(headHeight+bodyHeight, l.finding) + 2
	return l
}

// narrowLayout puts the parts below each other.
func narrowLayout(width float64, workers, shelves int) layout {
	const shelf, gap = 46.0, 12.0
	l := layout{narrow: true, queue: area{0, headHeight, width, shelf}, names: 22}
	l.row = max(min(220/float64(workers), 46), 12)
	l.lanes = area{0, l.queue.y + shelf + headHeight, width, l.row * float64(workers)}
	y := l.lanes.y + l.lanes.h + axisHeight + gap
	for range shelves {
		y += headHeight
		l.shelves = append(l.shelves, area{0, y, width, shelf})
		y += shelf
	}
	l.finding = y + 24
	l.height = l.finding + 24
	return l
}

// place is where a flag lies: a rectangle in the proportion of 4 to 3.
type place struct{ x, y, w float64 }

func (p place) h() float64 { return p.w * 3 / 4 }

// cells returns a function that gives the place of the i-th of n flags in an area: as large as fits, in one line if they
// can have their codes below them there; from top to bottom where the area is tall, else from left to right.
func (a area) cells(n int) func(i int) place {
	for _, lines := range []float64{1, math.Inf(1)} {
		for _, w := range []float64{36, 32, 26, 22, 18, 14, 10, 6} {
			columns, rows, next := a.grid(w)
			fits := columns*rows >= float64(n)
			if lines == 1 {
				fits = w >= chart.Captioned && max(columns, rows) >= float64(n)
			}
			if fits || lines > 1 && w == 6 {
				return next
			}
		}
	}
	panic("unreachable: the last width is always taken")
}

// grid returns how many flags of a width an area takes, and their places.
func (a area) grid(w float64) (columns, rows float64, at func(i int) place) {
	const gap = 14.0
	high := w*3/4 + 5
	if w >= chart.Captioned {
		high = w*3/4 + 17
	}
	columns, rows = math.Floor((a.w+gap)/(w+gap)), math.Floor((a.h+4)/high)
	return columns, rows, func(i int) place {
		across, down := math.Mod(float64(i), columns), math.Floor(float64(i)/columns)
		if a.h > a.w {
			across, down = math.Floor(float64(i)/rows), math.Mod(float64(i), rows)
		}
		return place{a.x + across*(w+gap), a.y + down*high, w}
	}
}

// toward returns the place at a share of the way to another.
func (p place) toward(to place, share float64) place {
	share = min(max(share, 0), 1)
	share = share * share * (3 - 2*share) // slow at both ends
	mix := func(a, b float64) float64 { return a + (b-a)*share }
	return place{mix(p.x, to.x), mix(p.y, to.y), mix(p.w, to.w)}
}
