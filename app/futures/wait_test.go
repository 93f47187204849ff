package futures_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/futures"
)

type future = futures.Future[time.Duration]

// naps submits a task for each number of seconds, to a pool with a worker for each.
func naps(t *testing.T, seconds ...int) []*future {
	ex := newPool(t, len(seconds))
	var fs []*future
	for _, s := range seconds {
		fs = append(fs, submit(t, ex, nap, time.Duration(s)*time.Second))
	}
	t.Cleanup(func() { ex.Shutdown() })
	return fs
}

// secondsOf gives the seconds that the futures slept.
func secondsOf(t *testing.T, fs []*future) (seconds []int) {
	for _, f := range fs {
		v, err := f.Result(t.Context())
		wantErr(t, err, nil)
		seconds = append(seconds, int(v.Seconds()))
	}
	return seconds
}

func TestC34_FinishedFirstThenInTheOrderOfCompletion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fs := naps(t, 5, 1, 4, 2, 3)
		time.Sleep(2500 * time.Millisecond) // two are done: 1 and 2, in the order of the slice
		var got []*future
		start := time.Now()
		for f, err := range futures.AsCompleted(t.Context(), fs) {
			wantErr(t, err, nil)
			if len(got) < 2 {
				wantEqual(t, time.Since(start), 0)
			}
			got = append(got, f)
		}
		wantEqual(t, secondsOf(t, got), []int{1, 2, 3, 4, 5})
		wantEqual(t, time.Since(start), 2500*time.Millisecond)
	})
}

func TestC35_DuplicatesAreYieldedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fs := naps(t, 1, 0)
		n := 0
		for range futures.AsCompleted(t.Context(), []*future{fs[0], fs[1], fs[0], fs[1], fs[0]}) {
			n++
		}
		wantEqual(t, n, 2)
	})
}

func TestC36_ATimeoutCountsTheUnfinished(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fs := naps(t, 1, 2, 5, 5)
		var got []*future
		var last error
		for f, err := range futures.AsCompleted(timeout(t, 3*time.Second), fs) {
			if err != nil {
				if f != nil || last != nil {
					t.Fatal("an error that is not the last, or has a future:", f, err)
				}
				last = err
				continue
			}
			got = append(got, f)
		}
		wantEqual(t, secondsOf(t, got), []int{1, 2})
		wantErr(t, last, futures.ErrTimeout)
		wantErr(t, last, context.DeadlineExceeded)
		wantEqual(t, last.Error(), "2 (of 4) futures unfinished")
	})
}

func TestC36_WithoutTimeTheFinishedOnesAreStillYielded(t *testing.T) {
	fs := []*futures.Future[int]{futures.NewFuture[int](), finished(1), running(), cancelled()}
	var got []*futures.Future[int]
	var last error
	for f, err := range futures.AsCompleted(expired(t), fs) {
		if last = err; err == nil {
			got = append(got, f)
		}
	}
	if !slices.Equal(got, []*futures.Future[int]{fs[1], fs[3]}) {
		t.Fatal(got)
	}
	wantEqual(t, last.Error(), "2 (of 4) futures unfinished")
}

func TestC36_ACancelledContextEndsAsCompletedToo(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	n := 0
	for f, err := range futures.AsCompleted(ctx, []*futures.Future[int]{running()}) {
		n++
		wantErr(t, err, context.Canceled)
		wantEqual(t, f == nil, true)
	}
	wantEqual(t, n, 1)
}

func TestC37_TheClockStartsAtTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fs := naps(t, 10)
		start := time.Now()
		seq := futures.AsCompleted(timeout(t, 3*time.Second), fs)
		time.Sleep(2 * time.Second)
		for _, err := range seq {
			wantErr(t, err, futures.ErrTimeout)
		}
		wantEqual(t, time.Since(start), 3*time.Second)
	})
}

func TestC38_FuturesOfSeveralExecutorsMix(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fs := slices.Concat(naps(t, 3), naps(t, 1), naps(t, 2))
		var got []*future
		for f := range futures.AsCompleted(t.Context(), fs) {
			got = append(got, f)
		}
		wantEqual(t, secondsOf(t, got), []int{1, 2, 3})
		done, notDone := futures.Wait(t.Context(), fs, futures.AllCompleted)
		wantEqual(t, len(done), 3)
		wantEqual(t, len(notDone), 0)
	})
}

func TestC39_CancelNotifiesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ex := newPool(t, 1)
		gate := make(chan struct{})
		first := submit(t, ex, wait, gate)
		second := submit(t, ex, wait, gate)
		both := []*futures.Future[int]{first, second}
		// The only worker is busy and will not find the second future while these
		// wait for it.
		var wg sync.WaitGroup
		wg.Go(func() { futures.Wait(t.Context(), both, futures.FirstCompleted) })
		wg.Go(func() {
			for range futures.AsCompleted(t.Context(), both) {
				return
			}
		})
		synctest.Wait()
		ex.Shutdown(futures.NoWait, futures.CancelFutures) // drains the queue
		wg.Wait()
		wantEqual(t, second.State(), futures.CancelledAndNotified)
		done, notDone := futures.Wait(t.Context(), both[1:], futures.AllCompleted)
		wantEqual(t, len(done), 1)
		wantEqual(t, len(notDone), 0)
		close(gate)
		ex.Shutdown()
	})
}

func TestC40_WaitReturnsDistinctSetsAndNoErrorForATimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fs := naps(t, 1, 9, 2, 9)
		twice := slices.Concat(fs, fs)
		start := time.Now()
		done, notDone := futures.Wait(timeout(t, 3*time.Second), twice, futures.AllCompleted)
		wantEqual(t, time.Since(start), 3*time.Second)
		if !slices.Equal(done, []*future{fs[0], fs[2]}) || !slices.Equal(notDone, []*future{fs[1], fs[3]}) {
			t.Fatal(done, notDone)
		}
	})
}

func TestC41_FirstCompleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fs := naps(t, 3, 1, 2)
		for n := 1; n <= 3; n++ {
			start := time.Now()
			done, notDone := futures.Wait(t.Context(), fs, futures.FirstCompleted)
			if n == 1 {
				wantEqual(t, time.Since(start), time.Second)
				wantEqual(t, len(done), 1)
				wantEqual(t, len(notDone), 2)
				continue
			}
			wantEqual(t, time.Since(start), 0) // one is done already
		}
	})
	for _, f := range []*futures.Future[int]{finished(1), cancelled(), failed(errTask)} {
		done, _ := futures.Wait(t.Context(), []*futures.Future[int]{running(), f}, futures.FirstCompleted)
		wantEqual(t, done, []*futures.Future[int]{f})
	}
}

func TestC42_FirstException(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ok, bad, gone, never := running(), running(), futures.NewFuture[int](), running()
		fs := []*futures.Future[int]{ok, bad, gone, never}
		go func() {
			time.Sleep(time.Second)
			ok.SetResult(1) // not what is waited for
			time.Sleep(time.Second)
			gone.Cancel() // no exception either
			time.Sleep(time.Second)
			bad.SetError(errTask)
		}()
		start := time.Now()
		done, notDone := futures.Wait(t.Context(), fs, futures.FirstException)
		wantEqual(t, time.Since(start), 3*time.Second)
		wantEqual(t, len(done), 3)
		wantEqual(t, notDone, []*futures.Future[int]{never})

		// One that failed before the call ends it at once.
		_, notDone = futures.Wait(t.Context(), fs, futures.FirstException)
		wantEqual(t, notDone, []*futures.Future[int]{never})

		// Cancelled before the call: waits for all.
		start = time.Now()
		futures.Wait(timeout(t, time.Second), []*futures.Future[int]{gone, never}, futures.FirstException)
		wantEqual(t, time.Since(start), time.Second)

		// Without an exception it is AllCompleted.
		done, _ = futures.Wait(t.Context(), []*futures.Future[int]{ok, gone}, futures.FirstException)
		wantEqual(t, len(done), 2)
	})
}

func TestC43_AllCompletedWithManyFutures(t *testing.T) {
	for range 20 {
		ex := newPool(t, 8)
		var fs []*futures.Future[int]
		for i := range 100 {
			fs = append(fs, submit(t, ex, double, i))
		}
		var wg sync.WaitGroup
		wg.Go(func() {
			for range 10 {
				fs[rand.IntN(100)].Cancel()
			}
		})
		for _, when := range []futures.ReturnWhen{futures.FirstCompleted, futures.FirstException, futures.AllCompleted} {
			wg.Go(func() {
				done, notDone := futures.Wait(t.Context(), fs, when)
				if len(done)+len(notDone) != 100 || when != futures.FirstCompleted && len(done) != 100 {
					t.Error(when, len(done), len(notDone))
				}
			})
		}
		wg.Go(func() {
			n := 0
			for range futures.AsCompleted(t.Context(), fs) {
				n++
			}
			if n != 100 {
				t.Error("AsCompleted yielded", n)
			}
		})
		wg.Wait()
		ex.Shutdown()
	}
}

func TestC44_EmptyInEmptyOut(t *testing.T) {
	for _, when := range []futures.ReturnWhen{futures.FirstCompleted, futures.FirstException, futures.AllCompleted} {
		done, notDone := futures.Wait(t.Context(), []*futures.Future[int]{}, when)
		wantEqual(t, len(done)+len(notDone), 0)
	}
	for f, err := range futures.AsCompleted(expired(t), []*futures.Future[int](nil)) {
		t.Error(f, err)
	}
}

func TestAsCompletedMayBeLeftAndUsedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seq := futures.AsCompleted(t.Context(), naps(t, 1, 2, 3))
		for range 2 {
			for f, err := range seq {
				wantErr(t, err, nil)
				wantEqual(t, f.Done(), true)
				break
			}
		}
		n := 0
		for range seq {
			n++
		}
		wantEqual(t, n, 3)
	})
}

func TestErrorsAreTold(t *testing.T) {
	if errors.Is(futures.ErrCancelled, context.Canceled) {
		t.Error("a cancelled future looks like a waiter that was told to stop")
	}
	wantErr(t, futures.ErrBrokenThreadPool, futures.ErrBrokenExecutor)
	wantErr(t, futures.ErrTimeout, context.DeadlineExceeded)
	wantErr(t, &futures.TimeoutError{Unfinished: 1, Total: 2}, futures.ErrTimeout)
}
