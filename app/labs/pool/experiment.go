package pool

import (
	"context"
	"math"
	"slices"
	"strconv"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/labs/downloads"
	"flaglab/app/labs/sleepers"
	"flaglab/app/runlog"
)

// timeout is the limit of one request.
const timeout = 15 * time.Second

// experiment is a sweep: one run for each size and repeat, in the same weather; then, if requested, the same with pools
// that compute.
type experiment struct {
	plan     downloads.Plan // its Workers are those of no run
	sizes    []int
	repeats  int
	compute  bool
	cores    int
	network  bench.Network
	images   *downloads.Images // the flags of one run are those of all
	computer computer
}

// sizesOf returns the sizes of the pools of a kind. A pool that computes is compared with one goroutine.
func (x *experiment) sizesOf(k kind) []int {
	switch {
	case k == waiting:
		return x.sizes
	case !x.compute:
		return nil
	}
	sizes := []int{1}
	for _, size := range x.sizes {
		if size > 1 && computes(size, x.cores) {
			sizes = append(sizes, size)
		}
	}
	return sizes
}

// runs are all runs, in the order in which they are measured. The smallest pool comes first, though it takes longest: all others
// are compared with it, so each point of the curve is there as soon as its run is over.
func (x *experiment) runs() (list []run) {
	for _, k := range []kind{waiting, goroutines, processes} {
		for repeat := range x.repeats {
			for _, size := range x.sizesOf(k) {
				list = append(list, run{k, size, repeat})
			}
		}
	}
	return list
}

// planFor returns the plan for a size.
func (x *experiment) planFor(size int) downloads.Plan {
	plan := x.plan
	plan.Workers = size
	return plan
}

// Do implements [bench.Experiment].
func (x *experiment) Do(ctx context.Context, w *runlog.Writer) error {
	connection, err := x.network.Connect(ctx, min(slices.Max(x.sizes), len(x.plan.Codes)))
	if err != nil {
		return err
	}
	x.warmUp(ctx, connection)
	first := map[kind]bool{}
	sum := uint64(0) // of what was computed
	for _, r := range x.runs() {
		if ctx.Err() != nil {
			return nil
		}
		if r.kind == goroutines && !first[r.kind] {
			countSteps(ctx, between(1, starts)) // once before it is measured, as warmUp
		}
		if r.kind == waiting {
			downloads.Do(ctx, x.planFor(r.size), r.name(), connection, x.images, w)
		} else {
			x.doCompute(ctx, r, w, &sum)
		}
		if !first[r.kind] {
			first[r.kind] = true
			x.noteFirst(r.kind, w)
		}
	}
	if ctx.Err() == nil {
		measureQueues(ctx, w)
		measureSleepers(ctx, w)
	}
	return nil
}

// warmUp downloads some flags without a delay, and writes nothing. All other runs are compared with the first, so it
// must not include costs that only a page's first downloads have, such as compiling the program.
func (x *experiment) warmUp(ctx context.Context, connection bench.Connection) {
	const most, workers = 30, 6
	plan := x.planFor(workers)
	plan.Codes = plan.Codes[:min(len(plan.Codes), most)]
	plan.Weather.MinDelay, plan.Weather.MaxDelay = 0, 0
	downloads.Do(ctx, plan, sweepRun, connection, &downloads.Images{}, runlog.NewWriter(func() time.Duration { return 0 }))
}

// sweepRun is the name of the sweep as a whole in the log.
const sweepRun = "sweep"

// firstRun says how long the first run of a kind took. All runs of a log share one clock when it is replayed, and the smallest pool is
// the last to end; the others can be compared with it all the same.
type firstRun struct {
	Kind kind          `json:"kind"`
	Took time.Duration `json:"took"`
}

// noteFirst writes how long the first run of a kind took, if its time means something.
func (x *experiment) noteFirst(k kind, w *runlog.Writer) {
	m := x.Model().(*model)
	runlog.Fold(m, w.Since(0), math.MaxInt64)
	if took := median(x.measured(m, k, x.sizesOf(k)[0])); took > 0 {
		w.Begin(sweepRun).AddAt(0, runlog.Whole, runlog.NoLane, "", &firstRun{k, took})
	}
}

// Model implements [bench.Experiment].
func (x *experiment) Model() runlog.Model { return newModel(x.plan) }

// Details implements [bench.Recorder].
func (x *experiment) Details() []any {
	return append(x.plan.Details(), (*firstRun)(nil), (*filled)(nil), (*sleepers.Cost)(nil))
}

// The exports.

// Table is the curves: a line for each pool.
func (x *experiment) Table(m runlog.Model) chart.Table {
	sweep := m.(*model)
	t := chart.Table{Head: []string{"pool", "workers", "runs", "median_s", "least_s", "most_s", "ideal_s", "speedup"}}
	number := func(n float64) string { return strconv.FormatFloat(n, 'f', 3, 64) }
	for _, k := range []kind{waiting, goroutines, processes} {
		for _, size := range x.sizesOf(k) {
			times := x.measured(sweep, k, size)
			if len(times) == 0 {
				continue
			}
			ideal := ""
			if k == waiting && x.plan.HasWeather() {
				ideal = number(x.ideal(size, 0).Seconds())
			}
			t.Rows = append(t.Rows, []string{string(k), strconv.Itoa(size), strconv.Itoa(len(times)), number(median(times).Seconds()), number(times[0].Seconds()),
				number(times[len(times)-1].Seconds()), ideal, number(x.speedup(sweep, k, size))})
		}
	}
	return t
}

// TaskName is the code of a download, or the number of a task.
func (x *experiment) TaskName(name string, task int) string {
	if isWaiting(name) {
		return x.plan.TaskName(name, task)
	}
	return taskName(task)
}

func (x *experiment) Columns() []string             { return x.plan.Columns() }
func (x *experiment) Cells(e runlog.Event) []string { return x.plan.Cells(e) }

func (x *experiment) Settings() any {
	return struct {
		Sizes   []int `json:"sizes"`
		Repeats int   `json:"repeats"`
		Compute bool  `json:"compute"`
		Cores   int   `json:"cores"`
		Plan    any   `json:"plan"`
	}{x.sizes, x.repeats, x.compute, x.cores, x.plan.Settings()}
}
