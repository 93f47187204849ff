package futures_test

import (
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/futures"
)

func TestC18_SubmitReturnsAFuture(t *testing.T) {
	ex := newPool(t, 2)
	defer ex.Shutdown()
	f, err := futures.Submit(ex, double, 21)
	wantErr(t, err, nil)
	v, err := f.Result(t.Context())
	wantErr(t, err, nil)
	wantEqual(t, v, 42)
	_, err = submit(t, ex, fail, 0).Result(t.Context())
	wantErr(t, err, errTask)
}

func TestC28_SubmitAfterShutdown(t *testing.T) {
	ex := newPool(t, 1)
	ex.Shutdown()
	f, err := futures.Submit(ex, double, 1)
	wantErr(t, err, futures.ErrShutdown)
	if f != nil {
		t.Fatal(f)
	}
}

func TestC29_ShutdownWaitsAndMayBeRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ex := newPool(t, 2)
		var fs []*future
		for range 5 {
			fs = append(fs, submit(t, ex, nap, time.Second))
		}
		start := time.Now()
		ex.Shutdown()
		wantEqual(t, time.Since(start), 3*time.Second)
		for _, f := range fs {
			wantEqual(t, f.State(), futures.Finished)
		}
		ex.Shutdown()
		ex.Shutdown(futures.NoWait, futures.CancelFutures)
		wantEqual(t, time.Since(start), 3*time.Second)
	})
}

func TestC30_WithoutWaitQueuedWorkCompletes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ex := newPool(t, 1)
		submit(t, ex, nap, time.Second)
		last := submit(t, ex, nap, time.Second)
		start := time.Now()
		ex.Shutdown(futures.NoWait)
		wantEqual(t, time.Since(start), 0)
		_, err := futures.Submit(ex, double, 1)
		wantErr(t, err, futures.ErrShutdown)
		v, err := last.Result(t.Context())
		wantErr(t, err, nil)
		wantEqual(t, v, time.Second)
		wantEqual(t, time.Since(start), 2*time.Second)
	})
}

func TestC31_CancelFuturesCancelsTheUnstartedOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ex := newPool(t, 2)
		var fs []*future
		for range 6 {
			fs = append(fs, submit(t, ex, nap, time.Second))
		}
		synctest.Wait()
		ex.Shutdown(futures.CancelFutures)
		for i, f := range fs {
			want := futures.Finished
			if i >= 2 {
				want = futures.CancelledAndNotified
			}
			wantEqual(t, int(f.State()), int(want))
		}
	})
}

// hostile is a callback that ends its goroutine.
func hostile[T any](*futures.Future[T]) { runtime.Goexit() }

func TestC31_CallbacksThatEndTheirGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var j journal
		ex := newPool(t, 1, futures.Observe(j.note))
		gate := make(chan struct{})
		busy := submit(t, ex, wait, gate)
		synctest.Wait()
		var fs []*future
		for range 1000 {
			f := submit(t, ex, nap, time.Second)
			f.AddDoneCallback(hostile)
			fs = append(fs, f)
		}
		var returned atomic.Bool
		go func() {
			ex.Shutdown(futures.CancelFutures)
			returned.Store(true)
		}()
		done, notDone := futures.Wait(t.Context(), fs, futures.AllCompleted)
		wantEqual(t, len(done), 1000)
		wantEqual(t, len(notDone), 0)
		synctest.Wait()
		wantEqual(t, j.count(futures.CancelledAndNotified), 1000)
		close(gate)
		ex.Shutdown()
		wantEqual(t, busy.Done(), true)
		synctest.Wait()
		wantEqual(t, returned.Load(), false) // the callbacks ended that goroutine
	})
}

func TestC32_CancelJustBeforeShutdownDoesNotHang(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ex := newPool(t, 1)
		submit(t, ex, nap, time.Second)
		var rest []*future
		for range 5 {
			rest = append(rest, submit(t, ex, nap, time.Second))
		}
		for _, f := range rest {
			wantEqual(t, f.Cancel(), true)
		}
		start := time.Now()
		ex.Shutdown()
		wantEqual(t, time.Since(start), time.Second)
		for _, f := range rest {
			wantEqual(t, int(f.State()), int(futures.CancelledAndNotified))
		}
	})
}

func TestC33_WithWaitsAndPassesTheErrorOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ex := newPool(t, 1)
		var f *future
		err := futures.With(ex, func() error {
			f = submit(t, ex, nap, time.Second)
			return errTask
		})
		wantErr(t, err, errTask)
		wantEqual(t, f.Done(), true)

		ex = newPool(t, 1)
		defer func() {
			wantEqual(t, recover(), any("doh!"))
			wantEqual(t, f.Done(), true)
		}()
		futures.With(ex, func() error {
			f = submit(t, ex, nap, time.Second)
			panic("doh!")
		})
	})
}
