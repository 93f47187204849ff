package processes

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"flaglab/app/bench"
	"flaglab/app/form"
	"flaglab/app/process"
	"flaglab/app/runlog"
)

func TestMain(m *testing.M) {
	process.RunWorker() // a worker is this program, started again
	os.Exit(m.Run())
}

// do runs an experiment with real processes.
func do(t *testing.T, ctx context.Context, link string) (*experiment, *model, []runlog.Event) {
	t.Helper()
	values, errs := form.Parse(fields, link)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	e, _ := Lab().Open(values, nil)
	began := time.Now()
	w := runlog.NewWriter(func() time.Duration { return time.Since(began) })
	if err := e.Do(ctx, w); err != nil {
		t.Fatal(err)
	}
	m := newModel()
	runlog.Fold(m, w.Since(0), time.Hour)
	return e.(*experiment), m, w.Since(0)
}

func TestAllThreeRunsDoTheSameWork(t *testing.T) {
	_, m, events := do(t, t.Context(), "batches=4&workers=2&size=2000")
	found := map[string]int{}
	for _, e := range events {
		if o, ok := e.Detail.(*outcome); ok && e.Task >= 0 {
			found[e.Run] += o.Primes
		}
	}
	if found[sequential] == 0 || found[threads] != found[sequential] || found[workers] != found[sequential] {
		t.Errorf("primes found: %v", found)
	}
	for _, name := range runs {
		if r := m.runs[name]; r.state != runlog.Finished || r.done != 4 || len(r.spans) < 4 {
			t.Errorf("%s: %s, %d done, %d spans: %s", name, r.state, r.done, len(r.spans), r.message)
		}
	}
	if len(m.prices) != 4 {
		t.Errorf("%d prices: %v", len(m.prices), m.prices)
	}
}

// A pool that cannot start has failed, and the page says why; one that was cancelled has not.
func TestARunEndsAsItDid(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		ctx  context.Context
		err  error
		want runlog.State
	}{
		{t.Context(), nil, runlog.Finished},
		{t.Context(), errors.New("no workers"), runlog.Failed},
		{cancelled, nil, runlog.Cancelled},
		{cancelled, errors.New("no workers"), runlog.Cancelled},
	} {
		w := runlog.NewWriter(func() time.Duration { return 0 })
		end(test.ctx, w.Begin(workers), test.err)
		m := newModel()
		runlog.Fold(m, w.Since(0), 0)
		if r := m.runs[workers]; r.state != test.want || (r.message != "") != (test.want == runlog.Failed) {
			t.Errorf("cancelled %v, error %v: %s, %q; want %s", test.ctx.Err(), test.err, r.state, r.message, test.want)
		}
	}
}

// What was cancelled before it was measured has no price.
func TestPricesAreMeasured(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := runlog.NewWriter(func() time.Duration { return 0 })
	measurePrices(ctx, w)
	events := w.Since(0)
	for _, e := range events {
		if p, ok := e.Detail.(*price); ok && strings.Contains(p.Name, "call") {
			t.Errorf("a price of what was not measured: %+v", p)
		}
	}
	if last := events[len(events)-1]; last.State != runlog.Cancelled {
		t.Errorf("the run ended %s", last.State)
	}
}

// Goroutines share the page's memory; each worker has its own.
func TestMemoryIsNotShared(t *testing.T) {
	x, m, _ := do(t, t.Context(), "batches=6&workers=2&size=2000")
	most, sum := 0, 0
	for _, n := range m.runs[threads].calls {
		most = max(most, n)
	}
	for _, n := range m.runs[workers].calls {
		sum += n
	}
	if most != 12 || sum != 6 || calls.Load() != 12 {
		t.Errorf("goroutines saw %d calls, workers %d, the page %d; want 12, 6, 12", most, sum, calls.Load())
	}
	if text := x.memory(m); !strings.Contains(text, "counter to 12") {
		t.Error(text)
	}
}

func TestWaitingOverlapsInBoth(t *testing.T) {
	x, m, _ := do(t, t.Context(), "work=wait&batches=4&workers=4&wait=0.05")
	// How they overlap is in the log: in both pools the last wait begins before the first has ended.
	for _, name := range []string{threads, workers} {
		last, first := time.Duration(0), time.Hour
		for _, s := range m.runs[name].spans {
			last, first = max(last, s.from), min(first, s.to)
		}
		if last >= first {
			t.Errorf("%s: a wait began at %v, after one had ended at %v", name, last, first)
		}
	}
	v := x.View(m, bench.Moment{Phase: bench.AtEnd})
	if len(v.Verdict.Figures) != 2 || !strings.Contains(v.Verdict.Sentence, "Waiting overlaps") {
		t.Errorf("verdict %+v", v.Verdict)
	}
	if d := v.Panels[0].Body[0].(bench.Picture).Draw(1216); len(d.Shapes) < 20 {
		t.Errorf("the picture has %d shapes", len(d.Shapes))
	}
}

func TestCancelEndsAllThree(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	x, m, _ := do(t, ctx, "work=wait&batches=8&workers=2&wait=5")
	if r := m.runs[sequential]; r.state != runlog.Cancelled {
		t.Errorf("sequential: %s", r.state)
	}
	v := x.View(m, bench.Moment{Phase: bench.Stopped})
	if v.Verdict.Problem == "" || len(v.Verdict.Figures) > 0 {
		t.Errorf("verdict %+v", v.Verdict)
	}
}

func TestGapsOfTheHeartbeat(t *testing.T) {
	m := newModel()
	at := func(task int, state runlog.State, ms int) {
		m.Apply(runlog.Event{Run: threads, Task: task, Lane: -1, State: state, At: time.Duration(ms) * time.Millisecond})
	}
	at(runlog.Whole, runlog.Running, 0)
	at(heartbeat, "", 0)
	at(heartbeat, "", 15)
	at(heartbeat, "", 315)
	at(runlog.Whole, runlog.Finished, 330)
	r := m.runs[threads]
	if r.gap() != 300*time.Millisecond {
		t.Errorf("gap %v", r.gap())
	}
	bars := beats(r)
	if len(bars) != 4 || bars[2].To-bars[2].From != 300*time.Millisecond || bars[2].Title != "the page was frozen" {
		t.Errorf("bars %+v", bars)
	}
}
