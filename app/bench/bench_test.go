package bench_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/bench"
	"flaglab/app/bench/benchtest"
)

const ms = time.Millisecond

// open sets a lab up with a link, in a bubble of its own clock, and lets go of it at the end of the test.
func open(t *testing.T, lab bench.Lab, query string) (*bench.Bench, *benchtest.Browser) {
	t.Helper()
	browser := benchtest.NewBrowser()
	b := bench.New(lab, browser, &benchtest.Network{})
	b.Open(query, "")
	t.Cleanup(func() {
		b.Close()
		b.Wait()
	})
	return b, browser
}

func TestARunShowsItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, tinyLab(), "")
		if s := b.Screen(); s.Phase != bench.Idle || s.CanReplay || s.View.Verdict.Sentence != "" || !s.CanRun {
			t.Errorf("before: %+v", s)
		}
		b.Dispatch(bench.ActRun, "", "")
		time.Sleep(150 * ms)
		if s := b.Screen(); s.Phase != bench.Live || s.View.Panels[0].Clock != "1" || s.CanRun {
			t.Errorf("during: phase %v, clock %q", s.Phase, s.View.Panels[0].Clock)
		}
		time.Sleep(time.Second)
		s := b.Screen()
		if s.Phase != bench.AtEnd || s.View.Verdict.Figures[0] != "3" || !s.CanReplay || s.At != 300*ms || s.End != 300*ms {
			t.Errorf("after: %+v", s)
		}
		last := browser.Painted()[len(browser.Painted())-1]
		if last.Pictures[0].Clock != "3" || last.Position != 300 {
			t.Errorf("the last frame has the clock %q, position %v", last.Pictures[0].Clock, last.Position)
		}
		if !reflect.DeepEqual(browser.Said(), []string{"3 of 3"}) {
			t.Errorf("announced: %q", browser.Said())
		}
	})
}

func TestADoubleClickStartsOneRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := open(t, tinyLab(), "")
		b.Dispatch(bench.ActRun, "", "")
		time.Sleep(100 * ms)
		b.Dispatch(bench.ActCancel, "", "") // the button is another one by now
		time.Sleep(time.Second)
		if phase := b.Screen().Phase; phase != bench.AtEnd {
			t.Errorf("phase %v after a double click, want %v", phase, bench.AtEnd)
		}
	})
}

func TestCancelEndsTheRunAndKeepsWhatHappened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := open(t, tinyLab(), "")
		b.Run()
		time.Sleep(250 * ms)
		b.Press("Escape")
		synctest.Wait()
		s := b.Screen()
		if s.Phase != bench.Stopped || s.View.Panels[0].Clock != "2" || s.End != 250*ms || !s.CanRun {
			t.Errorf("after Esc: phase %v, clock %q, end %v", s.Phase, s.View.Panels[0].Clock, s.End)
		}
	})
}

func TestARunThatCannotStartSaysWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		browser := benchtest.NewBrowser()
		lab := refusedLab()
		lab.Tour = true
		b := bench.New(lab, browser, &benchtest.Network{})
		b.Open("", "")
		b.Guess("time", "3")
		b.Run()
		synctest.Wait()
		const why = "There is nothing to count."
		if s := b.Screen(); s.Phase != bench.Stopped || s.Problem != why || s.View.Verdict.Problem != "" || !s.CanRun {
			t.Errorf("phase %v, problem %q, verdict %+v", s.Phase, s.Problem, s.View.Verdict)
		}
		if said := browser.Said(); said[len(said)-1] != why {
			t.Errorf("announced: %q, want %q", said, why)
		}
		if step := stepOf(b); step != 2 {
			t.Errorf("step %d of the tour, want 2: to press the button again", step)
		}
	})
}

func TestLeavingALabEndsItsRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		browser := benchtest.NewBrowser()
		b := bench.New(tinyLab(), browser, &benchtest.Network{})
		b.Open("run=1", "")
		time.Sleep(150 * ms)
		b.Close()
		b.Wait()
		if now := browser.Now(); now != 150*ms {
			t.Errorf("its goroutines ended at %v", now)
		}
		n := len(browser.Painted())
		b.Run()
		time.Sleep(time.Second)
		if len(browser.Painted()) != n || b.Screen().Phase == bench.Live {
			t.Errorf("a closed bench goes on: %d frames", len(browser.Painted())-n)
		}
		if said := browser.Said(); len(said) > 0 {
			t.Errorf("a closed bench speaks where another lab is shown: %q", said)
		}
	})
}

// A person comes back to a lab by the menu, which has no settings, or by the browser's Back, which has those that they left.
func TestALabIsAsItWasLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, query := range []string{"", "guess=time%3A3&to=4"} {
			b, browser := open(t, tinyLab(), "to=4&guess=time:3")
			b.Run()
			time.Sleep(10 * time.Second)
			b.Seek(200 * ms)
			b.Help()
			before := b.Screen()
			b.Close()
			again := b.Reopen(query, "")
			s := again.Screen()
			if again != b || s.At != 200*ms || !reflect.DeepEqual(s.Guesses, before.Guesses) || !reflect.DeepEqual(s.View.Verdict, before.View.Verdict) || s.Help {
				t.Errorf("%q: before %+v, then %+v", query, before, s)
			}
			if address := browser.Address(); address != "guess=time%3A3&to=4" {
				t.Errorf("%q: the address is %s", query, address)
			}
			painted := len(browser.Painted())
			b.Skip()
			synctest.Wait()
			time.Sleep(time.Second)
			if len(browser.Painted()) == painted {
				t.Errorf("%q: nothing is painted", query)
			}
			b.Run()
			time.Sleep(10 * time.Second)
			if phase := b.Screen().Phase; phase != bench.AtEnd {
				t.Errorf("%q: another run ends in %v", query, phase)
			}
		}
	})
}

func TestALabWithOtherSettingsIsNew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := open(t, tinyLab(), "to=5")
		b.Run()
		time.Sleep(10 * time.Second)
		b.Close()
		again := b.Reopen("to=4", "")
		defer again.Wait()
		defer again.Close()
		if s := again.Screen(); again == b || s.CanReplay || s.Values.Get("to") != "4" {
			t.Errorf("%+v", s)
		}
	})
}

// The run cannot be shown, as nobody saw its end; the settings are there.
func TestALabThatWasLeftDuringARunKeepsItsSettings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := open(t, tinyLab(), "to=4")
		b.Run()
		time.Sleep(150 * ms)
		b.Close()
		again := b.Reopen("", "")
		defer again.Wait()
		defer again.Close()
		if s := again.Screen(); s.Phase != bench.Idle || s.Values.Get("to") != "4" || !s.CanRun || !strings.Contains(s.Problem, "cancelled") {
			t.Errorf("%+v", s)
		}
		again.Run()
		time.Sleep(10 * time.Second)
		if phase := again.Screen().Phase; phase != bench.AtEnd {
			t.Errorf("a run ends in %v", phase)
		}
	})
}

func TestASecondRunWaitsForNothingAndMixesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := open(t, tinyLab(), "")
		b.Run()
		b.Run() // a double click
		time.Sleep(time.Second)
		b.Run()
		if s := b.Screen(); s.View.Panels[0].Clock != "0" || s.View.Verdict.Sentence != "" {
			t.Errorf("a new run begins with %q, %q", s.View.Panels[0].Clock, s.View.Verdict.Sentence)
		}
		time.Sleep(50 * ms)
		b.Open("to=5&run=1", "") // a link takes the place of a run under way
		time.Sleep(time.Second)
		if s := b.Screen(); s.View.Verdict.Figures[0] != "5" || s.Phase != bench.AtEnd {
			t.Errorf("after the link: %+v", s.View.Verdict)
		}
	})
}

func TestSettingsAreTheAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, tinyLab(), "")
		b.Dispatch(bench.ActSet, "to", "5")
		if browser.Address() != "to=5" || b.Screen().Question != "How long does it take to count to 5?" {
			t.Errorf("address %q, question %q", browser.Address(), b.Screen().Question)
		}
		b.Dispatch(bench.ActGuess, "time", "3")
		if browser.Address() != "guess=time%3A3&to=5" {
			t.Errorf("with a guess: %q", browser.Address())
		}
		again, _ := open(t, tinyLab(), browser.Address())
		if s := again.Screen(); s.Values.Get("to") != "5" || s.Guesses["time"] != "3" {
			t.Errorf("the link opens with %v, %v", s.Values.Query(), s.Guesses)
		}
		b.Press("r")
		if s := b.Screen(); browser.Address() != "" || len(s.Guesses) > 0 || s.Values.Get("to") != "3" {
			t.Errorf("reset: %q, %v", browser.Address(), s.Guesses)
		}
		b.Press("2")
		if browser.Address() != "to=5" {
			t.Errorf("the second preset: %q", browser.Address())
		}
		b.Dispatch(bench.ActShare, "", "")
		if len(browser.Copied()) != 1 {
			t.Error("the link was not copied")
		}
	})
}

// A mistake that is taken back loses nothing of the run.
func TestAMistakeThatIsTakenBackKeepsTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := open(t, tinyLab(), "")
		b.Run()
		time.Sleep(time.Second)
		want := b.Screen()
		for _, text := range []string{"99", "nonsense", "3"} {
			b.Dispatch(bench.ActSet, "to", text)
		}
		got := b.Screen()
		if len(got.Errors) > 0 || got.Generation != want.Generation || got.Phase != bench.AtEnd || !slices.Equal(got.View.Verdict.Figures, want.View.Verdict.Figures) {
			t.Errorf("after a mistake: generation %d, %s, %v, want %d, %s, %v", got.Generation, got.Phase, got.View.Verdict.Figures, want.Generation, want.Phase, want.View.Verdict.Figures)
		}
		b.Dispatch(bench.ActSet, "to", "99")
		b.Dispatch(bench.ActSet, "to", "4")
		if s := b.Screen(); s.Generation == want.Generation || s.Phase != bench.Idle {
			t.Errorf("another setting keeps the run: %s", s.Phase)
		}
	})
}

func TestABadSettingIsKeptAndNamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := open(t, tinyLab(), "to=12&run=1")
		s := b.Screen()
		if s.Values.Get("to") != "12" || !strings.Contains(s.Errors["to"], "from 1 to 9") || s.CanRun || s.Phase != bench.Idle {
			t.Errorf("%v, %v, phase %v", s.Values.Query(), s.Errors, s.Phase)
		}
		b.Run()
		if b.Screen().Phase != bench.Idle {
			t.Error("it runs with a bad setting")
		}
		b.Set(map[string]string{"to": "4"})
		if s := b.Screen(); len(s.Errors) > 0 || !s.CanRun {
			t.Errorf("mended: %v", s.Errors)
		}
		b.Open("to=1;2&run=1", "")
		if s := b.Screen(); s.Errors[""] == "" || s.Phase != bench.Idle {
			t.Errorf("a link that cannot be read: %v, phase %v", s.Errors, s.Phase)
		}
	})
}

func TestReplay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, tinyLab(), "run=1")
		time.Sleep(time.Second)
		b.Press(",")
		b.Press(",")
		if s := b.Screen(); s.At != 100*ms || s.View.Panels[0].Clock != "1" || s.Phase != bench.Replay || s.View.Verdict.Sentence == "" {
			t.Errorf("two events back: at %v, clock %q", s.At, s.View.Panels[0].Clock)
		}
		b.Press(".")
		if s := b.Screen(); s.At != 200*ms || s.View.Panels[0].Clock != "2" {
			t.Errorf("one event forward: at %v", s.At)
		}
		b.Dispatch(bench.ActSeek, "", "50")
		if s := b.Screen(); s.At != 50*ms || s.View.Panels[0].Clock != "0" {
			t.Errorf("sought: at %v, clock %q", s.At, s.View.Panels[0].Clock)
		}
		b.Dispatch(bench.ActSpeed, "", "0.1")
		b.Dispatch(bench.ActReplay, "", "")
		time.Sleep(time.Second)
		if s := b.Screen(); s.At < 80*ms || s.At > 100*ms || !s.Playing {
			t.Errorf("a second at 0.1×: at %v", s.At)
		}
		// Pausing and going on within one frame does not make it faster.
		for range 7 {
			b.Press(" ")
		}
		b.Press(" ")
		at := b.Screen().At
		time.Sleep(time.Second)
		if moved := b.Screen().At - at; moved < 80*ms || moved > 105*ms {
			t.Errorf("after many pauses, a second moves it by %v", moved)
		}
		n := len(browser.Painted())
		time.Sleep(100 * ms)
		if frames := len(browser.Painted()) - n; frames < 5 || frames > 7 {
			t.Errorf("%d frames in 100 ms", frames)
		}
		time.Sleep(5 * time.Second)
		if s := b.Screen(); s.Playing || s.At != s.End || s.Phase != bench.AtEnd {
			t.Errorf("at the end: %v, playing %v", s.At, s.Playing)
		}
	})
}

func TestTheVerdictComesWhenTheReplayHasShownIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, playedLab(), "run=1")
		time.Sleep(400 * ms) // 300 for the run, 100 at half speed
		if s := b.Screen(); s.View.Verdict.Sentence != "" || !s.Recorded || s.Speed != 0.5 || browser.Collected() != 1 {
			t.Errorf("too early: at %v, %+v, garbage was collected %d times", s.At, s.View.Verdict, browser.Collected())
		}
		time.Sleep(150 * ms)
		if s := b.Screen(); s.View.Verdict.Sentence == "" || !s.Playing || s.At >= s.End {
			t.Errorf("at %v: %+v", s.At, s.View.Verdict)
		}
		time.Sleep(time.Second)
		if s := b.Screen(); s.At != s.End || s.Speed != 1 || s.Phase != bench.AtEnd {
			t.Errorf("at the end: %v, speed %v", s.At, s.Speed)
		}
		b.Run()
		time.Sleep(310 * ms)
		b.Dispatch(bench.ActSkip, "", "")
		if s := b.Screen(); s.At != s.End || s.View.Verdict.Sentence == "" || s.Recorded {
			t.Errorf("skipped: at %v, %+v", s.At, s.View.Verdict)
		}
		browser.Calm = true
		b.Run()
		time.Sleep(301 * ms)
		if s := b.Screen(); s.At != s.End || s.View.Verdict.Sentence == "" {
			t.Errorf("with reduced motion: at %v", s.At)
		}
	})
}

func TestAPredictionIsRewardedAndCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, tinyLab(), "guess=time:1&run=1")
		time.Sleep(time.Second)
		if s := b.Screen(); !reflect.DeepEqual(s.Rewards, []string{"You said 100 ms. Steps follow each other."}) || s.Right != 0 || s.Guessed != 1 {
			t.Errorf("wrong guess: %q, %d of %d", s.Rewards, s.Right, s.Guessed)
		}
		b.Guess("time", "3") // who has seen the answer does not guess
		for range 2 {
			b.Run()
			time.Sleep(time.Second)
		}
		if s := b.Screen(); !reflect.DeepEqual(s.Rewards, []string{"You said 300 ms: right. Steps follow each other."}) || s.Right != 0 || s.Guessed != 1 {
			t.Errorf("the same question: %q, %d of %d", s.Rewards, s.Right, s.Guessed)
		}
		b.Set(map[string]string{"to": "1"})
		b.Guess("time", "1")
		b.Run()
		time.Sleep(time.Second)
		if s := b.Screen(); s.Right != 1 || s.Guessed != 2 {
			t.Errorf("another question: %d of %d", s.Right, s.Guessed)
		}
		b.Guess("time", "1") // taken back
		if s := b.Screen(); len(s.Guesses) > 0 || strings.Contains(browser.Address(), "guess") {
			t.Errorf("taken back: %v, %q", s.Guesses, browser.Address())
		}
	})
}

func TestAGuessIsOneThatTheLabOffers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, tinyLab(), "guess=time:2+place:1+time&to=5")
		b.Guess("time", "<script>")
		b.Guess("place", "1")
		b.Share()
		if s := b.Screen(); len(s.Guesses) > 0 || browser.Address() != "to=5" {
			t.Errorf("guesses %v, address %q", s.Guesses, browser.Address())
		}
	})
}

func TestAGuessGoesWithItsQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, tinyLab(), "guess=time:3")
		b.Set(map[string]string{"to": "many"}) // it is no number
		b.Set(map[string]string{"to": "3"})
		if s := b.Screen(); s.Guesses["time"] != "3" {
			t.Errorf("after a slip of the pen: %v", s.Guesses)
		}
		b.Set(map[string]string{"to": "5"})
		if s := b.Screen(); len(s.Guesses) > 0 || browser.Address() != "to=5" {
			t.Errorf("another question: %v, %q", s.Guesses, browser.Address())
		}
	})
}

func TestAHiddenTabRunsToItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, playedLab(), "run=1")
		time.Sleep(50 * ms)
		browser.Hide(true)
		b.TabHidden(true)
		n := len(browser.Painted())
		time.Sleep(time.Second)
		if s := b.Screen(); s.Phase != bench.AtEnd || s.View.Verdict.Sentence == "" {
			t.Errorf("phase %v, %+v", s.Phase, s.View.Verdict)
		}
		if frames := len(browser.Painted()) - n; frames > 1 {
			t.Errorf("%d frames that nobody saw", frames)
		}
		browser.Hide(false)
		b.TabHidden(false)
		time.Sleep(50 * ms)
		if last := browser.Painted()[len(browser.Painted())-1]; last.Pictures[0].Clock != "3" {
			t.Errorf("shown again: clock %q", last.Pictures[0].Clock)
		}
	})
}

func TestKeysAreTheHelp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, tinyLab(), "")
		for _, key := range bench.Keys() {
			for _, name := range key.Keys {
				if !b.Press(name) {
					t.Errorf("the help names %q, and nothing happens", name)
				}
			}
			if key.Does == "" || key.Name == "" {
				t.Errorf("%v is not explained", key.Keys)
			}
		}
		if b.Press("x") || b.Press("F5") {
			t.Error("a key that is not the page's is taken")
		}
		if browser.Load(bench.ProjectorKey) != "1" {
			t.Error("P does not set the projector mode")
		}
		for b.Screen().Help {
			b.Press("Escape")
		}
		b.Press("?")
		if !b.Screen().Help {
			t.Error("? does not open the help")
		}
		b.Press("Escape")
		if b.Screen().Help {
			t.Error("Esc does not close the help")
		}
	})
}

func TestWithoutStorageTheLabWorks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, tinyLab(), "guess=time:3&run=1")
		browser.Refuses = true
		b.Projector()
		time.Sleep(time.Second)
		if s := b.Screen(); s.View.Verdict.Figures[0] != "3" || s.Projector {
			t.Errorf("%+v", s.View.Verdict)
		}
	})
}

// The button cancels also while a box is open; Esc closes the box first.
func TestCancelUnderABox(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, open := range []func(*bench.Bench){(*bench.Bench).Help, (*bench.Bench).Share} {
			b := bench.New(tinyLab(), benchtest.NewBrowser(), &benchtest.Network{})
			b.Open("to=9&run=1", "")
			open(b)
			time.Sleep(500 * ms)
			b.Press("Escape")
			synctest.Wait()
			if s := b.Screen(); s.Phase != bench.Live || s.Help || s.Shared != "" {
				t.Errorf("after Esc: phase %v, help %v, shared %q", s.Phase, s.Help, s.Shared)
			}
			open(b)
			b.Dispatch(bench.ActCancel, "", "")
			synctest.Wait()
			if phase := b.Screen().Phase; phase != bench.Stopped {
				t.Errorf("after Cancel: phase %v", phase)
			}
			b.Close()
			b.Wait()
		}
	})
}

func TestACancelledRunIsNoWholeOneAfterItsReplay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, tinyLab(), "")
		b.Run()
		time.Sleep(150 * ms)
		b.Cancel()
		synctest.Wait()
		b.Replay()
		time.Sleep(time.Second)
		b.Share()
		_, fragment, _ := strings.Cut(browser.Copied()[0], "#")
		again := bench.NewAt("", fragment, tinyLab(), benchtest.NewBrowser(), &benchtest.Network{})
		defer again.Close()
		if here, there := b.Screen().Phase, again.Screen().Phase; here != bench.Stopped || there != bench.Stopped {
			t.Errorf("phase %v after the replay, %v where its link is opened", here, there)
		}
	})
}

func TestARunThatDidNothingIsNotShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, refusedLab(), "")
		b.Run()
		synctest.Wait()
		b.Share()
		if link := browser.Copied()[0]; strings.Contains(link, "#") || strings.Contains(b.Screen().Shared, "run") {
			t.Errorf("%s: %q", link, b.Screen().Shared)
		}
	})
}
