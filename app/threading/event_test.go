package threading_test

import (
	"context"
	"testing"
	"time"

	"flaglab/app/threading"
)

func TestE01_AnEventIsSetOrClear(t *testing.T) {
	run(t, func(ctx context.Context) {
		var e threading.Event
		wantEqual(t, e.IsSet(), false)
		for _, set := range []bool{true, true, false, false} {
			if set {
				e.Set(ctx)
			} else {
				e.Clear(ctx)
			}
			wantEqual(t, e.IsSet(), set)
		}
	})
}

func TestE02_SettingWakesAll(t *testing.T) {
	run(t, func(ctx context.Context) {
		var e threading.Event
		for range 2 {
			var threads []*threading.Thread
			for range 5 {
				threads = append(threads, spawn(ctx, func(ctx context.Context) {
					wantErr(t, e.Wait(ctx), nil)
					wantErr(t, e.Wait(ctx), nil)
				}))
			}
			wait()
			wantEqual(t, len(threading.Enumerate(ctx)), 6)
			e.Set(ctx)
			joinAll(t, ctx, threads...)
			e.Clear(ctx)
		}
	})
}

func TestE03_EventWaitGivesUpInTime(t *testing.T) {
	run(t, func(ctx context.Context) {
		var e threading.Event
		start := time.Now()
		wantErr(t, e.Wait(ctx, 0), threading.ErrTimeout)
		wantErr(t, e.Wait(ctx, limit), threading.ErrTimeout)
		wantTook(t, start, second)
		e.Set(ctx)
		wantErr(t, e.Wait(ctx, 0), nil)
		wantErr(t, e.Wait(ctx, limit), nil)
		wantTook(t, start, second)
	})
}

func TestE04_WhoWasWokenStaysSo(t *testing.T) {
	run(t, func(ctx context.Context) {
		var e threading.Event
		var threads []*threading.Thread
		for range 5 {
			threads = append(threads, spawn(ctx, func(ctx context.Context) { wantErr(t, e.Wait(ctx, limit), nil) }))
		}
		wait()
		e.Set(ctx)
		e.Clear(ctx)
		joinAll(t, ctx, threads...)
	})
}
