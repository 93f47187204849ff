package bench_test

import (
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/bench"
	"flaglab/app/form"
	"flaglab/app/runlog"
)

// exampleLab is the tiny lab with a recorded run.
func exampleLab() bench.Lab {
	lab := tinyLab()
	events := []runlog.Event{{Run: "count", Task: runlog.Whole, Lane: runlog.NoLane, State: runlog.Running}}
	for i := range 3 {
		events = append(events, runlog.Event{Run: "count", Task: i, State: runlog.Finished, At: time.Duration(i+1) * 100 * ms})
	}
	lab.Example = bench.WriteExample(lab, tiny{3}, events)
	lab.Still = true
	return lab
}

// An example shows its picture; its answer is only for the first lab that people come to. No key moves it.
func TestTheExample(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := open(t, exampleLab(), "")
		for _, act := range []string{"", bench.ActBack, bench.ActForward, bench.ActReplay, bench.ActPlayPause} {
			if act != "" {
				b.Dispatch(act, "", "")
			}
			if s := b.Screen(); !s.Example || s.View.Panels[0].Clock != "3" || s.View.Verdict.Sentence != "" || s.CanReplay {
				t.Errorf("after %q: %+v", act, s)
			}
		}
		b.Dispatch(bench.ActSet, "to", "5")
		if s := b.Screen(); s.Example || s.View.Panels[0].Clock != "0" {
			t.Errorf("with other settings: %+v", s)
		}
		lab := exampleLab()
		lab.Tour = true
		landing, _ := open(t, lab, "")
		if s := landing.Screen(); s.View.Verdict.Sentence == "" {
			t.Error("the first lab does not show its answer")
		}
	})
}

// A run that does not count says nothing about the guess.
func TestARunThatDoesNotCountIsNoAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lab := tinyLab()
		lab.Open = func(v form.Values, _ bench.Network) (bench.Experiment, form.Errors) { return spoiled{tiny{3}}, nil }
		b, _ := open(t, lab, "guess=time:3")
		b.Run()
		time.Sleep(time.Second)
		if s := b.Screen(); s.View.Verdict.Problem == "" || len(s.Rewards) > 0 || s.Told > 0 {
			t.Errorf("rewards %q, %d of %d", s.Rewards, s.Right, s.Told)
		}
	})
}

// spoiled is an experiment whose runs do not count.
type spoiled struct{ tiny }

func (x spoiled) View(m runlog.Model, at bench.Moment) bench.View {
	v := x.tiny.View(m, at)
	v.Verdict = bench.Verdict{Problem: "Something else kept the machine busy."}
	return v
}
