package processes

import (
	"context"
	"errors"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"flaglab/app/bench"
	"flaglab/app/bench/benchtest"
	"flaglab/app/chart"
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
	e, _ := Lab().Open(values, &benchtest.Network{})
	began := time.Now()
	w := runlog.NewWriter(func() time.Duration { return time.Since(began) })
	if err := e.Do(ctx, w); err != nil {
		t.Fatal(err)
	}
	m := newModel()
	runlog.Fold(m, w.Since(0), time.Hour)
	return e.(*experiment), m, w.Since(0)
}

// Each kind of work is the same in all three runs.
func TestAllThreeRunsDoTheSameWork(t *testing.T) {
	for _, work := range works {
		t.Run(work.name, func(t *testing.T) {
			_, m, events := do(t, t.Context(), "work="+work.name+"&batches=4&workers=2&size=2000&megabytes=1&pixels=192&wait=0.01")
			found := map[string][4]string{}
			for _, e := range events {
				if o, ok := e.Detail.(*outcome); ok && e.Task >= 0 {
					f := found[e.Run]
					f[e.Task] = o.Found + string(o.pixels)
					found[e.Run] = f
				}
			}
			if work.name != "wait" && found[sequential][3] == "" || found[threads] != found[sequential] || found[workers] != found[sequential] {
				t.Errorf("found: %q", found)
			}
			for _, name := range runs {
				if r := m.runs[name]; r.state != runlog.Finished || r.done != 4 || len(r.spans) < 4 || r.wrong != "" {
					t.Errorf("%s: %s, %d done, %d spans: %s%s", name, r.state, r.done, len(r.spans), r.message, r.wrong)
				}
			}
		})
	}
}

// The bands of all runs make one picture.
func TestTheBandsMakeThePicture(t *testing.T) {
	x, m, _ := do(t, t.Context(), "work=mandelbrot&batches=5&workers=2&pixels=192")
	for _, name := range runs {
		cells := 0
		for _, band := range m.runs[name].pixels {
			cells += len(band)
		}
		if cells != cellsAcross*cellsDown {
			t.Errorf("%s drew %d cells, want %d", name, cells, cellsAcross*cellsDown)
		}
	}
	right, bottom := 0.0, 0.0
	d := x.bands(m, 1216)
	for _, s := range d.Shapes {
		right, bottom = max(right, s.X+s.W), max(bottom, s.Y+s.H)
	}
	if len(d.Shapes) < 1000 || right > 1216 || bottom > d.H {
		t.Errorf("%d shapes reach %v, %v of %v, %v", len(d.Shapes), right, bottom, d.W, d.H)
	}
}

// The callback is called after the answer, in the page; what is printed is in the transcript.
func TestTheCallbackIsCalled(t *testing.T) {
	x, m, _ := do(t, t.Context(), "batches=2&workers=2&size=1000")
	slices.Sort(m.called) // the callback may be called first
	if len(m.called) != 2 || !strings.HasPrefix(m.called[0], "callback: ") || !strings.Contains(m.called[0], "says 9592, <nil>") || !strings.HasPrefix(m.called[1], "submitted: <Future at ") {
		t.Errorf("printed %q", m.called)
	}
	if list := x.transcripts(m); len(list) != 2 || len(list[1].Lines) != 3 {
		t.Errorf("transcripts %+v", list)
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

// What cannot be is not shown as a finding.
func TestUnfairRuns(t *testing.T) {
	x := &experiment{work: workOf(form.New(fields)), batches: make([]Batch, 8), workers: 4, cores: 2}
	for _, test := range []struct {
		t, p float64
		want string
	}{{1, 1.9, ""}, {0.7, 0.9, ""}, {0.3, 1.5, "took goroutines 3.3× the time"}, {1, 2.6, "2.6× is more than is possible with 4 workers, 2 cores"}} {
		if got := x.unfair(newModel(), test.t, test.p); (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
			t.Errorf("%v, %v: %q, want %q", test.t, test.p, got, test.want)
		}
		// Nor is anything told of such runs below the verdict.
		m := newModel()
		for name, s := range map[string]float64{sequential: 1, threads: test.t, workers: test.p} {
			m.runs[name].state, m.runs[name].elapsed = runlog.Finished, time.Duration(1e9/s)
		}
		panels := x.View(m, bench.Moment{Phase: bench.AtEnd, Values: form.New(fields)}).Panels
		if told := slices.ContainsFunc(panels, func(p bench.Panel) bool { return p.Title == "Speed-up" }); told != (test.want == "") {
			t.Errorf("%v, %v: the speed-ups are told: %v", test.t, test.p, told)
		}
	}
}

func TestCancelEndsAllThree(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(500*time.Millisecond, cancel)
	x, m, _ := do(t, ctx, "work=wait&batches=8&workers=2&wait=5")
	if r := m.runs[sequential]; r.state != runlog.Cancelled {
		t.Errorf("sequential: %s", r.state)
	}
	v := x.View(m, bench.Moment{Phase: bench.Stopped})
	if v.Verdict.Problem == "" || len(v.Verdict.Figures) > 0 {
		t.Errorf("verdict %+v", v.Verdict)
	}
}

// events applies events of a run: task, lane, state, time in ms, and where a slice began.
func events(m *model, run string, list ...[5]any) {
	for _, e := range list {
		event := runlog.Event{Run: run, Task: e[0].(int), Lane: e[1].(int), State: e[2].(runlog.State), At: time.Duration(e[3].(int)) * time.Millisecond}
		switch d := e[4].(type) {
		case int:
			event.Detail = &slice{time.Duration(d) * time.Millisecond}
		case load:
			event.Detail = &d
		}
		m.Apply(event)
	}
}

func TestTheSerialPartIsWhatWorkersDoNotShorten(t *testing.T) {
	m := newModel()
	events(m, sequential, [5]any{runlog.Whole, -1, runlog.Running, 0, nil}, [5]any{runlog.Whole, -1, runlog.Finished, 1000, nil})
	events(m, workers, [5]any{runlog.Whole, -1, runlog.Running, 0, nil},
		[5]any{0, 0, runlog.Running, 50, nil}, [5]any{1, 1, runlog.Running, 60, nil},
		[5]any{0, 0, runlog.Running, 400, 50}, [5]any{1, 1, runlog.Running, 450, 60},
		[5]any{2, 0, runlog.Running, 480, nil}, [5]any{2, 0, runlog.Running, 550, 480},
		[5]any{runlog.Whole, -1, runlog.Finished, 570, nil})
	// Nothing was under way for 50 ms, 30 ms and 20 ms.
	if got := m.runs[workers].serial(); got != 100*time.Millisecond {
		t.Errorf("serial %v, want 100ms", got)
	}
	if s := serialPart(m); s != 0.1 || math.Abs(amdahl(s, 1)-1) > 1e-9 || math.Abs(amdahl(s, 9)-5) > 1e-9 {
		t.Errorf("serial part %v, Amdahl %v, %v", s, amdahl(s, 1), amdahl(s, 9))
	}
	x := &experiment{work: &works[0], batches: make([]Batch, 6), workers: 4, cores: 3}
	if x.ideal(m, 2) != 2 || x.ideal(m, 4) != 3 {
		t.Errorf("ideal %v, %v", x.ideal(m, 2), x.ideal(m, 4))
	}
	m.Apply(runlog.Event{Run: sequential, Task: gauge, Detail: &host{8}}) // the run is of another machine
	if x.ideal(m, 4) != 4 || !strings.Contains(x.about(m, workers), "8 cores") {
		t.Errorf("ideal %v, %s", x.ideal(m, 4), x.about(m, workers))
	}
	if x.work = workOf(form.New(fields).With("work", "wait")); x.ideal(m, 4) != 4 || x.ideal(m, 16) != 6 {
		t.Errorf("what waits needs no cores: %v, %v", x.ideal(m, 4), x.ideal(m, 16))
	}
	for _, name := range []string{"primes", "wait"} {
		x.work = workOf(form.New(fields).With("work", name))
		for n := 1; n <= 16; n++ {
			if law, ideal := x.law(m, n), x.ideal(m, n); law > ideal {
				t.Errorf("%s: Amdahl's law gives %d workers %v, the ideal %v", name, n, law, ideal)
			}
		}
	}
	if d := x.speedups(m, 350); len(d.Shapes) == 0 || d.W != 350 {
		t.Errorf("drawing %+v", d)
	}
}

func TestTheGaugeIsAFoldOfTheLog(t *testing.T) {
	m := newModel()
	events(m, workers, [5]any{runlog.Whole, -1, runlog.Running, 0, nil},
		[5]any{gauge, -1, runlog.State(""), 5, load{1, 3, 9}}, [5]any{0, 0, runlog.Running, 10, nil}, [5]any{1, 1, runlog.Running, 11, nil},
		[5]any{gauge, -1, runlog.State(""), 20, load{1, 0, 12}})
	if l, n := m.runs[workers].load(); l != (load{1, 0, 12}) || n != 2 {
		t.Errorf("now %v, %d workers", l, n)
	}
	events(m, workers, [5]any{0, 0, runlog.Finished, 30, nil}, [5]any{1, 1, runlog.Finished, 30, nil}, [5]any{runlog.Whole, -1, runlog.Finished, 31, nil})
	if l, n := m.runs[workers].load(); l != (load{1, 3, 12}) || n != 2 {
		t.Errorf("at most %v, %d workers", l, n)
	}
	x := &experiment{work: &works[0]}
	if d := x.gauges(m, 350); !slices.ContainsFunc(d.Shapes, func(s chart.Shape) bool { return s.Text == "1 + 3, 12 wait" }) {
		t.Errorf("the gauge shows %+v", d.Shapes)
	}
	// What Go's scheduler says of a real run.
	_, m, _ = do(t, t.Context(), "batches=4&workers=2&size=20000")
	if l, n := m.runs[threads].load(); l.Running < 1 || l.Waiting < 1 || n != 2 {
		t.Errorf("threads: %v, %d at once", l, n)
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

// The example is a whole run, and it compares, whatever machine shows it.
func TestTheExampleIsARun(t *testing.T) {
	e, events := benchtest.Example(t, Lab())
	x := e.(*experiment)
	x.cores = 1
	m := newModel()
	runlog.Fold(m, events, time.Hour)
	v := x.View(m, bench.Moment{Phase: bench.AtEnd, Example: true, T: time.Hour, Values: form.New(fields)})
	if v.Verdict.Problem != "" || len(v.Verdict.Figures) != 2 || !strings.Contains(x.about(m, workers), "2 cores") {
		t.Errorf("verdict %+v, %s", v.Verdict, x.about(m, workers))
	}
}

// A link cannot make the page draw for ever: a log that says what no run can say is refused.
func TestNoRunHasSoManyGoroutines(t *testing.T) {
	for _, l := range []load{{Running: 1 << 40}, {Runnable: -1}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%v is taken", l)
				}
			}()
			newModel().Apply(runlog.Event{Run: threads, Task: gauge, Detail: &l})
		}()
	}
}

func TestOneOfAThing(t *testing.T) {
	v := form.New(fields).With("workers", "1").With("batches", "1")
	for _, text := range []string{question(v), intro(v)} {
		if strings.Contains(text, "1 threads") || strings.Contains(text, "1 processes") || strings.Contains(text, "1 batches") {
			t.Error(text)
		}
	}
}

// Nothing overlaps where there is one worker, or one batch.
func TestWhatCannotOverlapDoesNot(t *testing.T) {
	for _, link := range []string{"work=wait&workers=1&batches=2&wait=0.1", "work=wait&workers=2&batches=1&wait=0.1"} {
		x, m, _ := do(t, t.Context(), link)
		v := x.View(m, bench.Moment{Phase: bench.AtEnd, T: time.Hour, Values: form.New(fields)})
		if v.Verdict.Sentence != "There was nothing to overlap." || strings.Contains(benchtest.Text(v), "They all waited at once") {
			t.Errorf("%s: %+v", link, v.Verdict)
		}
	}
}

func TestNoRunHasMoreBatchesThanTheSettingsAllow(t *testing.T) {
	benchtest.Refuses(t, Lab(), []runlog.Event{{Run: threads, Task: mostBatches, State: runlog.Running}})
}
