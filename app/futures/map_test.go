package futures_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/futures"
)

// count yields 0, 1, 2, … and keeps in fetched how many were asked for.
func count(fetched *int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 0; ; i++ {
			*fetched++
			if !yield(i) {
				return
			}
		}
	}
}

// collect writes down what an iterator yields: values, and errors in brackets.
func collect[T any](seq iter.Seq2[T, error]) (all []string) {
	for v, err := range seq {
		if err != nil {
			all = append(all, "["+err.Error()+"]")
		} else {
			all = append(all, fmt.Sprint(v))
		}
	}
	return all
}

func invert(_ context.Context, n int) (int, error) {
	if n == 0 {
		return 0, errTask
	}
	return 60 / n, nil
}

func TestC19_MapSubmitsBeforeIteration(t *testing.T) {
	var j journal
	ex := newPool(t, 2, futures.Observe(j.note))
	seq := futures.Map(t.Context(), ex, double, slices.Values([]int{1, 2, 3}))
	ex.Shutdown() // nobody has iterated
	wantEqual(t, j.count(futures.Finished), 3)
	wantEqual(t, collect(seq), []string{"2", "4", "6"})
	wantEqual(t, collect(seq), []string{}) // it is for one use
}

func TestC20_MapKeepsTheOrderOfItsInputs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ex := newPool(t, 3)
		defer ex.Shutdown()
		seq := futures.Map(t.Context(), ex, nap, slices.Values([]time.Duration{3, 1, 2}))
		wantEqual(t, collect(seq), []string{"3ns", "1ns", "2ns"})
	})
}

func TestC21_AnErrorComesAtItsPlaceAndTheRestFollows(t *testing.T) {
	ex := newPool(t, 2)
	defer ex.Shutdown()
	seq := futures.Map(t.Context(), ex, invert, slices.Values([]int{1, 2, 0, 3, 0}))
	wantEqual(t, collect(seq), []string{"60", "30", "[task failed]", "20", "[task failed]"})
}

func TestC21_LeavingTheLoopCancelsWhatIsPending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var j journal
		ex := newPool(t, 1, futures.Observe(j.note))
		for range futures.Map(t.Context(), ex, nap, slices.Values(make([]time.Duration, 10))) {
			break
		}
		ex.Shutdown()
		if j.count(futures.Finished)+j.count(futures.Cancelled) != 10 || j.count(futures.CancelledAndNotified) != j.count(futures.Cancelled) {
			t.Fatal(j.transitions)
		}
	})
}

func TestC22_TheTimeoutCountsFromTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ex := newPool(t, 3)
		defer ex.Shutdown()
		start := time.Now()
		seq := futures.Map(timeout(t, 3*time.Second), ex, nap, slices.Values([]time.Duration{0, time.Second, 9 * time.Second}))
		time.Sleep(2 * time.Second)
		wantEqual(t, collect(seq), []string{"0s", "1s", "[" + futures.ErrTimeout.Error() + "]"})
		wantEqual(t, time.Since(start), 3*time.Second)
	})
}

func TestC22_ATasksOwnTimeoutIsNotMaps(t *testing.T) {
	ex := newPool(t, 1)
	defer ex.Shutdown()
	impatient := func(_ context.Context, n int) (int, error) {
		if n == 1 {
			return 0, futures.ErrTimeout
		}
		return n, nil
	}
	n := 0
	for _, err := range futures.Map(t.Context(), ex, impatient, slices.Values([]int{0, 1, 2})) {
		wantEqual(t, errors.Is(err, futures.ErrTimeout), n == 1)
		n++
	}
	wantEqual(t, n, 3)
}

func TestC23_ATimeoutCancelsThePendingAndLeavesTheRunning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var j journal
		ex := newPool(t, 1, futures.Observe(j.note))
		got := collect(futures.Map(timeout(t, 2*time.Second), ex, nap, slices.Values([]time.Duration{time.Second, 5 * time.Second, 1, 1})))
		wantEqual(t, len(got), 2)
		wantEqual(t, j.count(futures.Cancelled), 2)
		ex.Shutdown()
		wantEqual(t, j.count(futures.Finished), 2)
	})
}

func TestC23_TheCurrentFutureIsCancelledToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var j journal
		ex := newPool(t, 1, futures.Observe(j.note))
		gate := make(chan struct{})
		busy := submit(t, ex, wait, gate)
		got := collect(futures.Map(timeout(t, time.Second), ex, double, slices.Values([]int{1, 2})))
		wantEqual(t, len(got), 1)
		wantEqual(t, j.count(futures.Cancelled), 2)
		close(gate)
		ex.Shutdown()
		wantEqual(t, busy.State(), futures.Finished)
	})
}

// A queued task of a map whose time is over cancels itself. That must look like
// the timeout it is, not like a cancelled future.
func TestC23_ATimeoutStaysATimeoutIfNobodyLooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ex := newPool(t, 1)
		seq := futures.Map(timeout(t, time.Second), ex, nap, slices.Values([]time.Duration{2 * time.Second, 1, 1}))
		ex.Shutdown()
		wantEqual(t, collect(seq), []string{"2s", "[" + futures.ErrTimeout.Error() + "]"})
	})
}

// C24 is CPython's quirk that a generator which is closed before its first value
// cancels nothing. Here the context is what closes.
func TestC24_ClosingBeforeTheFirstValueCancels(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var j journal
		ex := newPool(t, 1, futures.Observe(j.note))
		gate := make(chan struct{})
		submit(t, ex, wait, gate)
		ctx, cancel := context.WithCancel(t.Context())
		futures.Map(ctx, ex, double, slices.Values([]int{1, 2, 3}))
		cancel() // nobody will ever iterate
		close(gate)
		ex.Shutdown()
		wantEqual(t, j.count(futures.CancelledAndNotified), 3)
		wantEqual(t, j.count(futures.Finished), 1)
	})
}

func TestC24_CloseCancelsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var j journal
		ex := newPool(t, 1, futures.Observe(j.note))
		gate := make(chan struct{})
		busy := submit(t, ex, wait, gate)
		all := futures.Map(t.Context(), ex, double, slices.Values([]int{1, 2, 3}))
		fetched := 0
		some := futures.Map(t.Context(), ex, double, count(&fetched), futures.BufferSize(2))
		synctest.Wait()
		for range 2 {
			futures.Close(all)
			futures.Close(some)
		}
		wantEqual(t, busy.State(), futures.Running)
		wantEqual(t, j.count(futures.Cancelled), 5) // none of their turns has come
		wantEqual(t, collect(all), []string{})
		wantEqual(t, collect(some), []string{})
		wantEqual(t, fetched, 2)
		close(gate)
		ex.Shutdown()
		wantEqual(t, j.count(futures.Finished), 1)
		wantEqual(t, j.count(futures.CancelledAndNotified), 5)
	})
}

func TestC23_CloseInAndAfterTheLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var j journal
		ex := newPool(t, 1, futures.Observe(j.note))
		var got []int
		fetched := 0
		seq := futures.Map(t.Context(), ex, func(_ context.Context, n int) (int, error) {
			time.Sleep(time.Second)
			return n, nil
		}, count(&fetched), futures.BufferSize(3))
		for v, err := range seq {
			wantErr(t, err, nil)
			got = append(got, v)
			if v == 1 {
				synctest.Wait() // the third runs
				futures.Close(seq)
			}
		}
		wantEqual(t, got, []int{0, 1})
		futures.Close(seq)
		ex.Shutdown()
		wantEqual(t, j.count(futures.Finished)+j.count(futures.Cancelled), fetched)
		wantEqual(t, j.count(futures.Finished), 3)

		seq = futures.Map(t.Context(), ex, double, slices.Values([]int{1}))
		futures.Close(seq) // the executor refused: that is not told to one who does not listen
		wantEqual(t, collect(seq), []string{})
	})
}

func TestCloseOfAsCompletedDoesNothing(t *testing.T) {
	fs := []*future{finished(time.Second)}
	seq := futures.AsCompleted(t.Context(), fs)
	futures.Close(seq)
	n := 0
	for f, err := range seq {
		wantErr(t, err, nil)
		wantEqual(t, f == fs[0], true)
		n++
	}
	wantEqual(t, n, 1)
}

func TestC25_TheBufferIsPositiveOrNone(t *testing.T) {
	ex := newPool(t, 1)
	defer ex.Shutdown()
	for _, n := range []int{0, -1} {
		fetched := 0
		seq := futures.Map(t.Context(), ex, double, count(&fetched), futures.BufferSize(n))
		wantEqual(t, collect(seq), []string{"[buffersize must be > 0]"})
		seq = futures.Map(t.Context(), ex, double, count(&fetched), futures.ChunkSize(n))
		wantEqual(t, collect(seq), []string{"[chunksize must be >= 1]"})
		wantEqual(t, fetched, 0)
	}
	for _, n := range []int{1, 2, 3, 4, 100} { // smaller than the input, as large, larger
		seq := futures.Map(t.Context(), ex, double, slices.Values([]int{1, 2, 3}), futures.BufferSize(n))
		wantEqual(t, collect(seq), []string{"2", "4", "6"})
	}
}

func TestC26_TheBufferBoundsWhatIsFetchedAhead(t *testing.T) {
	ex := newPool(t, 2)
	defer ex.Shutdown()
	fetched := 0
	seq := futures.Map(t.Context(), ex, double, count(&fetched), futures.BufferSize(3))
	wantEqual(t, fetched, 3)
	consumed := 0
	for v, err := range seq {
		wantErr(t, err, nil)
		wantEqual(t, v, 2*consumed)
		consumed++
		wantEqual(t, fetched, 3+consumed)
		if consumed == 50 {
			break
		}
	}
}

func TestC26_AnUnusedIteratorDoesNotKeepItsInputs(t *testing.T) {
	ex := newPool(t, 1)
	defer ex.Shutdown()
	closed := make(chan struct{})
	func() {
		futures.Map(t.Context(), ex, double, func(yield func(int) bool) {
			defer close(closed)
			for yield(1) {
			}
		}, futures.BufferSize(2))
	}()
	for {
		runtime.GC()
		select {
		case <-closed:
			return
		case <-time.After(time.Millisecond): // the collector, not this package, takes its time
		}
	}
}

// C27 are CPython's quirks of a buffered map whose executor is shut down: results
// that were there are lost, or the output just ends.
func TestC27_NothingIsLostOrCutOffSilently(t *testing.T) {
	ex := newPool(t, 1)
	fetched := 0
	seq := futures.Map(t.Context(), ex, double, count(&fetched), futures.BufferSize(3))
	ex.Shutdown()
	wantEqual(t, collect(seq), []string{"0", "2", "4", "[" + futures.ErrShutdown.Error() + "]"})

	seq = futures.Map(t.Context(), ex, double, slices.Values([]int{1, 2}))
	wantEqual(t, collect(seq), []string{"[" + futures.ErrShutdown.Error() + "]"})
}
