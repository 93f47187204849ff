package machine

import (
	"fmt"
	"slices"
	"strconv"

	"flaglab/app/chart"
	"flaglab/app/runlog"
)

// mountain is how far memory is, over its size. Each level of it is a step.
func (x *experiment) mountain(m *model, guess string, ghosts ...runlog.Model) chart.Curves {
	last := x.largest()
	c := chart.Curves{
		X:      chart.Scale{Name: "size of the memory visited", Min: smallest, Max: float64(last), Log: true, Format: func(x float64) string { return formatSize(int(x)) }},
		Y:      chart.Scale{Name: "one trip", Min: 0.5, Max: 1000, Log: true, Format: func(ns float64) string { return formatValue(ns, nanoseconds) }},
		Height: 150,
		Left:   62,
	}
	for size := smallest; size <= last; size *= 8 {
		c.X.Ticks = append(c.X.Ticks, chart.Tick{At: float64(size)})
	}
	for _, ns := range []float64{1, 10, 100, 1000} {
		c.Y.Ticks = append(c.Y.Ticks, chart.Tick{At: ns, Label: chart.FormatNumber(ns) + " ns"})
	}
	trips := chart.Series{Name: "one trip", Ink: chart.Running, Fill: chart.Thick}
	for i, s := range m.plan {
		r := m.readings[i]
		if s.Kind != latency || r == nil {
			continue
		}
		half := r.spread(m.tick())
		trips.Points = append(trips.Points, chart.Point{X: float64(s.Size), Y: r.Value, Low: max(r.Value-half, 0), High: r.Value + half,
			Title: fmt.Sprintf("%s: %s", formatSize(s.Size), r.format(m.tick()))})
		c.Y.Max = max(c.Y.Max, r.Value*4) // room for the names of the levels
		c.Y.Min = min(c.Y.Min, r.Value/2)
	}
	for _, ghost := range ghosts {
		line := chart.Series{Ink: chart.Soft, Bare: true}
		for i, s := range m.plan {
			if r := ghost.(*model).readings[i]; s.Kind == latency && r != nil && r.Value > 0 {
				line.Points = append(line.Points, chart.Point{X: float64(s.Size), Y: r.Value})
				c.Y.Max, c.Y.Min = max(c.Y.Max, r.Value*4), min(c.Y.Min, r.Value/2)
			}
		}
		c.Series = append(c.Series, line)
	}
	c.Y.Ticks = slices.DeleteFunc(c.Y.Ticks, func(t chart.Tick) bool { return t.At < c.Y.Min || t.At > c.Y.Max })
	c.Series = append(c.Series, trips)
	for _, l := range m.levels() {
		c.Zones = append(c.Zones, chart.Zone{From: float64(l.From), To: float64(l.To), Label: l.Name, Note: formatValue(l.Latency, nanoseconds)})
	}
	c.FindX, c.FindY = 0.3, 0.5
	switch {
	case m.state == "":
		c.FindX, c.Finding = 0.5, "Each step up: a cache too small."
	case len(c.Zones) > 2:
		c.Finding = "Each step up: a cache too small."
	}
	if n, err := strconv.Atoi(guess); err == nil && m.operation() > 0 {
		c.Rules = append(c.Rules, chart.Rule{At: float64(n) * m.operation(), Across: true, Ink: chart.Guess, Label: "your guess"})
	}
	return c
}

// describeMountain says what the picture shows.
func describeMountain(m *model) string {
	levels := m.levels()
	if len(levels) == 0 {
		return "How long one trip to memory takes, by size of the memory. Nothing has been measured yet."
	}
	text := "How long one trip to memory takes, by size of the memory:"
	for i, l := range levels {
		if i > 0 {
			text += ","
		}
		text += fmt.Sprintf(" %s in %s up to %s", formatValue(l.Latency, nanoseconds), l.Name, formatSize(l.To))
	}
	return text + "."
}
