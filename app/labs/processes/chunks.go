package processes

import (
	"context"
	"iter"
	"time"

	"flaglab/app/futures"
	"flaglab/app/process"
	"flaglab/app/process/tasks"
	"flaglab/app/runlog"
)

// sweep is the experiment that makes the same small calls in chunks of each size.
type sweep struct{ calls, workers int }

// chunked is the run of a sweep.
const chunked = "chunks"

// chunk is the detail of an event: the time of all calls in chunks of a size.
type chunk struct {
	Size int           `json:"size"`
	Took time.Duration `json:"took"`
}

// sizes are from one call in a message to all of a worker in one.
func (x sweep) sizes() (list []int) {
	most := max(1, x.calls/x.workers)
	for decade := 1; ; decade *= 10 {
		for _, n := range []int{1, 2, 5} {
			if n*decade >= most {
				return append(list, most)
			}
			list = append(list, n*decade)
		}
	}
}

// inputs are the calls: each tests twenty numbers, which takes microseconds.
func (x sweep) inputs() iter.Seq[tasks.Range] {
	return func(yield func(tasks.Range) bool) {
		for i := range x.calls {
			if !yield(tasks.Range{From: 20 * i, To: 20*i + 20}) {
				return
			}
		}
	}
}

// Do implements bench.Experiment.
func (x sweep) Do(ctx context.Context, w *runlog.Writer) error {
	log := w.Begin(chunked)
	end(ctx, log, x.measure(ctx, log))
	return nil
}

// measure writes the time of each size. The first round warms the workers up and does not count.
func (x sweep) measure(ctx context.Context, log *runlog.Run) error {
	pool, err := process.NewProcessPoolExecutor(x.workers)
	if err != nil {
		return err
	}
	defer pool.Shutdown()
	defer context.AfterFunc(ctx, pool.KillWorkers)()
	if err := pool.Start(ctx); err != nil {
		pool.KillWorkers()
		return err
	}
	for i, size := range append([]int{max(1, x.calls/x.workers/4)}, x.sizes()...) {
		began := time.Now()
		for _, err := range process.Map(ctx, pool, countFew, x.inputs(), futures.ChunkSize(size)) {
			if err != nil {
				return err
			}
		}
		if i > 0 {
			log.Add(i, runlog.NoLane, "", &chunk{size, time.Since(began)})
		}
	}
	return nil
}
