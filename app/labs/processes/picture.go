package processes

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

// The measures of the picture.
const (
	rowHeight  = 17.0
	beatScale  = 1.1 // of a row
	spaceScale = 0.6
	names      = 170
)

// group is where a run lies in the picture, in rows.
type group struct {
	name     string
	from, to float64 // the rows of its lanes
	beat     float64 // the middle of its heartbeat
}

// lanes lays out the runs below each other: the lanes of each, then its heartbeat.
func (x *experiment) lanes(m *model, at bench.Moment) (chart.Lanes, []group) {
	end := max(100*time.Millisecond, at.Span)
	for _, r := range m.runs {
		end = max(end, r.elapsed)
	}
	l := chart.Lanes{Axis: chart.NewAxis(end), Names: names, Room: 190}
	l.Ghosts = make([][]time.Duration, len(at.Ghosts))
	var groups []group
	y := 0.0
	for _, name := range runs {
		r := m.runs[name]
		n := x.lanesOf(name)
		g := group{name: name, from: y, to: y + float64(n)}
		for lane := range n {
			row := chart.Row{}
			if lane == 0 {
				row.Name, row.About = titles[name], x.about(m, name)
			}
			row.Bars = x.bars(r, lane)
			l.Rows = append(l.Rows, row)
			for i, ghost := range at.Ghosts {
				l.Ghosts[i] = append(l.Ghosts[i], ghost.(*model).runs[name].end(lane))
			}
		}
		for i := range l.Ghosts {
			l.Ghosts[i] = append(l.Ghosts[i], 0, 0) // the heartbeat and the space below it
		}
		g.beat = g.to + beatScale/2
		l.Rows = append(l.Rows, chart.Row{Scale: beatScale, Bars: beats(r)}, chart.Row{Scale: spaceScale + max(0, 2-float64(n))})
		y = g.to + beatScale + spaceScale + max(0, 2-float64(n))
		groups = append(groups, g)
	}
	l.Height = y * rowHeight
	return l, groups
}

func (x *experiment) lanesOf(name string) int {
	if name == sequential {
		return 1
	}
	return min(x.workers, len(x.batches))
}

func (x *experiment) about(m *model, name string) string {
	switch n := x.lanesOf(name); name {
	case sequential:
		return "1 goroutine"
	case threads:
		return chart.CountOf(n, "goroutine") + ", one thread"
	default:
		return chart.CountOf(n, "worker") + ", " + chart.CountOf(x.coresOf(m), "core")
	}
}

// bars are what happened in a lane: solid where a task ran, pale where it had begun and waited for its turn.
func (x *experiment) bars(r *run, lane int) (bars []chart.Bar) {
	first, last := time.Duration(-1), time.Duration(0)
	var ran []chart.Bar
	for _, s := range r.spans {
		if s.lane != lane {
			continue
		}
		if first < 0 || s.from < first {
			first = s.from
		}
		last = max(last, s.to)
		ran = append(ran, chart.Bar{From: s.from, To: s.to, Ink: chart.Running, Title: batchName(s.task)})
	}
	for task, o := range r.began {
		if o.lane == lane && r.state == runlog.Running {
			ran = append(ran, chart.Bar{From: o.from, To: r.elapsed, Ink: chart.Running, Fill: chart.Pale, Title: batchName(task)})
		}
	}
	if first >= 0 {
		bars = append(bars, chart.Bar{From: first, To: last, Ink: chart.Running, Fill: chart.Pale, Title: "waited for its turn"})
	}
	return append(bars, ran...)
}

// frozen is the least gap between two heartbeats that a person notices.
const frozen = 60 * time.Millisecond

// beats are the heartbeats of the page's own thread, and the gaps in which nothing on the page could move.
func beats(r *run) (bars []chart.Bar) {
	last := time.Duration(0)
	times := r.beats
	if r.state.Done() {
		times = append(slices.Clone(times), r.elapsed)
	}
	for _, at := range times {
		if at-last > frozen {
			bars = append(bars, chart.Bar{From: last, To: at, Ink: chart.Failed, Fill: chart.Crossed, Title: "the page was frozen"})
		} else {
			bars = append(bars, chart.Bar{From: at, To: at, Ink: chart.Finished, Title: "heartbeat"})
		}
		last = at
	}
	return bars
}

// draw draws the lanes and writes beside each run how it went.
func (x *experiment) draw(l chart.Lanes, groups []group, m *model, guess string, width float64) *chart.Drawing {
	narrow := width < 620
	if narrow {
		l.Names, l.Room = 86, 78
		l.Axis.Step *= 2
		for i := range l.Rows {
			l.Rows[i].About = ""
		}
	}
	d := l.Draw(width)
	span := width - l.Names - l.Room
	gap := 12.0
	if narrow {
		gap = 6
	}
	for _, g := range groups {
		r := m.runs[g.name]
		if r.state == "" {
			continue
		}
		if n, err := strconv.Atoi(guess); err == nil && g.name == threads && n > 0 {
			at := l.Names + l.Axis.X(m.runs[sequential].elapsed/time.Duration(n), span)
			d.Line(at, g.from*rowHeight-14, at, g.to*rowHeight+4, chart.Guess, chart.Solid)
			d.Words(at+6, g.from*rowHeight-4, chart.Note, chart.Guess, chart.Start, "your guess")
		}
		at := l.Names + l.Axis.X(r.elapsed, span) + gap
		if s := m.speedup(g.name); s > 0 {
			d.Words(at, (g.from+g.to)/2*rowHeight+9, chart.Figure, chart.Black, chart.Start, downloads.FormatSpeedup(s))
		}
		if r.state.Done() && !narrow {
			text := "longest pause " + short(r.gap())
			if r.gap() > frozen {
				text = "page frozen " + short(r.gap())
			}
			d.Words(at, g.beat*rowHeight+4, chart.Label, chart.Soft, chart.Start, text)
		}
	}
	if narrow {
		legend(d, l.Names)
	}
	return d
}

// legend says below the picture what the heartbeat looks like, where there is no room for words beside it.
func legend(d *chart.Drawing, left float64) {
	const height, mark, text = 24, 16, 80
	y := d.H + height - 10
	d.H += height
	d.Rect(left, y-9, mark, 10, chart.Failed, chart.Crossed)
	d.Words(left+mark+6, y, chart.Label, chart.Soft, chart.Start, "page frozen")
	for i := range 3 {
		d.Line(left+mark+text+16+float64(6*i), y-9, left+mark+text+16+float64(6*i), y+1, chart.Finished, chart.Solid)
	}
	d.Words(left+mark+text+40, y, chart.Label, chart.Soft, chart.Start, "page moves")
}

// table tells of each batch in words: where it was done, and how long it computed and waited for its turn.
func (x *experiment) table(m *model) chart.Table {
	t := chart.Table{Caption: "What ran when", Head: []string{"Run", "Lane", "Batch", "From", "To", "Ran", "Waited"}}
	for _, name := range runs {
		r := m.runs[name]
		for task := range x.batches {
			first, lane, last, ran := time.Duration(-1), 0, time.Duration(0), time.Duration(0)
			for _, s := range r.spans {
				if s.task == task {
					if first < 0 {
						first, lane = s.from, s.lane
					}
					last = s.to
					ran += s.to - s.from
				}
			}
			if first >= 0 {
				t.Rows = append(t.Rows, []string{titles[name], fmt.Sprint(lane), fmt.Sprint(task + 1), short(first), short(last), short(ran), short(last - first - ran)})
			}
		}
	}
	return t
}
