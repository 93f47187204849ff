package pool

import (
	"context"
	"strings"
	"testing"
	"time"

	"flaglab/app/bench"
	"flaglab/app/bench/benchtest"
	"flaglab/app/flags"
	"flaglab/app/form"
	"flaglab/app/futures"
	"flaglab/app/labs/race"
	"flaglab/app/runlog"
)

// cores is how many cores the machine of these tests has.
const cores = 2

// lab is the lab on such a machine. What computes takes half a second of one core, and a process 50 ms to start.
func lab() bench.Lab {
	lab := Lab()
	lab.Open = func(v form.Values, network bench.Network) (bench.Experiment, form.Errors) {
		e, errs := open(v, network)
		x := e.(*experiment)
		x.cores = cores
		x.computer = func(_ context.Context, r run, log *runlog.Run) (uint64, error) {
			const work, start = 500 * time.Millisecond, 50 * time.Millisecond
			took := work
			if r.kind == processes {
				took = work/time.Duration(min(r.size, cores)) + start*time.Duration(r.size)
			}
			for task := range tasks {
				log.Add(task, task%r.size, runlog.Running, nil)
			}
			time.Sleep(took)
			for task := range tasks {
				log.Add(task, runlog.NoLane, runlog.Finished, nil)
			}
			return 1000, nil
		}
		return x, errs
	}
	return lab
}

func play(t *testing.T, link string, network bench.Network) *benchtest.Session {
	t.Helper()
	return benchtest.Play(t, lab(), link, network, nil)
}

func sweep(t *testing.T, link string, network bench.Network) (*experiment, *model, bench.View) {
	t.Helper()
	s := play(t, link, network)
	m := s.Experiment.Model().(*model)
	runlog.Fold(m, s.Log(), time.Hour)
	return s.Experiment.(*experiment), m, s.Experiment.View(m, bench.Moment{Phase: bench.AtEnd, T: time.Hour, Values: s.Values})
}

func TestTheCurveOfAnIdealNetworkIsTheIdeal(t *testing.T) {
	x, m, v := sweep(t, "cc=A+B+C&limit=676", &benchtest.Network{})
	for _, size := range x.sizes {
		times := x.measured(m, waiting, size)
		if len(times) != 1 || times[0] != x.ideal(size, 0) {
			t.Errorf("%d workers took %v, want %v", size, times, x.ideal(size, 0))
		}
	}
	// 78 downloads: a hundred workers finish them in one round, 50 in two, as 30 need three.
	if got := x.speedup(m, waiting, 100); got < 77.9 || got > 78.1 {
		t.Errorf("speed-up of 100 workers %v", got)
	}
	if v.Verdict.Figures[0] != "100 workers" || !strings.Contains(v.Verdict.Sentence, "78×") {
		t.Errorf("verdict %+v", v.Verdict)
	}
	if len(v.Panels[2].Body[0].(bench.Cards).Cards) != len(x.sizes) {
		t.Error("not every size has a card")
	}
	if m.sleepers == nil || m.sleepers.Count != 1000 || m.sleepers.Start < 0 {
		t.Errorf("sleepers %+v", m.sleepers)
	}
}

func TestAPointOpensItsTimeline(t *testing.T) {
	_, _, v := sweep(t, "sizes=1+2+5&cc=BR+CN+IN+US&point=2&compute=0", &benchtest.Network{})
	for _, p := range v.Panels {
		if p.Run == "pool-2" {
			d := p.Body[0].(bench.Picture).Draw(600)
			if len(d.Shapes) == 0 || p.Clock != "0.10 s" {
				t.Errorf("the timeline has %d shapes, clock %q", len(d.Shapes), p.Clock)
			}
			return
		}
	}
	t.Error("there is no timeline")
}

func TestALaterRepeatHasItsTimeline(t *testing.T) {
	_, _, v := sweep(t, "sizes=1+2+5&cc=BR+CN+IN+US&repeats=3&point=2-3&compute=0", &benchtest.Network{})
	last := v.Panels[3]
	if last.Run != "pool-2-3" || len(last.Controls) != 4 || !last.Controls[2].Pressed || last.Controls[1].Set["point"] != "2-2" {
		t.Errorf("panel %+v", last)
	}
	for _, link := range []string{"point=2-4", "point=3", "point=2-9", "point=x"} {
		values, errs := form.Parse(fields, "sizes=1+2+5&repeats=3&"+link)
		x, _ := open(values, nil)
		if _, ok := x.(*experiment).opened(bench.Moment{Values: values}); ok || (len(errs) > 0) != (link == "point=2-9" || link == "point=x") {
			t.Errorf("%s: opened %v, errors %v", link, ok, errs)
		}
	}
}

// The link of a point must be one that the lab Race understands, and with which it does the same.
func TestAPointLeadsToTheSameRace(t *testing.T) {
	_, _, v := sweep(t, "sizes=1+2+5&limit=7&cc=ALL&delay=0.01-0.05&seed=3&point=2&compute=0", &benchtest.Network{})
	controls := v.Panels[3].Controls
	path, query, _ := strings.Cut(controls[len(controls)-1].Link, "?")
	values, errs := form.Parse(race.Lab().Fields, query)
	if path != race.Lab().Path || len(errs) > 0 {
		t.Fatalf("%s?%s: %v", path, query, errs)
	}
	for name, want := range map[string]string{"cc": "AD AE AF AG AL AM AO", "site": "DELAY", "workers": "2", "delay": "0.01-0.05", "seed": "3"} {
		if got := values.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestRepeatsHaveAMedianAndASpread(t *testing.T) {
	x, m, _ := sweep(t, "sizes=1+2&cc=BR+CN&repeats=3", &benchtest.Network{})
	if n := len(x.measured(m, waiting, 2)); n != 3 {
		t.Errorf("%d repeats were measured", n)
	}
	if done, all := x.done(m, waiting); done != 6 || all != 6 {
		t.Errorf("%d of %d runs", done, all)
	}
}

func TestTheMedianOfTwoLiesBetweenThem(t *testing.T) {
	for want, times := range map[time.Duration][]time.Duration{0: nil, 1: {1}, 2: {1, 3}, 3: {1, 3, 9}, 4: {1, 3, 5, 9}} {
		if got := median(times); got != want {
			t.Errorf("of %v: %v, want %v", times, got, want)
		}
	}
}

// A pool that takes no more tasks refuses them, and its caller does not wait for a place that nobody has.
func TestAFullQueueLosesNoPlace(t *testing.T) {
	workers, err := futures.NewThreadPoolExecutor(1)
	if err != nil {
		t.Fatal(err)
	}
	workers.Shutdown()
	p := &boundedPool{workers, make(chan struct{}, 1)}
	for range 3 {
		if p.block(func(context.Context, []byte) ([]byte, error) { return nil, nil }) {
			t.Error("a task was accepted")
		}
	}
}

// live returns the state after the first events of a log, up to the end of a run, as the page has it during a sweep.
func live(x *experiment, log []runlog.Event, run string) *model {
	m := x.Model().(*model)
	for _, e := range log {
		m.Apply(e)
		if e.Run == run && e.Task == runlog.Whole && e.State.Done() {
			break
		}
	}
	return m
}

// speedups counts the points of the speed-up that are drawn.
func speedups(x *experiment, m *model) int {
	s, _ := x.points(m, bench.Moment{Values: form.New(fields)}, waiting, speedupOf, nil)
	return len(s.Points)
}

func TestEachPointHasItsSpeedUpAsSoonAsItIsMeasured(t *testing.T) {
	s := play(t, "sizes=1+2+5+10&repeats=2&compute=0", &benchtest.Network{})
	x := s.Experiment.(*experiment)
	for n, size := range x.sizes {
		if got := speedups(x, live(x, s.Log(), run{waiting, size, 0}.name())); got != n+1 {
			t.Errorf("after the run of %s, %d points have a speed-up", workers(size), got)
		}
	}
	// A replay has all runs on one clock, on which the smallest pool ends last.
	m, _ := s.At(x.ideal(10, 0))
	if got := speedups(x, m.(*model)); got != 1 {
		t.Errorf("early in the replay there are %d points, want that of the largest pool", got)
	}
	if got, want := x.speedup(m.(*model), waiting, 10), 10.0; got != want {
		t.Errorf("its speed-up is %v, want %v", got, want)
	}
}

func TestASpeedUpIsThatOverOneWorkerIfNoPoolHasOne(t *testing.T) {
	x, m, _ := sweep(t, "sizes=2+10&compute=0", &benchtest.Network{})
	if got := x.speedup(m, waiting, 2); got != 2 {
		t.Errorf("the speed-up of the smallest pool, of 2 workers, is %v, want 2", got)
	}
	// Where it does not follow from the smallest pool, one worker is measured: a browser may not have 50 connections, and a site
	// without delays promises nothing.
	for _, link := range []string{"sizes=50+100", "sizes=2+3&site=LOCAL"} {
		values, _ := form.Parse(fields, link)
		if sizes := experimentOf(values).sizes; len(sizes) != 3 || sizes[0] != 1 {
			t.Errorf("%s: pools of %v are measured", link, sizes)
		}
	}
	// 50 workers make 60 downloads in two rounds: they are 30 times as fast as one.
	x, m, v := sweep(t, "sizes=50+100&limit=60&compute=0", &benchtest.Network{})
	if fifty, hundred := x.speedup(m, waiting, 50), x.speedup(m, waiting, 100); fifty != 30 || hundred != 60 || v.Verdict.Problem != "" {
		t.Errorf("speed-ups of %v and %v, want 30 and 60; verdict %+v", fifty, hundred, v.Verdict)
	}
}

func TestTheTimeLeftFollowsWhatWasMeasured(t *testing.T) {
	// This server has no weather: before the first run is over its length is unknown.
	network := &benchtest.Network{Through: func(string, flags.Source) flags.Source {
		return flags.Simulated{Source: answers{}, Weather: flags.Weather{MinDelay: 100 * time.Millisecond, MaxDelay: 100 * time.Millisecond}}
	}}
	s := play(t, "site=LOCAL&sizes=1+2+5&limit=10&compute=0", network)
	x := s.Experiment.(*experiment)
	if got := x.left(x.Model().(*model), bench.Moment{}); got != 0 {
		t.Errorf("before the sweep %v are left", got)
	}
	m := live(x, s.Log(), "pool-1")
	if got := x.left(m, bench.Moment{}); got != 2*time.Second {
		t.Errorf("after one run of 1 s, %v are left of the other two", got)
	}
	if got := x.progress(live(x, s.Log(), "pool-2"), bench.Moment{}); got != "2 of 3 runs, less than 1 s left" {
		t.Errorf("progress %q", got)
	}
	// With weather, the ideal tells, and what was needed beyond it.
	s = play(t, "sizes=1+2+5&limit=10&delay=0.3&compute=0", &benchtest.Network{})
	x = s.Experiment.(*experiment)
	if got, want := x.left(x.Model().(*model), bench.Moment{}), 3*time.Second+1500*time.Millisecond+600*time.Millisecond; got != want {
		t.Errorf("before the sweep %v are left, want %v", got, want)
	}
}

// answers has an image for each code.
type answers struct{}

func (answers) Get(ctx context.Context, _ string, _ int) (flags.Reply, error) {
	return flags.Reply{Status: 200, ContentType: "image/gif", Body: []byte("GIF89a")}, ctx.Err()
}

func TestCancelKeepsWhatWasMeasured(t *testing.T) {
	s := play(t, "sizes=1+2+5+10&compute=0", &benchtest.Network{})
	x := s.Experiment.(*experiment)
	stopped := func(m *model) bench.Verdict {
		m.Apply(runlog.Event{Run: "pool-10", Task: runlog.Whole, State: runlog.Running})
		m.Apply(runlog.Event{Run: "pool-10", Task: runlog.Whole, State: runlog.Cancelled})
		return x.View(m, bench.Moment{Phase: bench.Stopped, Values: s.Values}).Verdict
	}
	for run, want := range map[string]string{"": "before anything was measured", "pool-1": "after one point: 1 worker took 3.00 s"} {
		m := x.Model().(*model)
		if run != "" {
			m = live(x, s.Log(), run)
		}
		if v := stopped(m); !strings.Contains(v.Problem, want) || len(v.Figures) > 0 {
			t.Errorf("cancelled after %q: %+v", run, v)
		}
	}
	v := stopped(live(x, s.Log(), "pool-5"))
	if v.Problem != "" || v.Figures[0] != "5 workers" || !strings.Contains(v.Sentence, "of the 3 sizes") || !strings.Contains(v.Note, "Cancelled after 3 of 4 runs") {
		t.Errorf("cancelled after three points: %+v", v)
	}
}

func TestSizes(t *testing.T) {
	for text, want := range map[string]string{"5": "2 to 16", "0 5": "1 to 1000", "1 x": "1 to 1000", "1 2 1001": "1 to 1000", "": "2 to 16"} {
		if _, err := parseSizes(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if sizes, err := parseSizes("8, 3;3 1"); err != nil || len(sizes) != 3 || sizes[0] != 1 {
		t.Errorf("%v, %v", sizes, err)
	}
}

func TestNoSizeIsAskedForTwice(t *testing.T) {
	for sizes, want := range map[string]int{"1+5": 2, "1+5+20": 2, "1+2+5+20": 3, "1+2+3+5+8+13": 3} {
		values, _ := form.Parse(fields, "sizes="+sizes)
		if got := len(predictions(values)); got != want {
			t.Errorf("of %s, %d sizes are asked for, want %d", sizes, got, want)
		}
	}
}

func TestThePredictionsFollowTheCurve(t *testing.T) {
	s := play(t, "", &benchtest.Network{})
	m := s.Experiment.Model()
	runlog.Fold(m, s.Log(), time.Hour)
	for _, p := range predictions(s.Values) {
		truth, reason := p.Truth(m)
		found := false
		for _, o := range p.Options {
			found = found || o.Value == truth
		}
		if !found || reason == "" {
			t.Errorf("%s: the truth %q is none of the choices", p.ID, truth)
		}
	}
}

// More workers are said to help only if the curve still rises beyond its spread, and if they would have something to do.
func TestMoreMightGiveMoreIfTheCurveRises(t *testing.T) {
	const might = "gave 5.0× for these downloads, and more might give more."
	x, m, v := sweep(t, "sizes=1+2+5&repeats=3&compute=0", &benchtest.Network{})
	if v.Verdict.Sentence != might {
		t.Errorf("it rises: %q", v.Verdict.Sentence)
	}
	m.Apply(runlog.Event{Run: "pool-5-3", Task: runlog.Whole, State: runlog.Finished, At: 1600 * time.Millisecond})
	if got := x.verdict(m, bench.Moment{Phase: bench.AtEnd}).Sentence; got != "gave 5.0× for these downloads, the most of all sizes." {
		t.Errorf("within its spread it does not rise: %q", got)
	}
	if _, _, v := sweep(t, "sizes=1+2+20&limit=20&compute=0", &benchtest.Network{}); !strings.HasSuffix(v.Verdict.Sentence, "the most of all sizes.") {
		t.Errorf("each download has a worker: %q", v.Verdict.Sentence)
	}
	if _, _, v := sweep(t, "sizes=1+2+6&limit=20&compute=0", &benchtest.Network{Capacity: 6}); !strings.HasSuffix(v.Verdict.Sentence, "the most of all sizes.") {
		t.Errorf("the browser sends no more: %q", v.Verdict.Sentence)
	}
}

// While computing is measured, the verdict speaks of the downloads only.
func TestTheVerdictComesBeforeComputingAndSaysSo(t *testing.T) {
	s := play(t, "sizes=1+2+5&limit=20", &benchtest.Network{})
	x := s.Experiment.(*experiment)
	v := x.verdict(live(x, s.Log(), "pool-5"), bench.Moment{Phase: bench.Live})
	if !v.Early || v.Note != ruleSoFar || !strings.Contains(v.Sentence, "these downloads") {
		t.Errorf("while it computes: %+v", v)
	}
	m, _ := s.End()
	if v := x.verdict(m.(*model), bench.Moment{Phase: bench.AtEnd}); v.Note != ruleOfBoth {
		t.Errorf("at the end: %+v", v)
	}
	m.Apply(runlog.Event{Run: "goroutines-5", Task: runlog.Whole, State: runlog.Finished, At: 2 * time.Second})
	if v := x.verdict(m.(*model), bench.Moment{Phase: bench.AtEnd}); v.Note != ruleOfWaiting {
		t.Errorf("goroutines were disturbed, and the rule speaks of computing: %+v", v)
	}
}

// A link to a run that the sweep does not make says so.
func TestARunThatIsNotInTheSweepIsNamed(t *testing.T) {
	for point, want := range map[string]string{"3": `"3" is not valid: point must be a run of this sweep, such as 1.`, "2-2": `"2-2" is not valid: point must be a run of this sweep, such as 1.`, "2": ""} {
		_, _, v := sweep(t, "sizes=1+2+5&limit=2&compute=0&point="+point, &benchtest.Network{})
		if got := strings.Join(v.Notices, ""); got != want {
			t.Errorf("point=%s: %q, want %q", point, got, want)
		}
	}
	if _, errs := form.Parse(fields, "runs=7"); !strings.Contains(errs["repeats"], "from 1 to 5") {
		t.Errorf("runs=7: %v", errs)
	}
}

func TestNoRunFillsMoreQueuesThanThereAre(t *testing.T) {
	events := make([]runlog.Event, len(policies)+1)
	for i := range events {
		events[i] = runlog.Event{Run: queueRun, Task: runlog.Whole, Lane: runlog.NoLane, Detail: &filled{}}
	}
	benchtest.Refuses(t, Lab(), events)
}

// A log of a link may name a download that the settings do not have, where no picture shows it.
func TestSavingAMadeUpRun(t *testing.T) {
	events := []runlog.Event{{Run: "pool-1", Task: 900, State: runlog.Running, Detail: &firstRun{}}, {Run: "pool-1", Task: runlog.Whole, State: runlog.Running, At: 1000}}
	b, browser := benchtest.OpenLink(t, Lab(), events)
	if !b.Screen().Foreign {
		t.Fatal(b.Screen().Problem)
	}
	b.Save("csv")
	if len(browser.Saved("flaglab-pool-size.csv"))+len(browser.Saved("flaglab-pool.csv")) == 0 {
		t.Error("nothing is saved")
	}
}
