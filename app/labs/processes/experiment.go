package processes

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"flaglab/app/futures"
	"flaglab/app/process"
	"flaglab/app/runlog"
)

// The names of the runs, in their order.
const (
	sequential = "sequential"
	threads    = "threads"
	workers    = "processes"
)

var runs = []string{sequential, threads, workers}

// heartbeat is the Task of the events that the page's own thread writes as often as it can.
const heartbeat = -2

// beatEvery is how often that is, if nothing keeps the thread.
const beatEvery = 15 * time.Millisecond

// experiment is the same work three times: in one goroutine, in a pool of goroutines, in a pool of processes.
type experiment struct {
	work    string // primes or wait
	batches []Batch
	workers int
	cores   int
}

// slice is the detail of an event: the task computed from Began until the event.
type slice struct {
	Began time.Duration `json:"began"`
}

// outcome is the detail of the end of a task.
type outcome struct {
	Primes  int    `json:"primes"`
	Calls   int    `json:"calls"` // that the task's memory had seen by then
	Message string `json:"message,omitempty"`
}

// price is the detail of an event of the run prices.
type price struct {
	Name string        `json:"name"`
	Took time.Duration `json:"took"`
}

func (x *experiment) task() *process.Task[Batch, Result] {
	if x.work == "wait" {
		return waitAWhile
	}
	return countPrimes
}

// Do implements bench.Experiment.
func (x *experiment) Do(ctx context.Context, w *runlog.Writer) error {
	calls.Store(0)
	for _, run := range runs {
		if ctx.Err() != nil {
			return nil
		}
		x.one(ctx, run, w)
	}
	if ctx.Err() == nil {
		measurePrices(ctx, w)
	}
	return nil
}

// Model implements bench.Experiment.
func (x *experiment) Model() runlog.Model { return newModel() }

// one makes a run, with the heartbeat beside it.
func (x *experiment) one(ctx context.Context, name string, w *runlog.Writer) {
	var pool *process.ProcessPoolExecutor
	var seen observed
	if name == workers {
		var err error
		pool, err = process.NewProcessPoolExecutor(x.workers, process.ObserveWork(seen.worked))
		if err == nil {
			err = pool.Start(ctx) // what is compared is the work, not the start
		}
		if err != nil {
			end(ctx, w.Begin(name), err)
			if pool != nil {
				pool.KillWorkers()
				pool.Shutdown()
			}
			return
		}
	}
	log := w.Begin(name)
	for i := range x.batches {
		log.Add(i, runlog.NoLane, runlog.Pending, nil)
	}
	stop := keepBeating(func() { log.Add(heartbeat, runlog.NoLane, "", nil) })
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
	for i, b := range x.batches {
		if ctx.Err() != nil {
			return nil
		}
		log.Add(i, 0, runlog.Running, nil)
		result, err := x.task().Call(x.watched(ctx, log, i, 0), b)
		x.done(log, i, result, err)
	}
	return nil
}

// watched has the slices of a task written to the log.
func (x *experiment) watched(ctx context.Context, log *runlog.Run, task, lane int) context.Context {
	start := time.Now().Add(-log.Elapsed())
	return withSlices(ctx, func(began time.Time) {
		log.Add(task, lane, runlog.Running, &slice{began.Sub(start)})
	})
}

func (x *experiment) done(log *runlog.Run, task int, result Result, err error) {
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, futures.ErrCancelled):
		log.Add(task, runlog.NoLane, runlog.Cancelled, nil)
	case err != nil:
		log.Add(task, runlog.NoLane, runlog.Failed, &outcome{Message: err.Error()})
	default:
		log.Add(task, runlog.NoLane, runlog.Finished, &outcome{Primes: result.Primes, Calls: result.Calls})
	}
}

// inThreads does the batches in a pool of goroutines, which share one thread in a browser.
func (x *experiment) inThreads(ctx context.Context, log *runlog.Run) error {
	pool, err := futures.NewThreadPoolExecutor(x.workers, futures.BaseContext(ctx))
	if err != nil {
		return err
	}
	defer pool.Shutdown()
	type numbered struct {
		task int
		Batch
	}
	run := func(ctx context.Context, n numbered) (Result, error) {
		worker, _ := futures.WorkerFrom(ctx)
		log.Add(n.task, worker.Index, runlog.Running, nil)
		result, err := x.task().Call(x.watched(ctx, log, n.task, worker.Index), n.Batch)
		x.done(log, n.task, result, err)
		return result, err
	}
	var all []*futures.Future[Result]
	for i, b := range x.batches {
		future, err := futures.Submit(pool, run, numbered{i, b})
		if err != nil {
			return err
		}
		all = append(all, future)
	}
	defer context.AfterFunc(ctx, func() {
		for _, future := range all {
			future.Cancel()
		}
	})()
	for i, future := range all {
		if _, err := future.Result(context.Background()); errors.Is(err, futures.ErrCancelled) {
			log.Add(i, runlog.NoLane, runlog.Cancelled, nil)
		}
	}
	return nil
}

// inProcesses does the batches in a pool of processes.
func (x *experiment) inProcesses(ctx context.Context, log *runlog.Run, pool *process.ProcessPoolExecutor, seen *observed) error {
	defer pool.Shutdown()
	defer context.AfterFunc(ctx, pool.KillWorkers)()
	all, err := seen.submit(log, pool, x)
	if err != nil {
		return err
	}
	var broken error
	for i, future := range all {
		result, err := future.Result(context.Background())
		if errors.Is(err, process.ErrBrokenProcessPool) {
			if ctx.Err() != nil {
				err = context.Canceled // it was this that ended the workers
			} else {
				broken = err
			}
		}
		x.done(log, i, result, err)
	}
	return broken
}

// observed writes what the workers of a pool report.
type observed struct {
	mu    sync.Mutex
	log   *runlog.Run
	tasks map[uint64]int // by the future's ID
}

// submit submits all batches. No report is written before each has its number.
func (o *observed) submit(log *runlog.Run, pool *process.ProcessPoolExecutor, x *experiment) (all []*futures.Future[Result], err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.log, o.tasks = log, map[uint64]int{}
	for i, b := range x.batches {
		future, err := process.Submit(pool, x.task(), b)
		if err != nil {
			return nil, err
		}
		o.tasks[future.ID()] = i
		all = append(all, future)
	}
	return all, nil
}

// worked writes when and where a worker did a task. It comes with the task's answer.
func (o *observed) worked(work process.Work) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.log == nil {
		return
	}
	start := time.Now().Add(-o.log.Elapsed())
	for _, id := range work.Futures {
		if task, ok := o.tasks[id]; ok {
			o.log.AddAt(work.Ended.Sub(start), task, work.Worker.Index, runlog.Running, &slice{max(0, work.Began.Sub(start))})
		}
	}
}

// measurePrices measures what goroutines, workers and messages cost here.
func measurePrices(ctx context.Context, w *runlog.Writer) {
	log := w.Begin("prices")
	note := func(name string, began time.Time, times int) {
		log.Add(runlog.Whole, runlog.NoLane, "", &price{name, time.Since(began) / time.Duration(times)})
	}
	began := time.Now()
	var all sync.WaitGroup
	const goroutines = 1000
	for range goroutines {
		all.Go(func() {})
	}
	all.Wait()
	note("Start a goroutine and end it", began, goroutines)

	began = time.Now()
	pool, err := process.NewProcessPoolExecutor(1)
	if err == nil {
		defer pool.Shutdown()
		err = pool.Start(ctx)
	}
	if err != nil {
		end(ctx, log, err)
		return
	}
	note("Start a worker, until it is ready", began, 1)
	for _, m := range []struct {
		name  string
		size  int
		times int
	}{{"A call of a worker with 1 byte, and its answer", 1, 20}, {"The same with 1 MB", 1 << 20, 3}} {
		data := make([]byte, m.size)
		began = time.Now()
		for range m.times {
			future, err := process.Submit(pool, echoBytes, data)
			if err == nil {
				_, err = future.Result(ctx)
			}
			if err != nil { // what was not measured has no price
				end(ctx, log, err)
				return
			}
		}
		note(m.name, began, m.times)
	}
	end(ctx, log, nil)
}

// newBatches divides the work evenly.
func newBatches(work string, n, size int, wait time.Duration) []Batch {
	const first = 10_000_000 // the numbers are all of a size, so that the batches are
	batches := make([]Batch, n)
	for i := range batches {
		batches[i] = Batch{From: first + i*size, To: first + (i+1)*size}
		if work == "wait" {
			batches[i] = Batch{Wait: wait}
		}
	}
	return batches
}

// The exports.

func (x *experiment) TaskName(_ string, task int) string {
	if task == heartbeat {
		return "heartbeat"
	}
	return fmt.Sprintf("batch %d", task+1)
}

func (x *experiment) Columns() []string { return []string{"began_ms", "primes", "message"} }

func (x *experiment) Cells(e runlog.Event) []string {
	cells := slices.Repeat([]string{""}, 3)
	switch d := e.Detail.(type) {
	case *slice:
		cells[0] = fmt.Sprint(float64(d.Began) / 1e6)
	case *outcome:
		cells[1], cells[2] = fmt.Sprint(d.Primes), d.Message
	case *price:
		cells[0], cells[2] = fmt.Sprint(float64(d.Took)/1e6), d.Name
	}
	return cells
}

func (x *experiment) Settings() any {
	return struct {
		Work    string  `json:"work"`
		Batches []Batch `json:"batches"`
		Workers int     `json:"workers"`
	}{x.work, x.batches, x.workers}
}
