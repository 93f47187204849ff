package bench_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/bench"
	"flaglab/app/runlog"
)

// actedLab is the tiny lab for a person who can count, too.
func actedLab() bench.Lab {
	return tinyLabOf(func(x tiny) bench.Experiment { return &acted{tiny: x} })
}

type acted struct {
	tiny
	run *runlog.Run
}

func (x *acted) Do(ctx context.Context, w *runlog.Writer) error {
	err := x.tiny.Do(ctx, w)
	x.run = w.Begin("more")
	return err
}

func (x *acted) View(m runlog.Model, at bench.Moment) bench.View {
	v := x.tiny.View(m, at)
	if at.Phase == bench.Live && m.(*count).steps == 1 {
		v.Verdict = bench.Verdict{Sentence: "Your turn.", Early: true}
	}
	return v
}

// Act counts one more, if it can count.
func (x *acted) Act(id string) {
	if id == "count" {
		x.run.Add(99, 0, runlog.Finished, nil)
	}
}

func TestWhatIsDoneAfterARunIsShownAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, actedLab(), "")
		b.Run()
		time.Sleep(time.Second)
		b.Seek(100 * ms)
		b.Act("count")
		s := b.Screen()
		if s.Phase != bench.AtEnd || s.View.Panels[0].Clock != "4" || s.At != s.End {
			t.Errorf("after an act: phase %v, clock %q, at %v of %v", s.Phase, s.View.Panels[0].Clock, s.At, s.End)
		}
		if said := browser.Said(); said[len(said)-1] != "4 of 3" {
			t.Errorf("announced: %q", said)
		}
		// What changes nothing leaves the replay where it is.
		b.Seek(100 * ms)
		b.Act("nothing")
		if s := b.Screen(); s.Phase != bench.Replay || s.At != 100*ms {
			t.Errorf("after nothing: phase %v at %v", s.Phase, s.At)
		}
	})
}

func TestAnEarlyVerdictIsShownDuringTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := open(t, actedLab(), "")
		b.Run()
		for i, want := range []string{"", "Your turn.", ""} {
			time.Sleep(map[bool]time.Duration{true: 50 * ms, false: 100 * ms}[i == 0])
			if got := b.Screen().View.Verdict.Sentence; got != want {
				t.Errorf("step %d: %q, want %q", i, got, want)
			}
		}
	})
}
