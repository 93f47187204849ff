package chart_test

import (
	"testing"
	"time"

	"flaglab/app/chart"
)

// Where another bar follows, what stands at the end of a bar lies within it, and is left out where it has no room.
func TestWhatLiesWithinABarStaysThere(t *testing.T) {
	for width, want := range map[float64]struct {
		flags int
		words string
	}{500: {1, "404 BR"}, 50: {1, ""}, 20: {0, ""}} {
		lanes := chart.Lanes{Axis: chart.NewAxis(time.Second), Height: 20, NoAxis: true, Rows: []chart.Row{
			{Bars: []chart.Bar{{To: time.Second, Ink: chart.Running, Flag: 1, Label: "BR", Mark: "404", Within: true}}}}}
		d := lanes.Draw(width)
		words := ""
		for _, s := range d.Shapes {
			if s.Kind != chart.Words {
				continue
			}
			if words != "" {
				words += " "
			}
			words += s.Text
			if s.X < 0 || s.X+7*float64(len(s.Text)) > max(40, width) {
				t.Errorf("%g px: %s at %g", width, s.Text, s.X)
			}
		}
		if len(d.Flags) != want.flags || words != want.words {
			t.Errorf("%g px: %d flags and the words %q, want %+v", width, len(d.Flags), words, want)
		}
		for _, f := range d.Flags {
			if f.X < 0 || f.X+f.W > max(40, width) || f.Y < 0 || f.Y+f.H > 20 {
				t.Errorf("%g px: the flag is at %+v", width, f)
			}
		}
	}
}
