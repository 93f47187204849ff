package machine

import (
	"context"
	"errors"
	"time"

	"flaglab/app/futures"
	"flaglab/app/labs/machine/probe"
	"flaglab/app/process"
)

// prober carries out the measurements of the processor and the memory. The tests have one with made-up results.
type prober interface {
	Sample(context.Context, kind, probe.Request) (probe.Sample, error)

	// Call measures how long it takes to call another process and to get its answer. A unit is a call.
	Call(context.Context, probe.Request) (probe.Sample, error)

	// Cores measures how long an operation takes if all cores carry some out at once, and how many workers that took; ns is how long
	// it takes on one thread.
	Cores(ctx context.Context, ns float64) (s probe.Sample, workers int, err error)

	// Close ends what was started, and waits for it.
	Close()
}

// The probes as tasks of a process pool.
var (
	spanTask  = process.Register("machine.span", during)
	emptyTask = process.Register("machine.empty", empty)

	sampleTasks = map[kind]*process.Task[probe.Request, probe.Sample]{
		clock:      process.Register("machine.clock", probe.FindStep),
		operations: process.Register("machine.operations", probe.Operations),
		switching:  process.Register("machine.switch", probe.Switch),
		copying:    process.Register("machine.copy", probe.Copy),
		latency:    process.Register("machine.chase", probe.Chase),
		fetching:   process.Register("machine.download", download),
	}
)

// empty is a task that does nothing.
func empty(context.Context, []byte) ([]byte, error) { return nil, nil }

// workers is the prober of the page: it measures in other processes, so that the page goes on, and so that the memory which that
// takes is given back with them. The first worker measures alone, while the others sleep; a pool takes the first that is idle.
type workers struct {
	pool *process.ProcessPoolExecutor
	n    int
}

// drawn is how long a browser takes to draw the page of a run that begins. Workers that start meanwhile would take its core.
const drawn = 50 * time.Millisecond

// newWorkers starts a worker for each core, or a single one where there is no room for more.
func newWorkers(ctx context.Context) (w *workers, err error) {
	select {
	case <-time.After(drawn):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	for _, n := range []int{process.DefaultMaxWorkers(), 1} {
		var pool *process.ProcessPoolExecutor
		if pool, err = process.NewProcessPoolExecutor(n); err != nil {
			return nil, err
		}
		if err = pool.Start(ctx); err == nil {
			return &workers{pool, n}, nil
		}
		end(pool)
		if ctx.Err() != nil {
			break
		}
	}
	return nil, err
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

// Sample implements prober.
func (w *workers) Sample(ctx context.Context, k kind, r probe.Request) (probe.Sample, error) {
	return call(ctx, w.pool, sampleTasks[k], r)
}

// Call implements prober. Its clock is that of the page.
func (w *workers) Call(ctx context.Context, r probe.Request) (probe.Sample, error) {
	return probe.Each(ctx, r, func(ctx context.Context) error {
		_, err := call(ctx, w.pool, emptyTask, nil)
		return err
	})
}

// Cores implements prober. The workers agree on a time to begin, so that they compute at once. If something disturbs them, they
// try again.
func (w *workers) Cores(ctx context.Context, ns float64) (s probe.Sample, n int, err error) {
	const tries, agree = 3, 1.06
	var each []float64
	for range tries {
		more, err := w.together(ctx, ns)
		if err != nil {
			return probe.Sample{}, 0, err
		}
		if each = append(each, more...); len(each) < 3 {
			continue
		}
		if s = probe.Fastest(each); s.High <= agree*s.Low {
			break
		}
	}
	if len(each) < 3 {
		err = errApart
	}
	return s, w.n, err
}

// together has all workers compute for some spans. It returns how long an operation took in each.
func (w *workers) together(ctx context.Context, ns float64) ([]float64, error) {
	request := probe.SpanRequest{Start: time.Now().Add(10 * time.Millisecond), Length: coresSpan, Spans: coresSpans, Rounds: probe.Rounds(coresSpan/40, ns)}
	pending := make([]*futures.Future[[]byte], w.n)
	var err error
	for i := range pending {
		if pending[i], err = process.Submit(w.pool, spanTask, encodeRequest(request)); err != nil {
			return nil, err
		}
	}
	all := make([][]probe.Span, w.n)
	for i, future := range pending {
		out, err := future.Result(ctx)
		if err != nil {
			return nil, err
		}
		all[i] = decodeSpans(out)
	}
	return addUp(all), nil
}

// errApart means that the processes did not compute at the same time.
var errApart = errors.New("the workers took turns")

// addUp adds up what processes have done in each span, as nanoseconds for one operation. Spans in which they were apart are left out.
func addUp(all [][]probe.Span) (each []float64) {
	const enough = 0.7 // of the time between the first that began and the last that ended
	for i := range all[0] {
		rate := 0.0 // operations a nanosecond
		var began, ended, first, last time.Time
		for n, spans := range all {
			s := spans[i]
			end := s.Began.Add(s.Took)
			rate += float64(s.Operations) / float64(s.Took)
			if n == 0 || s.Began.After(began) {
				began = s.Began
			}
			if n == 0 || end.Before(ended) {
				ended = end
			}
			if n == 0 || s.Began.Before(first) {
				first = s.Began
			}
			if n == 0 || end.After(last) {
				last = end
			}
		}
		if rate > 0 && ended.Sub(began).Seconds() >= enough*last.Sub(first).Seconds() {
			each = append(each, 1/rate)
		}
	}
	return each
}
