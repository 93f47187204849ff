package futures

import (
	"context"
	"sync/atomic"
)

// A Worker identifies the goroutine that runs a task.
type Worker struct {
	Index int    // its lane: from 0, below the pool's number of workers
	Name  string // such as ThreadPoolExecutor-0_1
}

// noWorker is the Worker of a transition that happened outside a worker.
const noWorker = -1

// WorkerFrom returns the worker whose context ctx is or comes from. Outside a
// pool it returns the zero Worker and false.
func WorkerFrom(ctx context.Context) (Worker, bool) {
	if l := laneFrom(ctx); l != nil {
		return l.Worker, true
	}
	return Worker{}, false
}

// WithWorker returns a context that carries the worker, for executors outside
// this package.
func WithWorker(ctx context.Context, w Worker) context.Context {
	return withLane(ctx, &lane{Worker: w})
}

// lane is what a worker's context carries. There is one for a worker's whole
// life, so a task's context costs nothing per task.
type lane struct {
	Worker
	task    atomic.Uint64 // ID of the future it runs; kept only if blocked is set
	blocked func(Blocking)
}

type laneKey struct{}

func withLane(ctx context.Context, l *lane) context.Context {
	return context.WithValue(ctx, laneKey{}, l)
}

func laneFrom(ctx context.Context) *lane {
	l, _ := ctx.Value(laneKey{}).(*lane)
	return l
}
