package chart_test

import (
	"testing"
	"time"

	"flaglab/app/chart"
)

// Where another bar follows, what stands at the end of a bar lies within it, and is left out where it has no room.
func TestWhatLiesWithinABarStaysThere(t *testing.T) {
	for share, want := range map[time.Duration]struct {
		flags int
		words string
	}{100: {1, "404 BR"}, 10: {1, "404"}, 5: {1, ""}, 2: {0, ""}} {
		const width = 500
		lanes := chart.Lanes{Axis: chart.NewAxis(time.Second), Height: 20, Rows: []chart.Row{
			{Bars: []chart.Bar{{To: share * time.Second / 100, Ink: chart.Running, Flag: 1, Label: "BR", Mark: "404", Within: true}}}}}
		d := lanes.Draw(width)
		end := width * float64(share) / 100
		words := ""
		for _, s := range d.Shapes {
			if s.Kind != chart.Words || s.Y > lanes.Height { // below it are the labels of the axis
				continue
			}
			if words != "" {
				words += " "
			}
			words += s.Text
			if s.X < 0 || s.X+6.7*float64(len(s.Text)) > end {
				t.Errorf("bar of %g px: %s at %g", end, s.Text, s.X)
			}
		}
		if len(d.Flags) != want.flags || words != want.words {
			t.Errorf("bar of %g px: %d flags and the words %q, want %+v", end, len(d.Flags), words, want)
		}
		for _, f := range d.Flags {
			if f.X < 0 || f.X+f.W > end || f.Y < 0 || f.Y+f.H > 20 {
				t.Errorf("bar of %g px: the flag is at %+v", end, f)
			}
		}
	}
}

// What a bar's mark says is not cut at the edge of the picture.
func TestAMarkWithoutRoomStandsBeforeItsBar(t *testing.T) {
	l := chart.Lanes{Axis: chart.NewAxis(time.Second), Height: 40, Rows: []chart.Row{
		{Bars: []chart.Bar{{From: 100 * time.Millisecond, To: 200 * time.Millisecond, Ink: chart.Failed, Mark: "timed out"}}},
		{Bars: []chart.Bar{{From: 900 * time.Millisecond, To: time.Second, Ink: chart.Failed, Mark: "timed out"}}},
	}}
	var marks []chart.Shape
	for _, s := range l.Draw(400).Shapes {
		if s.Text == "timed out" {
			marks = append(marks, s)
		}
	}
	if len(marks) != 2 || marks[0].Align != chart.Start || marks[1].Align != chart.End || marks[1].X > 0.9*400 {
		t.Errorf("%+v", marks)
	}
}
