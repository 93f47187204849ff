package chart_test

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"flaglab/app/bench/benchtest"
	"flaglab/app/chart"
)

// sweep is elapsed time over workers, with the ideal that it should follow.
func sweep() chart.Curves {
	seconds := func(x float64) string { return chart.FormatNumber(x) + " s" }
	return chart.Curves{
		X: chart.Scale{Name: "workers", Min: 1, Max: 100, Log: true},
		Y: chart.Scale{Name: "elapsed", Min: 0.1, Max: 10, Log: true, Format: seconds},
		Zones: []chart.Zone{
			{From: 1, To: 30, Label: "as many as there are connections"},
			{From: 30, To: 100, Label: "more"},
		},
		Series: []chart.Series{
			{Name: "ideal", Ink: chart.Soft, Fill: chart.Outline, Bare: true,
				Points: []chart.Point{{X: 1, Y: 4}, {X: 20, Y: 0.2}, {X: 100, Y: 0.2}}},
			{Name: "measured", Ink: chart.Black, Points: []chart.Point{
				{X: 1, Y: 4.09, Low: 4, High: 4.2, Title: "1 worker: 4.09 s"},
				{X: 20, Y: 0.24, Label: "17×"},
				{X: 100, Y: 0.3, Fill: chart.Outline},
			}},
		},
		Rules:   []chart.Rule{{At: 30, Ink: chart.Failed, Fill: chart.Outline, Label: "30 connections"}, {At: 0.8, Across: true, Ink: chart.Guess, Label: "your guess"}},
		Finding: "Waiting divides.", FindX: 0.5, FindY: 0.3,
		Height: 200, Room: 80,
	}
}

func TestCurvesLookAsTheyDid(t *testing.T) {
	c := sweep()
	benchtest.Golden(t, "curves.svg", chart.SVG(c.Draw(600), chart.Light, "Elapsed over workers", nil))
	c.X, c.Y = chart.Scale{Max: 100}, chart.Scale{Max: 5}
	benchtest.Golden(t, "curves-linear.svg", chart.SVG(c.Draw(300), chart.Light, "Elapsed over workers", nil))
}

func TestCurvesAreToldAsATable(t *testing.T) {
	want := chart.Table{
		Caption: "Elapsed over workers",
		Head:    []string{"workers", "ideal", "measured"},
		Rows: [][]string{
			{"1", "4 s", "4.09 s (4 s to 4.2 s)"},
			{"20", "0.2 s", "0.24 s"},
			{"100", "0.2 s", "0.3 s"},
		},
	}
	if got := sweep().Table("Elapsed over workers"); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestEmptyCurvesHaveAxes(t *testing.T) {
	d := chart.Curves{X: chart.Scale{Max: 1}, Y: chart.Scale{Max: 1}, Height: 100, Series: []chart.Series{{Name: "measured"}}}.Draw(200)
	for _, s := range d.Shapes {
		if s.Kind == chart.Curve || s.Text == "measured" {
			t.Errorf("a series without points is drawn: %+v", s)
		}
	}
	if len(d.Shapes) == 0 {
		t.Error("there are no axes")
	}
}

func TestScalePutsValuesBetweenItsEnds(t *testing.T) {
	linear, log := chart.Scale{Min: 10, Max: 20}, chart.Scale{Min: 1, Max: 10000, Log: true}
	for _, c := range []struct {
		scale   chart.Scale
		x, want float64
	}{
		{linear, 10, 0}, {linear, 15, 0.5}, {linear, 20, 1}, {linear, 9, 0}, {linear, 99, 1},
		{log, 1, 0}, {log, 100, 0.5}, {log, 10000, 1}, {log, 0, 0}, {log, -5, 0},
		{linear, math.NaN(), 0}, {chart.Scale{}, 3, 1},
	} {
		if got := c.scale.Part(c.x); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%+v: %v lies at %v, want %v", c.scale, c.x, got, c.want)
		}
	}
}

func TestScaleHasRoundTicks(t *testing.T) {
	for _, c := range []struct {
		scale chart.Scale
		want  []string
	}{
		{chart.Scale{Min: 0, Max: 4.09}, []string{"0", "1", "2", "3", "4"}},
		{chart.Scale{Min: 0, Max: 20}, []string{"0", "5", "10", "15", "20"}},
		{chart.Scale{Min: 0, Max: 0.3}, []string{"0", "0.05", "0.1", "0.15", "0.2", "0.25", "0.3"}},
		{chart.Scale{Min: 0, Max: 0}, nil},
		{chart.Scale{Min: 0, Max: math.Inf(1)}, nil},
		{chart.Scale{Min: 1, Max: 200, Log: true}, []string{"1", "10", "100"}},
		{chart.Scale{Min: 1, Max: 20, Log: true}, []string{"1", "2", "5", "10", "20"}},
		{chart.Scale{Min: 1e-9, Max: 1e3, Log: true}, []string{"1e-9", "1e-7", "1e-5", "1e-3", "0.1", "10", "1000"}},
		{chart.Scale{Min: 0, Max: 3, Log: true}, nil},
		{chart.Scale{Min: 2.17, Max: 4.23, Log: true}, []string{"2.5", "3", "3.5", "4"}}, // of 1, 2, 5 there is none
	} {
		c.scale.Format = func(x float64) string {
			if x < 1e-4 && x > 0 {
				return "1e" + chart.FormatNumber(math.Round(math.Log10(x)))
			}
			if x == 1e-3 {
				return "1e-3"
			}
			return chart.FormatNumber(x)
		}
		var got []string
		for _, s := range (chart.Curves{X: c.scale, Y: chart.Scale{Ticks: []chart.Tick{}}, Height: 100}).Draw(900).Shapes {
			if s.Kind == chart.Words && s.Text != "" {
				got = append(got, s.Text)
			}
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("from %v to %v: %q, want %q", c.scale.Min, c.scale.Max, got, c.want)
		}
	}
}

// The name of a line lies where no curve is: above those that fall, below those that rise.
func TestTheNameOfARuleLiesOnNoCurve(t *testing.T) {
	for name, ys := range map[string][]float64{"falls": {9, 5, 1, 0}, "rises": {0, 9, 10, 10}} {
		c := chart.Curves{X: chart.Scale{Max: 30}, Y: chart.Scale{Max: 10}, Height: 200, Rules: []chart.Rule{{At: 10, Label: "a limit"}}}
		c.Series = []chart.Series{{}}
		for i, y := range ys {
			c.Series[0].Points = append(c.Series[0].Points, chart.Point{X: float64(10 * i), Y: y})
		}
		d := c.Draw(600)
		i := slices.IndexFunc(d.Shapes, func(s chart.Shape) bool { return s.Text == "a limit" })
		if above := d.Shapes[i].Y < d.H/2; above != (name == "falls") {
			t.Errorf("beside a curve that %s, the name lies at %g of %g", name, d.Shapes[i].Y, d.H)
		}
	}
}

// The name of a line stays beside the curves' names, at every width.
func TestRulesStayWithinTheAxis(t *testing.T) {
	c := sweep()
	c.Rules = []chart.Rule{{At: 20, Label: "the browser's limit"}}
	for _, width := range []float64{330, 360, 600, 1000} {
		for _, s := range c.Draw(width).Shapes {
			if s.Text != "the browser's limit" {
				continue
			}
			left, right := s.X, s.X+6.5*float64(len(s.Text))
			if s.Align == chart.End {
				left, right = s.X-(right-left), s.X
			}
			if left < 0 || right > width-c.Room {
				t.Errorf("in %g pixels, it reaches from %g to %g", width, left, right)
			}
		}
	}
}

// On a narrow chart the labels of X that would touch others are left out.
func TestLabelsOfXDoNotTouch(t *testing.T) {
	c := chart.Curves{X: chart.Scale{Min: 1, Max: 200, Log: true}, Y: chart.Scale{Max: 1}, Height: 100}
	for _, x := range []float64{1, 2, 3, 5, 8, 13, 20, 30, 50, 100, 200} {
		c.X.Ticks = append(c.X.Ticks, chart.Tick{At: x})
	}
	for width, want := range map[float64]string{600: "1 2 3 5 8 13 20 30 50 100 200", 250: "1 2 3 5 8 13 30 50 100 200"} {
		var got []string
		for _, s := range c.Draw(width).Shapes {
			if s.Kind == chart.Words && s.Y > 130 {
				got = append(got, s.Text)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%g wide: %q, want %q", width, got, want)
		}
	}
}
