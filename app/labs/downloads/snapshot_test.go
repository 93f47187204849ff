package downloads_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"flaglab/app/flags"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

func TestSnapshotFollowsTheLog(t *testing.T) {
	plan, events := script()
	for _, test := range []struct {
		at     time.Duration
		states string
		active int
		run    runlog.State
	}{
		{0, "pending pending pending", 0, runlog.Running},
		{10 * ms, "running running pending", 2, runlog.Running},
		{250 * ms, "running finished running", 2, runlog.Running},
		{300 * ms, "failed finished running", 1, runlog.Running},
		{400 * ms, "failed finished finished", 0, runlog.Finished},
	} {
		s := at(plan, events, downloads.Threads, test.at)
		var states []string
		for _, task := range s.Tasks {
			states = append(states, string(task.State))
		}
		if got := strings.Join(states, " "); got != test.states || s.Active != test.active || s.State != test.run {
			t.Errorf("at %v: %s, %d active, run %s; want %s, %d, %s", test.at, got, s.Active, s.State, test.states, test.active, test.run)
		}
	}
	s := at(plan, events, downloads.Threads, time.Hour)
	if s.Counts != (flags.Counts{OK: 1, NotFound: 1, Errors: 1}) || !reflect.DeepEqual(s.Order, []int{1, 0, 2}) || s.Elapsed != 400*ms {
		t.Errorf("at the end: %+v, order %v, after %v", s.Counts, s.Order, s.Elapsed)
	}
	if s := at(plan, events, downloads.Sequential, time.Hour); s.State != "" || s.Counts.Total() != 0 {
		t.Errorf("another run's snapshot is not empty: %+v", s)
	}
}

// What an event changes does not depend on how the state before it was reached, and a state that was kept does not
// change with later events.
func TestApplyingEventByEventIsTheSameAsFolding(t *testing.T) {
	for name, log := range map[string]func() (downloads.Plan, []runlog.Event){"three codes": script, "attempts": retried} {
		plan, events := log()
		s := downloads.NewSnapshot(len(plan.Codes))
		var kept []downloads.Task
		for i, e := range events {
			before := s.Tasks[max(0, e.Task)]
			s.Apply(e)
			folded := downloads.NewModel(plan)
			for _, e := range events[:i+1] {
				folded.Apply(e)
			}
			if want := folded.Run(downloads.Threads); !reflect.DeepEqual(s, want) {
				t.Errorf("%s: after event %d\n%+v\nwant\n%+v", name, i, s, want)
			}
			if n := len(before.Earlier); n > 0 && n < len(s.Tasks[max(0, e.Task)].Earlier) {
				kept = append(kept, before)
			}
		}
		for _, task := range kept {
			if want := s.Tasks[0].Earlier[:len(task.Earlier)]; !reflect.DeepEqual(task.Earlier, want) {
				t.Errorf("%s: the attempts of an earlier state changed: %+v, want %+v", name, task.Earlier, want)
			}
		}
	}
}

func TestTheModelKnowsTheNewestRun(t *testing.T) {
	plan := downloads.Plan{Codes: []string{"BR"}}
	m := downloads.NewModel(plan)
	w := (&clock{}).writer()
	if m.Now != "" {
		t.Errorf("before the first run: %s", m.Now)
	}
	for _, name := range []string{downloads.Sequential, downloads.Threads} {
		run := w.Begin(name)
		run.End(runlog.Finished, nil)
	}
	for _, e := range w.Since(0) {
		m.Apply(e)
	}
	if m.Now != downloads.Threads || !m.Run(downloads.Sequential).Done() {
		t.Errorf("now %s", m.Now)
	}
}

func TestWatchTellsTheEndsApart(t *testing.T) {
	for _, test := range []struct {
		outcome      flags.Outcome
		state        runlog.State
		cause        flags.Cause
		status, word string
	}{
		{flags.Outcome{Result: flags.Result{Found: true}}, runlog.Finished, flags.CauseNone, "ok", ""},
		{flags.Outcome{}, runlog.Finished, flags.CauseNotFound, "not_found", "404"},
		{flags.Outcome{Err: &flags.HTTPError{Status: 418}, Reply: flags.Reply{Status: 418}}, runlog.Failed, flags.CauseHTTP, "error", "418"},
		{flags.Outcome{Err: &flags.TimeoutError{Limit: time.Second}}, runlog.Failed, flags.CauseTimeout, "error", "timed out"},
		{flags.Outcome{Err: &flags.ConnectionError{}}, runlog.Failed, flags.CauseConnection, "error", "no answer"},
		{flags.Outcome{Err: &flags.ImageError{}}, runlog.Failed, flags.CauseImage, "error", "bad image"},
		{flags.Outcome{Err: errors.New("disk full")}, runlog.Failed, flags.CauseOther, "error", "error"},
		{flags.Outcome{Err: context.Canceled}, runlog.Cancelled, flags.CauseCancelled, "", "cancelled"},
	} {
		w := (&clock{}).writer()
		downloads.Watch(downloads.Plan{Codes: []string{"BR"}}, w.Begin(downloads.Sequential)).Done("BR", test.outcome)
		e := w.Since(1)[0]
		d := e.Detail.(*downloads.Detail)
		if e.State != test.state || d.Cause != test.cause || d.Status() != test.status || d.Word() != test.word {
			t.Errorf("%+v: %s %q %q %q, want %s %q %q %q", test.outcome, e.State, d.Cause, d.Status(), d.Word(), test.state, test.cause, test.status, test.word)
		}
		if wants := test.outcome.Err != nil && test.state != runlog.Cancelled; wants != (d.Message != "") {
			t.Errorf("%+v: message %q", test.outcome, d.Message)
		}
	}
}

func TestBars(t *testing.T) {
	plan, events := script()
	bars := downloads.Bars(at(plan, events, downloads.Threads, 250*ms), 250*ms)
	if len(bars) != 3 {
		t.Fatalf("%d bars, want 3", len(bars))
	}
	want := downloads.Bar{Task: 1, Attempt: 1, Lane: 1, State: runlog.Finished, Status: "ok", HTTP: 200,
		Start: 10 * ms, End: 200 * ms, Stalled: 20 * ms, Waiting: 160 * ms, Receiving: 5 * ms}
	if bars[1] != want || bars[1].Busy() != 5*ms {
		t.Errorf("finished bar %+v, want %+v; busy %v", bars[1], want, bars[1].Busy())
	}
	if zz := bars[2]; zz.State != runlog.Running || zz.End != 250*ms || zz.Lane != 1 || zz.Busy() != 0 {
		t.Errorf("running bar %+v", zz)
	}
}

func TestBarsNeverOverflow(t *testing.T) {
	for _, d := range []downloads.Detail{
		{Stalled: 8 * ms, Waiting: 8 * ms, Receiving: 8 * ms},
		{Stalled: -ms, Waiting: 12 * ms},
		{Stalled: 11 * ms, Waiting: ms, Receiving: ms},
	} {
		s := downloads.NewSnapshot(1)
		s.Apply(runlog.Event{Task: 0, Lane: 0, State: runlog.Running})
		s.Apply(runlog.Event{Task: 0, Lane: 0, State: runlog.Finished, At: 10 * ms, Detail: &d})
		bar := downloads.Bars(s, time.Second)[0]
		if bar.Stalled < 0 || bar.Stalled+bar.Waiting+bar.Receiving > bar.End-bar.Start || bar.Busy() < 0 {
			t.Errorf("%+v: the parts do not fit into the whole: %+v", d, bar)
		}
	}
}

func TestAttemptsAreBars(t *testing.T) {
	plan, events := retried()
	type part struct {
		attempt    int
		state      runlog.State
		start, end time.Duration
	}
	first, second := part{1, runlog.Failed, 10 * ms, 110 * ms}, part{2, runlog.Failed, 160 * ms, 200 * ms}
	for when, want := range map[time.Duration][]part{
		0:        nil,
		50 * ms:  {{1, runlog.Running, 10 * ms, 50 * ms}},
		130 * ms: {first},
		170 * ms: {first, {2, runlog.Running, 160 * ms, 170 * ms}},
		250 * ms: {first, second},
		400 * ms: {first, second, {3, runlog.Finished, 300 * ms, 400 * ms}},
	} {
		s := at(plan, events, downloads.Threads, when)
		var got []part
		for _, bar := range downloads.Bars(s, when) {
			got = append(got, part{bar.Attempt, bar.State, bar.Start, bar.End})
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("at %v: %v, want %v", when, got, want)
		}
		if task := s.Tasks[0]; when > 0 && (task.Started != 10*ms || when < 400*ms && (task.State != runlog.Running || s.Active != 1)) {
			t.Errorf("at %v: %+v, %d active", when, task, s.Active)
		}
	}
	s := at(plan, events, downloads.Threads, time.Hour)
	if s.Counts != (flags.Counts{OK: 1}) || s.Active != 0 || s.Retries != 2 || s.Tasks[0].Attempts() != 3 {
		t.Errorf("counts %+v, %d active, %d retries, %d attempts", s.Counts, s.Active, s.Retries, s.Tasks[0].Attempts())
	}
}

func TestCancelledBetweenAttempts(t *testing.T) {
	plan := downloads.Plan{Codes: []string{"BR"}}
	c := &clock{}
	w := c.writer()
	watch := downloads.Watch(plan, w.Begin(downloads.Sequential))
	watch.Running("BR", 0)
	c.now = 100 * ms
	watch.Retrying("BR", 1, time.Hour, flags.Outcome{Err: &flags.TimeoutError{Limit: 100 * ms}})
	c.now = 300 * ms
	watch.Done("BR", flags.Outcome{Err: context.Canceled})
	s := at(plan, w.Since(0), downloads.Sequential, time.Hour)
	bars := downloads.Bars(s, time.Hour)
	if s.Tasks[0].Attempts() != 1 || s.Active != 0 || len(bars) != 2 || bars[1].State != runlog.Cancelled || bars[1].Start != 100*ms || bars[1].End != 300*ms {
		t.Errorf("%+v, bars %+v", s.Tasks[0], bars)
	}
}
