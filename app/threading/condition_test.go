package threading_test

import (
	"context"
	"testing"
	"time"

	"flaglab/app/threading"
)

func TestN01_AConditionHasARLockOrTheLockItIsGiven(t *testing.T) {
	run(t, func(ctx context.Context) {
		var c threading.Condition
		wantErr(t, c.Acquire(ctx), nil)
		wantErr(t, c.Acquire(ctx), nil)
		wantErr(t, c.Release(ctx), nil)
		wantErr(t, c.Release(ctx), nil)
		wantErr(t, c.Release(ctx), threading.ErrNotAcquired)

		var l threading.Lock
		d := threading.NewCondition(&l)
		wantErr(t, d.Acquire(ctx), nil)
		wantEqual(t, l.TryAcquire(ctx), false)
		wantErr(t, d.Release(ctx), nil)
		wantEqual(t, l.TryAcquire(ctx), true)
		wantErr(t, d.Acquire(ctx, 0), threading.ErrTimeout)
		wantErr(t, l.Release(ctx), nil)
		wantErr(t, d.With(ctx, func() error { wantEqual(t, l.Locked(), true); return nil }), nil)
	})
}

func TestN02_WaitingAndNotifyingNeedTheLock(t *testing.T) {
	run(t, func(ctx context.Context) {
		for _, c := range []*threading.Condition{{}, threading.NewCondition(new(threading.Lock))} {
			wantErr(t, c.Wait(ctx), threading.ErrWaitUnlocked)
			wantErr(t, c.Notify(ctx, 1), threading.ErrNotifyUnlocked)
			wantErr(t, c.NotifyAll(ctx), threading.ErrRuntime)
		}
		var c threading.Condition // held, but by another
		c.Acquire(ctx)
		joinAll(t, ctx, spawn(ctx, func(ctx context.Context) { wantErr(t, c.Notify(ctx, 1), threading.ErrNotifyUnlocked) }))
	})
}

func TestN03_NotifyWakesSoManyWhenTheyHaveTheLock(t *testing.T) {
	run(t, func(ctx context.Context) {
		var c threading.Condition
		var woken list[int]
		for i := range 5 {
			spawn(ctx, func(ctx context.Context) {
				for range 2 {
					c.With(ctx, func() error {
						wantErr(t, c.Wait(ctx), nil)
						woken.add(i)
						return nil
					})
				}
			})
			wait()
		}
		notify := func(n int) {
			c.With(ctx, func() error {
				before := len(woken.all())
				wantErr(t, c.Notify(ctx, n), nil)
				threading.Sleep(ctx, second)
				wantEqual(t, len(woken.all()), before)
				return nil
			})
			wait()
		}
		notify(3) // in which order they then get the lock is open
		wantEqual(t, sorted(woken.all()), []int{0, 1, 2})
		notify(5)
		wantEqual(t, sorted(woken.all()), []int{0, 0, 1, 1, 2, 2, 3, 4})
		notify(0)
		wantEqual(t, len(woken.all()), 8)
		c.With(ctx, func() error { return c.NotifyAll(ctx) })
		wait()
		wantEqual(t, len(woken.all()), 10)
	})
}

func TestN04_WaitGivesUpInTimeAndHasTheLock(t *testing.T) {
	run(t, func(ctx context.Context) {
		var c threading.Condition
		start := time.Now()
		c.With(ctx, func() error {
			wantErr(t, c.Wait(ctx, limit), threading.ErrTimeout)
			wantTook(t, start, second)
			wantErr(t, c.Wait(ctx, 0), threading.ErrTimeout)
			return nil // With's release tells if the lock were not held
		})
		// The notification that comes too late wakes another one.
		late := spawn(ctx, func(ctx context.Context) {
			c.With(ctx, func() error { wantErr(t, c.Wait(ctx, limit), threading.ErrTimeout); return nil })
		})
		wait()
		patient := spawn(ctx, func(ctx context.Context) {
			c.With(ctx, func() error { wantErr(t, c.Wait(ctx, 5*limit), nil); return nil })
		})
		joinAll(t, ctx, late)
		c.With(ctx, func() error { return c.Notify(ctx, 1) })
		joinAll(t, ctx, patient)
		wantTook(t, start, 2*second)
	})
}

func TestN05_WaitForWaitsUntilItIsTrue(t *testing.T) {
	run(t, func(ctx context.Context) {
		var c threading.Condition
		state := 0
		start := time.Now()
		waiter := spawn(ctx, func(ctx context.Context) {
			c.With(ctx, func() error {
				wantErr(t, c.WaitFor(ctx, func() bool { return state == 4 }), nil)
				wantEqual(t, state, 4)
				return nil
			})
		})
		hasty := spawn(ctx, func(ctx context.Context) {
			c.With(ctx, func() error {
				wantErr(t, c.WaitFor(ctx, func() bool { return state == 4 }, 5*limit/2), threading.ErrTimeout)
				wantTook(t, start, 5*second/2) // the notifications did not give it more time
				wantErr(t, c.WaitFor(ctx, func() bool { return false }, 0), threading.ErrTimeout)
				return nil
			})
		})
		for range 4 {
			threading.Sleep(ctx, second)
			c.With(ctx, func() error { state++; return c.NotifyAll(ctx) })
		}
		joinAll(t, ctx, waiter, hasty)
	})
}

func TestN06_ARLockIsHeldAsOftenAfterwards(t *testing.T) {
	run(t, func(ctx context.Context) {
		var c threading.Condition
		thread := spawn(ctx, func(ctx context.Context) {
			c.Acquire(ctx)
			c.Acquire(ctx)
			wantErr(t, c.Wait(ctx), nil)
			wantErr(t, c.Release(ctx), nil)
			wantErr(t, c.Release(ctx), nil)
			wantErr(t, c.Release(ctx), threading.ErrNotAcquired)
		})
		wait()
		wantErr(t, c.With(ctx, func() error { return c.Notify(ctx, 1) }), nil)
		joinAll(t, ctx, thread)
	})
}

func TestN07_ACancelledWaitHasTheLockAgain(t *testing.T) {
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			run(t, func(ctx context.Context) {
				c := threading.NewCondition(kind())
				inner, cancel := context.WithCancel(ctx)
				thread := threading.NewThread(ctx, func(ctx context.Context) error {
					wantErr(t, c.Acquire(ctx), nil)
					wantErr(t, c.Wait(ctx), context.Canceled)
					wantErr(t, c.Wait(ctx), context.Canceled)
					wantErr(t, c.Release(ctx), nil)
					return nil
				})
				thread.Start(inner)
				wait()
				c.Acquire(ctx)
				cancel()
				wait()
				wantEqual(t, thread.IsAlive(), true) // it waits for the lock
				c.Release(ctx)
				joinAll(t, ctx, thread)
			})
		})
	}
}
