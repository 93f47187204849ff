package pool

import (
	"slices"
	"testing"
	"time"

	"flaglab/app/bench"
	"flaglab/app/bench/benchtest"
	"flaglab/app/form"
	"flaglab/app/runlog"
)

// What the lab shows on an ideal network and a machine of two cores: before, in the middle and at the end.
func TestGolden(t *testing.T) {
	s := play(t, "sizes=1+2+5+10&repeats=3&limit=20&delay=0.05-0.2&point=goroutines-2-2", &benchtest.Network{Capacity: 6})
	log := slices.DeleteFunc(slices.Clone(s.Log()), func(e runlog.Event) bool { return e.Run == sleepersRun }) // it differs each time
	x := s.Experiment.(*experiment)
	text := func(m *model, phase bench.Phase, at time.Duration) string {
		return benchtest.Text(x.View(m, bench.Moment{Phase: phase, T: at, Values: s.Values, Guesses: map[string]string{"at2": "2", "at10": "10"}}))
	}
	benchtest.Golden(t, "before.txt", text(x.Model().(*model), bench.Idle, 0))
	benchtest.Golden(t, "live.txt", text(live(x, log, "pool-2-2"), bench.Live, 100*time.Millisecond))
	end := x.Model().(*model)
	runlog.Fold(end, log, time.Hour)
	benchtest.Golden(t, "end.txt", text(end, bench.AtEnd, time.Hour))
	benchtest.Golden(t, "end.csv", string(bench.ExportTable(x.Table(end))))
	view := x.View(end, bench.Moment{Phase: bench.AtEnd, T: time.Hour, Values: s.Values})
	benchtest.Golden(t, "end.svg", string(bench.ExportSVG(Lab().Question(s.Values), view)))
}

func TestTheRecordedSweepIsACurve(t *testing.T) {
	e, events := benchtest.Example(t, Lab())
	x := e.(*experiment)
	m := x.Model().(*model)
	runlog.Fold(m, events, time.Hour)
	if done, all := x.done(m, waiting); done != all {
		t.Errorf("%d of %d runs", done, all)
	}
	v := x.View(m, bench.Moment{Phase: bench.AtEnd, Example: true, T: time.Hour, Values: form.New(fields).With("point", "5")})
	if v.Verdict.Problem != "" || len(v.Verdict.Figures) != 1 { // the bench hides it: how many are enough is for the person to say first
		t.Errorf("a recorded run has no verdict: %+v", v.Verdict)
	}
	for _, p := range v.Panels { // nothing can be opened: there is no more of it
		for _, body := range p.Body {
			if picture, ok := body.(bench.Picture); ok && len(picture.Draw(600).Flags) > 0 {
				t.Errorf("%s has points to press", picture.ID)
			}
		}
	}
}
