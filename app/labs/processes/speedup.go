package processes

import (
	"fmt"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/labs/downloads"
)

// useful is how many of n workers can work at the same time: of those that compute, no more than there are cores.
func (x *experiment) useful(m *model, n int) int {
	if x.work.computes {
		n = min(n, x.coresOf(m))
	}
	return min(n, len(x.batches))
}

// ideal is the best that n workers can do.
func (x *experiment) ideal(m *model, n int) float64 { return float64(x.useful(m, n)) }

// law is the best that they can do by Amdahl's law, with what was serial.
func (x *experiment) law(m *model, n int) float64 { return amdahl(serialPart(m), x.useful(m, n)) }

// coresOf is how many cores the machine of a run has: this one, if the log does not say it.
func (x *experiment) coresOf(m *model) int {
	if m.cores > 0 {
		return m.cores
	}
	return x.cores
}

// serialPart is the serial fraction: the time in which, with the pool of processes, only the page worked (it sent the
// tasks and received the results), as a part of the sequential run's time.
func serialPart(m *model) float64 {
	one := m.runs[sequential].elapsed
	return min(1, m.runs[workers].serial().Seconds()/max(1e-9, one.Seconds()))
}

// amdahl returns the speed-up of n workers, by Amdahl's law, with a serial fraction.
func amdahl(serial float64, n int) float64 { return 1 / (serial + (1-serial)/float64(n)) }

// speedups draws them against the ideal, and against Amdahl's law for the part that was serial.
func (x *experiment) speedups(m *model, width float64) *chart.Drawing {
	const row, thick, head, foot = 28.0, 18.0, 16.0, 16.0
	left, room := 92.0, 66.0
	ideal, law := x.ideal(m, x.workers), x.law(m, x.workers)
	longest := max(ideal, m.speedup(threads), m.speedup(workers))
	at := func(s float64) float64 { return left + s/longest*(width-left-room) }
	d := &chart.Drawing{W: width, H: head + 2*row + foot}
	for i, name := range []string{threads, workers} {
		s, y := m.speedup(name), head+row*float64(i)
		d.Words(0, y+14, chart.Name, chart.Black, chart.Start, titles[name])
		d.Rect(left, y, at(s)-left, thick, chart.Running, chart.Solid).Title = titles[name] + ": " + downloads.FormatSpeedup(s)
		d.Words(at(max(s, longest))+8, y+14, chart.Name, chart.Black, chart.Start, downloads.FormatSpeedup(s))
	}
	d.Line(at(ideal), 0, at(ideal), d.H-foot, chart.Black, chart.Outline)
	d.Words(at(ideal)-5, 10, chart.Label, chart.Soft, chart.End, fmt.Sprintf("ideal %.0f×", ideal))
	d.Line(at(law), head-4, at(law), d.H, chart.Black, chart.Solid)
	d.Words(at(law)-5, d.H-3, chart.Label, chart.Soft, chart.End, "Amdahl "+downloads.FormatSpeedup(law))
	return d
}

// curve draws what more workers would bring.
func (x *experiment) curve(m *model) chart.Curves {
	most := max(x.workers, x.coresOf(m), 4)
	ideal := chart.Series{Name: "ideal", Ink: chart.Soft, Fill: chart.Outline, Bare: true}
	law := chart.Series{Name: "Amdahl", Ink: chart.Black, Bare: true}
	var ticks []chart.Tick
	for n := 1; n <= most; n++ {
		ticks = append(ticks, chart.Tick{At: float64(n), Label: fmt.Sprint(n)})
		ideal.Points = append(ideal.Points, chart.Point{X: float64(n), Y: x.ideal(m, n)})
		law.Points = append(law.Points, chart.Point{X: float64(n), Y: x.law(m, n)})
	}
	c := chart.Curves{
		X:      chart.Scale{Name: "workers", Min: 1, Max: float64(most), Ticks: ticks},
		Y:      chart.Scale{Name: "times", Min: 0, Max: max(x.ideal(m, most), m.speedup(threads), m.speedup(workers)) * 1.1, Format: chart.FormatNumber},
		Series: []chart.Series{ideal, law},
		Height: 150, Room: 74,
	}
	for _, name := range []string{threads, workers} {
		text := titles[name] + ": " + downloads.FormatSpeedup(m.speedup(name))
		c.Series = append(c.Series, chart.Series{Name: titles[name], Ink: chart.Running, Loose: true, Points: []chart.Point{{X: float64(x.workers), Y: m.speedup(name), Title: text}}})
	}
	return c
}

// gained is the panel about the speed-ups.
func (x *experiment) gained(m *model) bench.Panel {
	curve := x.curve(m)
	serial := serialPart(m)
	return bench.Panel{
		Title: "Speed-up", Note: fmt.Sprintf("%.1f %% of the work was serial", 100*serial), Wide: 6, Below: true,
		Body: []bench.Body{
			bench.Picture{ID: "bars", Alt: "How much faster threads and processes were.", Draw: func(width float64) *chart.Drawing { return x.speedups(m, width) }},
			bench.Picture{ID: "amdahl", Alt: "The speed-ups beside the ideal and Amdahl's law, over the number of workers.", Draw: curve.Draw,
				Table: func() chart.Table { return curve.Table("Speed-up by number of workers") }},
			bench.Prose{Text: "Serial is the time in which only the page worked: it hands out batches and takes in results. More workers do not shorten it: Amdahl's law."},
		},
	}
}
