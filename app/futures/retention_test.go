package futures

import (
	"context"
	"runtime"
	"testing"
	"time"
	"weak"
)

// These tests look inside: what they ask for has no effect but on memory.

func TestWaitsLeaveNothingOnTheirFutures(t *testing.T) {
	over, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	done := NewFuture[int]()
	done.SetResult(1)
	fs := []*Future[int]{NewFuture[int](), done, NewFuture[int]()}
	Wait(over, fs, AllCompleted)
	Wait(over, fs, FirstCompleted)
	for range AsCompleted(over, fs) {
	}
	for range AsCompleted(over, fs) {
		break
	}
	for _, f := range fs {
		if f.watches != nil {
			t.Error("a watch was left on", f)
		}
	}
}

func TestAnIdlePoolKeepsNoFuture(t *testing.T) {
	ex, err := NewThreadPoolExecutor(1)
	if err != nil {
		t.Fatal(err)
	}
	defer ex.Shutdown()
	future, _ := Submit(ex, func(context.Context, int) (int, error) { return 0, nil }, 0)
	kept := weak.Make(future)
	if _, err := future.Result(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 1000 { // until the worker waits for the next task
		if runtime.GC(); kept.Value() == nil {
			return
		}
		runtime.Gosched()
	}
	t.Error("an idle pool keeps the future of its last task")
}

// A queue links its items. Somebody who keeps one future must not keep all that
// came after it, and a future that is done must not keep its input.
func TestAFutureKeepsNothingElseAlive(t *testing.T) {
	ex, err := NewThreadPoolExecutor(1)
	if err != nil {
		t.Fatal(err)
	}
	use := func(_ context.Context, in *[1000]int) (int, error) { return len(in), nil }
	input := new([1000]int)
	in := weak.Make(input)
	first, _ := Submit(ex, use, input)
	second, _ := Submit(ex, use, new([1000]int))
	later := weak.Make(second)
	ex.Shutdown()
	for range 10 {
		runtime.GC()
	}
	if later.Value() != nil {
		t.Error("the first future keeps the second")
	}
	if in.Value() != nil {
		t.Error("the future keeps its input")
	}
	runtime.KeepAlive(first)
}
