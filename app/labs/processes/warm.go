package processes

import (
	"context"
	"runtime"
	"time"

	"flaglab/app/process"
)

// warmUp is how long the page and each worker compute before they are measured: browsers first compile a program
// quickly, so that it starts soon, and then optimise the parts that are used.
const warmUp = 150 * time.Millisecond

// warmWorker is what a worker does first, with a batch.
var warmWorker = process.Register("warm up", warmThisWorker)

func warmThisWorker(ctx context.Context, b Batch) (Result, error) {
	workNamed(b.Work).warm(ctx, b)
	calls.Store(0)
	return Result{}, nil
}

// warm does a batch again and again, as long as warmUp.
func (w *work) warm(ctx context.Context, b Batch) {
	brief, stop := context.WithTimeout(ctx, warmUp)
	defer stop()
	for began := time.Now(); brief.Err() == nil && time.Since(began) < warmUp; {
		w.task.Call(brief, b)
	}
}

// warmPage does some of the work on the page, and forgets it.
func (x *experiment) warmPage(ctx context.Context) {
	switch {
	case x.work.computes:
		x.work.warm(process.WithPause(ctx, sliceLength, func(time.Time) { runtime.Gosched() }), x.batches[0])
	case x.work.name == "flags":
		x.work.task.Call(ctx, x.batches[0]) // opens the connection
	}
	calls.Store(0)
}

// newPool returns a pool whose workers do the same when they start.
func (x *experiment) newPool(opts ...process.Option) (*process.ProcessPoolExecutor, error) {
	if x.work.computes {
		opts = append(opts, process.Initializer(warmWorker, x.batches[0]))
	}
	return process.NewProcessPoolExecutor(x.workers, opts...)
}
