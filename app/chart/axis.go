package chart

import (
	"strconv"
	"strings"
	"time"
)

// Axis is the span of a clock and its ticks.
type Axis struct {
	End  time.Duration
	Step time.Duration // between ticks
}

// NewAxis returns an axis from 0 to at least end, with at most about seven ticks at round times.
func NewAxis(end time.Duration) Axis {
	end = max(end, 10*time.Millisecond)
	for _, ms := range []time.Duration{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 30000, 60000, 120000} {
		if step := ms * time.Millisecond; end/step <= 6 {
			return Axis{End: end, Step: step}
		}
	}
	return Axis{End: end, Step: (end/6/time.Minute + 1) * time.Minute}
}

// X returns where a time lies on a line of the given width.
func (a Axis) X(t time.Duration, width float64) float64 {
	return width * float64(t) / float64(a.End)
}

// Ticks calls tick for each tick with its label. The last one carries the unit.
func (a Axis) Ticks(tick func(at time.Duration, label string)) {
	for at := time.Duration(0); at <= a.End; at += a.Step {
		label := FormatNumber(at.Seconds())
		if at+a.Step > a.End {
			label += " s"
		}
		tick(at, label)
	}
}

// FormatNumber writes a number in its shortest form.
func FormatNumber(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// CountOf writes a number of things: 1 flag, 20 flags, 4 processes.
func CountOf(n int, thing string) string {
	switch {
	case n == 1:
	case strings.HasSuffix(thing, "s") || strings.HasSuffix(thing, "ch"):
		thing += "es"
	default:
		thing += "s"
	}
	return strconv.Itoa(n) + " " + thing
}

// FormatSeconds writes a time with two digits after the point: 4.09 s.
func FormatSeconds(d time.Duration) string {
	return strconv.FormatFloat(d.Seconds(), 'f', 2, 64) + " s"
}
