package flags2

import (
	"testing"
	"time"

	"flaglab/app/bench"
	"flaglab/app/bench/benchtest"
	"flaglab/app/chart"
	"flaglab/app/form"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// The flags of a board are within it, apart from each other, and all there.
func TestBoardsHaveRoomForAll(t *testing.T) {
	for _, n := range []int{1, 2, 5, 20, 26, 78, 100, 194, 676} {
		for _, width := range []float64{320, 760, 1216} {
			places := boardPlaces(n, width)
			if len(places) != n {
				t.Fatalf("%d flags on %g px: %d places", n, width, len(places))
			}
			seen := map[int]bool{}
			for i, p := range places {
				seen[p.Task] = true
				if p.X < 0 || p.Y < 0 || p.X+p.W > width+0.5 || p.Y+p.H > boardHeight+8 || p.W < 3 {
					t.Errorf("%d flags on %g px: flag %d is at %+v", n, width, i, p)
				}
				if i > 0 {
					if q := places[i-1]; p.Y == q.Y && p.X < q.X+q.W || p.Y != q.Y && p.Y < q.Y+q.H {
						t.Errorf("%d flags on %g px: %+v lies on %+v", n, width, p, q)
					}
				}
			}
			if len(seen) != n {
				t.Errorf("%d flags on %g px: %d tasks", n, width, len(seen))
			}
		}
	}
}

// lanesOf draws the workers' picture of a run.
func lanesOf(t *testing.T, s *benchtest.Session, at time.Duration) (*chart.Drawing, bench.Picture) {
	t.Helper()
	_, view := s.At(at)
	picture := view.Panels[0].Body[0].(bench.Picture)
	return picture.Draw(800), picture
}

// Whatever a run is like, each flag of its picture has a tile, and nothing is drawn outside.
func TestPicturesOfManyRuns(t *testing.T) {
	for _, link := range []string{
		"", storm, storm + "&select=BR", storm + "&program=sequential", "cc=a&max_req=1", "every=1&max_req=1000", "cc=zz", "all=1&server=DELAY&delay=0.1&max_req=4",
	} {
		s := benchtest.Play(t, Lab(), link, &benchtest.Network{}, nil)
		for _, at := range []time.Duration{0, 300 * ms, time.Hour} {
			d, picture := lanesOf(t, s, at)
			for _, f := range d.Flags {
				if f.Task >= len(picture.Tiles) {
					t.Fatalf("%s: there is no tile for flag %d", link, f.Task)
				}
			}
			for _, shape := range d.Shapes {
				if shape.Kind == chart.Rect && (shape.X < 0 || shape.X+shape.W > d.W+1 || shape.Y < 0 || shape.Y+shape.H > d.H) {
					t.Errorf("%s at %v: %+v lies outside of %g × %g", link, at, shape, d.W, d.H)
				}
			}
		}
	}
}

// While a run is replayed its clock is that of the whole run.
func TestTheClockOfAReplayStandsStill(t *testing.T) {
	s := benchtest.Play(t, Lab(), "cc=a&server=DELAY&delay=0.5&max_req=4", &benchtest.Network{}, nil)
	ticks := func(at time.Duration) (list []string) {
		d, _ := lanesOf(t, s, at)
		for _, shape := range d.Shapes {
			if shape.Kind == chart.Words && shape.Align == chart.Middle && shape.Ink == chart.Soft {
				list = append(list, shape.Text)
			}
		}
		return list
	}
	first, last := ticks(0), ticks(time.Hour)
	if len(first) < 4 || first[len(first)-1] != last[len(last)-1] {
		t.Errorf("ticks %v at first, %v at the end", first, last)
	}
}

// A frame of 676 codes is computed while a person watches.
func BenchmarkFrame(b *testing.B) {
	v, _ := form.Parse(fields, "every=1&server=DELAY&delay=0.1")
	x, _ := open(v, &benchtest.Network{})
	m := x.Model()
	for i, span := range x.(*experiment).schedule {
		m.Apply(runlog.Event{Run: "threads", Task: i, Lane: span.Worker, State: runlog.Running, At: span.From})
		m.Apply(runlog.Event{Run: "threads", Task: i, Lane: span.Worker, State: runlog.Finished, At: span.To, Detail: &downloads.Detail{}})
	}
	for b.Loop() {
		for _, panel := range x.View(m, bench.Moment{Phase: bench.Replay, T: time.Hour, End: time.Hour, Values: v}).Panels {
			for _, body := range panel.Body {
				if p, ok := body.(bench.Picture); ok {
					p.Draw(1216)
				}
			}
		}
	}
}
