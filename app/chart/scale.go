package chart

import (
	"math"
	"slices"
)

// Scale is an axis of numbers, linear or logarithmic.
type Scale struct {
	Name     string  // what it measures, with the unit; also the heading of its column in the table
	Min, Max float64 // at its ends; of a logarithmic scale both are positive
	Log      bool
	Ticks    []Tick               // empty: at round numbers
	Format   func(float64) string // a value in words, for the table and for ticks without a label; nil: FormatNumber
}

// Tick is a line of the grid, with its label.
type Tick struct {
	At    float64
	Label string
}

// Part returns where a value lies between the ends of the scale, from 0 to 1. What lies outside is moved to the end.
func (s Scale) Part(x float64) float64 {
	low, high := s.Min, s.Max
	if s.Log {
		low, high, x = math.Log(low), math.Log(high), math.Log(max(x, math.SmallestNonzeroFloat64))
	}
	part := (x - low) / (high - low)
	if math.IsNaN(part) {
		return 0
	}
	return min(max(part, 0), 1)
}

func (s Scale) format(x float64) string {
	if s.Format == nil {
		return FormatNumber(x)
	}
	return s.Format(x)
}

// ticks returns the ticks, each with its label.
func (s Scale) ticks() []Tick {
	ticks := slices.Clone(s.Ticks)
	if len(ticks) == 0 {
		for _, x := range s.round() {
			ticks = append(ticks, Tick{At: x})
		}
	}
	for i, t := range ticks {
		if t.Label == "" {
			ticks[i].Label = s.format(t.At)
		}
	}
	return ticks
}

// round returns at most about seven round numbers within the scale: multiples of 1, 2 or 5 of a power of ten, or, on
// a logarithmic scale of more than two decades, powers of ten.
func (s Scale) round() []float64 {
	if !(s.Max > s.Min) || math.IsInf(s.Max-s.Min, 0) || (s.Log && s.Min <= 0) {
		return nil
	}
	if s.Log {
		if numbers := s.roundLog(); len(numbers) >= 2 {
			return numbers
		}
		// So little of a decade is as good as linear.
	}
	return s.roundLinear()
}

// mostNumbers is how many round numbers a scale has, or a few more.
const mostNumbers = 7

func (s Scale) roundLinear() (numbers []float64) {
	step := math.Pow(10, math.Ceil(math.Log10((s.Max-s.Min)/(mostNumbers-1))))
	for _, finer := range []float64{5, 2} {
		if (s.Max-s.Min)*finer/step <= mostNumbers-1 {
			step /= finer
			break
		}
	}
	first, last := math.Ceil(s.Min/step-1e-9), math.Floor(s.Max/step+1e-9)
	for i := range int(min(last-first+1, mostNumbers)) {
		numbers = append(numbers, tidy((first+float64(i))*step))
	}
	return numbers
}

func (s Scale) roundLog() (numbers []float64) {
	first, last := math.Floor(math.Log10(s.Min)), math.Ceil(math.Log10(s.Max))
	skip := math.Ceil((last - first) / mostNumbers)
	factors := []float64{1}
	if last-first <= 2 {
		factors = []float64{1, 2, 5}
	}
	for e := first; e <= last; e += skip {
		for _, f := range factors {
			if x := tidy(f * math.Pow(10, e)); x >= s.Min*(1-1e-9) && x <= s.Max*(1+1e-9) {
				numbers = append(numbers, x)
			}
		}
	}
	return numbers
}

// tidy removes rounding errors beyond the twelfth digit.
func tidy(x float64) float64 {
	if x == 0 {
		return 0
	}
	scale := math.Pow(10, 11-math.Floor(math.Log10(math.Abs(x))))
	if math.IsInf(scale, 0) {
		return x
	}
	return math.Round(x*scale) / scale
}
