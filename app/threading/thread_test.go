package threading_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/threading"
)

func TestT01_AThreadIsInitialThenStartedThenStopped(t *testing.T) {
	run(t, func(ctx context.Context) {
		var gate threading.Event
		thread := threading.NewThread(ctx, func(ctx context.Context) error { return gate.Wait(ctx) })
		wantEqual(t, thread.String(), "<Thread(Thread-1, initial)>")
		wantErr(t, thread.Start(ctx), nil)
		wantEqual(t, thread.String(), "<Thread(Thread-1, started 1)>")
		gate.Set(ctx)
		wantErr(t, thread.Join(ctx), nil)
		wantEqual(t, thread.String(), "<Thread(Thread-1, stopped 1)>")
		wantEqual(t, threading.CurrentThread(ctx).String(), "<_MainThread(MainThread, started 0)>")
	})
}

func TestT02_AThreadIsStartedOnce(t *testing.T) {
	run(t, func(ctx context.Context) {
		runs := 0
		thread := threading.NewThread(ctx, func(context.Context) error { runs++; return nil })
		wantErr(t, thread.Start(ctx), nil)
		wantErr(t, thread.Start(ctx), threading.ErrStartedTwice)
		wantErr(t, thread.Join(ctx), nil)
		err := thread.Start(ctx)
		wantErr(t, err, threading.ErrStartedTwice)
		wantErr(t, err, threading.ErrRuntime)
		wantEqual(t, runs, 1)
	})
}

func TestT03_AThreadThatWasNotStartedCannotBeJoined(t *testing.T) {
	run(t, func(ctx context.Context) {
		wantErr(t, threading.NewThread(ctx, nil).Join(ctx), threading.ErrNotStarted)
	})
}

func TestT04_TheCurrentThreadCannotBeJoined(t *testing.T) {
	run(t, func(ctx context.Context) {
		wantErr(t, threading.CurrentThread(ctx).Join(ctx), threading.ErrJoinSelf)
		joinAll(t, ctx, spawn(ctx, func(ctx context.Context) {
			wantErr(t, threading.CurrentThread(ctx).Join(ctx), threading.ErrJoinSelf)
		}))
	})
}

func TestT05_ManyMayJoinAndAgain(t *testing.T) {
	run(t, func(ctx context.Context) {
		start := time.Now()
		worker := spawn(ctx, func(ctx context.Context) { threading.Sleep(ctx, 5*second) })
		var joiners []*threading.Thread
		for range 20 {
			joiners = append(joiners, spawn(ctx, func(ctx context.Context) {
				wantErr(t, worker.Join(ctx), nil)
				wantTook(t, start, 5*second)
			}))
		}
		joinAll(t, ctx, joiners...)
		joinAll(t, ctx, worker, worker)
		wantTook(t, start, 5*second)
	})
}

func TestT06_AfterATimeoutOfJoinTheThreadIsAlive(t *testing.T) {
	run(t, func(ctx context.Context) {
		start := time.Now()
		thread := spawn(ctx, func(ctx context.Context) { threading.Sleep(ctx, 3*second) })
		wantErr(t, thread.Join(ctx, limit), threading.ErrTimeout)
		wantErr(t, thread.Join(ctx, 0), threading.ErrTimeout)
		wantErr(t, thread.Join(ctx, -5), threading.ErrTimeout)
		wantTook(t, start, second)
		wantEqual(t, thread.IsAlive(), true)
		wantErr(t, thread.Join(ctx, 9*limit), nil)
		wantTook(t, start, 3*second)
		wantErr(t, thread.Join(ctx, 0), nil)
		wantEqual(t, thread.IsAlive(), false)
	})
}

func TestT07_AliveFromStartToEnd(t *testing.T) {
	run(t, func(ctx context.Context) {
		var thread *threading.Thread
		thread = threading.NewThread(ctx, func(ctx context.Context) error {
			wantEqual(t, thread.IsAlive(), true)
			return nil
		})
		wantEqual(t, thread.IsAlive(), false)
		wantErr(t, thread.Start(ctx), nil)
		joinAll(t, ctx, thread)
		wantEqual(t, thread.IsAlive(), false)
		wantEqual(t, threading.CurrentThread(ctx).IsAlive(), true)
	})
}

func TestT08_Names(t *testing.T) {
	run(t, func(ctx context.Context) {
		wantEqual(t, threading.NewThread(ctx, nil).Name(), "Thread-1")
		wantEqual(t, threading.NewThread(ctx, nil, "").Name(), "Thread-2")
		wantEqual(t, threading.NewThread(ctx, nil, "consumer").Name(), "consumer")
		wantEqual(t, threading.NewThread(ctx, nil).Name(), "Thread-4")
		wantEqual(t, threading.CurrentThread(ctx).Name(), "MainThread")
	})
}

func TestT09_EnumerateHasNoThreadThatWasJoined(t *testing.T) {
	run(t, func(ctx context.Context) {
		for range 100 {
			thread := spawn(ctx, func(ctx context.Context) { threading.Sleep(ctx, 0) })
			joinAll(t, ctx, thread)
			wantEqual(t, len(threading.Enumerate(ctx)), 1)
		}
		a := spawn(ctx, func(ctx context.Context) { threading.Sleep(ctx, second) }, "a")
		b := spawn(ctx, func(ctx context.Context) { threading.Sleep(ctx, 2*second) }, "b")
		wantEqual(t, threading.Enumerate(ctx), []*threading.Thread{threading.CurrentThread(ctx), a, b})
	})
}

func TestT10_AnErrorEndsItsThreadOnly(t *testing.T) {
	failed := errors.New("failed")
	run(t, func(ctx context.Context) {
		for _, target := range []func(context.Context) error{
			func(context.Context) error { return failed },
			func(context.Context) error { panic(failed) },
		} {
			thread := threading.NewThread(ctx, target)
			wantErr(t, thread.Err(), nil)
			wantErr(t, thread.Start(ctx), nil)
			wantErr(t, thread.Join(ctx), nil)
			wantErr(t, thread.Err(), failed)
			var p *threading.PanicError
			if errors.As(thread.Err(), &p) && len(p.Stack) == 0 {
				t.Error("the panic has no stack")
			}
		}
		thread := threading.NewThread(ctx, func(context.Context) error { runtime.Goexit(); return nil })
		wantErr(t, thread.Start(ctx), nil)
		wantErr(t, thread.Join(ctx), nil)
		wantErr(t, thread.Err(), nil)
	})
}

func TestT11_RunWaitsForTheThreadsOfItsThreads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		failed := errors.New("failed")
		err := threading.Run(t.Context(), func(ctx context.Context) error {
			spawn(ctx, func(ctx context.Context) {
				threading.Sleep(ctx, second)
				spawn(ctx, func(ctx context.Context) { threading.Sleep(ctx, 2*second) })
			})
			return failed
		}, threading.Config{})
		wantErr(t, err, failed)
		wantTook(t, start, 3*second)
	})
}

func TestT11_RunWaitsForThreadsIfMainGoesAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var program sync.WaitGroup
		program.Go(func() {
			threading.Run(t.Context(), func(ctx context.Context) error {
				spawn(ctx, func(ctx context.Context) { threading.Sleep(ctx, second) })
				runtime.Goexit()
				return nil
			}, threading.Config{})
		})
		program.Wait()
		wantTook(t, start, second)
	})
}

func TestT12_TheContextSaysWhichThreadItIs(t *testing.T) {
	run(t, func(ctx context.Context) {
		if threading.CurrentThread(context.Background()) != nil {
			t.Error("the background belongs to a thread")
		}
		main := threading.CurrentThread(ctx)
		var thread *threading.Thread
		thread = spawn(ctx, func(inner context.Context) {
			wait() // until Start has returned
			if c := threading.CurrentThread(inner); c != thread || c == main || threading.CurrentThread(ctx) != main {
				t.Errorf("%v is taken for %v", thread, c)
			}
		})
		joinAll(t, ctx, thread)
	})
}

func TestT12_WithoutAProgramThereIsABackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := context.Background()
		var lock threading.Lock
		q := threading.NewQueue[int](1)
		thread := spawn(ctx, func(ctx context.Context) {
			wantErr(t, lock.With(ctx, func() error { return q.Put(ctx, 1) }), nil)
			wantErr(t, q.Put(ctx, 2, limit), nil)
		})
		for want := range 2 {
			got, err := q.Get(ctx)
			wantErr(t, err, nil)
			wantEqual(t, got, want+1)
		}
		joinAll(t, ctx, thread)
	})
}

func TestT13_ACancelledContextEndsEveryWait(t *testing.T) {
	waits := map[string]func(context.Context) error{
		"join": func(ctx context.Context) error {
			main := threading.Enumerate(ctx)[0]
			return main.Join(ctx)
		},
		"sleep":     func(ctx context.Context) error { return threading.Sleep(ctx, time.Hour) },
		"put":       func(ctx context.Context) error { q := threading.NewQueue[int](1); q.Put(ctx, 0); return q.Put(ctx, 1) },
		"get":       func(ctx context.Context) error { _, err := threading.NewQueue[int](1).Get(ctx); return err },
		"timed get": func(ctx context.Context) error { _, err := threading.NewQueue[int](1).Get(ctx, 100*limit); return err },
		"tasks":     func(ctx context.Context) error { q := threading.NewQueue[int](1); q.Put(ctx, 0); return q.Join(ctx) },
		"lock":      func(ctx context.Context) error { var l threading.Lock; l.Acquire(ctx); return l.Acquire(ctx) },
		"event":     func(ctx context.Context) error { var e threading.Event; return e.Wait(ctx) },
		"barrier": func(ctx context.Context) error {
			b, _ := threading.NewBarrier(2, nil)
			_, err := b.Wait(ctx)
			return err
		},
		"semaphore": func(ctx context.Context) error { s, _ := threading.NewSemaphore(0); return s.Acquire(ctx) },
		"condition": func(ctx context.Context) error {
			var c threading.Condition
			return c.With(ctx, func() error { return c.Wait(ctx) })
		},
	}
	for name, block := range waits {
		t.Run(name, func(t *testing.T) {
			run(t, func(ctx context.Context) {
				inner, cancel := context.WithCancel(ctx)
				thread := threading.NewThread(ctx, block)
				wantErr(t, thread.Start(inner), nil)
				wait()
				wantEqual(t, thread.IsAlive(), true)
				cancel()
				wantErr(t, thread.Join(ctx), nil)
				wantErr(t, thread.Err(), context.Canceled)
			})
		})
	}
}
