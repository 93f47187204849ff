package lab_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"flaglab/app/flags"
	"flaglab/app/lab"
)

const ms = time.Millisecond

// script is a small race: three codes and two workers, on a clock that the test sets.
func script(t *testing.T) (lab.Plan, []lab.Event) {
	t.Helper()
	plan := lab.Plan{Codes: []string{"BR", "CN", "ZZ"}, Workers: 2}
	var now time.Duration
	r := lab.NewRecorder(plan, func() time.Duration { return now })
	now = 1000 * ms
	r.Begin(lab.Threads)
	for _, cc := range plan.Codes {
		r.Pending(cc)
	}
	now = 1010 * ms
	r.Running("BR", 0)
	r.Running("CN", 1)
	now = 1200 * ms
	r.Done("CN", flags.Outcome{Result: flags.Result{Code: "CN", Found: true, Bytes: 5}, Reply: flags.Reply{
		Status: 200, Timing: flags.Timing{Known: true, Stalled: 20 * ms, Waiting: 160 * ms, Receiving: 5 * ms, Protocol: "h2"}}})
	r.Running("ZZ", 1)
	now = 1300 * ms
	r.Done("BR", flags.Outcome{Err: &flags.HTTPError{Status: 418}, Reply: flags.Reply{Status: 418}})
	now = 1400 * ms
	r.Done("ZZ", flags.Outcome{Result: flags.Result{Code: "ZZ"}, Reply: flags.Reply{Status: 404}})
	r.End(lab.Finished, "")
	return plan, r.Since(0)
}

func TestSnapshotFollowsTheLog(t *testing.T) {
	plan, events := script(t)
	for _, test := range []struct {
		at     time.Duration
		states string
		active int
		run    lab.State
	}{
		{0, "pending pending pending", 0, lab.Running},
		{10 * ms, "running running pending", 2, lab.Running},
		{250 * ms, "running finished running", 2, lab.Running},
		{300 * ms, "failed finished running", 1, lab.Running},
		{400 * ms, "failed finished finished", 0, lab.Finished},
	} {
		s := lab.At(events, lab.Threads, len(plan.Codes), test.at)
		var states []string
		for _, task := range s.Tasks {
			states = append(states, string(task.State))
		}
		if got := strings.Join(states, " "); got != test.states || s.Active != test.active || s.State != test.run {
			t.Errorf("at %v: %s, %d active, run %s; want %s, %d, %s", test.at, got, s.Active, s.State, test.states, test.active, test.run)
		}
	}
	if s := lab.At(events, lab.Sequential, 3, time.Hour); s.State != "" || s.Counts.Total() != 0 {
		t.Errorf("another run's snapshot is not empty: %+v", s)
	}
}

func TestApplyingEventByEventIsTheSameAsAt(t *testing.T) {
	plan, events := script(t)
	s := lab.NewSnapshot(len(plan.Codes))
	for _, e := range events {
		s.Apply(e)
		if want := lab.At(events, lab.Threads, 3, e.At); e.At != want.Elapsed {
			t.Errorf("elapsed %v, want %v", want.Elapsed, e.At)
		}
	}
	if s.Counts != (flags.Counts{OK: 1, NotFound: 1, Errors: 1}) {
		t.Errorf("counts %+v", s.Counts)
	}
	if len(s.Order) != 3 || s.Order[0] != 1 || s.Order[1] != 0 || s.Order[2] != 2 {
		t.Errorf("order %v, want [1 0 2]", s.Order)
	}
}

func TestRecorderTellsTheEndsApart(t *testing.T) {
	for _, test := range []struct {
		outcome flags.Outcome
		state   lab.State
		cause   flags.Cause
		status  string
	}{
		{flags.Outcome{Result: flags.Result{Found: true}}, lab.Finished, flags.CauseNone, "ok"},
		{flags.Outcome{}, lab.Finished, flags.CauseNotFound, "not_found"},
		{flags.Outcome{Err: &flags.HTTPError{Status: 418}}, lab.Failed, flags.CauseHTTP, "error"},
		{flags.Outcome{Err: &flags.TimeoutError{Limit: time.Second}}, lab.Failed, flags.CauseTimeout, "error"},
		{flags.Outcome{Err: &flags.ConnectionError{}}, lab.Failed, flags.CauseConnection, "error"},
		{flags.Outcome{Err: &flags.ImageError{}}, lab.Failed, flags.CauseImage, "error"},
		{flags.Outcome{Err: errors.New("disk full")}, lab.Failed, flags.CauseOther, "error"},
		{flags.Outcome{Err: t.Context().Err()}, lab.Finished, flags.CauseNotFound, "not_found"},
	} {
		r := lab.NewRecorder(lab.Plan{Codes: []string{"BR"}}, func() time.Duration { return 0 })
		r.Begin(lab.Sequential)
		r.Done("BR", test.outcome)
		e := r.Since(1)[0]
		if e.State != test.state || e.Detail.Cause != test.cause || e.Detail.Status() != test.status {
			t.Errorf("%+v: %s %q %q, want %s %q %q", test.outcome, e.State, e.Detail.Cause, e.Detail.Status(), test.state, test.cause, test.status)
		}
	}
}

func TestMakespan(t *testing.T) {
	for _, test := range []struct {
		tasks   []time.Duration
		workers int
		want    time.Duration
	}{
		{nil, 3, 0},
		{[]time.Duration{1, 2, 3}, 0, 0},
		{[]time.Duration{1, 2, 3}, 1, 6},
		{[]time.Duration{1, 2, 3}, 3, 3},
		{[]time.Duration{1, 2, 3}, 100, 3},
		{[]time.Duration{5, 1, 1, 1, 1, 1}, 2, 5},
		{[]time.Duration{1, 1, 1, 1, 1, 5}, 2, 7}, // in order, not the best order
		{[]time.Duration{4, 3, 2, 1, 4, 3, 2, 1}, 3, 7},
	} {
		if got := lab.Makespan(test.tasks, test.workers); got != test.want {
			t.Errorf("Makespan(%v, %d) = %d, want %d", test.tasks, test.workers, got, test.want)
		}
	}
}

// The makespan is never below the longest task or an even share, nor above the sum.
func FuzzMakespan(f *testing.F) {
	f.Add([]byte{1, 2, 3, 200}, 2)
	f.Fuzz(func(t *testing.T, data []byte, workers int) {
		if workers < 1 || workers > 1000 {
			return
		}
		var tasks []time.Duration
		var sum, longest time.Duration
		for _, b := range data {
			d := time.Duration(b)
			tasks = append(tasks, d)
			sum += d
			longest = max(longest, d)
		}
		got := lab.Makespan(tasks, workers)
		least := max(longest, (sum+time.Duration(workers)-1)/time.Duration(workers))
		if got < least || got > sum {
			t.Errorf("Makespan(%v, %d) = %d, not in [%d, %d]", tasks, workers, got, least, sum)
		}
		if workers > 1 && got > lab.Makespan(tasks, 1) {
			t.Errorf("%d workers take longer than one", workers)
		}
	})
}

func TestFormRoundTrip(t *testing.T) {
	query := url.Values{"cc": {"A B C"}, "site": {"ERROR"}, "workers": {"30"}, "delay": {"0.5-5"}, "errors": {"0.5"}, "seed": {"7"}, "timeout": {"2"}}
	form := lab.FormFromQuery(query)
	if got := form.Query().Encode(); got != query.Encode() {
		t.Errorf("query %s, want %s", got, query.Encode())
	}
	plan, errs := form.Plan()
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	want := flags.Weather{MinDelay: 500 * ms, MaxDelay: 5000 * ms, ErrorRate: 0.5, Seed: 7}
	if len(plan.Codes) != 78 || plan.Workers != 30 || plan.Weather != want || plan.Timeout != 2*time.Second || plan.Site != "ERROR" {
		t.Errorf("plan %+v", plan)
	}
	if got := lab.FormFromQuery(url.Values{"site": {"DELAY"}, "workers": {"20"}}).Query().Encode(); got != "" {
		t.Errorf("defaults are written: %q", got)
	}
}

func TestFormSaysWhatIsWrong(t *testing.T) {
	for name, texts := range map[string][]string{
		"cc":      {"ABC", "1", "ß", "A-C"},
		"site":    {"MARS"},
		"workers": {"0", "-1", "1001", "many", "1.5"},
		"delay":   {"-1", "11", "5-0.5", "fast", "0.5-", "NaN", "1e1"},
		"errors":  {"1.1", "-0.1", "half", "25%"},
		"seed":    {"-1", "1.5", "x", "99999999999999999999"},
		"timeout": {"0", "61", "soon", "NaN"},
	} {
		for _, text := range texts {
			var form lab.Form
			form.Set(name, text)
			_, errs := form.Plan()
			if errs[name] == "" || len(errs) != 1 {
				t.Errorf("%s=%q: errors %v, want one for %s", name, text, errs, name)
			}
			if form.Get(name) != text {
				t.Errorf("%s=%q was not kept: %q", name, text, form.Get(name))
			}
		}
	}
}

func TestLocalHasNoWeather(t *testing.T) {
	plan, errs := lab.Form{Site: "LOCAL", Delay: "5", Errors: "1"}.Plan()
	if len(errs) > 0 || plan.Weather.MaxDelay != 0 || plan.Weather.ErrorRate != 0 || plan.HasWeather() {
		t.Errorf("plan %+v, errors %v", plan, errs)
	}
}

func TestErrorSiteHasTheBooksRate(t *testing.T) {
	plan, _ := lab.Form{Site: "ERROR"}.Plan()
	if plan.Weather.ErrorRate != 0.25 {
		t.Errorf("error rate %v, want 0.25", plan.Weather.ErrorRate)
	}
}

func TestIdeal(t *testing.T) {
	plan, _ := lab.Form{}.Plan()
	if got := plan.Ideal(lab.Sequential); got != 4*time.Second {
		t.Errorf("sequential %v, want 4s", got)
	}
	if got := plan.Ideal(lab.Threads); got != 200*ms {
		t.Errorf("concurrent %v, want 200ms", got)
	}
	plan, _ = lab.Form{CC: "EVERY", Workers: "30"}.Plan()
	if got := plan.Ideal(lab.Threads); got != 4600*ms { // 23 rounds
		t.Errorf("676 codes: %v, want 4.6s", got)
	}
	plan, _ = lab.Form{CC: "BR", Delay: "10"}.Plan()
	if got := plan.Ideal(lab.Threads); got != 3100*ms { // the client gives up
		t.Errorf("with the time-out: %v, want 3.1s", got)
	}
}

func TestTranscript(t *testing.T) {
	plan, events := script(t)
	s := lab.At(events, lab.Threads, 3, time.Hour)
	if got, want := lab.Transcript(plan, s), "CN \n1 flag downloaded in 0.40s\n1 not found\n1 error\n"; got != want {
		t.Errorf("transcript %q, want %q", got, want)
	}
	plan, _ = lab.Form{}.Plan()
	var now time.Duration
	r := lab.NewRecorder(plan, func() time.Duration { return now })
	r.Begin(lab.Sequential)
	for _, cc := range plan.Codes {
		now += 200 * ms
		r.Running(cc, 0)
		r.Done(cc, flags.Outcome{Result: flags.Result{Code: cc, Found: true}})
	}
	r.End(lab.Finished, "")
	want := "BD BR CD CN DE EG ET FR ID IN IR JP MX NG PH PK RU TR US VN \n20 flags downloaded in 4.00s\n"
	if got := lab.Transcript(plan, lab.At(r.Since(0), lab.Sequential, 20, time.Hour)); got != want {
		t.Errorf("transcript %q, want %q", got, want)
	}
}

func TestBars(t *testing.T) {
	plan, events := script(t)
	bars := lab.Bars(lab.At(events, lab.Threads, len(plan.Codes), 250*ms), 250*ms)
	if len(bars) != 3 {
		t.Fatalf("%d bars, want 3", len(bars))
	}
	cn := bars[1]
	if cn.Lane != 1 || cn.Start != 10*ms || cn.End != 200*ms || cn.Stalled != 20*ms || cn.Waiting != 160*ms || cn.Receiving != 5*ms || cn.Status != "ok" {
		t.Errorf("finished bar %+v", cn)
	}
	if zz := bars[2]; zz.State != lab.Running || zz.End != 250*ms || zz.Lane != 1 {
		t.Errorf("running bar %+v", zz)
	}
}

func TestBarsNeverOverflow(t *testing.T) {
	s := lab.NewSnapshot(1)
	s.Apply(lab.Event{Task: 0, Lane: 0, State: lab.Running})
	s.Apply(lab.Event{Task: 0, Lane: 0, State: lab.Finished, At: 10 * ms, Detail: &lab.Detail{Stalled: 8 * ms, Waiting: 8 * ms, Receiving: 8 * ms}})
	bar := lab.Bars(s, time.Second)[0]
	if bar.Stalled+bar.Waiting+bar.Receiving > bar.End-bar.Start {
		t.Errorf("the parts are longer than the whole: %+v", bar)
	}
}

func TestAxis(t *testing.T) {
	for end := time.Duration(0); end < time.Hour; end = end*3/2 + ms {
		a := lab.NewAxis(end)
		if a.End < end || a.Step <= 0 || a.End/a.Step > 10 {
			t.Errorf("NewAxis(%v) = %+v", end, a)
		}
	}
}

func TestCompare(t *testing.T) {
	plan, _ := lab.Form{}.Plan()
	run := func(state lab.State, elapsed time.Duration) *lab.Snapshot {
		return &lab.Snapshot{State: state, Elapsed: elapsed}
	}
	f := lab.Compare(plan, run(lab.Finished, 4*time.Second), run(lab.Finished, 250*ms))
	if f.Speedup != 16 || f.Share != 0.8 {
		t.Errorf("figures %+v, want 16 and 0.8", f)
	}
	if f := lab.Compare(plan, run(lab.Cancelled, 4*time.Second), run(lab.Finished, 250*ms)); f.Speedup != 0 {
		t.Errorf("a cancelled run was compared: %+v", f)
	}
	if f := lab.Compare(plan, run("", 0), run(lab.Running, 250*ms)); f != (lab.Figures{}) {
		t.Errorf("a running run was compared: %+v", f)
	}
}

func TestUnlikeCaches(t *testing.T) {
	run := func(uses ...flags.CacheUse) *lab.Snapshot {
		s := lab.NewSnapshot(len(uses))
		s.State = lab.Finished
		for i, use := range uses {
			s.Tasks[i].Detail.Cache = use
		}
		return s
	}
	if got := lab.UnlikeCaches(run("", ""), run("", "")); got != "" {
		t.Errorf("no cache, and yet: %s", got)
	}
	if got := lab.UnlikeCaches(run("hit", "stale"), run("stale", "hit")); got != "" {
		t.Errorf("alike, and yet: %s", got)
	}
	if got := lab.UnlikeCaches(run("miss", "miss"), run("hit", "hit")); !strings.Contains(got, "0 of 2 answers of the sequential run, and 2 of 2") {
		t.Errorf("warning %q", got)
	}
}
