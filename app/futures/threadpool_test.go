package futures_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/futures"
)

func whoami(ctx context.Context, _ int) (futures.Worker, error) {
	w, ok := futures.WorkerFrom(ctx)
	if !ok {
		return w, errors.New("no worker in the context")
	}
	return w, nil
}

func TestC45_DefaultWorkers(t *testing.T) {
	wantEqual(t, futures.DefaultMaxWorkers(), min(32, runtime.NumCPU()+4))
}

func TestC46_MaxWorkersMustBePositive(t *testing.T) {
	for _, n := range []int{0, -1} {
		ex, err := futures.NewThreadPoolExecutor(n)
		if ex != nil || err == nil || err.Error() != "max_workers must be greater than 0" {
			t.Error(n, err)
		}
	}
}

func TestC47_WorkersStartLazilyAndIdleOnesAreReused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var started atomic.Int32
		ex := newPool(t, 10, futures.Initializer(func(context.Context) error { started.Add(1); return nil }))
		defer ex.Shutdown()
		wantEqual(t, started.Load(), 0)
		for i := range 5 {
			_, err := submit(t, ex, double, i).Result(t.Context())
			wantErr(t, err, nil)
			synctest.Wait() // it is idle again
			wantEqual(t, started.Load(), 1)
		}
		for range 3 { // three at a time need three
			submit(t, ex, nap, time.Second)
		}
		synctest.Wait()
		wantEqual(t, started.Load(), 3)
	})
}

func TestC47_NeverMoreWorkersThanTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var j journal
		var started atomic.Int32
		ex := newPool(t, 4, futures.Observe(j.note), futures.Initializer(func(context.Context) error { started.Add(1); return nil }))
		start := time.Now()
		for range 60 {
			submit(t, ex, nap, time.Second)
		}
		synctest.Wait()
		wantEqual(t, j.count(futures.Running), 4)
		ex.Shutdown()
		wantEqual(t, started.Load(), 4)
		wantEqual(t, time.Since(start), 15*time.Second) // and all of them used
		for _, tr := range j.transitions {
			if tr.Worker >= 4 {
				t.Fatal(tr)
			}
		}
	})
}

func TestC48_WorkerNames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		names := func(opts ...futures.Option) []string {
			ex := newPool(t, 2, opts...)
			defer ex.Shutdown()
			var names []string
			var fs []*futures.Future[futures.Worker]
			for i := range 2 {
				fs = append(fs, submit(t, ex, func(ctx context.Context, n int) (futures.Worker, error) {
					time.Sleep(time.Second)
					return whoami(ctx, n)
				}, i))
			}
			for _, f := range fs {
				w, err := f.Result(t.Context())
				wantErr(t, err, nil)
				wantEqual(t, strings.HasSuffix(w.Name, fmt.Sprintf("_%d", w.Index)), true)
				names = append(names, w.Name)
			}
			slices.Sort(names)
			return names
		}
		wantEqual(t, names(futures.ThreadNamePrefix("flags")), []string{"flags_0", "flags_1"})
		first, second := names(), names()
		for _, n := range append(first, second...) {
			if !regexp.MustCompile(`^ThreadPoolExecutor-\d+_[01]$`).MatchString(n) {
				t.Error(n)
			}
		}
		if first[0] == second[0] {
			t.Error("two pools with one name:", first[0])
		}
	})
	if w, ok := futures.WorkerFrom(t.Context()); ok || w.Name != "" {
		t.Error("a worker outside a pool:", w)
	}
	w, ok := futures.WorkerFrom(futures.WithWorker(t.Context(), futures.Worker{Index: 3, Name: "process_3"}))
	wantEqual(t, w, futures.Worker{Index: 3, Name: "process_3"})
	wantEqual(t, ok, true)
}

func TestC49_TheInitializerRunsOncePerWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		calls := map[futures.Worker]int{}
		ex := newPool(t, 3, futures.Initializer(func(ctx context.Context) error {
			w, err := whoami(ctx, 0)
			mu.Lock()
			defer mu.Unlock()
			calls[w]++
			return err
		}))
		for range 30 {
			submit(t, ex, nap, time.Second)
		}
		ex.Shutdown()
		wantEqual(t, len(calls), 3)
		for w, n := range calls {
			if n != 1 {
				t.Error(w, n)
			}
		}
	})
}

func TestC50_AFailingInitializerBreaksThePool(t *testing.T) {
	log := captureLog(t)
	for name, init := range map[string]func(context.Context) error{
		"error":  func(context.Context) error { return errTask },
		"panic":  func(context.Context) error { panic(errTask) },
		"goexit": func(context.Context) error { runtime.Goexit(); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				gate := make(chan struct{})
				ex := newPool(t, 2, futures.Initializer(func(ctx context.Context) error {
					<-gate
					return init(ctx)
				}))
				var fs []*futures.Future[int]
				for i := range 5 {
					fs = append(fs, submit(t, ex, double, i))
				}
				fs[4].Cancel()
				close(gate)
				for _, f := range fs[:4] {
					_, err := f.Result(t.Context())
					wantErr(t, err, futures.ErrBrokenThreadPool)
					wantErr(t, err, futures.ErrBrokenExecutor)
					if name != "goexit" {
						wantErr(t, err, errTask)
					}
				}
				synctest.Wait()
				wantEqual(t, int(fs[4].State()), int(futures.CancelledAndNotified))
				_, err := futures.Submit(ex, double, 1)
				wantErr(t, err, futures.ErrBrokenThreadPool)
				ex.Shutdown()
				_, err = futures.Submit(ex, double, 1)
				wantErr(t, err, futures.ErrBrokenThreadPool)
			})
		})
	}
	if !strings.Contains(log.String(), "exception in initializer") {
		t.Error("log:", log)
	}
}

func TestC50_CallbacksThatEndTheirGoroutine(t *testing.T) {
	captureLog(t)
	synctest.Test(t, func(t *testing.T) {
		gate := make(chan struct{})
		ex := newPool(t, 2, futures.Initializer(func(context.Context) error {
			<-gate
			return errTask
		}))
		var fs []*future
		for range 1000 {
			f := submit(t, ex, nap, time.Second)
			f.AddDoneCallback(hostile)
			fs = append(fs, f)
		}
		go fs[500].Cancel() // which ends that goroutine
		synctest.Wait()
		close(gate)
		done, _ := futures.Wait(t.Context(), fs, futures.AllCompleted)
		wantEqual(t, len(done), 1000)
		ex.Shutdown()
		for i, f := range fs {
			if i != 500 {
				taskErr, err := f.Exception(t.Context())
				wantErr(t, err, nil)
				wantErr(t, taskErr, futures.ErrBrokenThreadPool)
			}
		}
	})
}

func TestC51_ATaskThatWaitsForItsOwnPoolDeadlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var j journal
		ex := newPool(t, 1, futures.Observe(j.note), futures.ObserveBlocking(j.noteBlocking))
		var inner *futures.Future[int]
		outer := submit(t, ex, func(ctx context.Context, n int) (int, error) {
			inner = submit(t, ex, double, n)
			ctx, cancel := context.WithTimeout(ctx, time.Hour) // for the test to end
			defer cancel()
			return inner.Result(ctx)
		}, 21)
		time.Sleep(59 * time.Minute)
		synctest.Wait()
		wantEqual(t, outer.State(), futures.Running)
		wantEqual(t, inner.State(), futures.Pending)
		link := futures.Blocking{Worker: 0, Task: outer.ID(), On: inner.ID(), Blocked: true}
		wantEqual(t, j.blocked(), []futures.Blocking{link})
		_, err := outer.Result(t.Context())
		wantErr(t, err, futures.ErrTimeout)
		link2 := link
		link2.Blocked = false
		wantEqual(t, j.blocked(), []futures.Blocking{link, link2})
		v, err := inner.Result(t.Context())
		wantErr(t, err, nil)
		wantEqual(t, v, 42)
		ex.Shutdown()
	})
}

func TestBlockingIsToldForSeveralFuturesToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var j journal
		ex := newPool(t, 3, futures.ObserveBlocking(j.noteBlocking))
		fs := []*future{submit(t, ex, nap, time.Second), submit(t, ex, nap, 2*time.Second)}
		f := submit(t, ex, func(ctx context.Context, _ int) (int, error) {
			futures.Wait(ctx, fs, futures.FirstCompleted)
			for range futures.AsCompleted(ctx, fs) {
			}
			_, err := fs[0].Result(ctx) // done: does not block
			return 0, err
		}, 0)
		ex.Shutdown()
		told := j.blocked()
		wait := futures.Blocking{Worker: told[0].Worker, Task: f.ID(), Blocked: true}
		over := wait
		over.Blocked = false
		wantEqual(t, told, []futures.Blocking{wait, over, wait, over})
	})
}

func TestObserverSeesEachTransitionInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var j journal
		ex := newPool(t, 1, futures.Observe(j.note))
		ok := submit(t, ex, double, 1)
		bad := submit(t, ex, fail, 1)
		ok.Result(t.Context())
		bad.Result(t.Context())
		busy := submit(t, ex, nap, time.Second)
		gone := submit(t, ex, nap, time.Second)
		gone.Cancel()
		ex.Shutdown()
		_, err := futures.Submit(ex, double, 1) // refused: there is no future to tell about
		wantErr(t, err, futures.ErrShutdown)

		type tr = futures.Transition
		for _, f := range []interface{ ID() uint64 }{ok, busy} {
			wantEqual(t, j.of(f.ID()), []tr{
				{f.ID(), futures.Pending, futures.Pending, -1, nil},
				{f.ID(), futures.Pending, futures.Running, 0, nil},
				{f.ID(), futures.Running, futures.Finished, 0, nil},
			})
		}
		wantEqual(t, j.of(bad.ID())[2], tr{bad.ID(), futures.Running, futures.Finished, 0, errTask})
		wantEqual(t, j.of(gone.ID()), []tr{
			{gone.ID(), futures.Pending, futures.Pending, -1, nil},
			{gone.ID(), futures.Pending, futures.Cancelled, -1, nil},
			{gone.ID(), futures.Cancelled, futures.CancelledAndNotified, -1, nil},
		})
		wantEqual(t, len(j.transitions), 12)
	})
}

func TestBaseContextReachesQueuedTasksToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		ex := newPool(t, 1, futures.BaseContext(ctx))
		obedient := func(ctx context.Context, _ int) (int, error) {
			<-ctx.Done()
			return 0, ctx.Err()
		}
		running, queued := submit(t, ex, obedient, 0), submit(t, ex, obedient, 0)
		synctest.Wait()
		cancel()
		ex.Shutdown()
		for _, f := range []*futures.Future[int]{running, queued} {
			taskErr, err := f.Exception(context.Background())
			wantErr(t, err, nil)
			wantErr(t, taskErr, context.Canceled)
		}
	})
}

func TestCompletingAnExecutorsFutureByHandIsLogged(t *testing.T) {
	log := captureLog(t)
	synctest.Test(t, func(t *testing.T) {
		ex := newPool(t, 1)
		gate := make(chan struct{})
		running, queued := submit(t, ex, wait, gate), submit(t, ex, wait, gate)
		synctest.Wait()
		wantErr(t, running.SetResult(1), nil)
		wantErr(t, queued.SetResult(2), nil)
		close(gate)
		ex.Shutdown()
		for i, f := range []*futures.Future[int]{running, queued} {
			v, err := f.Result(context.Background())
			wantErr(t, err, nil)
			wantEqual(t, v, i+1)
		}
	})
	wantEqual(t, strings.Count(log.String(), " was completed "), 2)
}

func TestSubmitDoesNotBlock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ex := newPool(t, 1)
		gate := make(chan struct{})
		for range 100_000 {
			submit(t, ex, wait, gate)
		}
		ex.Shutdown(futures.NoWait, futures.CancelFutures)
		close(gate)
		ex.Shutdown()
	})
}

// TestOneAllocationPerFuture holds as long as nobody blocks in Result.
func TestOneAllocationPerFuture(t *testing.T) {
	ex := newPool(t, 1)
	defer ex.Shutdown()
	allocs := testing.AllocsPerRun(100, func() {
		f := submit(t, ex, double, 1)
		for !f.Done() {
			runtime.Gosched()
		}
	})
	if allocs != 1 {
		t.Error(allocs, "allocations")
	}
}
