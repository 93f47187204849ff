package process_test

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"flaglab/app/futures"
	"flaglab/app/process"
)

// What went wrong in other pools, by their names and the numbers of their issues.

// poolifier-web-worker 146, workerpool 34: a crash is told, and settles what was in flight.
func TestC52_ACrashIsTold(t *testing.T) {
	var mu sync.Mutex
	var told []process.WorkerEvent
	ex := newPool(t, 1, process.ObserveWorkers(func(e process.WorkerEvent) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, e)
	}))
	running, second := submit(t, ex, taskExit, 1), submit(t, ex, taskExit, 1)
	done, notDone := futures.Wait(t.Context(), []*futures.Future[int]{running, second}, futures.AllCompleted)
	wantEqual(t, len(done), 2)
	wantEqual(t, len(notDone), 0)
	wantBroken(t, ex, running, second)
	mu.Lock()
	defer mu.Unlock()
	wantEqual(t, len(told), 3)
	wantEqual(t, told[0].State, process.WorkerStarting)
	wantEqual(t, told[1].State, process.WorkerReady)
	wantEqual(t, told[2].State, process.WorkerEnded)
	if told[2].Err == nil {
		t.Error("it ended without a reason")
	}
}

// piscina 156: a worker learns that it is to stop.
func TestCancellationReachesTheTask(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	ex := newPool(t, 1, process.BaseContext(ctx))
	running, next, queued := submit(t, ex, taskCompute, 0), submit(t, ex, taskWait, 0), submit(t, ex, taskCompute, 0)
	wantErr(t, ex.Start(t.Context()), nil)
	cancel()
	for _, f := range []*futures.Future[int]{running, next, queued} {
		wantErr(t, failure(t, f), context.Canceled)
	}
	// A worker that starts later knows it from the start.
	late := newPool(t, 1, process.BaseContext(ctx))
	wantErr(t, failure(t, submit(t, late, taskWait, 0)), context.Canceled)
	ex.Shutdown()
}

// workerpool 548: what ends one task does not reach the next.
func TestTheEndOfATaskIsNotTheNextOnes(t *testing.T) {
	ex := newPool(t, 1)
	pending := submit(t, ex, taskDouble, 1)
	pending.Cancel()
	failure(t, submit(t, ex, taskPanic, "doh!"))
	failure(t, submit(t, ex, taskGoexit, 1))
	first := result(t, submit(t, ex, taskWho, 0))
	second := result(t, submit(t, ex, taskWho, 200*time.Millisecond))
	wantEqual(t, second.Worker, first.Worker)
	wantEqual(t, second.Tasks, 2)
}

// workerpool 96: after the end of the workers nothing of the queue is started. threads.js 288
// and 316: nobody waits for ever. comlink 655: what was in flight is told.
func TestNothingRunsOrHangsAfterTheEnd(t *testing.T) {
	var j journal
	ex := newPool(t, 1, process.Observe(j.note))
	wantErr(t, ex.Start(t.Context()), nil)
	var fs []*futures.Future[int]
	for range 20 {
		fs = append(fs, submit(t, ex, taskWait, 0))
	}
	seq := process.Map(t.Context(), ex, taskDouble, slices.Values([]int{1, 2, 3}))
	begun := j.count(futures.Running)
	wantEqual(t, begun, 2)
	ex.KillWorkers()
	n := 0
	for _, err := range futures.AsCompleted(t.Context(), fs) {
		wantErr(t, err, nil)
		n++
	}
	wantEqual(t, n, 20)
	for _, err := range seq {
		wantErr(t, err, futures.ErrCancelled)
	}
	futures.Wait(t.Context(), fs, futures.AllCompleted)
	ex.Shutdown()
	wantEqual(t, j.count(futures.Running), begun)
	wantEqual(t, j.count(futures.Finished), 2)
	wantEqual(t, j.count(futures.CancelledAndNotified), 21)
}

// comlink 692: a call in flight does not depend on anybody who remembers it.
func TestCallsInFlightSurviveTheCollector(t *testing.T) {
	answers := make(chan int, 1)
	func() {
		ex := newPool(t, 1)
		submit(t, ex, taskDouble, 21).AddDoneCallback(func(f *futures.Future[int]) {
			n, _ := f.Result(context.Background())
			answers <- n
		})
	}()
	runtime.GC()
	runtime.GC()
	wantEqual(t, <-answers, 42)
}

// journal keeps what an observer is told.
type journal struct {
	mu     sync.Mutex
	counts map[futures.State]int
}

func (j *journal) note(t futures.Transition) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.counts == nil {
		j.counts = map[futures.State]int{}
	}
	if t.From != t.To {
		j.counts[t.To]++
	}
}

func (j *journal) count(s futures.State) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.counts[s]
}
