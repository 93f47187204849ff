package bench_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/bench"
	"flaglab/app/runlog"
)

func TestTheRightNumberIsTheNearestByRatio(t *testing.T) {
	for _, test := range []struct {
		x    float64
		want string
	}{{0, ""}, {1, "1"}, {3, "1"}, {4, "10"}, {500, "1000"}} {
		p := bench.PredictNumber("", "", []float64{1, 10, 1000}, "×", func(runlog.Model) (float64, string) { return test.x, "so" })
		if got, _ := p.Truth(nil); got != test.want {
			t.Errorf("%v: %q, want %q", test.x, got, test.want)
		}
	}
}

// A guess after a run is one about the next run, whatever is shown of the last one.
func TestAGuessAfterARunIsNotAboutIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, tinyLab(), "run=1")
		time.Sleep(time.Second)
		b.Guess("time", "3")
		if s := b.Screen(); len(s.Rewards) > 0 {
			t.Errorf("rewards %q", s.Rewards)
		}
		b.Share()
		_, fragment, _ := strings.Cut(browser.Address(), "#")
		other, _ := open(t, tinyLab(), "")
		other.Open("", fragment)
		time.Sleep(time.Minute)
		if s := other.Screen(); strings.Contains(s.Compared, "said") {
			t.Errorf("the run of the link: %q", s.Compared)
		}
		b.Run()
		time.Sleep(time.Second)
		if s := b.Screen(); len(s.Rewards) != 1 {
			t.Errorf("the next run: rewards %q", s.Rewards)
		}
	})
}
