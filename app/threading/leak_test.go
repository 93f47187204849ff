package threading_test

import (
	"context"
	"runtime"
	"runtime/pprof"
	"strings"
	"testing"
	"time"

	"flaglab/app/threading"
)

// The runtime can find leaked goroutines too, where it is built for it:
// GOEXPERIMENT=goroutineleakprofile. Then it and the log must agree. It finds those
// that wait for something that nobody else can reach; the log only numbers objects, so
// it keeps none of them in reach.
func TestO04_TheRuntimeAgrees(t *testing.T) {
	profile := pprof.Lookup("goroutineleak")
	if profile == nil {
		t.Skip("the toolchain has no goroutine leak profile")
	}
	var log threading.Log
	ctx := context.Background()
	started := make(chan struct{})
	go threading.Run(ctx, func(ctx context.Context) error {
		forgotten := threading.NewQueue[int](1)
		for i := range 3 {
			spawn(ctx, func(ctx context.Context) { forgotten.Put(ctx, i) }, "leaks")
		}
		close(started)
		return nil
	}, threading.Config{Observe: log.Observe})
	<-started
	var stuck []threading.Record
	for len(stuck) != 2 {
		time.Sleep(time.Millisecond)
		var threads threading.Threads
		for _, r := range log.Records(0) {
			threads.Apply(r)
		}
		stuck = threads.Stuck()
	}
	runtime.GC()
	var text strings.Builder
	if err := profile.WriteTo(&text, 2); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(text.String(), "Queue[...]).Put("); n != 2 {
		t.Errorf("the runtime finds %d, the log %v:\n%s", n, stuck, &text)
	}
}

// Between the end of a thread and the end of the wait for it, nobody is stuck.
func TestAProgramThatEndsIsNeverStuck(t *testing.T) {
	var threads threading.Threads
	err := threading.Run(t.Context(), func(ctx context.Context) error {
		th := threading.NewThread(ctx, func(ctx context.Context) error { return threading.Sleep(ctx, time.Millisecond) })
		if err := th.Start(ctx); err != nil {
			return err
		}
		return th.Join(ctx)
	}, threading.Config{Observe: func(r threading.Record) {
		threads.Apply(r)
		if stuck := threads.Stuck(); stuck != nil {
			t.Errorf("after %v: stuck in %v", r, stuck)
		}
	}})
	if err != nil {
		t.Error(err)
	}
}
