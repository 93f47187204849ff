package processes

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/futures"
	"flaglab/app/process"
	"flaglab/app/runlog"
)

// The names of the runs, in their order, and of the example that follows them.
const (
	sequential = "sequential"
	threads    = "threads"
	workers    = "processes"
	called     = "callback"
)

var runs = []string{sequential, threads, workers}

// heartbeat is the Task of the events that the page's thread writes as often as it can; gauge is the Task of the
// scheduler's figures.
const (
	heartbeat = -2
	gauge     = -3
)

// beatEvery is the interval of the heartbeat when the thread is free.
const beatEvery = 15 * time.Millisecond

// experiment is the same work three times: in one goroutine, in a pool of goroutines, in a pool of processes.
type experiment struct {
	work    *work
	batches []Batch
	wait    time.Duration
	workers int
	cores   int
	network bench.Network
}

// slice is the detail of an event: the task computed from Began until the event.
type slice struct {
	Began time.Duration `json:"began"`
}

// host is the detail of an event: what machine this is. A log from a link may be of another one.
type host struct {
	Cores int `json:"cores"`
}

// outcome is the detail of the end of a task.
type outcome struct {
	Found   string `json:"found,omitempty"`
	Calls   int    `json:"calls"` // that the task's memory had seen by then
	Message string `json:"message,omitempty"`
	pixels  []byte // of the Mandelbrot set
}

// Do implements bench.Experiment.
func (x *experiment) Do(ctx context.Context, w *runlog.Writer) error {
	if x.work.name == "flags" {
		if err := x.locate(ctx); err != nil {
			return err
		}
	}
	show(ctx)
	x.warmPage(ctx)
	for _, run := range runs {
		show(ctx)
		if ctx.Err() != nil {
			return nil
		}
		x.one(ctx, run, w)
	}
	return nil
}

// show lets the page show what has happened, before a computation stops it, and take in a cancellation.
func show(ctx context.Context) { pause(ctx, 80*time.Millisecond) }

// Model implements bench.Experiment.
func (x *experiment) Model() runlog.Model { return newModel() }

// one makes a run, with the heartbeat beside it.
func (x *experiment) one(ctx context.Context, name string, w *runlog.Writer) {
	var pool *process.ProcessPoolExecutor
	var seen observed
	if name == workers {
		var err error
		pool, err = x.newPool(process.ObserveWork(seen.worked))
		if err == nil {
			err = pool.Start(ctx) // what is compared is the work, not the start
		}
		if pool != nil {
			defer pool.Shutdown()
			defer context.AfterFunc(ctx, pool.KillWorkers)()
		}
		if err != nil {
			end(ctx, w.Begin(name), err)
			if pool != nil {
				pool.KillWorkers()
			}
			return
		}
	}
	runtime.GC() // not while the run is measured, of what was left before
	log := w.Begin(name)
	log.Add(gauge, runlog.NoLane, "", &host{x.cores})
	for i := range x.batches {
		log.Add(i, runlog.NoLane, runlog.Pending, nil)
	}
	stop := keepBeating(func() {
		log.Add(heartbeat, runlog.NoLane, "", nil)
		measureLoad(log)
	})
	var err error
	switch name {
	case sequential:
		err = x.inOne(ctx, log)
	case threads:
		err = x.inThreads(ctx, log)
	case workers:
		err = x.inProcesses(ctx, log, pool, &seen)
	}
	end(ctx, log, err)
	stop()
	if name == workers && err == nil && ctx.Err() == nil {
		showCallback(ctx, w.Begin(called), pool)
	}
}

// end ends a run: cancelled with its context, failed by err, or finished.
func end(ctx context.Context, log *runlog.Run, err error) {
	switch {
	case ctx.Err() != nil:
		log.End(runlog.Cancelled, nil)
	case err != nil:
		log.End(runlog.Failed, &outcome{Message: err.Error()})
	default:
		log.End(runlog.Finished, nil)
	}
}

// inOne does the batches one after another.
func (x *experiment) inOne(ctx context.Context, log *runlog.Run) error {
	for _, b := range x.batches {
		if ctx.Err() != nil {
			return nil
		}
		x.here(ctx, log, 0, b)
	}
	return nil
}

// sliceLength is how long a task computes before it yields to other goroutines.
const sliceLength = 8 * time.Millisecond

// here does a batch in this goroutine, and writes when it computed.
func (x *experiment) here(ctx context.Context, log *runlog.Run, lane int, b Batch) (Result, error) {
	task := b.Number
	log.Add(task, lane, runlog.Running, nil)
	start, began := time.Now().Add(-log.Elapsed()), time.Now()
	result, err := x.work.task.Call(process.WithPause(ctx, sliceLength, func(from time.Time) {
		log.Add(task, lane, runlog.Running, &slice{from.Sub(start)})
		measureLoad(log)
		runtime.Gosched()
		began = time.Now()
	}), b)
	log.Add(task, lane, runlog.Running, &slice{began.Sub(start)})
	x.done(log, task, result, err)
	return result, err
}

func (x *experiment) done(log *runlog.Run, task int, result Result, err error) {
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, futures.ErrCancelled):
		log.Add(task, runlog.NoLane, runlog.Cancelled, nil)
	case err != nil:
		log.Add(task, runlog.NoLane, runlog.Failed, &outcome{Message: err.Error()})
	default:
		log.Add(task, runlog.NoLane, runlog.Finished, &outcome{Found: x.work.found(result), Calls: result.Calls, pixels: result.Pixels})
	}
}

// The exports.

func (x *experiment) TaskName(run string, task int) string {
	switch {
	case task == heartbeat:
		return "heartbeat"
	case task == gauge:
		return "gauge"
	case run == called:
		return run
	}
	return batchName(task)
}

func batchName(task int) string { return "batch " + strconv.Itoa(task+1) }

func (x *experiment) Columns() []string { return []string{"began_ms", "found", "message"} }

func (x *experiment) Cells(e runlog.Event) []string {
	cells := slices.Repeat([]string{""}, 3)
	switch d := e.Detail.(type) {
	case *slice:
		cells[0] = fmt.Sprint(float64(d.Began) / 1e6)
	case *outcome:
		cells[1], cells[2] = d.Found, d.Message
	case *load:
		cells[2] = d.String()
	case *said:
		cells[2] = d.Text
	case *host:
		cells[2] = chart.CountOf(d.Cores, "core")
	}
	return cells
}

func (x *experiment) Settings() any {
	return struct {
		Work    string  `json:"work"`
		Batches []Batch `json:"batches"`
		Workers int     `json:"workers"`
	}{x.work.name, x.batches, x.workers}
}
