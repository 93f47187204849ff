package threading_test

import (
	"context"
	"testing"

	"flaglab/app/threading"
)

func TestQ10_AfterShutdownWhatIsLeftCanBeGot(t *testing.T) {
	run(t, func(ctx context.Context) {
		q := queue(ctx, 0)
		q.Shutdown(ctx)
		wantNoPut(t, ctx, q, threading.ErrShutDown)
		wantNoGet(t, ctx, q, threading.ErrShutDown)

		q = queue(ctx, 2, 1, 2)
		q.Shutdown(ctx)
		wantNoPut(t, ctx, q, threading.ErrShutDown)
		for want := 1; want <= 2; want++ {
			wantGet(t, ctx, q, want)
			wantErr(t, q.TaskDone(ctx), nil)
		}
		wantErr(t, q.Join(ctx), nil)
		wantNoGet(t, ctx, q, threading.ErrShutDown)
	})
}

func TestQ11_AnImmediateShutdownEmptiesTheQueue(t *testing.T) {
	run(t, func(ctx context.Context) {
		q := queue(ctx, 2, 1, 2)
		q.ShutdownImmediate(ctx)
		wantNoPut(t, ctx, q, threading.ErrShutDown)
		wantNoGet(t, ctx, q, threading.ErrShutDown)
		wantErr(t, q.TaskDone(ctx), threading.ErrTaskDone)
		wantErr(t, q.Join(ctx), nil)
		wantEqual(t, q.Qsize(), 0)
	})
}

func TestQ12_ShutdownMayBeRepeated(t *testing.T) {
	run(t, func(ctx context.Context) {
		q := queue(ctx, 0, 1)
		wantEqual(t, q.IsShutdown(), false)
		q.Shutdown(ctx)
		wantEqual(t, q.IsShutdown(), true)
		wantEqual(t, q.Qsize(), 1)
		q.ShutdownImmediate(ctx)
		wantEqual(t, q.Qsize(), 0)
		q.Shutdown(ctx)
		wantEqual(t, q.IsShutdown(), true)
	})
}

func TestQ13_ShutdownWakesThoseWhoGet(t *testing.T) {
	for name, shutdown := range shutdowns {
		t.Run(name, func(t *testing.T) {
			run(t, func(ctx context.Context) {
				q := queue(ctx, 0)
				var getters []*threading.Thread
				for range 3 {
					getters = append(getters, spawn(ctx, func(ctx context.Context) {
						_, err := q.Get(ctx)
						wantErr(t, err, threading.ErrShutDown)
					}))
				}
				wait()
				shutdown(q, ctx)
				joinAll(t, ctx, getters...)
			})
		})
	}
}

var shutdowns = map[string]func(*threading.Queue[int], context.Context){
	"shutdown":  (*threading.Queue[int]).Shutdown,
	"immediate": (*threading.Queue[int]).ShutdownImmediate,
}

func TestQ14_ShutdownWakesThoseWhoPut(t *testing.T) {
	for name, shutdown := range shutdowns {
		t.Run(name, func(t *testing.T) {
			run(t, func(ctx context.Context) {
				q := queue(ctx, 2, 1, 2)
				var putters []*threading.Thread
				for range 3 {
					putters = append(putters, spawn(ctx, func(ctx context.Context) {
						wantErr(t, q.Put(ctx, 3), threading.ErrShutDown)
					}))
				}
				wait()
				shutdown(q, ctx)
				joinAll(t, ctx, putters...)
			})
		})
	}
}

func TestQ15_AJoinGoesOnUntilTheRestIsDone(t *testing.T) {
	run(t, func(ctx context.Context) {
		q := queue(ctx, 0, 1, 2)
		joiner := spawn(ctx, func(ctx context.Context) { wantErr(t, q.Join(ctx), nil) })
		wait()
		q.Shutdown(ctx)
		for want := 1; want <= 2; want++ {
			wait()
			wantEqual(t, joiner.IsAlive(), true)
			wantGet(t, ctx, q, want)
			q.TaskDone(ctx)
		}
		joinAll(t, ctx, joiner)

		// An immediate one ends it,
		q = queue(ctx, 0, 1, 2)
		joiner = spawn(ctx, func(ctx context.Context) { wantErr(t, q.Join(ctx), nil) })
		wait()
		q.ShutdownImmediate(ctx)
		joinAll(t, ctx, joiner)

		// unless something was got that is not done.
		q = queue(ctx, 0, 1, 2)
		wantGet(t, ctx, q, 1)
		joiner = spawn(ctx, func(ctx context.Context) { wantErr(t, q.Join(ctx), nil) })
		wait()
		q.ShutdownImmediate(ctx)
		wait()
		wantEqual(t, joiner.IsAlive(), true)
		wantEqual(t, q.Unfinished(), 1)
		q.TaskDone(ctx)
		joinAll(t, ctx, joiner)
	})
}
