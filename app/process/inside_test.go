package process

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/futures"
)

// The tests in this file check the order in which a pool acts. Their workers are
// goroutines, so that the clock is the test's; but they speak as real ones do.

var (
	taskNap  = Register("nap", nap)
	taskHold = Register("hold", hold)
)

func nap(_ context.Context, d time.Duration) (time.Duration, error) {
	time.Sleep(d)
	return d, nil
}

func hold(ctx context.Context, d time.Duration) (bool, error) {
	select {
	case <-time.After(d):
		return false, nil
	case <-ctx.Done():
		return true, ctx.Err()
	}
}

func testPool(t *testing.T, workers int, g *goroutines, opts ...Option) *ProcessPoolExecutor {
	t.Helper()
	ex, err := newPool(workers, g, append([]Option{WorkerNamePrefix("w")}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return ex
}

func submitNap(t *testing.T, ex futures.Executor, d time.Duration) *futures.Future[time.Duration] {
	t.Helper()
	f, err := Submit(ex, taskNap, d)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func want[T comparable](t *testing.T, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("got %v, want %v", got, want)
	}
}

func TestC47_WorkersStartWhenThereIsWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &goroutines{startup: time.Second}
		ex := testPool(t, 3, g)
		for range 3 { // one at a time needs one
			submitNap(t, ex, time.Second).Result(t.Context())
			started, _ := g.counts()
			want(t, started, 1)
		}
		for range 20 {
			submitNap(t, ex, time.Second)
		}
		started, _ := g.counts()
		want(t, started, 3)
		ex.Shutdown()
		started, log := g.counts()
		want(t, started, 3)
		want(t, strings.Count(log, "finished"), 3)
		ex.Shutdown() // again
	})
}

func TestUnusedPoolsStartNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := new(goroutines)
		ex := testPool(t, 3, g)
		ex.Shutdown()
		_, err := Submit(ex, taskNap, 0)
		want(t, err, futures.ErrShutdown)
		want(t, ex.Start(t.Context()), futures.ErrShutdown)
		started, _ := g.counts()
		want(t, started, 0)
	})
}

// Two tasks for two workers must not share the one that is ready first.
func TestWorkersThatStartGetTheirShare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ex := testPool(t, 2, &goroutines{startup: time.Second})
		start := time.Now()
		submitNap(t, ex, 0)
		a, b := submitNap(t, ex, time.Minute), submitNap(t, ex, time.Minute)
		futures.Wait(t.Context(), []*futures.Future[time.Duration]{a, b}, futures.AllCompleted)
		want(t, time.Since(start), time.Minute+time.Second)
		ex.Shutdown()
	})
}

func TestC53_TwoAreInFlightAndTheRestWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ex := testPool(t, 2, new(goroutines))
		var fs []*futures.Future[time.Duration]
		for range 8 {
			fs = append(fs, submitNap(t, ex, time.Millisecond))
		}
		running := func() (n int) {
			synctest.Wait()
			for _, f := range fs {
				if f.Running() {
					n++
				}
			}
			return n
		}
		want(t, running(), 4)
		time.Sleep(time.Millisecond)
		want(t, running(), 4)
		ex.Shutdown()
	})
}

// A unit that takes long keeps no other one waiting behind it.
func TestAfterALongUnitTheNextOneWaitsInTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ex := testPool(t, 1, new(goroutines))
		submitNap(t, ex, time.Second).Result(t.Context())
		first, second := submitNap(t, ex, time.Second), submitNap(t, ex, time.Second)
		synctest.Wait()
		want(t, first.State(), futures.Running)
		want(t, second.State(), futures.Pending)
		want(t, second.Cancel(), true)
		submitNap(t, ex, 0).Result(t.Context()) // a short one again
		first, second = submitNap(t, ex, time.Second), submitNap(t, ex, time.Second)
		want(t, first.State(), futures.Running)
		want(t, second.State(), futures.Running)
		ex.Shutdown()
	})
}

func TestC29_C30_Shutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ex := testPool(t, 1, &goroutines{startup: time.Second})
		start := time.Now()
		for range 5 {
			submitNap(t, ex, time.Second)
		}
		ex.Shutdown(futures.NoWait)
		want(t, time.Since(start), 0)
		ex.Shutdown()
		want(t, time.Since(start), 6*time.Second)
	})
}

func TestC31_CancelFutures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ex := testPool(t, 1, new(goroutines))
		var fs []*futures.Future[time.Duration]
		for range 5 {
			fs = append(fs, submitNap(t, ex, time.Second))
		}
		synctest.Wait()
		start := time.Now()
		ex.Shutdown(futures.CancelFutures)
		want(t, time.Since(start), 2*time.Second)
		for i, f := range fs {
			want(t, f.Cancelled(), i >= 2)
		}
		// Before any worker is ready, all are queued.
		ex = testPool(t, 1, &goroutines{startup: time.Hour})
		f := submitNap(t, ex, time.Second)
		ex.Shutdown(futures.CancelFutures)
		want(t, f.Cancelled(), true)
	})
}

func TestC23_AMapThatIsLeftCancelsWhatIsQueued(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		finished, cancelled := 0, 0
		ex := testPool(t, 1, new(goroutines), Observe(func(tr futures.Transition) {
			switch tr.To {
			case futures.Finished:
				finished++
			case futures.CancelledAndNotified:
				cancelled++
			}
		}))
		naps := slices.Repeat([]time.Duration{time.Second}, 10)
		for range Map(t.Context(), ex, taskNap, slices.Values(naps)) {
			break
		}
		never := Map(t.Context(), ex, taskNap, slices.Values(naps), futures.ChunkSize(4))
		futures.Close(never)
		ex.Shutdown()
		want(t, finished+cancelled, 20)
		want(t, finished <= 3, true)
	})
}

// Of a chunk only that is sent which was not cancelled.
func TestACancelledItemLeavesItsChunk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var done []uint64
		ex := testPool(t, 1, new(goroutines), ObserveWork(func(w Work) { done = append(done, w.Futures...) }))
		gate := submitNap(t, ex, time.Second)
		gate.Result(t.Context())
		submitNap(t, ex, time.Second)
		batch := &recorder{ProcessPoolExecutor: ex}
		seq := Map(t.Context(), batch, taskNap, slices.Values([]time.Duration{1, 2, 3, 4}), futures.ChunkSize(4))
		want(t, batch.items[1].Cancel(), true)
		want(t, batch.items[3].Cancel(), true)
		var got []string
		for v, err := range seq {
			got = append(got, fmt.Sprint(v, err))
		}
		want(t, strings.Join(got, ", "), "1ns <nil>, 0s future cancelled, 3ns <nil>, 0s future cancelled")
		want(t, fmt.Sprint(done[2:]), fmt.Sprint([]uint64{batch.items[0].ID(), batch.items[2].ID()}))
		ex.Shutdown()
	})
}

// recorder keeps the items of the last batch.
type recorder struct {
	*ProcessPoolExecutor
	items []futures.Item
}

func (r *recorder) ExecuteBatch(items []futures.Item) error {
	r.items = slices.Clone(items)
	return r.ProcessPoolExecutor.ExecuteBatch(items)
}

func TestC52_AWorkerThatNeverGetsReady(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ex := testPool(t, 2, &goroutines{dead: true})
		f := submitNap(t, ex, 0)
		start := time.Now()
		_, err := f.Result(t.Context())
		want(t, errors.Is(err, ErrBrokenProcessPool), true)
		want(t, time.Since(start), 30*time.Second)
		want(t, errors.Is(ex.Start(t.Context()), ErrBrokenProcessPool), true)
		ex.Shutdown()
	})
}

func TestStartWaitsForAllWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &goroutines{startup: time.Second}
		ex := testPool(t, 3, g)
		start := time.Now()
		hasty, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		want(t, ex.Start(hasty), context.DeadlineExceeded)
		want(t, ex.Start(t.Context()), nil)
		want(t, time.Since(start), time.Second)
		want(t, ex.Start(t.Context()), nil)
		started, _ := g.counts()
		want(t, started, 3)
		errs := make(chan error)
		other := testPool(t, 1, g)
		go func() { errs <- other.Start(t.Context()) }()
		synctest.Wait()
		other.KillWorkers()
		want(t, errors.Is(<-errs, ErrBrokenProcessPool), true)
		other.Shutdown()
		ex.Shutdown()
	})
}

func TestC55_AReplacementStartsWhenItIsNeeded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := new(goroutines)
		var names []string
		ex := testPool(t, 1, g, MaxTasksPerChild(2), ObserveWork(func(w Work) { names = append(names, w.Worker.Name) }))
		for range 5 {
			submitNap(t, ex, 0)
		}
		submitNap(t, ex, 0).Result(t.Context())
		synctest.Wait()
		started, log := g.counts()
		want(t, started, 3)
		want(t, log, "w_0 finished, w_1 finished, w_2 finished")
		want(t, fmt.Sprint(names), "[w_0 w_0 w_1 w_1 w_2 w_2]")
		submitNap(t, ex, 0).Result(t.Context())
		started, _ = g.counts()
		want(t, started, 4)
		ex.Shutdown()
	})
}

func TestC56_TerminateIsNotKill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := new(goroutines)
		ex := testPool(t, 1, g)
		submitNap(t, ex, time.Hour)
		synctest.Wait()
		ex.TerminateWorkers()
		ex.Shutdown()
		_, log := g.counts()
		want(t, log, "w_0 terminated")
		time.Sleep(time.Hour) // the goroutine, unlike a process, naps to its end
	})
}

func TestWorkIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []Work
		ex := testPool(t, 1, new(goroutines), ObserveWork(func(w Work) { told = append(told, w) }))
		want(t, ex.Start(t.Context()), nil)
		start := time.Now()
		a, b := submitNap(t, ex, time.Second), submitNap(t, ex, 2*time.Second)
		ex.Shutdown()
		for i, f := range []*futures.Future[time.Duration]{a, b} {
			w := told[i]
			want(t, fmt.Sprint(w.Futures), fmt.Sprint([]uint64{f.ID()}))
			want(t, w.Worker, futures.Worker{Index: 0, Name: "w_0"})
			want(t, w.Sent.Sub(start), 0)
			want(t, w.Began.Sub(start), time.Duration(i)*time.Second)
			want(t, w.Ended.Sub(start), []time.Duration{1, 3}[i]*time.Second)
		}
	})
}

func TestTheBaseContextsEndIsToldToAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		ex := testPool(t, 2, new(goroutines), BaseContext(ctx))
		var fs []*futures.Future[bool]
		for range 8 {
			f, err := Submit(ex, taskHold, time.Hour)
			want(t, err, nil)
			fs = append(fs, f)
		}
		time.Sleep(time.Minute)
		cancel()
		start := time.Now()
		ex.Shutdown()
		want(t, time.Since(start), 0)
		for _, f := range fs {
			_, err := f.Result(context.Background())
			want(t, errors.Is(err, context.Canceled), true)
		}
	})
}

func TestAMalformedAnswerBreaksThePool(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, frame := range []string{"?", "A", "A\x05", "R\x07"} {
			g := new(goroutines)
			ex := testPool(t, 1, g)
			f := submitNap(t, ex, time.Second)
			synctest.Wait()
			g.workers[0].tell(event{frame: []byte(frame)})
			_, err := f.Result(t.Context())
			want(t, errors.Is(err, ErrBrokenProcessPool), true)
			want(t, errors.Is(err, errMalformed), true)
			ex.Shutdown()
			time.Sleep(time.Minute)
		}
	})
}

func TestCheckpointPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var told []time.Duration
		ctx, cancel := context.WithCancel(t.Context())
		paused := WithPause(ctx, 20*time.Millisecond, func(began time.Time) {
			told = append(told, began.Sub(start))
			time.Sleep(time.Second)
		})
		for range 5 {
			time.Sleep(15 * time.Millisecond)
			want(t, Checkpoint(paused), nil)
			want(t, Checkpoint(ctx), nil)
		}
		want(t, fmt.Sprint(told), "[0s 1.03s]")
		cancel()
		want(t, Checkpoint(paused), context.Canceled)
		want(t, Checkpoint(ctx), context.Canceled)
	})
}
