package pool

import (
	"strings"
	"testing"
	"time"

	"flaglab/app/bench"
	"flaglab/app/bench/benchtest"
	"flaglab/app/form"
	"flaglab/app/runlog"
)

func sweep(t *testing.T, link string, network bench.Network) (*experiment, *model, bench.View) {
	t.Helper()
	s := benchtest.Play(t, Lab(), link, network, nil)
	m := s.Experiment.Model().(*model)
	runlog.Fold(m, s.Log(), time.Hour)
	return s.Experiment.(*experiment), m, s.Experiment.View(m, bench.Moment{Phase: bench.AtEnd, T: time.Hour, Values: s.Values})
}

func TestTheCurveOfAnIdealNetworkIsTheIdeal(t *testing.T) {
	x, m, v := sweep(t, "cc=A+B+C&limit=676", &benchtest.Network{})
	for _, size := range x.sizes {
		times := x.measured(m, size)
		if len(times) != 1 || times[0] != x.ideal(size, 0) {
			t.Errorf("%d workers took %v, want %v", size, times, x.ideal(size, 0))
		}
	}
	// 78 downloads: a hundred workers finish them in one round, 50 in two, as 30 need three.
	if got := x.speedup(m, 100); got < 77.9 || got > 78.1 {
		t.Errorf("speed-up of 100 workers %v", got)
	}
	if v.Verdict.Figures[0] != "100 workers" || !strings.Contains(v.Verdict.Sentence, "78×") {
		t.Errorf("verdict %+v", v.Verdict)
	}
	if len(v.Panels[2].Body[0].(bench.Cards).Cards) != len(x.sizes) {
		t.Error("not every size has a card")
	}
	if m.sleepers == nil || m.sleepers.Count != 1000 || m.sleepers.Start < 0 {
		t.Errorf("sleepers %+v", m.sleepers)
	}
}

func TestAPointOpensItsTimeline(t *testing.T) {
	_, _, v := sweep(t, "sizes=1+2+5&cc=BR+CN+IN+US&point=2", &benchtest.Network{})
	for _, p := range v.Panels {
		if p.Run == "pool-2" {
			d := p.Body[0].(bench.Picture).Draw(600)
			if len(d.Shapes) == 0 || p.Clock != "0.10 s" {
				t.Errorf("the timeline has %d shapes, clock %q", len(d.Shapes), p.Clock)
			}
			return
		}
	}
	t.Error("there is no timeline")
}

func TestRepeatsHaveAMedianAndASpread(t *testing.T) {
	x, m, _ := sweep(t, "sizes=1+2&cc=BR+CN&repeats=3", &benchtest.Network{})
	if n := len(x.measured(m, 2)); n != 3 {
		t.Errorf("%d repeats were measured", n)
	}
	if done, all := x.done(m); done != 6 || all != 6 {
		t.Errorf("%d of %d runs", done, all)
	}
}

func TestCancelKeepsWhatWasMeasured(t *testing.T) {
	values := form.New(fields).With("cc", "A")
	e, _ := open(values, &benchtest.Network{})
	x := e.(*experiment)
	m := x.Model().(*model)
	w := runlog.NewWriter(func() time.Duration { return time.Second })
	run := w.Begin("pool-200")
	run.End(runlog.Cancelled, nil)
	runlog.Fold(m, w.Since(0), time.Hour)
	v := x.View(m, bench.Moment{Phase: bench.Stopped, Values: values})
	if v.Verdict.Problem == "" || len(v.Verdict.Figures) > 0 {
		t.Errorf("verdict of a cancelled sweep: %+v", v.Verdict)
	}
}

func TestSizes(t *testing.T) {
	for text, want := range map[string]string{"5": "2 to 16", "0 5": "1 to 1000", "1 x": "1 to 1000", "1 2 1001": "1 to 1000", "": "2 to 16"} {
		if _, err := parseSizes(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if sizes, err := parseSizes("8, 3;3 1"); err != nil || len(sizes) != 3 || sizes[0] != 1 {
		t.Errorf("%v, %v", sizes, err)
	}
}

func TestThePredictionsFollowTheCurve(t *testing.T) {
	s := benchtest.Play(t, Lab(), "", &benchtest.Network{}, nil)
	m := s.Experiment.Model()
	runlog.Fold(m, s.Log(), time.Hour)
	for _, p := range predictions(s.Values) {
		truth, reason := p.Truth(m)
		found := false
		for _, o := range p.Options {
			found = found || o.Value == truth
		}
		if !found || reason == "" {
			t.Errorf("%s: the truth %q is none of the choices", p.ID, truth)
		}
	}
}
