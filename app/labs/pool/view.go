package pool

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

// View implements [bench.Experiment].
func (x *experiment) View(m runlog.Model, at bench.Moment) bench.View {
	sweep := m.(*model)
	setup := x.network.Setup()
	done, all := x.done(sweep)
	v := bench.View{
		Kind:        bench.KindOf(setup, x.plan.Site),
		Verdict:     x.verdict(sweep, at),
		Status:      fmt.Sprintf("%d of %d runs done", done, all),
		Transcripts: func() []bench.Transcript { return x.transcripts(sweep) },
	}
	if text := downloads.Warning(x.rest(x.Model().(*model)), at); text != "" {
		v.Notices = append(v.Notices, text)
	}
	note := ""
	if at.Phase == bench.Live {
		note = fmt.Sprintf("%d of %d runs, %d s left", done, all, int(x.rest(sweep).Seconds()+1))
	}
	v.Panels = []bench.Panel{
		{Title: "Elapsed", Note: note, Wide: 6, Run: "sweep", State: x.state(at, done, all), Body: []bench.Body{x.curve(sweep, at, setup, false)}},
		{Title: "Speed-up", Note: "times one worker", Wide: 6, Body: []bench.Body{x.curve(sweep, at, setup, true)}},
		{Body: []bench.Body{x.points(sweep, at)}},
	}
	if n, err := strconv.Atoi(at.Values.Get("point")); err == nil {
		if run := runName(n, 0); sweep.Run(run).State != "" {
			v.Panels = append(v.Panels, x.timeline(sweep.Run(run), n))
		}
	}
	if sweep.sleepers != nil {
		v.Panels = append(v.Panels, bench.Panel{Title: "The hard limit", Note: "and why there is one", Below: true, Body: []bench.Body{bench.Prose{Text: sweep.sleepers.words()}}})
	}
	return v
}

func (x *experiment) state(at bench.Moment, done, all int) runlog.State {
	switch {
	case at.Phase == bench.Live:
		return runlog.Running
	case at.Phase == bench.Stopped:
		return runlog.Cancelled
	case done == all:
		return runlog.Finished
	}
	return ""
}

// rest is how long the rest of a sweep will take at least.
func (x *experiment) rest(m *model) (rest time.Duration) {
	for _, size := range x.sizes {
		for repeat := range x.repeats {
			if !m.Run(runName(size, repeat)).Done() {
				rest += x.ideal(size, 0)
			}
		}
	}
	return rest
}

// curve draws the elapsed time or the speed-up over the size of the pool. The ideal of the weather is drawn first, as a
// promise; the measured points land on it, or one asks why not.
func (x *experiment) curve(m *model, at bench.Moment, setup bench.Setup, speedup bool) bench.Picture {
	base := x.ideal(x.sizes[0], 0)
	value := func(size int, took time.Duration) float64 {
		if !speedup {
			return took.Seconds()
		}
		if took == 0 {
			return 0
		}
		one := base
		if measured := median(x.measured(m, x.sizes[0])); measured > 0 {
			one = measured
		}
		return one.Seconds() / took.Seconds() * float64(x.sizes[0])
	}
	ideal := chart.Series{Name: "ideal", Ink: chart.Soft, Fill: chart.Outline, Bare: true}
	limited := chart.Series{Name: fmt.Sprintf("%d in flight", setup.Capacity), Ink: chart.Pending, Bare: true}
	measured := chart.Series{Name: "measured", Ink: chart.Running, Fill: chart.Thick}
	low, high := 0.0, 0.0
	for _, size := range x.sizes {
		if took := x.ideal(size, 0); took > 0 {
			y := base.Seconds() / took.Seconds() * float64(x.sizes[0])
			if !speedup {
				y = took.Seconds()
			}
			ideal.Points = append(ideal.Points, chart.Point{X: float64(size), Y: y, Title: fmt.Sprintf("%d workers, ideal", size)})
			high = max(high, y)
			if low == 0 || y < low {
				low = y
			}
			if setup.Capacity > 0 && !setup.Static && size > setup.Capacity {
				y := base.Seconds() / x.ideal(size, setup.Capacity).Seconds() * float64(x.sizes[0])
				if !speedup {
					y = x.ideal(size, setup.Capacity).Seconds()
				}
				limited.Points = append(limited.Points, chart.Point{X: float64(size), Y: y})
			}
		}
		times := x.measured(m, size)
		if len(times) == 0 || speedup && median(x.measured(m, x.sizes[0])) == 0 {
			continue
		}
		p := chart.Point{X: float64(size), Y: value(size, median(times)), Title: fmt.Sprintf("%d workers: %s", size, chart.FormatSeconds(median(times)))}
		if len(times) > 1 {
			p.Low, p.High = value(size, times[len(times)-1]), value(size, times[0])
			if !speedup {
				p.Low, p.High = p.High, p.Low
			}
		}
		measured.Points = append(measured.Points, p)
		high, low = max(high, p.Y), min(cmpZero(low, p.Y), p.Y)
	}
	guesses := chart.Series{Name: "your guess", Ink: chart.Guess, Loose: true}
	for _, size := range guessed(x.sizes) {
		if n, err := strconv.Atoi(at.Guesses["at"+strconv.Itoa(size)]); err == nil && n > 0 && base > 0 {
			y := float64(n)
			if !speedup {
				y = base.Seconds() * float64(x.sizes[0]) / float64(n)
			}
			guesses.Points = append(guesses.Points, chart.Point{X: float64(size), Y: y, Fill: chart.Outline, Title: fmt.Sprintf("your guess for %d workers: %d×", size, n)})
			high, low = max(high, y), min(low, y)
		}
	}
	if high == 0 {
		low, high = 0.1, 10
	}
	c := chart.Curves{
		X:      chart.Scale{Name: "workers", Min: float64(x.sizes[0]), Max: float64(x.sizes[len(x.sizes)-1]), Log: true, Ticks: ticks(x.sizes)},
		Y:      chart.Scale{Name: "seconds", Min: low * 0.8, Max: high * 1.2, Log: true, Format: short},
		Series: []chart.Series{ideal, limited, measured, guesses},
		Height: 250, Room: 86,
	}
	if speedup {
		c.Y.Name = "times"
	}
	if n := setup.Capacity; n > x.sizes[0] && n < x.sizes[len(x.sizes)-1] && !setup.Static {
		c.Rules = append(c.Rules, chart.Rule{At: float64(n), Ink: chart.Soft, Fill: chart.Outline, Label: "the browser's limit"})
	}
	if n := len(x.plan.Codes); n > x.sizes[0] && n < x.sizes[len(x.sizes)-1] && len(c.Rules) == 0 {
		c.Rules = append(c.Rules, chart.Rule{At: float64(n), Ink: chart.Soft, Fill: chart.Outline, Label: fmt.Sprintf("%d downloads", n)})
	}
	id, alt := "elapsed", "The time of each pool, over its number of workers."
	if speedup {
		id, alt = "speedup", "The speed-up of each pool against one worker, over its number of workers."
	}
	return bench.Picture{ID: id, Alt: alt, Draw: c.Draw, Table: func() chart.Table { return c.Table(alt) }}
}

// cmpZero returns the first number that is not 0.
func cmpZero(a, b float64) float64 {
	if a == 0 {
		return b
	}
	return a
}

// short writes a number of a tick.
func short(x float64) string { return strconv.FormatFloat(x, 'g', 3, 64) }

// ticks labels the sizes, as far as there is room: each is at least 1.4 times the one before.
func ticks(sizes []int) (list []chart.Tick) {
	last := 0.0
	for _, size := range sizes {
		if float64(size) >= 1.4*last {
			list = append(list, chart.Tick{At: float64(size), Label: strconv.Itoa(size)})
			last = float64(size)
		}
	}
	return list
}

// points are the measured runs: pressing one shows its timeline.
func (x *experiment) points(m *model, at bench.Moment) bench.Cards {
	cards := bench.Cards{Name: "The runs", Wide: 100}
	for _, size := range x.sizes {
		card := bench.Card{Task: runName(size, 0), Title: fmt.Sprintf("%d workers", size), State: m.Run(runName(size, 0)).State, Selected: at.Values.Get("point") == strconv.Itoa(size)}
		if size == 1 {
			card.Title = "1 worker"
		}
		switch times := x.measured(m, size); {
		case len(times) > 0:
			card.Lines = []string{chart.FormatSeconds(median(times))}
			card.Set = map[string]string{"point": strconv.Itoa(size)}
			if card.Selected {
				card.Set["point"] = ""
			}
		case card.State.Done():
			card.Lines = []string{"does not count"}
		case card.State != "":
			card.Lines = []string{"running"}
		default:
			card.Lines = []string{"ideal " + chart.FormatSeconds(x.ideal(size, 0))}
		}
		cards.Cards = append(cards.Cards, card)
	}
	return cards
}

// timeline shows one run, a row for each worker.
func (x *experiment) timeline(s *downloads.Snapshot, size int) bench.Panel {
	workers := x.with(size).WorkersOf(downloads.Threads)
	lanes := chart.Lanes{Axis: chart.NewAxis(max(s.Elapsed, x.ideal(size, 0))), Height: 150, Room: 20, Rows: make([]chart.Row, workers)}
	for _, b := range downloads.Bars(s, s.Elapsed) {
		if b.Lane < workers {
			lanes.Rows[b.Lane].Bars = append(lanes.Rows[b.Lane].Bars, chart.Bar{From: b.Start, To: b.End - b.End/400, Ink: chart.Running, Title: x.plan.Codes[b.Task]})
		}
	}
	lanes.Marks = []chart.Mark{{At: x.ideal(size, 0), Ink: chart.Black, Fill: chart.Outline, Label: "ideal"}}
	return bench.Panel{Title: fmt.Sprintf("%d workers", size), Note: "a row for each worker, a bar for each download", Run: runName(size, 0), State: s.State, Clock: chart.FormatSeconds(s.Elapsed), Body: []bench.Body{
		bench.Picture{ID: "timeline", Alt: fmt.Sprintf("The downloads of %d workers on a clock.", size), Draw: lanes.Draw, Table: func() chart.Table { return lanes.Table(fmt.Sprintf("%d workers", size)) }},
	}}
}

// verdict reads the rule of thumb off the curve.
func (x *experiment) verdict(m *model, at bench.Moment) bench.Verdict {
	var sizes []int
	for _, size := range x.sizes {
		if x.speedup(m, size) > 0 {
			sizes = append(sizes, size)
		}
	}
	switch {
	case at.Hidden && bench.KindOf(x.network.Setup(), x.plan.Site) == bench.SimulatedRun:
		return bench.Verdict{Problem: "Nobody saw this tab for a while, and browsers slow hidden tabs down. Sweep again."}
	case at.Phase == bench.Stopped && len(sizes) < 2:
		return bench.Verdict{Problem: "The sweep was cancelled before there was a curve."}
	case len(sizes) < 2:
		if done, all := x.done(m); done == all {
			return bench.Verdict{Problem: "These runs mean nothing: " + x.with(x.sizes[0]).Unexpected(m.Run(runName(x.sizes[0], 0))) + "."}
		}
		return bench.Verdict{}
	}
	best := slices.MaxFunc(sizes, func(a, b int) int {
		return int(1000 * (x.speedup(m, a) - x.speedup(m, b)))
	})
	enough := best
	for _, size := range sizes {
		if x.speedup(m, size) >= 0.9*x.speedup(m, best) {
			enough = size
			break
		}
	}
	v := bench.Verdict{
		Figures:  []string{fmt.Sprintf("%d workers", enough)},
		Sentence: fmt.Sprintf("were enough: %s. More gained less than a tenth.", downloads.FormatSpeedup(x.speedup(m, enough))),
		Note:     "Rule of thumb: many workers for waiting, and always a limit.",
	}
	if enough == sizes[len(sizes)-1] {
		v.Sentence = fmt.Sprintf("gave %s, and more might give more.", downloads.FormatSpeedup(x.speedup(m, enough)))
	}
	return v
}

// transcripts prints a line for each run, as a program would.
func (x *experiment) transcripts(m *model) []bench.Transcript {
	lines := []bench.Line{{Text: "$ for n in sizes: flags_threadpool(n)"}}
	for _, size := range slices.Backward(x.sizes) {
		for repeat := range x.repeats {
			s := m.Run(runName(size, repeat))
			if !s.Done() {
				continue
			}
			line := bench.Line{Text: fmt.Sprintf("%4d workers: %s", size, s.Summary())}
			if x.with(size).Unexpected(s) != "" {
				line.Kind = runlog.Failed
			}
			lines = append(lines, line)
		}
	}
	return []bench.Transcript{{Title: "sweep", Run: "sweep", Lines: lines}}
}
