package pool

import (
	"context"
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
func runName(size, repeat int) string {
	name := "pool-" + strconv.Itoa(size)
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

// Do implements [bench.Experiment]. The smallest pool, which takes longest, comes last in each round: the curve is
// there early.
func (x *experiment) Do(ctx context.Context, w *runlog.Writer) error {
	connection, err := x.network.Connect(ctx, min(slices.Max(x.sizes), len(x.plan.Codes)))
	if err != nil {
		return err
	}
	for repeat := range x.repeats {
		for _, size := range slices.Backward(x.sizes) {
			if ctx.Err() != nil {
				return nil
			}
			downloads.Do(ctx, x.with(size), runName(size, repeat), connection, x.images, w)
		}
	}
	measureSleepers(ctx, w)
	return nil
}

// Model implements [bench.Experiment].
func (x *experiment) Model() runlog.Model { return &model{Model: downloads.NewModel(x.plan)} }

// ideal is the least time that the weather allows a pool of the size, if at most so many requests are in flight; 0: any
// number.
func (x *experiment) ideal(size, inFlight int) time.Duration {
	if inFlight > 0 {
		size = min(size, inFlight)
	}
	return x.with(size).Ideal(downloads.Threads)
}

// expected is the least time for the whole sweep.
func (x *experiment) expected() (sum time.Duration) {
	for _, size := range x.sizes {
		sum += x.ideal(size, 0)
	}
	return sum * time.Duration(x.repeats)
}

// measured returns the times of a size, shortest first: of those repeats that came to their end as their weather
// foretold.
func (x *experiment) measured(m *model, size int) (times []time.Duration) {
	for repeat := range x.repeats {
		if s := m.Run(runName(size, repeat)); s.State == runlog.Finished && x.with(size).Unexpected(s) == "" {
			times = append(times, s.Elapsed)
		}
	}
	slices.Sort(times)
	return times
}

// median returns the middle of sorted times; 0 if there are none.
func median(times []time.Duration) time.Duration {
	if len(times) == 0 {
		return 0
	}
	return times[len(times)/2]
}

// speedup returns how many times faster a pool of the size is than the smallest of the sweep, as if that were one
// worker; 0 if that is not known.
func (x *experiment) speedup(m *model, size int) float64 {
	base, took := median(x.measured(m, x.sizes[0])), median(x.measured(m, size))
	if base == 0 || took == 0 {
		return 0
	}
	return base.Seconds() / took.Seconds() * float64(x.sizes[0])
}

// done counts the runs that are over, and all runs.
func (x *experiment) done(m *model) (done, all int) {
	for _, size := range x.sizes {
		for repeat := range x.repeats {
			all++
			if m.Run(runName(size, repeat)).Done() {
				done++
			}
		}
	}
	return done, all
}

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
