package pool

import (
	"fmt"
	"strconv"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/runlog"
)

// curve draws the elapsed time or the speed-up over the size of the pool. The ideal of the weather is drawn first;
// measured points that do not lie on it need an explanation. The speed-up of the pools that compute lies beside it.
func (x *experiment) curve(m *model, at bench.Moment, limit int, speedup bool) bench.Picture {
	value := func(_, took time.Duration) float64 { return took.Seconds() }
	kinds := []kind{waiting}
	c := chart.Curves{
		X:      chart.Scale{Name: "workers", Min: float64(x.sizes[0]), Max: float64(x.sizes[len(x.sizes)-1]), Log: true, Ticks: ticks(x.sizes)},
		Y:      chart.Scale{Name: "seconds", Log: true, Format: short},
		Height: 250, Room: 86,
	}
	id, alt := "elapsed", "The time of each pool, by number of workers."
	if speedup {
		value = speedupOf
		if x.compute {
			kinds = []kind{waiting, goroutines, processes}
		}
		c.Y.Name = "times"
		id, alt = "speedup", "The speed-up of each pool over one worker, by number of workers."
	}
	ideal, limited := x.promise(limit, value)
	c.Series = []chart.Series{ideal, limited}
	for _, ghost := range at.Ghosts {
		for _, k := range kinds {
			line := chart.Series{Ink: chart.Soft, Bare: true}
			points, _ := x.points(ghost.(*model), at, k, value, nil)
			for _, p := range points.Points {
				line.Points = append(line.Points, chart.Point{X: p.X, Y: p.Y})
			}
			c.Series = append(c.Series, line)
		}
	}
	var tiles []bench.Tile
	for _, k := range kinds {
		var s chart.Series
		s, tiles = x.points(m, at, k, value, tiles)
		c.Series = append(c.Series, s)
	}
	c.Series = append(c.Series, x.guess(at, speedup))
	c.Y.Min, c.Y.Max = extent(c.Series)
	c.Rules = x.limits(limit)
	if len(kinds) > 1 && len(c.Rules) > 0 {
		c.Rules[0].Label = "" // the curves of what computes lie there
	}
	draw := func(width float64) *chart.Drawing {
		c := c
		if width < 480 { // both pictures are to be seen, or more than half of one on a low screen
			c.Height = 160
		}
		return c.Draw(width)
	}
	return bench.Picture{ID: id, Alt: alt, Draw: draw, Table: func() chart.Table { return c.Table(alt) },
		Tiles: tiles, Select: "point", Choose: "The measured points"}
}

// promise draws the ideal of the weather, and the ideal under the browser's limit of requests in flight.
func (x *experiment) promise(limit int, value func(base, took time.Duration) float64) (ideal, limited chart.Series) {
	ideal = chart.Series{Name: "ideal", Ink: chart.Soft, Fill: chart.Outline, Bare: true}
	limited = chart.Series{Name: fmt.Sprintf("%d in flight", limit), Ink: chart.Pending, Bare: true}
	base := x.ideal(1, 0)
	for _, size := range x.sizes {
		took := x.ideal(size, 0)
		if took == 0 {
			continue
		}
		ideal.Points = append(ideal.Points, chart.Point{X: float64(size), Y: value(base, took), Title: fmt.Sprintf("%s, ideal", workers(size))})
		if limit > 0 && size > limit {
			limited.Points = append(limited.Points, chart.Point{X: float64(size), Y: value(base, x.ideal(size, limit))})
		}
	}
	return ideal, limited
}

// points are what was measured. On each lies a tile: pressing it shows the timeline of its run.
func (x *experiment) points(m *model, at bench.Moment, k kind, value func(base, took time.Duration) float64, tiles []bench.Tile) (chart.Series, []bench.Tile) {
	s := chart.Series{Name: "measured", Ink: chart.Running, Fill: chart.Thick}
	if k != waiting {
		s = chart.Series{Name: string(k), Ink: chart.Finished}
	}
	if k == goroutines {
		s.Ink = chart.Failed
	}
	base := x.base(m, k)
	opened, _ := x.opened(at)
	for _, size := range x.sizesOf(k) {
		if size < x.sizes[0] {
			continue
		}
		r := run{k, size, 0}
		tile := bench.Tile{Code: r.point(), Selected: r.kind == opened.kind && r.size == opened.size}
		if times := x.measured(m, k, size); len(times) > 0 && base > 0 {
			took := median(times)
			p := chart.Point{X: float64(size), Y: value(base, took), Title: fmt.Sprintf("%s: %s", r, chart.FormatSeconds(took))}
			if !at.Example {
				p.Flag = len(tiles) + 1
			}
			if len(times) > 1 {
				a, b := value(base, times[0]), value(base, times[len(times)-1])
				p.Low, p.High = min(a, b), max(a, b)
			}
			s.Points = append(s.Points, p)
			tile.State, tile.Word = runlog.Finished, chart.FormatSeconds(took)
		}
		tiles = append(tiles, tile)
	}
	return s, tiles
}

// guess is the curve as the person set it before the sweep.
func (x *experiment) guess(at bench.Moment, speedup bool) chart.Series {
	s := chart.Series{Name: "your guess", Ink: chart.Guess, Loose: true}
	one := x.ideal(1, 0).Seconds()
	for _, size := range guessed(x.sizes) {
		n, err := strconv.Atoi(at.Guesses["at"+strconv.Itoa(size)])
		if err != nil || n < 1 || !speedup && one == 0 {
			continue
		}
		y := float64(n)
		if !speedup {
			y = one / float64(n)
		}
		s.Points = append(s.Points, chart.Point{X: float64(size), Y: y, Fill: chart.Outline, Title: fmt.Sprintf("your guess for %s: %d×", workers(size), n)})
	}
	return s
}

// limits are the lines at which more workers cannot help: the browser's limit of requests in flight, or the number of
// downloads.
func (x *experiment) limits(limit int) []chart.Rule {
	within := func(n int) bool { return n > x.sizes[0] && n < x.sizes[len(x.sizes)-1] }
	rule := chart.Rule{Ink: chart.Soft, Fill: chart.Outline}
	switch n := len(x.plan.Codes); {
	case within(limit):
		rule.At, rule.Label = float64(limit), "the browser's limit"
	case within(n):
		rule.At, rule.Label = float64(n), fmt.Sprintf("%d downloads", n)
	default:
		return nil
	}
	return []chart.Rule{rule}
}

// extent is the range of all values, with some room; it is not empty.
func extent(list []chart.Series) (low, high float64) {
	for _, s := range list {
		for _, p := range s.Points {
			high = max(high, p.Y, p.High)
			if low == 0 || p.Y < low {
				low = p.Y
			}
			if p.Low > 0 {
				low = min(low, p.Low)
			}
		}
	}
	if high == 0 {
		return 0.1, 10
	}
	return low * 0.8, high * 1.2
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
