package bench_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/bench"
	"flaglab/app/form"
	"flaglab/app/recording"
	"flaglab/app/runlog"
)

// shared runs the tiny lab with the settings of a link, and returns the link that Share copies: query and fragment.
func shared(t *testing.T, query string) (string, string) {
	t.Helper()
	b, browser := open(t, tinyLab(), query)
	b.Run()
	time.Sleep(time.Second)
	b.Dispatch(bench.ActShare, "", "")
	if s := b.Screen(); !strings.Contains(s.Shared, "this run") || len(browser.Copied()) != 1 {
		t.Errorf("shared: %q, copied %q", s.Shared, browser.Copied())
	}
	q, fragment, _ := strings.Cut(browser.Address(), "#")
	return q, fragment
}

func TestASharedRunIsReplayedAndStaysBehindOnesOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		query, fragment := shared(t, "guess=time:1&to=5")
		if query != "guess=time%3A1&to=5" || !strings.HasPrefix(fragment, "log=1") {
			t.Fatalf("the link is %q#%q", query, fragment)
		}
		b, browser := open(t, ghostLab(), "")
		b.Open(query+"&run=1", fragment) // it has run
		if s := b.Screen(); s.Phase != bench.Replay || !s.Playing || !s.Foreign || s.View.Panels[0].Clock != "0" || len(s.Guesses) > 0 {
			t.Errorf("opened: %v, %+v", s.Phase, s.View.Panels)
		}
		time.Sleep(time.Minute)
		s := b.Screen()
		if s.Phase != bench.AtEnd || s.View.Verdict.Figures[0] != "5" || !strings.Contains(s.Compared, "They said 100 ms.") || s.Guessed != 0 || len(s.Rewards) > 0 {
			t.Errorf("at its end: %v, %+v, %q", s.Phase, s.View.Verdict, s.Compared)
		}
		b.Guess("time", "3")
		b.Run()
		time.Sleep(time.Second)
		s = b.Screen()
		if s.Foreign || s.Guessed != 1 || s.Compared != "From links: 5 (said 100 ms)." || s.View.Status != "1 ghosts up to 500ms" {
			t.Errorf("one's own run: %q, %q", s.Compared, s.View.Status)
		}
		b.Share()
		if n := strings.Count(browser.Address(), "log="); n != 2 {
			t.Errorf("the new link has %d runs: %s", n, browser.Address())
		}
		b.Set(map[string]string{"to": "2"})
		if s := b.Screen(); s.Compared != "" || strings.Contains(browser.Address(), "#") {
			t.Errorf("with other settings: %q, %q", s.Compared, browser.Address())
		}
	})
}

// A mistake in a setting that is taken back loses nothing of a run from a link either.
func TestAMistakeThatIsTakenBackKeepsTheRunOfALink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		query, fragment := shared(t, "to=5")
		b, _ := open(t, tinyLab(), "")
		b.Open(query, fragment)
		time.Sleep(time.Minute)
		for _, text := range []string{"nonsense", "5"} {
			b.Dispatch(bench.ActSet, "to", text)
		}
		if s := b.Screen(); !s.Foreign || s.Phase != bench.AtEnd || s.View.Panels[0].Clock != "5" || len(s.Errors) > 0 {
			t.Errorf("%v, of a link: %t, %+v", s.Phase, s.Foreign, s.Errors)
		}
	})
}

// ghostLab is the tiny lab, which says what is behind it.
func ghostLab() bench.Lab {
	return tinyLabOf(func(x tiny) bench.Experiment { return ghostly{x} })
}

type ghostly struct{ tiny }

func (g ghostly) View(m runlog.Model, at bench.Moment) bench.View {
	v := g.tiny.View(m, at)
	if len(at.Ghosts) > 0 {
		v.Status = strings.Join([]string{string(rune('0' + len(at.Ghosts))), "ghosts up to", at.Span.String()}, " ")
	}
	return v
}

func TestPastedLinksAreLaidOverEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first, f1 := shared(t, "guess=time:1")
		second, f2 := shared(t, "guess=time:3")
		other, f3 := shared(t, "to=4")
		b, browser := open(t, tinyLab(), "")
		b.Dispatch(bench.ActPaste, "", "see https://lab/tiny?"+first+"#"+f1+"\nand https://lab/tiny?"+second+"#"+f2+" !")
		b.Dispatch(bench.ActPaste, "", "https://lab/tiny?"+first+"#"+f1)
		b.Dispatch(bench.ActPaste, "", "no link")
		time.Sleep(time.Minute)
		b.Run()
		time.Sleep(time.Second)
		if s := b.Screen(); s.Compared != "From links: 3 (said 100 ms); 3 (said 300 ms)." || strings.Count(browser.Address(), "log=") != 2 {
			t.Errorf("pasted: %q, %q", s.Compared, browser.Address())
		}
		b.Dispatch(bench.ActPaste, "", "https://lab/tiny?"+other+"#"+f3)
		if s := b.Screen(); !strings.Contains(s.Problem, "other settings") {
			t.Errorf("the problem: %q", s.Problem)
		}
	})
}

func TestARunThatCannotBeShownIsSaidAndThePageWorks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		query, fragment := shared(t, "to=5")
		nonsense := "log=" + recording.Encode("/tiny?to=5", recording.Recording{Events: []runlog.Event{{Run: "count", Task: 1_000_000, State: runlog.Running}}})
		for name, test := range map[string]struct{ query, fragment, want string }{
			"cut short":     {query, fragment[:len(fragment)-2], "cut short"},
			"other release": {query, "log=9" + fragment[5:], "another release"},
			"edited":        {"to=6", fragment, "other settings"},
			"nonsense":      {query, nonsense, "impossible run"},
			"no settings":   {"to=many", fragment, "are not valid"},
		} {
			b, _ := open(t, tinyLab(), "")
			b.Open(test.query, test.fragment)
			s := b.Screen()
			if !strings.Contains(s.Problem, test.want) || s.Foreign || s.CanReplay {
				t.Errorf("%s: %q", name, s.Problem)
			}
			if test.query != query {
				continue
			}
			b.Run()
			time.Sleep(time.Second)
			if s := b.Screen(); s.Phase != bench.AtEnd || s.View.Verdict.Figures[0] != "5" {
				t.Errorf("%s: the page does not work: %v", name, s.Phase)
			}
		}
		b, _ := open(t, tinyLab(), "")
		b.Open("", "lab") // the link that skips the menu
		if s := b.Screen(); s.Problem != "" {
			t.Errorf("another fragment: %q", s.Problem)
		}
	})
}

func TestALabWhoseViewPanicsRefusesTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		query, fragment := shared(t, "")
		b, _ := open(t, tinyLabOf(func(x tiny) bench.Experiment { return fragile{x} }), "")
		b.Open(query, fragment)
		if s := b.Screen(); !strings.Contains(s.Problem, "impossible run") {
			t.Errorf("%q", s.Problem)
		}
	})
}

// fragile cannot show two steps.
type fragile struct{ tiny }

func (f fragile) View(m runlog.Model, at bench.Moment) bench.View {
	if m.(*count).steps == 2 {
		panic("two")
	}
	return f.tiny.View(m, at)
}

func TestARunThatIsTooLongIsNotInTheLink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lab := tinyLab()
		lab.Open = func(form.Values, bench.Network) (bench.Experiment, form.Errors) { return talkative{}, nil }
		b, browser := open(t, lab, "")
		b.Run()
		time.Sleep(time.Second)
		b.Share()
		if s := b.Screen(); !strings.Contains(s.Shared, "too long") || browser.Address() != "" || len(browser.Copied()) != 1 {
			t.Errorf("%q, address of %d characters", s.Shared, len(browser.Address()))
		}
	})
}

// talkative writes a log of noise.
type talkative struct{ tiny }

func (talkative) Details() []any { return []any{""} }

func (talkative) Do(_ context.Context, w *runlog.Writer) error {
	run := w.Begin("count")
	noise := rand.New(rand.NewPCG(1, 2))
	for i := range 1000 {
		text := make([]byte, 30)
		for k := range text {
			text[k] = byte('0' + noise.IntN(75))
		}
		run.Add(i, 0, runlog.Finished, string(text))
	}
	run.End(runlog.Finished, nil)
	return nil
}

// The page says that a link is copied once the browser has said so.
func TestTheLinkIsWhereTheBrowserSays(t *testing.T) {
	b, browser := open(t, tinyLab(), "to=2")
	b.Share()
	if got := browser.Copied(); len(got) != 1 || got[0] != "https://flags.example/lab/?to=2" {
		t.Errorf("to be copied: %q", got)
	}
	for where, want := range map[string]string{
		bench.Copied: "The link is copied. It holds ", bench.InAddress: "The link is in the address bar. It holds ", bench.Nowhere: "The link cannot be copied here. It holds ",
	} {
		b.Dispatch(bench.ActCopied, where, "")
		if s := b.Screen(); !strings.HasPrefix(s.Shared, want) || s.Copied != (where == bench.Copied) || !slices.Contains(browser.Said(), s.Shared) {
			t.Errorf("%q: copied %v, %q, said %q", where, s.Copied, s.Shared, browser.Said())
		}
	}
	b.Dispatch(bench.ActCopied, bench.Copied, "")
	b.Share()
	b.Dispatch(bench.ActCopied, bench.Copied, "") // late
	if s := b.Screen(); s.Shared != "" || s.Copied {
		t.Errorf("closed: copied %v, %q", s.Copied, s.Shared)
	}
}

// While a setting is wrong, the page shows the run of those before; so does what it gives away.
func TestAWrongSettingIsInNothingThatIsGivenAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, tinyLab(), "to=5")
		b.Run()
		time.Sleep(time.Second)
		question := b.Screen().Question
		b.Set(map[string]string{"to": "99"})
		s := b.Screen()
		if len(s.Errors) == 0 || s.Question != question {
			t.Errorf("errors %v, question %q", s.Errors, s.Question)
		}
		b.Share()
		link := browser.Copied()[0]
		query, fragment, _ := strings.Cut(strings.TrimPrefix(link, "https://flags.example/lab/?"), "#")
		again, _ := open(t, tinyLab(), "")
		again.Open(query, fragment)
		if s := again.Screen(); !s.Foreign || s.Question != question {
			t.Errorf("the link %s shows %q: %q", link, s.Question, s.Problem)
		}
		again.Close()
		b.Save("svg")
		if file := string(browser.Saved("flaglab-tiny.svg")); !strings.Contains(file, question) || strings.Contains(file, "99") {
			t.Errorf("the file is about %.300s", file)
		}
	})
}

// The page has the runs of the link that is open, and no others.
func TestRunsGoWithTheirLink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		query, fragment := shared(t, "guess=time:1")
		for name, leave := range map[string]func(*bench.Bench){
			"another link": func(b *bench.Bench) { b.Open("", "") },
			"reset":        func(b *bench.Bench) { b.Reset() },
		} {
			b, browser := open(t, ghostLab(), "")
			b.Open(query, fragment)
			leave(b)
			b.Run()
			time.Sleep(time.Second)
			if s := b.Screen(); s.Compared != "" || strings.Contains(browser.Address(), "log=") {
				t.Errorf("%s: %q, the address is %s", name, s.Compared, browser.Address())
			}
		}
	})
}
