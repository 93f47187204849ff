package futures_test

import (
	"context"
	"errors"
	"slices"
	"time"

	"flaglab/app/futures"
)

func (w *world) checkOutcome(c *call, err error) {
	want := c.want
	if c.Cancelled() {
		want = futures.ErrCancelled
	}
	if !errors.Is(err, want) {
		w.t.Errorf("%v: error %v, want %v", c, err, want)
	}
}

func (w *world) result(c *call, patience time.Duration) {
	done := c.Done()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	start := time.Now()
	_, err := c.Result(ctx)
	took := time.Since(start)
	switch {
	case errors.Is(err, futures.ErrTimeout):
		if done || took != patience {
			w.t.Errorf("%v: a timeout after %v of %v", c, took, patience)
		}
	case done && took != 0, took > patience:
		w.t.Errorf("%v: took %v of %v", c, took, patience)
	default:
		w.checkOutcome(c, err)
	}
}

func (w *world) wait() {
	fs := w.some()
	when := futures.ReturnWhen(w.next(3))
	patience := w.seconds(5)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	start := time.Now()
	done, notDone := futures.Wait(ctx, fs, when)
	early := time.Since(start) < patience

	seen := map[*futures.Future[int]]int{}
	for _, f := range slices.Concat(done, notDone) {
		seen[f]++
	}
	for _, f := range fs {
		if seen[f] != 1 {
			w.t.Errorf("%v is %d times in the sets", f, seen[f])
		}
		delete(seen, f)
		seen[f] = 1
	}
	exception := false
	for _, f := range done {
		if !f.Done() {
			w.t.Errorf("%v among the done", f)
		}
		err, _ := f.Exception(ctx)
		exception = exception || err != nil
	}
	met := len(notDone) == 0 || when == futures.FirstCompleted && len(done) > 0 || when == futures.FirstException && exception
	if early && !met {
		w.t.Errorf("Wait %v ended after %v of %v with %v, %v", when, time.Since(start), patience, done, notDone)
	}
}

func (w *world) asCompleted() {
	fs := w.some()
	patience := w.seconds(5)
	leave := w.next(8)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	start := time.Now()
	seen := map[*futures.Future[int]]bool{}
	distinct := map[*futures.Future[int]]bool{}
	for _, f := range fs {
		distinct[f] = true
	}
	var last error
	for f, err := range futures.AsCompleted(ctx, fs) {
		if last != nil {
			w.t.Error("more after", last)
		}
		if last = err; err != nil {
			var timeout *futures.TimeoutError
			if !errors.As(err, &timeout) || timeout.Unfinished != len(distinct)-len(seen) || timeout.Total != len(distinct) || time.Since(start) != patience {
				w.t.Errorf("%v after %v of %v, with %d of %d", err, time.Since(start), patience, len(seen), len(distinct))
			}
			continue
		}
		if seen[f] || !f.Done() || !distinct[f] {
			w.t.Errorf("yielded %v", f)
		}
		seen[f] = true
		if len(seen) == leave {
			return
		}
	}
	if last == nil && len(seen) != len(distinct) {
		w.t.Errorf("%d of %d futures", len(seen), len(distinct))
	}
}

func (w *world) mapping() {
	var opts []futures.MapOption
	if n := w.next(4); n > 0 {
		opts = append(opts, futures.BufferSize(n))
	}
	inputs, leave := w.next(7), w.next(8)
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(1+w.next(20))*time.Second)
	defer cancel()
	seq := futures.Map(ctx, w.ex, func(_ context.Context, n int) (int, error) {
		time.Sleep(time.Duration(n%3) * time.Second)
		if n%4 == 3 {
			return 0, errTask
		}
		return n, nil
	}, func(yield func(int) bool) {
		for i := range inputs {
			if !yield(i) {
				return
			}
		}
	}, opts...)
	n := 0
	ended := false
	for v, err := range seq {
		if ended {
			w.t.Error("more after the end")
		}
		switch {
		case errors.Is(err, futures.ErrShutdown):
			ended = true
			if !w.closed || n != 0 {
				w.t.Error(n, err)
			}
		case errors.Is(err, futures.ErrTimeout):
			ended = true
		case n%4 == 3 && errors.Is(err, errTask), n%4 != 3 && err == nil && v == n:
		default:
			w.t.Errorf("Map yields %v, %v at %d", v, err, n)
		}
		n++
		if n == leave {
			ended = true
			break
		}
	}
	if !ended && n != inputs {
		w.t.Errorf("Map yielded %d of %d", n, inputs)
	}
}
