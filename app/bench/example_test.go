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
		if s := b.Screen(); s.View.Verdict.Problem == "" || len(s.Rewards) > 0 || s.Guessed > 0 {
			t.Errorf("rewards %q, %d of %d", s.Rewards, s.Right, s.Guessed)
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

// What was shown before a run is at hand after it: the example, or the newest run that counts.
func TestWhatWasShownBeforeARunIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lab := exampleLab()
		spoils := true
		var last bench.Moment
		lab.Open = opens(func(x tiny) bench.Experiment { return &watched{x, spoils, &last} })
		b, _ := open(t, lab, "")
		run := func(spoilt bool) {
			spoils = spoilt
			b.Run()
			time.Sleep(time.Second)
			b.Screen()
		}
		if run(true); last.Before == nil || !last.BeforeExample {
			t.Errorf("the first run is spoilt: before it was %v, the example %v", last.Before, last.BeforeExample)
		}
		if run(true); last.Before == nil || !last.BeforeExample {
			t.Errorf("the second run is spoilt: before it was %v, the example %v", last.Before, last.BeforeExample)
		}
		run(false)
		if run(true); last.Before == nil || last.BeforeExample {
			t.Errorf("after a good run: before it was %v, the example %v", last.Before, last.BeforeExample)
		}
		b.Dispatch(bench.ActSet, "to", "5")
		if b.Screen(); last.Before != nil {
			t.Error("of other settings there was nothing before")
		}
	})
}

// watched notes the last moment that is shown.
type watched struct {
	tiny
	spoils bool
	last   *bench.Moment
}

func (x *watched) View(m runlog.Model, at bench.Moment) bench.View {
	*x.last = at
	v := x.tiny.View(m, at)
	if x.spoils {
		v.Verdict = bench.Verdict{Problem: "Something else kept the machine busy."}
	}
	return v
}

// The example's result is there first. Then it is played once.
func TestTheExamplePlaysAfterAMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lab := exampleLab()
		lab.Still, lab.Tour = false, true
		b, browser := open(t, lab, "")
		last := func() float64 { return browser.Painted()[len(browser.Painted())-1].Position }
		time.Sleep(1900 * ms)
		if last() != 300 {
			t.Errorf("the example stands at %v", last())
		}
		time.Sleep(200 * ms) // it has been played for 100 ms, at half its speed
		if p := last(); p < 20 || p > 50 {
			t.Errorf("the example is at %v", p)
		}
		if s := b.Screen(); s.View.Verdict.Sentence == "" {
			t.Error("the answer goes while the example plays")
		}
		time.Sleep(time.Second)
		painted := len(browser.Painted())
		time.Sleep(time.Minute)
		if more := len(browser.Painted()) - painted; last() != 300 || more > 0 {
			t.Errorf("after it was played, the example is at %v, and the page is drawn %d times", last(), more)
		}
	})
}

// A live run does not stand beside the time of what was shown before.
func TestTheClockGoesBackWhenARunBegins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, exampleLab(), "")
		time.Sleep(100 * ms)
		if last := browser.Painted()[len(browser.Painted())-1]; last.Position != 300 {
			t.Errorf("the example stands at %v", last.Position)
		}
		before := len(browser.Painted())
		b.Run()
		time.Sleep(150 * ms)
		for i, f := range browser.Painted()[before:] {
			if want := map[bool]float64{true: 0, false: -1}[i == 0]; f.Position != want {
				t.Errorf("frame %d of the run: position %v, want %v", i, f.Position, want)
			}
		}
	})
}
