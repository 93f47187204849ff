package bench_test

import (
	"slices"
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

// While a setting is wrong, the guesses stay as they are, with what was said of them, and the question can still be answered.
func TestAWrongSettingLeavesTheGuesses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := open(t, tinyLab(), "guess=time:3")
		b.Run()
		time.Sleep(10 * time.Second)
		before := b.Screen()
		b.Set(map[string]string{"to": "99"})
		s := b.Screen()
		if len(s.Errors) == 0 || len(s.Predictions) != 1 || s.Guesses["time"] != "3" || len(s.Rewards) != 1 || !slices.Equal(s.Rewards, before.Rewards) {
			t.Errorf("before %q, then predictions %v, guesses %v, rewards %q", before.Rewards, s.Predictions, s.Guesses, s.Rewards)
		}
		b.Guess("time", "1")
		b.Set(map[string]string{"to": "3"})
		if s := b.Screen(); s.Guesses["time"] != "1" {
			t.Errorf("a guess that was made meanwhile became %q", s.Guesses["time"])
		}
	})
}
