package machine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"flaglab/app/futures"
	"flaglab/app/labs/machine/probe"
	"flaglab/app/process"
)

// prober carries out the measurements of the processor and the memory. The tests have one with made-up results.
type prober interface {
	Clock(context.Context) (probe.Clock, error)
	Sample(context.Context, kind, probe.Request) (probe.Sample, error)

	// Call measures how long it takes to call another process and to get its answer. A unit is a call.
	Call(context.Context, probe.Request) (probe.Sample, error)

	// Cores returns how many operations a second all cores carry out at once, and how many workers that took; ns is how
	// long one operation takes on one thread.
	Cores(ctx context.Context, ns float64) (rate float64, workers int, err error)

	// Close ends what was started, and waits for it.
	Close()
}

// The probes as tasks of a process pool.
var (
	clockTask = process.Register("machine.clock", probe.FindStep)
	spanTask  = process.Register("machine.span", probe.During)
	emptyTask = process.Register("machine.empty", empty)

	sampleTasks = map[kind]*process.Task[probe.Request, probe.Sample]{
		operations: process.Register("machine.operations", probe.Operations),
		switching:  process.Register("machine.switch", probe.Switch),
		copying:    process.Register("machine.copy", probe.Copy),
		latency:    process.Register("machine.chase", probe.Chase),
	}
)

// empty is a task that does nothing.
func empty(context.Context, int) (int, error) { return 0, nil }

// workers is the prober of the page: it measures in another process, so that the page goes on, and so that the memory
// which that takes is given back with the process.
type workers struct {
	pool *process.ProcessPoolExecutor // of one worker
}

// newWorkers starts a worker.
func newWorkers(ctx context.Context) (*workers, error) {
	pool, err := process.NewProcessPoolExecutor(1)
	if err != nil {
		return nil, err
	}
	if err := pool.Start(ctx); err != nil {
		end(pool)
		return nil, err
	}
	return &workers{pool}, nil
}

// end ends a pool and drops what it computes.
func end(pool *process.ProcessPoolExecutor) {
	pool.TerminateWorkers()
	pool.Shutdown()
}

// Close implements prober.
func (w *workers) Close() { end(w.pool) }

// call calls a task in a worker, and waits for the result or for the end of ctx.
func call[In, Out any](ctx context.Context, pool *process.ProcessPoolExecutor, task *process.Task[In, Out], in In) (out Out, err error) {
	future, err := process.Submit(pool, task, in)
	if err != nil {
		return out, err
	}
	return future.Result(ctx)
}

// Clock implements prober.
func (w *workers) Clock(ctx context.Context) (probe.Clock, error) {
	return call(ctx, w.pool, clockTask, struct{}{})
}

// Sample implements prober.
func (w *workers) Sample(ctx context.Context, k kind, r probe.Request) (probe.Sample, error) {
	return call(ctx, w.pool, sampleTasks[k], r)
}

// Call implements prober. Its clock is that of the page.
func (w *workers) Call(ctx context.Context, r probe.Request) (probe.Sample, error) {
	return probe.Each(ctx, r, func(ctx context.Context) error {
		_, err := call(ctx, w.pool, emptyTask, 0)
		return err
	})
}

// Cores implements prober. The workers agree on a time to begin, so that they compute at once.
func (w *workers) Cores(ctx context.Context, ns float64) (float64, int, error) {
	pool, err := process.NewProcessPoolExecutor(process.DefaultMaxWorkers())
	if err != nil {
		return 0, 0, err
	}
	defer end(pool)
	if err := pool.Start(ctx); err != nil {
		return 0, 0, err
	}
	n := process.DefaultMaxWorkers()
	request := probe.SpanRequest{Start: time.Now().Add(20 * time.Millisecond), Length: coresSpan, Rounds: probe.Rounds(2*time.Millisecond, ns)}
	pending := make([]*futures.Future[probe.Span], n)
	for i := range pending {
		if pending[i], err = process.Submit(pool, spanTask, request); err != nil {
			return 0, 0, err
		}
	}
	spans := make([]probe.Span, n)
	for i, future := range pending {
		if spans[i], err = future.Result(ctx); err != nil {
			return 0, 0, err
		}
	}
	rate, err := together(spans)
	return rate, n, err
}

// errApart means that the processes did not compute at the same time.
var errApart = errors.New("the workers did not compute at the same time")

// together adds up what processes have done at the same time, in operations a second.
func together(spans []probe.Span) (rate float64, err error) {
	began, ended := spans[0].Began, spans[0].Ended
	first, last := began, ended
	for _, s := range spans {
		rate += float64(s.Operations) / s.Ended.Sub(s.Began).Seconds()
		if s.Began.After(began) {
			began = s.Began
		}
		if s.Ended.Before(ended) {
			ended = s.Ended
		}
		if s.Began.Before(first) {
			first = s.Began
		}
		if s.Ended.After(last) {
			last = s.Ended
		}
	}
	const enough = 0.7 // of the time between the first that began and the last that ended
	if shared := ended.Sub(began).Seconds() / last.Sub(first).Seconds(); shared < enough {
		return 0, fmt.Errorf("%w: only %.0f %% of the time", errApart, 100*max(0, shared))
	}
	return rate, nil
}
