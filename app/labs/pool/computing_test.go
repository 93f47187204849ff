package pool

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"flaglab/app/bench"
	"flaglab/app/bench/benchtest"
	"flaglab/app/form"
	"flaglab/app/process"
	"flaglab/app/runlog"
)

func TestMain(m *testing.M) {
	process.RunWorker()
	os.Exit(m.Run())
}

func TestTheCurvesOfWhatComputes(t *testing.T) {
	x, m, v := sweep(t, "cc=A&point=processes-2", &benchtest.Network{})
	for size, want := range map[int][2]float64{1: {1, 0.91}, 2: {1, 1.43}, 3: {1, 1.25}, 5: {1, 1}, 8: {1, 0.77}} {
		for i, k := range []kind{goroutines, processes} {
			if got := x.speedup(m, k, size); got < want[i]-0.005 || got > want[i]+0.005 {
				t.Errorf("%s with %d: %v, want %v", k, size, got, want[i])
			}
		}
	}
	if len(x.sizesOf(processes)) != 5 {
		t.Errorf("with %d cores, pools of %v compute", cores, x.sizesOf(processes))
	}
	if v.Verdict.Note != ruleOfBoth {
		t.Errorf("verdict %+v", v.Verdict)
	}
	reading := v.Panels[3].Body[0].(bench.Prose)
	for _, want := range []string{"flat, 1.00× with 8", "climbs to 1.43× with 2", "2 cores", "falls, to 0.77× with 8"} {
		if !strings.Contains(reading.Text, want) || !reading.Finding {
			t.Errorf("the reading has no %q: %+v", want, reading)
		}
	}
	if p := v.Panels[4]; p.Run != "processes-2" || p.Title != "2 processes that compute" || len(p.Controls) != 0 {
		t.Errorf("the timeline is %+v", p)
	}
	// The tiles of the picture are in the order in which its points name them.
	picture := v.Panels[1].Body[0].(bench.Picture)
	var codes []string
	for _, place := range picture.Draw(600).Flags {
		codes = append(codes, picture.Tiles[place.Task].Code)
	}
	if got := strings.Join(codes, " "); got != "1 2 3 5 8 13 20 30 50 100 200 goroutines-1 goroutines-2 goroutines-3 goroutines-5 goroutines-8 processes-1 processes-2 processes-3 processes-5 processes-8" {
		t.Errorf("tiles %s", got)
	}
}

func TestWhatCannotBeComputedIsSaid(t *testing.T) {
	lab := lab()
	open := lab.Open
	lab.Open = func(v form.Values, network bench.Network) (bench.Experiment, form.Errors) {
		e, errs := open(v, network)
		x := e.(*experiment)
		compute := x.computer
		x.computer = func(ctx context.Context, r run, log *runlog.Run) (uint64, error) {
			n, err := compute(ctx, r, log)
			switch {
			case r.kind == processes && r.size == 1:
				n++
			case r.kind == processes:
				err = errors.New("there are no workers here")
			}
			return n, err
		}
		return x, errs
	}
	s := benchtest.Play(t, lab, "sizes=1+2&cc=BR", &benchtest.Network{}, nil)
	_, v := s.End()
	if got, want := v.Panels[3].Body[0].(bench.Prose).Text, "The pools that compute were not measured: the sum was 1001, not 1000 as before."; got != want {
		t.Errorf("the reading is %q, want %q", got, want)
	}
	if v.Verdict.Note != ruleOfWaiting {
		t.Errorf("the verdict has a note about what was not measured: %+v", v.Verdict)
	}
	transcript := v.Transcripts()[0].Lines
	if last := transcript[len(transcript)-1]; last.Kind != runlog.Failed || !strings.HasSuffix(last.Text, "there are no workers here") {
		t.Errorf("the transcript ends with %+v", last)
	}
}

// What the page computes with, here on real goroutines and processes.
func TestBothKindsOfPoolsComeToTheSame(t *testing.T) {
	known := map[uint64]uint64{1: 0}
	var steps func(n uint64) uint64
	steps = func(n uint64) uint64 {
		if k, ok := known[n]; ok {
			return k
		}
		next := n / 2
		if n%2 == 1 {
			next = 3*n + 1
		}
		known[n] = 1 + steps(next)
		return known[n]
	}
	want := uint64(0)
	const starts = 1000
	for n := range tasks * starts {
		want += steps(uint64(n + 1))
	}
	for _, k := range []kind{goroutines, processes} {
		began := time.Now()
		w := runlog.NewWriter(func() time.Duration { return time.Since(began) })
		r := run{k, 3, 0}
		got, err := compute(starts)(t.Context(), r, w.Begin(r.name()))
		if err != nil || got != want {
			t.Errorf("%s: %d, %v; want %d", r, got, err, want)
		}
		m := newModel((&experiment{}).plan)
		runlog.Fold(m, w.Since(0), time.Hour)
		for i, task := range m.of(r).Tasks {
			if task.State != runlog.Finished || task.Lane < 0 || task.Lane >= r.size || task.Ended < task.Started {
				t.Errorf("%s: %s is %+v", r, taskName(i), task)
			}
		}
	}
}

func TestComputingStopsWhenItIsCancelled(t *testing.T) {
	for _, k := range []kind{goroutines, processes} {
		ctx, cancel := context.WithCancel(t.Context())
		w := runlog.NewWriter(func() time.Duration { return 0 })
		cancel()
		r := run{k, 2, 0}
		if _, err := compute(starts)(ctx, r, w.Begin(r.name())); err == nil {
			t.Errorf("%s: no error", r)
		}
	}
}

// On a machine whose cores are taken, more processes gain nothing: the reading must not make a hill of that.
func TestProcessesThatGainNothingAreCalledSo(t *testing.T) {
	x, m, _ := sweep(t, "sizes=1+2+5&cc=BR", &benchtest.Network{})
	for i, size := range x.sizesOf(processes) {
		took := []time.Duration{2300, 2400, 2200}[i] * time.Millisecond
		m.computing.Apply(runlog.Event{Run: run{processes, size, 0}.name(), Task: runlog.Whole, State: runlog.Finished, At: took})
	}
	if got := x.reading(m); !strings.Contains(got, "no faster than one goroutine here, with 2 cores") {
		t.Error(got)
	}
	m.computing.Apply(runlog.Event{Run: "goroutines-5", Task: runlog.Whole, State: runlog.Finished, At: 900 * time.Millisecond})
	if got := x.reading(m); !strings.Contains(got, "0.56× with 5") || !strings.Contains(got, "should be flat") {
		t.Error(got)
	}
}

// A pool cannot be faster than all its workers together. If it seems so, the run of one worker was disturbed, and the sweep has no
// result, as soon as it has ended.
func TestASpeedUpThatCannotBeIsNoResult(t *testing.T) {
	x, m, v := sweep(t, "sizes=1+2+5&cc=BR+CN+IN+US+ID+PK", &benchtest.Network{})
	if v.Verdict.Problem != "" || v.Verdict.Note != ruleOfBoth {
		t.Errorf("undisturbed: %+v", v.Verdict)
	}
	m.Apply(runlog.Event{Run: "pool-1", Task: runlog.Whole, State: runlog.Finished, At: 500 * time.Millisecond})
	for _, phase := range []bench.Phase{bench.AtEnd, bench.Stopped} {
		if v := x.verdict(m, bench.Moment{Phase: phase}); !strings.HasPrefix(v.Problem, "These runs do not count: 2 workers cannot be 3.3× as fast as one.") || len(v.Figures) > 0 {
			t.Errorf("%v: %+v", phase, v)
		}
	}
	if v := x.verdict(m, bench.Moment{Phase: bench.Live}); v.Problem != "" || v.Sentence != "" || len(v.Figures) > 0 {
		t.Errorf("before the end: %+v", v)
	}
}

func TestAFullQueueBlocksRejectsOrRunsInTheCaller(t *testing.T) {
	_, m, v := sweep(t, "sizes=1+2&cc=BR&compute=0", &benchtest.Network{})
	const ms = time.Millisecond
	for i, want := range []filled{{"Block the caller", 8, 40 * ms, 80 * ms}, {"Reject the task", 4, 0, 40 * ms}, {"Run it in the caller", 8, 40 * ms, 60 * ms}} {
		if got := *m.queues[i]; got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	if rows := v.Panels[3].Body[0].(bench.Table).Rows; len(rows) != 3 || rows[1][1] != "4 of 8" || rows[2][3] != "60 ms" {
		t.Errorf("the table has %q", rows)
	}
}
