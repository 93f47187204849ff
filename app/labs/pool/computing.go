package pool

import (
	"context"
	"encoding/binary"
	"fmt"
	"sync"
	"time"

	"flaglab/app/flags"
	"flaglab/app/futures"
	"flaglab/app/labs/downloads"
	"flaglab/app/process"
	"flaglab/app/runlog"
)

// A pool that computes has so many tasks, each of which begins at so many starts.
const (
	tasks  = 24
	starts = 90_000
)

// nominal is the estimate of how long that takes, before it is measured.
const nominal = 900 * time.Millisecond

// computes reports whether pools of a size compute: more workers than four for each core only take longer to start.
func computes(size, cores int) bool { return size <= min(4*cores, 16) }

// A computer computes in a pool of workers of a kind and writes what they do. It returns the sum of all results.
type computer func(ctx context.Context, r run, log *runlog.Run) (sum uint64, err error)

// doCompute makes one run with a pool that computes. It counts only if it gives the same sum as the runs before it.
func (x *experiment) doCompute(ctx context.Context, r run, w *runlog.Writer, sum *uint64) {
	log := w.Begin(r.name())
	got, err := x.computer(ctx, r, log)
	if err == nil && *sum > 0 && got != *sum {
		err = fmt.Errorf("the sum was %d, not %d as before", got, *sum)
	}
	switch {
	case ctx.Err() != nil:
		log.End(runlog.Cancelled, nil)
	case err != nil:
		log.End(runlog.Failed, &downloads.Detail{Cause: flags.CauseOther, Message: err.Error()})
	default:
		*sum = got
		log.End(runlog.Finished, nil)
	}
}

// compute returns the computer of the page, with so many starts for each task.
func compute(starts uint64) computer {
	return func(ctx context.Context, r run, log *runlog.Run) (uint64, error) {
		return computeIn(ctx, r, log, starts)
	}
}

func computeIn(ctx context.Context, r run, log *runlog.Run, starts uint64) (sum uint64, err error) {
	seen := &seen{log: log, began: time.Now().Add(-log.Elapsed()), task: map[uint64]int{}}
	var pool futures.Executor
	if r.kind == processes {
		workers, err := process.NewProcessPoolExecutor(r.size, process.ObserveWork(seen.work))
		if err != nil {
			return 0, err
		}
		defer context.AfterFunc(ctx, workers.KillWorkers)()
		pool = workers
	} else {
		base := context.WithValue(ctx, tokenKey{}, &token{})
		pool, err = futures.NewThreadPoolExecutor(r.size, futures.BaseContext(base), futures.Observe(seen.change))
		if err != nil {
			return 0, err
		}
	}
	defer pool.Shutdown()
	var all []*futures.Future[[]byte]
	for i := range uint64(tasks) {
		future, err := process.Submit(pool, collatz, between(1+i*starts, 1+(i+1)*starts))
		if err != nil {
			return 0, err
		}
		seen.number(future.ID())
		all = append(all, future)
	}
	for _, future := range all {
		steps, failed := future.Result(context.Background()) // when ctx ends, the tasks do
		if failed != nil {
			return 0, failed
		}
		sum += binary.LittleEndian.Uint64(steps)
	}
	return sum, nil
}

// between is the input of a task.
func between(first, end uint64) []byte {
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, first), end)
}

// seen writes what the workers of a pool do. Tasks get their numbers when they are first seen, which is in the order of
// Submit.
type seen struct {
	log   *runlog.Run
	began time.Time // the run

	mu   sync.Mutex
	task map[uint64]int // by the future's ID
}

func (s *seen) number(future uint64) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.task[future]; !known {
		s.task[future] = len(s.task)
	}
	return s.task[future]
}

// change writes the state changes of a task in a goroutine.
func (s *seen) change(t futures.Transition) {
	switch task := s.number(t.Future); {
	case t.To == futures.Running:
		s.log.Add(task, t.Worker, runlog.Running, nil)
	case t.To == futures.Finished && t.Err == nil:
		s.log.Add(task, t.Worker, runlog.Finished, nil)
	case t.To != futures.Pending:
		s.log.Add(task, t.Worker, runlog.Cancelled, nil)
	}
}

// work writes what a process did: it tells when it answers.
func (s *seen) work(w process.Work) {
	for _, future := range w.Futures {
		task := s.number(future)
		s.log.AddAt(w.Began.Sub(s.began), task, w.Worker.Index, runlog.Running, nil)
		s.log.AddAt(w.Ended.Sub(s.began), task, w.Worker.Index, runlog.Finished, nil)
	}
}
