package downloads_test

import (
	"context"
	"math"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/flags"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

var both = []string{downloads.Sequential, downloads.Threads}

func compare(plan downloads.Plan, m *downloads.Model) downloads.Comparison {
	return downloads.Compare(plan, m, downloads.Sequential, downloads.Threads)
}

func TestRunsAsForetoldCompare(t *testing.T) {
	plan := delayed(flags.Pop20(), 20, 200*ms)
	m, _ := do(t, plan, both, site{}, site{})
	if c := compare(plan, m); c != (downloads.Comparison{Speedup: 20, Share: 1}) {
		t.Errorf("%+v, want 20 times, and all of the ideal", c)
	}
	// On the clock of the page nothing is ideal.
	for _, e := range []runlog.Event{{Run: downloads.Threads, Task: runlog.Whole, State: runlog.Finished, At: 250 * ms}} {
		m.Apply(e)
	}
	if c := compare(plan, m); c.Speedup != 16 || c.Share != 0.8 {
		t.Errorf("%+v, want 16 and 0.8", c)
	}
}

// Twenty workers cannot be more than twenty times as fast as one: something else slowed the first run down.
func TestMoreThanTheWorkersCanDoDoesNotCompare(t *testing.T) {
	plan := delayed(flags.Pop20(), 20, 200*ms)
	for took, want := range map[time.Duration]string{
		4500 * ms: "",
		5200 * ms: "These runs do not count: 20 workers cannot be 26× as fast as one.",
	} {
		m, _ := do(t, plan, both, site{}, site{})
		m.Apply(runlog.Event{Run: downloads.Sequential, Task: runlog.Whole, State: runlog.Finished, At: took})
		if c := compare(plan, m); !strings.HasPrefix(c.Problem, want) || (c.Problem == "") != (want == "") || (c.Speedup == 0) == (want == "") {
			t.Errorf("after %v one at a time: %+v, want %q", took, c, want)
		}
	}
}

// Failures that the weather makes belong to the run: both meet the same ones.
func TestRunsWithForetoldFailuresCompare(t *testing.T) {
	plan := delayed(letters(t, "a b"), 10, 0)
	plan.Site = "ERROR"
	plan.Weather = flags.Weather{MinDelay: 100 * ms, MaxDelay: 5 * time.Second, ErrorRate: 0.25, Seed: 1}
	m, _ := do(t, plan, both, site{}, site{})
	causes := map[flags.Cause]int{}
	for _, task := range m.Run(downloads.Threads).Tasks {
		causes[task.Detail.Cause]++
	}
	if causes[flags.CauseHTTP] == 0 || causes[flags.CauseTimeout] == 0 || causes[flags.CauseNotFound] == 0 {
		t.Fatalf("the weather is too fair for this test: %v", causes)
	}
	if c := compare(plan, m); c.Problem != "" || c.Speedup <= 5 || c.Share != 1 {
		t.Errorf("%+v", c)
	}
}

// A server that is stopped answers nothing within no time. That is no speed-up.
func TestAStoppedServerDoesNotCompare(t *testing.T) {
	for name, sites := range map[string][]site{"from the start": {stopped, stopped}, "between the runs": {{}, stopped}, "before it is back": {stopped, {}}} {
		for _, label := range []string{"DELAY", "LOCAL", "REMOTE"} {
			plan := delayed(flags.Pop20(), 20, 200*ms)
			if plan.Site = label; label != "DELAY" {
				plan.Weather = flags.Weather{}
			}
			m, _ := do(t, plan, both, sites...)
			c := compare(plan, m)
			if c.Speedup != 0 || c.Share != 0 || !strings.Contains(c.Problem, "20 of 20 downloads did not go as expected (BD got “no answer”)") {
				t.Errorf("%s, %s: %+v", label, name, c)
			}
			first := "one-at-a-time"
			if sites[0].broken == nil {
				first = "all-at-once"
			}
			if !strings.Contains(c.Problem, "in the "+first+" run") {
				t.Errorf("%s, %s: %q does not name the %s run", label, name, c.Problem, first)
			}
		}
	}
}

func TestOneUnforetoldFailureDoesNotCompare(t *testing.T) {
	for want, broken := range map[string]func(cc string) (flags.Reply, error){
		"CN got “no answer”": func(cc string) (flags.Reply, error) { return flags.Reply{}, failing(cc, "CN") },
		"CN got “500”": func(cc string) (flags.Reply, error) {
			if cc == "CN" {
				return flags.Reply{Status: 500}, nil
			}
			return flags.Reply{}, nil
		},
		"CN got “404”": func(cc string) (flags.Reply, error) {
			if cc == "CN" {
				return flags.Reply{Status: 404}, nil
			}
			return flags.Reply{}, nil
		},
	} {
		plan := delayed(flags.Five(), 5, 200*ms)
		m, _ := do(t, plan, both, site{}, site{broken: broken})
		if c := compare(plan, m); c.Speedup != 0 || c.Problem != "There is nothing to compare: in the all-at-once run, "+want+"." {
			t.Errorf("%+v, want %s", c, want)
		}
	}
}

func failing(cc, which string) error {
	if cc == which {
		return &flags.ConnectionError{}
	}
	return nil
}

// A flag that arrives although the forecast is a failure differs from the forecast, too.
func TestAnUnforetoldSuccessDoesNotCompare(t *testing.T) {
	plan := delayed(flags.Five(), 5, 200*ms)
	plan.Site, plan.Weather.ErrorRate = "ERROR", 1
	m, _ := do(t, plan, both, site{}, site{broken: func(cc string) (flags.Reply, error) {
		return flags.Reply{Status: 200, Body: []byte("GIF89a")}, nil
	}})
	if c := compare(plan, m); c.Speedup != 0 || !strings.Contains(c.Problem, "arrived, though it should have failed") {
		t.Errorf("%+v", c)
	}
}

func TestACancelledRunDoesNotCompare(t *testing.T) {
	plan := delayed(flags.Pop20(), 5, 200*ms)
	m := downloads.NewModel(plan)
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		w := runlog.NewWriter(func() time.Duration { return time.Since(began) })
		downloads.Do(t.Context(), plan, downloads.Sequential, site{}, &downloads.Images{}, w)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(300*ms, cancel)
		downloads.Do(ctx, plan, downloads.Threads, site{}, &downloads.Images{}, w)
		for _, e := range w.Since(0) {
			m.Apply(e)
		}
	})
	s := m.Run(downloads.Threads)
	if s.State != runlog.Cancelled || s.Counts != (flags.Counts{OK: 5, Cancelled: 15}) || s.Elapsed != 300*ms {
		t.Fatalf("%s: %+v after %v", s.State, s.Counts, s.Elapsed)
	}
	if c := compare(plan, m); c.Speedup != 0 || c.Problem != "There is nothing to compare: in the all-at-once run, somebody cancelled before the end." {
		t.Errorf("%+v", c)
	}
}

func TestARunThatCouldNotBeginDoesNotCompare(t *testing.T) {
	plan := delayed(flags.Five(), 0, 200*ms) // a pool without workers
	m, _ := do(t, plan, both, site{}, site{})
	s := m.Run(downloads.Threads)
	if c := compare(plan, m); s.State != runlog.Failed || c.Speedup != 0 || s.Message == "" || !strings.Contains(c.Problem, s.Message) {
		t.Errorf("%s: %q, %+v", s.State, s.Message, c)
	}
}

// Before both runs are over there is neither a figure nor a problem.
func TestRunsUnderWayDoNotCompareYet(t *testing.T) {
	plan := delayed(flags.Five(), 5, 200*ms)
	m, _ := do(t, plan, both[:1], site{})
	if c := compare(plan, m); c != (downloads.Comparison{}) {
		t.Errorf("one run of two: %+v", c)
	}
	m.Apply(runlog.Event{Run: downloads.Threads, Task: runlog.Whole, State: runlog.Running})
	if c := compare(plan, m); c != (downloads.Comparison{}) {
		t.Errorf("a run under way: %+v", c)
	}
}

func TestUnlikeCachesDoNotCompare(t *testing.T) {
	for _, test := range []struct {
		first, second flags.CacheUse
		want          string
	}{
		{"", "", ""},
		{"hit", "hit", ""},
		{"miss", "miss", ""},
		{"miss", "hit", "0 of 5 answers of the first, and 5 of 5 of the second"},
		{"stale", "miss", "5 of 5 answers of the first, and 0 of 5 of the second"},
		{"", "miss", "0 of 5"},
	} {
		plan := downloads.Plan{Codes: flags.Five(), Site: "REMOTE", Workers: 5}
		m, _ := do(t, plan, both, site{cache: test.first}, site{cache: test.second})
		m.Apply(runlog.Event{Run: downloads.Threads, Task: runlog.Whole, State: runlog.Finished, At: ms})
		c := compare(plan, m)
		if (c.Problem == "") != (test.want == "") || !strings.Contains(c.Problem, test.want) || (c.Problem != "" && c.Speedup != 0) {
			t.Errorf("%q and %q: %+v, want %q", test.first, test.second, c, test.want)
		}
	}
}

// The site REMOTE may lack a flag that we know of, and has its own idea of the others: a 404 is an answer.
func TestARemote404IsAnAnswer(t *testing.T) {
	missing := site{broken: func(cc string) (flags.Reply, error) { return flags.Reply{Status: 404}, nil }}
	for label, want := range map[string]bool{"REMOTE": true, "LOCAL": false} {
		plan := downloads.Plan{Codes: []string{"BR", "ZZ"}, Site: label, Workers: 2}
		m, _ := do(t, plan, both, missing, missing)
		if why := plan.Unexpected(m.Run(downloads.Threads)); (why == "") != want {
			t.Errorf("%s: %q", label, why)
		}
	}
}

func TestFormatSpeedup(t *testing.T) {
	for x, want := range map[float64]string{0: "–", -1: "–", math.Inf(1): "–", 1.037: "1.04×", 1.996: "2.00×", 9.66: "9.7×", 17.4: "17×", 123.4: "123×"} {
		if got := downloads.FormatSpeedup(x); got != want {
			t.Errorf("%g is written %s, want %s", x, got, want)
		}
	}
}
