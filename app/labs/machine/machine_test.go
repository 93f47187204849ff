package machine

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/bench"
	"flaglab/app/bench/benchtest"
	"flaglab/app/chart"
	"flaglab/app/flags"
	"flaglab/app/form"
	"flaglab/app/labs/machine/probe"
	"flaglab/app/runlog"
)

const (
	us = time.Microsecond
	ms = time.Millisecond
)

// madeUp is a prober whose results are made up: a laptop of 2 GHz, with caches of 32 KB, 1 MB and 8 MB.
type madeUp struct {
	tick     time.Duration
	drift    float64       // of the operations at the end
	late     int           // this sample of a trip is as slow as a trip to memory
	far      int           // memory of this size always is
	noise    float64       // by which the slowest of the three blocks takes longer
	wait     time.Duration // before each sample
	fail     kind          // this measurement fails
	noisy    kind          // the blocks of this one differ
	measured int
	trips    int
	bytes    time.Duration // that the download takes
	closed   bool
}

func (p *madeUp) Sample(ctx context.Context, k kind, r probe.Request) (probe.Sample, error) {
	switch k {
	case clock:
		time.Sleep(3 * ms)
		if p.fail == clock {
			return probe.Sample{}, probe.ErrUnsteady
		}
		ns := float64(p.tick)
		return probe.Sample{Low: ns, Middle: ns, High: ns, Blocks: 24}, ctx.Err()
	case fetching:
		time.Sleep(p.bytes)
		ns := float64(p.bytes) / (16 << 20)
		return probe.Sample{Low: 0.9 * ns, Middle: ns, High: 1.1 * ns, Blocks: 1, Block: p.bytes, Rounds: 16 << 20}, nil
	}
	select {
	case <-time.After(p.wait + time.Duration(r.Least+1)*r.Block):
	case <-ctx.Done():
		return probe.Sample{}, ctx.Err()
	}
	if k == p.fail {
		return probe.Sample{}, errors.New("it failed")
	}
	ns := map[kind]float64{operations: 0.25, switching: 200, copying: 0.05}[k]
	switch {
	case k == operations && r.Rounds > 0:
		ns *= p.drift
	case k != latency:
	case r.Size <= 32<<10:
		ns = 2
	case r.Size <= 1<<20:
		ns = 6
	case r.Size <= 8<<20:
		ns = 25
	default:
		ns = 100
	}
	p.measured++
	if p.trips += map[bool]int{true: 1}[k == latency]; k == latency && (p.trips == p.late || r.Size == p.far) {
		ns = 100
	}
	noise := p.noise
	if k == p.noisy {
		noise = 1
	}
	return probe.Sample{Middle: ns, Low: ns * 0.99, High: ns * (1.01 + noise), Blocks: r.Least, Block: r.Block + us, Rounds: 1000}, nil
}

func (p *madeUp) Call(_ context.Context, r probe.Request) (probe.Sample, error) {
	return probe.Sample{Middle: 60_000, Low: 59_000, High: 62_000, Blocks: r.Least, Block: r.Block}, nil
}

func (p *madeUp) Cores(_ context.Context, ns float64) (probe.Sample, int, error) {
	if p.fail == cores {
		return probe.Sample{}, 0, errApart
	}
	return probe.Sample{Low: ns / 3.85, Middle: ns / 3.8, High: ns / 3.75, Blocks: coresSpans}, 4, nil
}

func (p *madeUp) Close() { p.closed = true }

// network simulates the server; its answers take a fixed time.
type network struct {
	benchtest.Network
	answer time.Duration
}

func (n *network) Connect(ctx context.Context, requests int) (bench.Connection, error) {
	if _, err := n.Network.Connect(ctx, requests); err != nil {
		return nil, err
	}
	return n, nil
}

func (n *network) Source(string, *flags.Weather) flags.Source {
	return flags.Simulated{Source: n.Network.Source("LOCAL", nil), Weather: flags.Weather{MinDelay: n.answer, MaxDelay: n.answer}}
}

func (n *network) File() string { return "https://flags.example/app.wasm" }

// with is the lab with another prober.
func with(p prober) bench.Lab {
	lab := Lab()
	lab.Open = func(v form.Values, n bench.Network) (bench.Experiment, form.Errors) {
		x, errs := open(v, n)
		x.(*experiment).start = func(context.Context) (prober, error) { return p, nil }
		return x, errs
	}
	return lab
}

func good() (*madeUp, *network) {
	return &madeUp{tick: 100 * us, drift: 1.01, bytes: 160 * ms}, &network{answer: 12 * ms}
}

func TestTheWholeRun(t *testing.T) {
	p, n := good()
	s := benchtest.Play(t, with(p), "", n, nil)
	_, end := s.End()
	_, middle := s.At(700 * ms)
	_, before := s.At(-1)
	benchtest.Golden(t, "before.txt", benchtest.Text(before))
	benchtest.Golden(t, "middle.txt", benchtest.Text(middle))
	benchtest.Golden(t, "end.txt", benchtest.Text(end))
	benchtest.Golden(t, "end.csv", string(bench.ExportCSV(s.Experiment.(bench.Exporter), s.Log())))
	if !p.closed {
		t.Error("the workers were not ended")
	}
	var last time.Duration
	for _, e := range s.Log() {
		last = max(last, e.At)
	}
	if last > 4*time.Second {
		t.Errorf("it took %v", last)
	}
}

func TestACoarseClockHasLongBlocksAndBounds(t *testing.T) {
	p, n := good()
	p.tick = ms
	n.answer, p.bytes = ms, 3*ms
	s := benchtest.Play(t, with(p), "", n, nil)
	_, end := s.End()
	benchtest.Golden(t, "coarse.txt", benchtest.Text(end))
	var last time.Duration
	for _, e := range s.Log() {
		last = max(last, e.At)
		if r, ok := e.Detail.(reading); ok && r.Block > 0 && r.Unit == nanoseconds && r.Block*time.Duration(r.Blocks) < 100*ms {
			t.Errorf("task %d: %d blocks of %v have less than 100 steps", e.Task, r.Blocks, r.Block)
		}
	}
	if last > 4*time.Second {
		t.Errorf("it took %v", last)
	}
}

// A memory that seems farther away than a larger one is measured again.
func TestWhatCannotBeIsMeasuredAgain(t *testing.T) {
	p, n := good()
	p.late = 3 // the memory of 32 KB
	s := benchtest.Play(t, with(p), "", n, nil)
	m, view := s.End()
	if got := m.(*model).levels()[0]; got.Name != "L1" || got.To != 32<<10 || got.Latency != 2 {
		t.Errorf("the first level is %+v", got)
	}
	if p.trips != 14+2+2 || view.Verdict.Problem != "" { // 2 MB are much farther away than 1 MB, and thus doubtful too
		t.Errorf("%d trips were measured, verdict %+v", p.trips, view.Verdict)
	}
}

// If it always seems so, it has no figure, and the picture no point.
func TestWhatCannotBeHasNoFigure(t *testing.T) {
	p, n := good()
	p.far = 256 << 10
	s := benchtest.Play(t, with(p), "", n, nil)
	m, view := s.End()
	model := m.(*model)
	task := slices.Index(model.plan, step{latency, p.far})
	if model.readings[task] != nil || model.failures[task] != errDisturbed.Error() || view.Verdict.Problem != "" {
		t.Errorf("256 KB: %+v, %q, verdict %+v", model.readings[task], model.failures[task], view.Verdict)
	}
	if got := model.levels()[1]; got.Name != "L2" || got.From != 64<<10 || got.To != 1<<20 || got.Latency != 6 {
		t.Errorf("the second level is %+v", got)
	}
	points := s.Experiment.(*experiment).mountain(model, "").Series[0].Points
	if slices.ContainsFunc(points, func(p chart.Point) bool { return p.X == 256<<10 }) || len(points) != 13 {
		t.Errorf("the points are %+v", points)
	}
}

// What is shown before a run stays if the run does not count, and says whose it is.
func TestARefusedRunKeepsWhatWasThere(t *testing.T) {
	p, n := good()
	s := benchtest.Play(t, with(p), "", n, nil)
	before, _ := s.End()
	p.noise = 0.6
	s = benchtest.Play(t, with(p), "", n, nil)
	m, _ := s.End()
	for _, c := range []struct {
		example    bool
		head, note string
	}{{false, "Your last run", "from your last run that counts"}, {true, "Recorded", "recorded on another machine"}} {
		v := s.Experiment.View(m, bench.Moment{Phase: bench.AtEnd, Values: s.Values, Before: before, BeforeExample: c.example})
		table := v.Panels[0].Body[0].(bench.Table)
		if table.Head[3] != c.head || table.Rows[0][3] != "4.00 ± 0.10 GFLOP/s" || !strings.Contains(v.Panels[0].Note, c.note) {
			t.Errorf("%q, %q, %q", table.Head, table.Rows[0], v.Panels[0].Note)
		}
		if !strings.Contains(v.Verdict.Problem, "Other programs") || len(v.Verdict.Figures) > 0 || len(v.Transcripts()[0].Lines) != 2 {
			t.Errorf("verdict %+v, transcript %+v", v.Verdict, v.Transcripts())
		}
	}
}

// A step on which nothing else depends says by itself that it was disturbed.
func TestADisturbedStepSaysSo(t *testing.T) {
	p, n := good()
	p.noisy = copying
	s := benchtest.Play(t, with(p), "", n, nil)
	m, view := s.End()
	if view.Verdict.Problem != "" || m.(*model).failure(copying) != errDisturbed.Error() || view.Panels[0].Body[0].(bench.Table).Rows[2][3] != errDisturbed.Error() {
		t.Errorf("verdict %+v, copying %q", view.Verdict, m.(*model).failure(copying))
	}
}

// What would be nonsense is not shown.
func TestNonsenseIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*madeUp)
		want   string
	}{
		"coarse clock":        {func(p *madeUp) { p.tick = 16 * ms }, "16.0 ms at a time"},
		"broken clock":        {func(p *madeUp) { p.fail = clock }, "does not advance"},
		"slower at end":       {func(p *madeUp) { p.drift = 1.3 }, "changed while it was measured. It did 4.00 GFLOP/s at first, then 3.08"},
		"faster at end":       {func(p *madeUp) { p.drift = 0.7 }, "changed while it was measured. It did 4.00 GFLOP/s at first, then 5.71"},
		"a busy machine":      {func(p *madeUp) { p.noise = 0.6 }, "Other programs keep this processor busy"},
		"a very busy machine": {func(p *madeUp) { p.wait = time.Second }, "measurements are done"},
		"no operations":       {func(p *madeUp) { p.fail = operations }, "it failed"},
	} {
		t.Run(name, func(t *testing.T) {
			p, n := good()
			c.change(p)
			s := benchtest.Play(t, with(p), "", n, nil)
			m, view := s.End()
			if v := view.Verdict; !strings.Contains(v.Problem, c.want) || len(v.Figures) > 0 {
				t.Errorf("verdict %+v, want the problem %q", v, c.want)
			}
			refused(t, view)
			if value, _ := predictions(s.Values)[0].Truth(m); value != "" {
				t.Errorf("the truth is %q", value)
			}
		})
	}
	t.Run("hidden", func(t *testing.T) {
		p, n := good()
		s := benchtest.Play(t, with(p), "", n, nil)
		m, _ := s.End()
		view := s.Experiment.View(m, bench.Moment{Phase: bench.AtEnd, Hidden: true, Values: s.Values})
		if !strings.Contains(view.Verdict.Problem, "This tab was hidden") {
			t.Errorf("verdict %+v", view.Verdict)
		}
		refused(t, view)
	})
}

// refused checks that no measured figure is in sight.
func refused(t *testing.T, v bench.View) {
	t.Helper()
	for i, column := range map[int]int{0: 3, 1: 3} {
		for _, row := range v.Panels[i].Body[0].(bench.Table).Rows {
			if row[column] != none {
				t.Errorf("%s: %q is shown", row[0], row[column])
			}
		}
	}
	if rows := v.Panels[2].Body[0].(bench.Picture).Table().Rows; len(rows) > 0 {
		t.Errorf("the mountain shows %q", rows)
	}
}

func TestWhatFailsIsSaidInItsPlace(t *testing.T) {
	p, n := good()
	p.fail = cores
	n.Failure = "there is no server"
	s := benchtest.Play(t, with(p), "memory=16", n, nil)
	_, view := s.End()
	benchtest.Golden(t, "failures.txt", benchtest.Text(view))
	if len(view.Verdict.Figures) == 0 {
		t.Error("what could be measured has no verdict")
	}
}

func TestACancelledRunEndsSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, n := good()
		lab := with(p)
		values := form.New(lab.Fields)
		x, _ := lab.Open(values, n)
		began := time.Now()
		w := runlog.NewWriter(func() time.Duration { return time.Since(began) })
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(200*ms, cancel)
		if err := x.Do(ctx, w); err != nil || time.Since(began) != 200*ms || !p.closed {
			t.Errorf("error %v after %v, closed %v", err, time.Since(began), p.closed)
		}
		m := x.Model()
		runlog.Fold(m, w.Since(0), time.Hour)
		for i, state := range m.(*model).states {
			if !state.Done() {
				t.Errorf("%s is %s", m.(*model).plan[i].name(), state)
			}
		}
		view := x.View(m, bench.Moment{Phase: bench.Stopped, Values: values})
		if !strings.Contains(view.Verdict.Problem, "cancelled") || view.Panels[0].Body[0].(bench.Table).Rows[0][3] == none {
			t.Errorf("verdict %+v, rows %q", view.Verdict, view.Panels[0].Body[0].(bench.Table).Rows)
		}
	})
}

func TestNoWorkerNoMeasurement(t *testing.T) {
	x := &experiment{plan: planOf(64 * megabyte), network: &network{}, start: func(context.Context) (prober, error) { return nil, errors.New("none here") }}
	w := runlog.NewWriter(func() time.Duration { return 0 })
	if err := x.Do(t.Context(), w); err == nil || !strings.Contains(err.Error(), "none here") {
		t.Errorf("error %v", err)
	}
	if last := w.Since(1); len(last) != 1 || last[0].State != runlog.Failed {
		t.Errorf("the log ends with %v", last)
	}
}

func TestTruthIsTheNearestGuess(t *testing.T) {
	for _, c := range []struct {
		trip float64
		want string
	}{{0.5, "10"}, {7, "10"}, {20, "100"}, {100, "1000"}, {2000, "10000"}} {
		m := newModel([]step{{Kind: operations}, {latency, 64 * megabyte}})
		m.Apply(runlog.Event{Task: 0, State: runlog.Finished, Detail: reading{Value: 4e9, Unit: flops}})
		m.Apply(runlog.Event{Task: 1, State: runlog.Finished, Detail: reading{Value: c.trip, Unit: nanoseconds}})
		truth := predictions(form.Values{})[0].Truth
		if value, _ := truth(m); value != "" {
			t.Error("the truth is known before the end")
		}
		m.Apply(runlog.Event{Task: runlog.Whole, State: runlog.Finished})
		if value, _ := truth(m); value != c.want {
			t.Errorf("%v ns are %v operations: the truth is %s, want %s", c.trip, m.inOperations(m.trip()), value, c.want)
		}
	}
}

// The example is a whole run whose figures fit together. They are not said to be this machine's.
func TestTheExampleIsARun(t *testing.T) {
	x, events := benchtest.Example(t, Lab())
	m := x.Model()
	runlog.Fold(m, events, time.Hour)
	v := x.View(m, bench.Moment{Phase: bench.AtEnd, Example: true, T: time.Hour, Values: form.New(fields())})
	if v.Verdict.Problem != "" || len(v.Verdict.Figures) != 1 {
		t.Errorf("verdict %+v", v.Verdict)
	}
	for _, p := range v.Panels[:2] {
		if head := p.Body[0].(bench.Table).Head; !slices.Contains(head, "Recorded") || slices.Contains(head, "This machine") {
			t.Errorf("%s: %v", p.Title, head)
		}
	}
}

func TestNothingIsMeasuredInAnUnknownUnit(t *testing.T) {
	benchtest.Refuses(t, Lab(), []runlog.Event{{Run: "machine", State: runlog.Finished, Detail: reading{Value: 1, Unit: "furlongs"}}})
}
