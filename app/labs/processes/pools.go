package processes

import (
	"context"
	"errors"
	"sync"
	"time"

	"flaglab/app/futures"
	"flaglab/app/process"
	"flaglab/app/runlog"
)

// inThreads does the batches in a pool of goroutines, which share one thread in a browser.
func (x *experiment) inThreads(ctx context.Context, log *runlog.Run) error {
	pool, err := futures.NewThreadPoolExecutor(x.workers, futures.BaseContext(ctx))
	if err != nil {
		return err
	}
	defer pool.Shutdown()
	run := func(ctx context.Context, b Batch) (Result, error) {
		worker, _ := futures.WorkerFrom(ctx)
		return x.here(ctx, log, worker.Index, b)
	}
	var all []*futures.Future[Result]
	for _, b := range x.batches {
		future, err := futures.Submit(pool, run, b)
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
		future, err := process.Submit(pool, x.work.task, b)
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
			began := max(0, work.Began.Sub(start))
			o.log.AddAt(began, task, work.Worker.Index, runlog.Running, nil)
			o.log.AddAt(work.Ended.Sub(start), task, work.Worker.Index, runlog.Running, &slice{began})
		}
	}
}

// said is the detail of an event of the example: a line that it printed.
type said struct {
	Text string `json:"text"`
}

// showCallback runs the example in a pool whose workers have nothing else to do.
func showCallback(ctx context.Context, log *runlog.Run, pool *process.ProcessPoolExecutor) {
	end(ctx, log, callback(ctx, pool, func(text string) { log.Add(0, runlog.NoLane, "", &said{text}) }))
}
