package process_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"flaglab/app/futures"
	"flaglab/app/process"
)

// In these tests workers are real: processes or, in a browser, Web Workers. Nothing here
// depends on how long something takes.

func TestTasksRunInAWorker(t *testing.T) {
	ex := newPool(t, 1)
	wantEqual(t, result(t, submit(t, ex, taskDouble, 21)), 42)
	ex.Shutdown()
}

func TestMemoryIsNotShared(t *testing.T) {
	counter = 100
	here, err := futures.NewThreadPoolExecutor(1)
	wantErr(t, err, nil)
	defer here.Shutdown()
	ex := newPool(t, 1)
	for n, where := range []futures.Executor{here, ex, here, ex} {
		got := result(t, submit(t, where, taskCount, 1))
		wantEqual(t, got, []int{101, 1, 102, 2}[n])
	}
	wantEqual(t, counter, 102)
	other := newPool(t, 1)
	wantEqual(t, result(t, submit(t, other, taskCount, 5)), 5)
}

func TestInputsAreAsTheyWereAtSubmit(t *testing.T) {
	ex := newPool(t, 1)
	buffer := []byte{1, 2, 3}
	f := submit(t, ex, taskReverse, buffer)
	clear(buffer)
	got := result(t, f)
	wantEqual(t, fmt.Sprint(got, buffer), "[3 2 1] [0 0 0]")
}

func TestLargeBuffersCross(t *testing.T) {
	ex := newPool(t, 2)
	large := make([]byte, 8<<20+1)
	for i := range large {
		large[i] = byte(i * i >> 3)
	}
	fs := []*futures.Future[[]byte]{submit(t, ex, taskReverse, large), submit(t, ex, taskReverse, large[:1<<16])}
	for i, f := range fs {
		got := slices.Clone(result(t, f))
		slices.Reverse(got)
		if want := [][]byte{large, large[:1<<16]}[i]; !slices.Equal(got, want) {
			t.Errorf("buffer %d came back changed", i)
		}
	}
	wantEqual(t, len(result(t, submit(t, ex, taskReverse, nil))), 0)
}

func TestErrorsComeBackWithTextAndOrigin(t *testing.T) {
	ex := newPool(t, 1, process.WorkerNamePrefix("w"))
	err := failure(t, submit(t, ex, taskFail, "some.gif"))
	wantEqual(t, err.Error(), "task failed: open some.gif: file does not exist")
	var remote *process.RemoteError
	if !errors.As(err, &remote) {
		t.Fatalf("%T", err)
	}
	wantEqual(t, remote.Task, "fail")
	wantEqual(t, remote.Worker, "w_0")
	wantEqual(t, remote.Type, "*fmt.wrapErrors")
	for _, line := range []string{"*fmt.wrapErrors: task failed: open", "*errors.errorString: task failed\n", "*fs.PathError: open some.gif: file", "*errors.errorString: file does not exist"} {
		if !strings.Contains(remote.Stack, line) {
			t.Errorf("no %q in\n%s", line, remote.Stack)
		}
	}
	wantErr(t, err, fs.ErrNotExist) // a well-known error is still itself
	if errors.Is(err, errTask) || errors.Is(err, fs.ErrExist) {
		t.Error("is what it is not:", err)
	}
	wantEqual(t, result(t, submit(t, ex, taskDouble, 1)), 2) // the worker goes on
}

// An error whose own method panics, such as a nil pointer in an error, fails its task and nothing else.
func TestAnErrorThatPanicsIsOneTasksFailure(t *testing.T) {
	ex := newPool(t, 1)
	bad, good := submit(t, ex, taskNilError, 1), submit(t, ex, taskDouble, 1)
	err := failure(t, bad)
	if errors.Is(err, process.ErrBrokenProcessPool) || !strings.Contains(err.Error(), "panicked") {
		t.Error(err)
	}
	wantEqual(t, result(t, good), 2)
}

func TestC17_PanicsComeBackWithTheirStack(t *testing.T) {
	ex := newPool(t, 1)
	err := failure(t, submit(t, ex, taskPanic, "doh!"))
	wantEqual(t, err.Error(), "panic: doh!")
	var p *futures.PanicError
	if !errors.As(err, &p) || !strings.Contains(string(p.Stack), "process_test.panics") {
		t.Errorf("%T %s", err, p.Stack)
	}
	wantErr(t, failure(t, submit(t, ex, taskGoexit, 0)), futures.ErrGoexit)
	wantEqual(t, result(t, submit(t, ex, taskWho, 0)).Tasks, 1) // in the same worker still
}

func TestC48_WorkerNames(t *testing.T) {
	names := func(opts ...process.Option) (names []string) {
		ex := newPool(t, 2, opts...)
		wantErr(t, ex.Start(t.Context()), nil)
		var fs []*futures.Future[Who]
		for range 2 {
			fs = append(fs, submit(t, ex, taskWho, 100*time.Millisecond))
		}
		for _, f := range fs {
			w := result(t, f).Worker
			if !strings.HasSuffix(w.Name, fmt.Sprintf("_%d", w.Index)) {
				t.Error(w)
			}
			names = append(names, w.Name)
		}
		ex.Shutdown()
		slices.Sort(names)
		return names
	}
	wantEqual(t, fmt.Sprint(names(process.WorkerNamePrefix("flags"))), "[flags_0 flags_1]")
	first, second := names()[0], names()[0]
	if !strings.HasPrefix(first, "ProcessPoolExecutor-") || first == second {
		t.Error(first, second)
	}
}

func TestC49_TheInitializerRunsInEachWorker(t *testing.T) {
	ex := newPool(t, 2, process.Initializer(taskMark, "ready"))
	wantErr(t, ex.Start(t.Context()), nil)
	for v, err := range process.Map(t.Context(), ex, taskMark, slices.Values([]string{"", "", "", ""})) {
		wantErr(t, err, nil)
		wantEqual(t, v, "ready")
	}
	wantEqual(t, marked, "") // not here
	_, err := process.NewProcessPoolExecutor(1, process.Initializer(taskPointer, nil))
	wantErr(t, err, process.ErrPickling)
}

func TestC50_AFailingInitializerBreaksThePool(t *testing.T) {
	ex := newPool(t, 2, process.Initializer(taskMark, "fail"))
	var fs []*futures.Future[int]
	for i := range 5 {
		f, err := process.Submit(ex, taskDouble, i)
		if err != nil { // a fast worker has failed already
			wantErr(t, err, process.ErrBrokenProcessPool)
			break
		}
		fs = append(fs, f)
	}
	for _, f := range fs {
		err := failure(t, f)
		wantErr(t, err, process.ErrBrokenProcessPool)
		wantErr(t, err, futures.ErrBrokenExecutor)
		if !strings.Contains(err.Error(), "its initializer failed: task failed") {
			t.Error(err)
		}
	}
	_, err := process.Submit(ex, taskDouble, 1)
	wantErr(t, err, process.ErrBrokenProcessPool)
	wantErr(t, ex.Start(t.Context()), process.ErrBrokenProcessPool)
	ex.Shutdown()
}

// wantBroken checks that a pool is broken, in all that it says.
func wantBroken(t *testing.T, ex *process.ProcessPoolExecutor, fs ...*futures.Future[int]) {
	t.Helper()
	for _, f := range fs {
		wantErr(t, failure(t, f), process.ErrBrokenProcessPool)
	}
	_, err := process.Submit(ex, taskDouble, 1)
	wantErr(t, err, process.ErrBrokenProcessPool)
	wantErr(t, err, futures.ErrBrokenExecutor)
	n := 0
	for _, err := range process.Map(t.Context(), ex, taskDouble, slices.Values([]int{1, 2})) {
		wantErr(t, err, process.ErrBrokenProcessPool)
		n++
	}
	wantEqual(t, n, 1)
	ex.Shutdown() // and it does not wait for what will never come
}

func TestC52_AWorkerThatExitsBreaksThePool(t *testing.T) {
	for _, code := range []int{0, 3} {
		ex := newPool(t, 2)
		fs := []*futures.Future[int]{submit(t, ex, taskWait, 0)}
		for range 6 {
			fs = append(fs, submit(t, ex, taskExit, code))
		}
		err := failure(t, fs[1])
		if !strings.Contains(err.Error(), fmt.Sprintf("exit status %d", code)) {
			t.Error(err)
		}
		wantBroken(t, ex, fs...)
	}
}

func TestC52_RunawayRecursionBreaksThePool(t *testing.T) {
	ex := newPool(t, 1, process.Initializer(taskSmallStack, 0))
	f, queued := submit(t, ex, taskRecurse, 1), submit(t, ex, taskDouble, 1)
	err := failure(t, f)
	if text := strings.ToLower(err.Error()); !strings.Contains(text, "stack") && !strings.Contains(text, "recursion") {
		t.Error(err)
	}
	wantBroken(t, ex, f, queued)
}

func TestC52_OutOfMemoryBreaksThePool(t *testing.T) {
	ex := newPool(t, 1)
	f, queued := submit(t, ex, taskHog, 0), submit(t, ex, taskDouble, 1)
	if err := failure(t, f); !strings.Contains(err.Error(), "memory") && !strings.Contains(err.Error(), "address space") { // the race detector's word
		t.Error(err)
	}
	wantBroken(t, ex, f, queued)
}

func TestC53_WhatWasSentCountsAsRunning(t *testing.T) {
	ex := newPool(t, 1)
	var fs []*futures.Future[int]
	for range 4 {
		fs = append(fs, submit(t, ex, taskWait, 0))
	}
	wantErr(t, ex.Start(t.Context()), nil)
	for i, want := range []futures.State{futures.Running, futures.Running, futures.Pending, futures.Pending} {
		wantEqual(t, fs[i].State(), want)
		wantEqual(t, fs[i].Cancel(), want == futures.Pending)
	}
	ex.KillWorkers()
	ex.Shutdown()
	wantErr(t, failure(t, fs[1]), process.ErrBrokenProcessPool)
	wantEqual(t, fs[3].Cancelled(), true)
}

func TestC54_ChunkSize(t *testing.T) {
	ex := newPool(t, 2)
	inputs := []int{1, 2, 3, 4, 5, 6, 7}
	for _, n := range []int{0, -1} {
		for _, err := range process.Map(t.Context(), ex, taskDouble, slices.Values(inputs), futures.ChunkSize(n)) {
			wantEqual(t, err.Error(), "chunksize must be >= 1")
		}
	}
	for _, n := range []int{1, 2, 3, 7, 100} {
		var got []int
		for v, err := range process.Map(t.Context(), ex, taskDouble, slices.Values(inputs), futures.ChunkSize(n)) {
			wantErr(t, err, nil)
			got = append(got, v/2)
		}
		wantEqual(t, fmt.Sprint(got), fmt.Sprint(inputs))
	}
	// An error fails its chunk, all of it, and no other.
	var outcomes []bool
	for _, err := range process.Map(t.Context(), ex, taskPositive, slices.Values([]int{1, 2, 3, -1, 5, 6, 7}), futures.ChunkSize(2)) {
		outcomes = append(outcomes, err == nil)
	}
	wantEqual(t, fmt.Sprint(outcomes), "[true true false false true true true]")
}

func TestC55_MaxTasksPerChild(t *testing.T) {
	for _, n := range []int{0, -1} {
		_, err := process.NewProcessPoolExecutor(1, process.MaxTasksPerChild(n))
		if !errors.Is(err, process.ErrNoWorkers) {
			wantEqual(t, err.Error(), "max_tasks_per_child must be >= 1")
		}
	}
	ex := newPool(t, 2, process.MaxTasksPerChild(3), process.WorkerNamePrefix("w"))
	tasks := map[string]int{}
	var fs []*futures.Future[Who]
	for range 12 {
		fs = append(fs, submit(t, ex, taskWho, 0))
	}
	for _, f := range fs {
		w := result(t, f)
		tasks[w.Worker.Name] = max(tasks[w.Worker.Name], w.Tasks)
		if w.Worker.Index > 1 {
			t.Error("there are two lanes:", w.Worker)
		}
	}
	if len(tasks) < 4 {
		t.Error("workers were not replaced:", tasks)
	}
	for name, n := range tasks {
		if n > 3 {
			t.Error(name, "did", n)
		}
	}
	ex.Shutdown()
}

func TestC56_TerminateAndKill(t *testing.T) {
	for name, force := range map[string]func(*process.ProcessPoolExecutor){
		"terminated": (*process.ProcessPoolExecutor).TerminateWorkers,
		"killed":     (*process.ProcessPoolExecutor).KillWorkers,
	} {
		t.Run(name, func(t *testing.T) {
			var ended atomic.Int32
			ex := newPool(t, 2, process.ObserveWorkers(func(e process.WorkerEvent) {
				if e.State == process.WorkerEnded {
					ended.Add(1)
					if e.Err != nil {
						t.Error(e)
					}
				}
			}))
			wantErr(t, ex.Start(t.Context()), nil)
			var fs []*futures.Future[int]
			for range 10 {
				fs = append(fs, submit(t, ex, taskCompute, 0))
			}
			force(ex)
			for i, f := range fs {
				if i < 4 { // these were sent
					err := failure(t, f)
					wantErr(t, err, process.ErrBrokenProcessPool)
					if !strings.Contains(err.Error(), name) {
						t.Error(err)
					}
				} else {
					wantEqual(t, f.Cancelled(), true)
				}
			}
			wantBroken(t, ex)
			wantEqual(t, ended.Load(), 2)
			force(ex) // of nothing
		})
	}
}

func TestC57_DefaultMaxWorkers(t *testing.T) {
	n := process.DefaultMaxWorkers()
	if n < 1 || runtime.GOOS != "js" && n != runtime.NumCPU() {
		t.Error(n)
	}
}

func TestC46_MaxWorkersMustBePositive(t *testing.T) {
	for _, n := range []int{0, -1} {
		_, err := process.NewProcessPoolExecutor(n)
		if err == nil || !errors.Is(err, process.ErrNoWorkers) && err.Error() != "max_workers must be greater than 0" {
			t.Error(n, err)
		}
	}
}

func TestADeadlineReachesTheTask(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	ex := newPool(t, 1, process.BaseContext(ctx))
	err := failure(t, submit(t, ex, taskWait, 0))
	wantErr(t, err, context.DeadlineExceeded)
	wantEqual(t, errors.Is(err, context.Canceled), false)
	wantErr(t, failure(t, submit(t, ex, taskCompute, 0)), context.DeadlineExceeded)
}

func TestCallbacksThatEndTheirGoroutine(t *testing.T) {
	ex := newPool(t, 1)
	hostile := func(*futures.Future[int]) { runtime.Goexit() }
	var fs []*futures.Future[int]
	for i := range 3 {
		f := submit(t, ex, taskDouble, i)
		f.AddDoneCallback(hostile)
		fs = append(fs, f)
	}
	for i, f := range fs {
		wantEqual(t, result(t, f), 2*i)
	}
	fs = fs[:0]
	for range 10 {
		f := submit(t, ex, taskWait, 0)
		f.AddDoneCallback(hostile)
		fs = append(fs, f)
	}
	submit(t, newPool(t, 1), taskExit, 1).AddDoneCallback(hostile)
	go ex.KillWorkers() // the callbacks end that goroutine
	done, _ := futures.Wait(t.Context(), fs, futures.AllCompleted)
	wantEqual(t, len(done), 10)
	ex.Shutdown()
}
