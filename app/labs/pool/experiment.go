package pool

import (
	"context"
	"math"
	"slices"
	"strconv"
	"time"

	"flaglab/app/bench"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// timeout is the limit of one request.
const timeout = 15 * time.Second

// experiment is a sweep: one run for each size and repeat, in the same weather.
type experiment struct {
	plan    downloads.Plan // its Workers are those of no run
	sizes   []int
	repeats int
	network bench.Network
	images  *downloads.Images // the flags of one run are those of all
}

// runName names a run: pool-13, and pool-13-2 for its second repeat.
func runName(size, repeat int) string { return "pool-" + pointName(size, repeat) }

// pointName names a run in a link: 13, and 13-2 for its second repeat.
func pointName(size, repeat int) string {
	name := strconv.Itoa(size)
	if repeat > 0 {
		name += "-" + strconv.Itoa(repeat+1)
	}
	return name
}

// with returns the plan for a size.
func (x *experiment) with(size int) downloads.Plan {
	plan := x.plan
	plan.Workers = size
	return plan
}

// Do implements [bench.Experiment]. The smallest pool comes first, though it takes longest: all others are compared with
// it, so each point of the curve is there as soon as its run is over.
func (x *experiment) Do(ctx context.Context, w *runlog.Writer) error {
	connection, err := x.network.Connect(ctx, min(slices.Max(x.sizes), len(x.plan.Codes)))
	if err != nil {
		return err
	}
	x.warmUp(ctx, connection)
	for repeat := range x.repeats {
		for _, size := range x.sizes {
			if ctx.Err() != nil {
				return nil
			}
			downloads.Do(ctx, x.with(size), runName(size, repeat), connection, x.images, w)
			if repeat == 0 && size == x.sizes[0] {
				x.noteFirst(w)
			}
		}
	}
	measureSleepers(ctx, w)
	return nil
}

// warmUp downloads some flags without a delay, and writes nothing. The first run is what all others are compared with: what only
// the first downloads of a page cost, such as compiling the program, must not be in it.
func (x *experiment) warmUp(ctx context.Context, connection bench.Connection) {
	const most, workers = 30, 6
	plan := x.with(workers)
	plan.Codes = plan.Codes[:min(len(plan.Codes), most)]
	plan.Weather.MinDelay, plan.Weather.MaxDelay = 0, 0
	downloads.Do(ctx, plan, sweepRun, connection, &downloads.Images{}, runlog.NewWriter(func() time.Duration { return 0 }))
}

// sweepRun is the name of the sweep as a whole in the log.
const sweepRun = "sweep"

// first says how long the first run took. All runs of a log share one clock when it is replayed, and the smallest pool is the
// last to end; the others can be compared with it all the same.
type first struct {
	Took time.Duration `json:"took"`
}

// noteFirst writes how long the first run took, if its time means something.
func (x *experiment) noteFirst(w *runlog.Writer) {
	m := x.Model().(*model)
	runlog.Fold(m, w.Since(0), math.MaxInt64)
	if took := x.base(m); took > 0 {
		w.Begin(sweepRun).AddAt(0, runlog.Whole, runlog.NoLane, "", &first{took})
	}
}

// model is the state of a sweep: its downloads, and the sleepers.
type model struct {
	*downloads.Model
	first    time.Duration // what the first run took; 0 before it is known
	sleepers *sleepers     // nil before they were measured
}

// Apply implements [runlog.Model].
func (m *model) Apply(e runlog.Event) {
	switch e.Run {
	case sweepRun:
		if f, ok := e.Detail.(*first); ok {
			m.first = f.Took
		}
	case sleepersRun:
		if s, ok := e.Detail.(*sleepers); ok {
			m.sleepers = s
		}
	default:
		m.Model.Apply(e)
	}
}

// Model implements [bench.Experiment].
func (x *experiment) Model() runlog.Model { return &model{Model: downloads.NewModel(x.plan)} }

// The exports speak of the plan.

func (x *experiment) TaskName(run string, task int) string { return x.plan.TaskName(run, task) }
func (x *experiment) Columns() []string                    { return x.plan.Columns() }
func (x *experiment) Cells(e runlog.Event) []string        { return x.plan.Cells(e) }

func (x *experiment) Settings() any {
	return struct {
		Sizes   []int `json:"sizes"`
		Repeats int   `json:"repeats"`
		Plan    any   `json:"plan"`
	}{x.sizes, x.repeats, x.plan.Settings()}
}
