package processes

import (
	"fmt"
	"runtime/metrics"

	"flaglab/app/chart"
	"flaglab/app/runlog"
)

// load is the detail of an event: how many goroutines of the page run, could run, and wait. The one that asks runs.
type load struct {
	Running  int `json:"running"`
	Runnable int `json:"runnable"`
	Waiting  int `json:"waiting"`
}

func (l load) String() string {
	return fmt.Sprintf("%d running, %d runnable, %d waiting", l.Running, l.Runnable, l.Waiting)
}

// measureLoad asks Go's scheduler and writes its answer to the log.
func measureLoad(log *runlog.Run) {
	const prefix, unit = "/sched/goroutines/", ":goroutines"
	samples := []metrics.Sample{{Name: prefix + "running" + unit}, {Name: prefix + "runnable" + unit}, {Name: prefix + "waiting" + unit}}
	metrics.Read(samples)
	n := func(i int) int { return int(samples[i].Value.Uint64()) }
	log.Add(gauge, runlog.NoLane, "", &load{n(0), n(1), n(2)})
}

// most keeps the most of each that was seen.
func (l *load) most(other load) {
	l.Running, l.Runnable, l.Waiting = max(l.Running, other.Running), max(l.Runnable, other.Runnable), max(l.Waiting, other.Waiting)
}

// gauges draws, for each run, how many goroutines ran and how many could have run, beside the number of workers that
// computed: now while the run lasts, and at most when it is over.
func (x *experiment) gauges(m *model, width float64) *chart.Drawing {
	const row, side, step, head = 30.0, 13.0, 17.0, 22.0
	left, middle := 92.0, 92+(width-92)*0.62
	d := &chart.Drawing{W: width, H: head + row*float64(len(runs))}
	goroutines, active := "goroutines: running + runnable", "workers at work"
	if width < 480 {
		goroutines, active = "goroutines", "workers"
	}
	d.Words(left, 12, chart.Note, chart.Soft, chart.Start, goroutines)
	d.Words(middle, 12, chart.Note, chart.Soft, chart.Start, active)
	blocks := func(at, y float64, n int, ink chart.Ink, fill chart.Fill) float64 {
		for range n {
			d.Rect(at, y, side, side, ink, fill)
			at += step
		}
		return at
	}
	for i, name := range runs {
		r := m.runs[name]
		y := head + row*float64(i)
		d.Words(0, y+12, chart.Name, chart.Black, chart.Start, titles[name])
		l, n := r.load()
		at := blocks(left, y, l.Running, chart.Running, chart.Solid)
		at = blocks(at, y, l.Runnable, chart.Running, chart.Pale)
		d.Words(at+3, y+11, chart.Label, chart.Soft, chart.Start, fmt.Sprintf("%d + %d, %d wait", l.Running, l.Runnable, l.Waiting))
		if name == workers {
			at = blocks(middle, y, n, chart.Finished, chart.Solid)
			d.Words(at+3, y+11, chart.Label, chart.Soft, chart.Start, fmt.Sprint(n))
		}
	}
	return d
}

// loads tells the gauges in words.
func (x *experiment) loads(m *model) chart.Table {
	t := chart.Table{Caption: "Goroutines and workers at once", Head: []string{"Run", "Running", "Runnable", "Waiting", "Workers computing"}}
	for _, name := range runs {
		l, n := m.runs[name].load()
		t.Rows = append(t.Rows, []string{titles[name], fmt.Sprint(l.Running), fmt.Sprint(l.Runnable), fmt.Sprint(l.Waiting), fmt.Sprint(n)})
	}
	return t
}
