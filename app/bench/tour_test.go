package bench_test

import (
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/bench"
	"flaglab/app/bench/benchtest"
)

// visit opens the lab with the tour in a browser that has been here before or not.
func visit(t *testing.T, browser *benchtest.Browser, query string) *bench.Bench {
	t.Helper()
	lab := tinyLab()
	lab.Tour = true
	b := bench.New(lab, browser, &benchtest.Network{})
	b.Open(query, "")
	return b
}

func stepOf(b *bench.Bench) int {
	if step := b.Screen().Tour; step != nil {
		return step.Number
	}
	return 0
}

func TestTheTourFollowsWhatThePersonDoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		browser := benchtest.NewBrowser()
		b := visit(t, browser, "")
		at := func(want int, after string) {
			t.Helper()
			if got := stepOf(b); got != want {
				t.Fatalf("step %d after %s, want %d", got, after, want)
			}
		}
		at(1, "the start")
		b.Seek(0)
		b.Dispatch(bench.ActSet, "to", "4")
		at(1, "what no step asked for")
		b.Guess("time", "3")
		at(2, "a guess")
		b.Run()
		at(2, "the start of a run")
		time.Sleep(time.Second)
		at(3, "its end")
		b.Dispatch(bench.ActSeek, "", "100")
		at(4, "a look back")
		b.Choose(1)
		at(5, "another setting")
		b.Close()
		b.Wait()
		if b := visit(t, browser, ""); stepOf(b) != 0 {
			t.Error("who took the tour is offered it again")
		}
	})
}

// During a run nothing is to be pressed, with a guess or without one.
func TestTheTourWatchesTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, guess := range []string{"", "3"} {
			b := visit(t, benchtest.NewBrowser(), "")
			b.Guess("time", guess)
			b.Run()
			if step := b.Screen().Tour; step.Number != 2 || step.Text != "Watch." {
				t.Errorf("guess %q: %+v during the run", guess, step)
			}
			time.Sleep(time.Second)
			b.Run() // again, without having looked back
			if step := b.Screen().Tour; step.Number != 3 || step.Text != "Watch." {
				t.Errorf("guess %q: %+v during another run", guess, step)
			}
			b.Close()
			b.Wait()
		}
	})
}

func TestTheTourCanBeLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, leave := range map[string]func(*bench.Bench){
			"button":      func(b *bench.Bench) { b.Dispatch(bench.ActLeaveTour, "", "") },
			"another lab": func(b *bench.Bench) { b.Close() },
		} {
			browser := benchtest.NewBrowser()
			b := visit(t, browser, "")
			leave(b)
			if again := visit(t, browser, ""); stepOf(b) != 0 || stepOf(again) != 0 {
				t.Errorf("%s: the tour goes on", name)
			}
		}
	})
}

func TestNoTourForWhoOpensALinkOrHasGuessedBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		if b := visit(t, benchtest.NewBrowser(), "to=4"); stepOf(b) != 0 {
			t.Error("a link has a tour")
		}
		browser := benchtest.NewBrowser()
		browser.Store("flaglab.tally/tiny", "1/1")
		if b := visit(t, browser, ""); stepOf(b) != 0 {
			t.Error("a person with a tally has a tour")
		}
		if b, _ := open(t, tinyLab(), ""); stepOf(b) != 0 {
			t.Error("a lab without a tour has one")
		}
	})
}

func TestWhoRunsWithoutAGuessHasTakenTwoSteps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := visit(t, benchtest.NewBrowser(), "")
		b.Run()
		time.Sleep(time.Second)
		if got := stepOf(b); got != 3 {
			t.Errorf("step %d, want 3", got)
		}
	})
}

// Other settings leave nothing to look back at: the tour goes on from there.
func TestTheTourGoesOnWithOtherSettings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := visit(t, benchtest.NewBrowser(), "")
		b.Guess("time", "3")
		b.Run()
		time.Sleep(10 * time.Second)
		b.Set(map[string]string{"to": "5"})
		if step := stepOf(b); step != 5 {
			t.Errorf("step %d, want 5", step)
		}
		b.Close()
		b.Wait()
	})
}
