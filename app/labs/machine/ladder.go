package machine

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"flaglab/app/chart"
)

// rung is a time of the ladder.
type rung struct {
	Name     string
	NS       float64 // 0: not known
	Bound    bool    // it is at most so long
	Measured bool    // here, and not known beforehand
}

// What is known beforehand. Light in glass fibre makes 200,000 km a second, and the equator is 40,075 km long.
const worldNS = 40_075.0 / 200_000 * 1e9

// ladder lists the times from one operation to a packet round the world, from short to long.
func (m *model) ladder() []rung {
	var list []rung
	add := func(name string, r *reading) {
		n := rung{Name: name, Measured: true}
		if r != nil {
			n.NS, n.Bound = r.Value, r.Bound
		}
		list = append(list, n)
	}
	if op := m.operation(); op > 0 {
		add("one operation", &reading{Value: op})
	} else {
		add("one operation", nil)
	}
	levels := m.levels()
	for _, l := range levels[:max(0, len(levels)-1)] {
		add("a trip to "+l.Name, &reading{Value: l.Latency})
	}
	add("a trip to memory", m.trip())
	add("a switch to a goroutine", m.of(switching))
	add("a call to another process", m.of(calling))
	add("a round trip to this server", m.of(asking))
	list = append(list, rung{Name: "a packet round the world", NS: worldNS})
	if !slices.ContainsFunc(list, func(r rung) bool { return r.NS == 0 }) {
		sort.SliceStable(list, func(i, j int) bool { return list[i].NS < list[j].NS })
	}
	return list
}

// The measures of the picture, in pixels.
const (
	rungHeight = 17.0
	usualRungs = 9 // with three caches; fewer have the same height, so that nothing moves when a cache is found
	nameWidth  = 178.0
	spanWidth  = 100.0

	// On a phone, what the longest of them take: the bars get the rest.
	narrowNameWidth = 164.0
	narrowSpanWidth = 86.0
)

// axisEnd is where the axis ends, in operations: at a zoom of 0 at one of them, at 100 at the longest time of the ladder.
func axisEnd(longest, zoom float64) float64 { return 1.2 * math.Pow(longest, zoom/100) }

// drawLadder draws the times as bars on one linear axis, in operations. What is longer than the axis leaves the picture.
func drawLadder(rungs []rung, zoom, width float64) *chart.Drawing {
	names, spans := nameWidth, spanWidth
	if width < 480 {
		names, spans = narrowNameWidth, narrowSpanWidth
	}
	plot := max(40, width-names-spans)
	d := &chart.Drawing{W: width, H: rungHeight*float64(max(usualRungs, len(rungs))) + 20}
	op := rungs[0].NS
	end := 0.0
	if op > 0 {
		end = axisEnd(worldNS/op, zoom)
	}
	bottom := rungHeight * float64(len(rungs))
	d.Line(names, bottom, names+plot, bottom, chart.Soft, chart.Solid)
	for i, r := range rungs {
		y := rungHeight * float64(i)
		d.Words(0, y+13, chart.Note, chart.Black, chart.Start, r.Name)
		if r.NS == 0 || end == 0 {
			continue
		}
		ops := r.NS / op
		length := plot * min(1, ops/end)
		fill := chart.Solid
		if !r.Measured {
			fill = chart.Pale
		}
		d.Rect(names, y+3, max(length, 1), rungHeight-5, chart.Running, fill).Title = r.Name + ": " + formatValue(r.NS, nanoseconds)
		if ops > end { // it goes on behind the picture's edge
			for k := range 3 {
				x := names + plot - 4 - 7*float64(k)
				d.Line(x, y+3, x+3, y+rungHeight-2, chart.Paper, chart.Thick)
			}
		}
		at := ""
		if r.Bound {
			at = "< "
		}
		d.Words(names+plot+spans, y+13, chart.Note, chart.Black, chart.End, at+formatSpan(ops))
		d.Words(names+length+6, y+13, chart.Label, chart.Soft, chart.Start, place(length, plot, formatValue(r.NS, nanoseconds)))
	}
	if end > 0 {
		last := formatSpan(end)
		if place(0, plot, "0"+last) != "" {
			d.Words(names, bottom+15, chart.Label, chart.Soft, chart.Start, "0")
		}
		d.Words(names+plot, bottom+15, chart.Label, chart.Soft, chart.End, last)
	}
	return d
}

// place leaves out a label that has no room behind its bar, or beside the end of the axis.
func place(length, plot float64, label string) string {
	if length+6+7*float64(len(label)) > plot {
		return ""
	}
	return label
}

// ladderTable tells the ladder in words.
func ladderTable(rungs []rung) chart.Table {
	t := chart.Table{Caption: "If one operation took a second", Head: []string{"What", "Actual time", "If one operation took a second", "Source"}}
	for _, r := range rungs {
		really, slowed := none, none
		if r.NS > 0 {
			really = formatValue(r.NS, nanoseconds)
			if op := rungs[0].NS; op > 0 {
				slowed = formatSpan(r.NS / op)
			}
			if r.Bound {
				really, slowed = "at most "+really, "at most "+slowed
			}
		}
		t.Rows = append(t.Rows, []string{r.Name, really, slowed, map[bool]string{true: "measured", false: "known"}[r.Measured]})
	}
	return t
}

// describeLadder says what the picture shows.
func describeLadder(rungs []rung) string {
	if rungs[0].NS == 0 {
		return "How long things take if one operation took a second. Nothing has been measured yet."
	}
	text := "If one operation took a second:"
	for i, r := range rungs[1:] {
		if r.NS > 0 {
			text += fmt.Sprintf("%s %s takes %s", map[bool]string{true: ",", false: ""}[i > 0], r.Name, formatSpan(r.NS/rungs[0].NS))
		}
	}
	return text + "."
}
