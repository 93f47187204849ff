package processes

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// oneThread reports whether all goroutines share one thread, as they do in WebAssembly.
const oneThread = runtime.GOOS == "js"

// The titles of the runs.
var titles = map[string]string{sequential: "Sequential", threads: "Threads", workers: "Processes"}

// The measures of the picture.
const (
	rowHeight  = 17.0
	beatScale  = 1.1 // of a row
	spaceScale = 0.6
	names      = 170
)

// View implements bench.Experiment.
func (x *experiment) View(m runlog.Model, at bench.Moment) bench.View {
	work := m.(*model)
	v := bench.View{
		Verdict:     x.verdict(work, at),
		Status:      x.status(work),
		Transcripts: func() []bench.Transcript { return x.transcripts(work) },
	}
	lanes, marks := x.lanes(work, at)
	for _, name := range runs {
		r := work.runs[name]
		panel := bench.Panel{Run: name, State: r.state}
		if name == sequential {
			panel.Body = []bench.Body{bench.Picture{
				ID: "lanes", Alt: "When each batch was computed in each of the three runs, and when the page could move. " + x.status(work),
				Draw:  func(width float64) *chart.Drawing { return x.draw(lanes, marks, work, width) },
				Table: func() chart.Table { return x.table(work) },
			}}
		}
		v.Panels = append(v.Panels, panel)
	}
	if text := x.memory(work); text != "" {
		v.Panels = append(v.Panels, bench.Panel{Title: "Memory is not shared", Below: true, Wide: 6, Body: []bench.Body{bench.Prose{Text: text}, bench.Prose{Text: "CPython has one lock around its interpreter (the GIL), and WebAssembly has one thread: in both, threads take turns at computing, and only processes compute at the same time."}}})
	}
	if len(work.prices) > 0 {
		table := chart.Table{Caption: "Measured here, just now", Head: []string{"What", "Time"}}
		for _, p := range work.prices {
			table.Rows = append(table.Rows, []string{p.Name, short(p.Took)})
		}
		v.Panels = append(v.Panels, bench.Panel{Title: "What it costs", Below: true, Wide: 6, Body: []bench.Body{bench.Table{Table: table}}})
	}
	return v
}

// group is where a run lies in the picture, in rows.
type group struct {
	name     string
	from, to float64 // the rows of its lanes
	beat     float64 // the middle of its heartbeat
}

// lanes lays out the runs below each other: the lanes of each, then its heartbeat.
func (x *experiment) lanes(m *model, at bench.Moment) (chart.Lanes, []group) {
	end := 100 * time.Millisecond
	for _, r := range m.runs {
		end = max(end, r.elapsed)
	}
	l := chart.Lanes{Axis: chart.NewAxis(end), Names: names, Room: 190}
	var groups []group
	y := 0.0
	for _, name := range runs {
		r := m.runs[name]
		n := x.lanesOf(name)
		g := group{name: name, from: y, to: y + float64(n)}
		for lane := range n {
			row := chart.Row{}
			if lane == 0 {
				row.Name, row.About = titles[name], x.about(name)
			}
			row.Bars = x.bars(r, lane)
			l.Rows = append(l.Rows, row)
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

func (x *experiment) about(name string) string {
	switch n := x.lanesOf(name); name {
	case sequential:
		return "1 goroutine"
	case threads:
		return fmt.Sprintf("%d goroutines, one thread", n)
	default:
		return fmt.Sprintf("%d workers, %d cores", n, x.cores)
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
		ran = append(ran, chart.Bar{From: s.from, To: s.to, Ink: chart.Running, Title: fmt.Sprintf("batch %d", s.task+1)})
	}
	for task, o := range r.began {
		if o.lane == lane && r.state == runlog.Running {
			ran = append(ran, chart.Bar{From: o.from, To: r.elapsed, Ink: chart.Running, Fill: chart.Pale, Title: fmt.Sprintf("batch %d", task+1)})
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
func (x *experiment) draw(l chart.Lanes, groups []group, m *model, width float64) *chart.Drawing {
	if width < 620 {
		l.Names, l.Room = 86, 78
		l.Axis.Step *= 2
		for i := range l.Rows {
			l.Rows[i].About = ""
		}
	}
	d := l.Draw(width)
	span := width - l.Names - l.Room
	gap := 12.0
	if width < 620 {
		gap = 6
	}
	for _, g := range groups {
		r := m.runs[g.name]
		if r.state == "" {
			continue
		}
		at := l.Names + l.Axis.X(r.elapsed, span) + gap
		if s := m.speedup(g.name); s > 0 {
			d.Words(at, (g.from+g.to)/2*rowHeight+9, chart.Figure, chart.Black, chart.Start, downloads.FormatSpeedup(s))
		}
		if r.state.Done() && width >= 620 {
			text := "longest gap " + short(r.gap())
			if r.gap() > frozen {
				text = "page frozen " + short(r.gap())
			}
			d.Words(at, g.beat*rowHeight+4, chart.Label, chart.Soft, chart.Start, text)
		}
	}
	return d
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
				t.Rows = append(t.Rows, []string{titles[name], fmt.Sprint(lane + 1), fmt.Sprint(task + 1), short(first), short(last), short(ran), short(last - first - ran)})
			}
		}
	}
	return t
}

// verdict compares the three runs.
func (x *experiment) verdict(m *model, at bench.Moment) bench.Verdict {
	for _, name := range runs {
		if r := m.runs[name]; r.state == runlog.Failed {
			problem := "The pool of processes could not do its work: " + r.message
			if strings.Contains(r.message, "no workers") {
				problem = "This browser gives the page no Web Workers here, so there are no processes to compare with: " + r.message
			}
			return bench.Verdict{Problem: problem}
		}
	}
	if at.Phase == bench.Stopped {
		return bench.Verdict{Problem: "The run was cancelled, so there is nothing to compare."}
	}
	t, p := m.speedup(threads), m.speedup(workers)
	if t == 0 || p == 0 {
		return bench.Verdict{}
	}
	if at.Hidden {
		return bench.Verdict{Problem: "Nobody saw this tab for a while, and browsers slow hidden tabs down. Run again to compare."}
	}
	if oneThread && x.work == "primes" && t > 1.25 {
		return bench.Verdict{Problem: fmt.Sprintf("These runs do not compare: goroutines share one thread here, so they cannot compute %s faster. Something else kept the machine busy. Run again.", downloads.FormatSpeedup(t))}
	}
	v := bench.Verdict{
		Figures: []string{downloads.FormatSpeedup(t), downloads.FormatSpeedup(p)},
		Note:    fmt.Sprintf("Threads, then processes. Best possible for processes here: %d×.", min(x.workers, x.cores, len(x.batches))),
	}
	switch {
	case x.work == "wait":
		v.Sentence = "Waiting overlaps, with threads as with processes."
		v.Note = fmt.Sprintf("Threads, then processes. Best possible: %d×.", min(x.workers, len(x.batches)))
	case t > 1.5:
		v.Sentence = "Here the threads had more than one processor."
	case p > 1.3:
		v.Sentence = "Threads take turns at computing. Processes do not."
	default:
		v.Sentence = "Neither gained: this machine had no second core to spare."
	}
	return v
}

func (x *experiment) status(m *model) string {
	var parts []string
	for _, name := range runs {
		if r := m.runs[name]; r.state != "" {
			parts = append(parts, fmt.Sprintf("%s: %d of %d batches, %s", titles[name], r.done, len(x.batches), short(r.elapsed)))
		}
	}
	return strings.Join(parts, "; ")
}

// memory says what became of the counter that every task raises.
func (x *experiment) memory(m *model) string {
	t, p := m.runs[threads], m.runs[workers]
	if t.state != runlog.Finished || p.state != runlog.Finished {
		return ""
	}
	most, sum := 0, 0
	for _, n := range t.calls {
		most = max(most, n)
	}
	var each []string
	for lane := range x.lanesOf(workers) {
		if n := p.calls[lane]; n > 0 {
			each = append(each, fmt.Sprint(n))
			sum += n
		}
	}
	n := len(x.batches)
	return fmt.Sprintf("Each task adds one to a counter. One goroutine and then the pool of goroutines raised the page's counter to %d: they share it. "+
		"The %d tasks in processes raised %d other counters, one in each worker, to %s: the page's is still %d.", most, n, len(each), strings.Join(each, ", "), most)
}

func (x *experiment) transcripts(m *model) []bench.Transcript {
	lines := []bench.Line{{Text: "$ processes"}}
	for _, name := range runs {
		r := m.runs[name]
		if !r.state.Done() {
			continue
		}
		line := bench.Line{Text: fmt.Sprintf("%-10s %2d batches in %s, longest gap of the page %s", titles[name], r.done, short(r.elapsed), short(r.gap()))}
		if r.state == runlog.Failed {
			line.Kind, line.Text = runlog.Failed, fmt.Sprintf("%-10s %s", titles[name], r.message)
		}
		lines = append(lines, line)
	}
	return []bench.Transcript{{Title: "processes", Run: "all", Lines: lines}}
}
