package threading_test

import (
	"context"
	"errors"
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

func semaphore(t *testing.T, value int) *threading.Semaphore {
	t.Helper()
	s, err := threading.NewSemaphore(value)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestS01_TheValueCannotBeNegative(t *testing.T) {
	for _, make := range []func(int) (*threading.Semaphore, error){threading.NewSemaphore, threading.NewBoundedSemaphore} {
		_, err := make(-1)
		wantErr(t, err, threading.ErrNegativeValue)
		wantErr(t, err, threading.ErrValue)
		_, err = make(0)
		wantErr(t, err, nil)
	}
}

func TestS02_AcquireWaitsWhileItIsZero(t *testing.T) {
	run(t, func(ctx context.Context) {
		s := semaphore(t, 7)
		s.Acquire(ctx)
		acquired := list[int]{}
		for range 10 {
			spawn(ctx, func(ctx context.Context) {
				for i := range 2 {
					wantErr(t, s.Acquire(ctx), nil)
					acquired.add(i)
				}
			})
		}
		for _, step := range []struct{ release, want int }{{0, 6}, {7, 13}, {6, 19}, {1, 20}} {
			for range step.release {
				s.Release(ctx)
			}
			wait()
			wantEqual(t, len(acquired.all()), step.want)
			wantEqual(t, s.TryAcquire(ctx), false)
		}
	})
}

func TestS03_TryAcquireOfASemaphoreDoesNotWait(t *testing.T) {
	run(t, func(ctx context.Context) {
		s := semaphore(t, 2)
		for _, want := range []bool{true, true, false} {
			wantEqual(t, s.TryAcquire(ctx), want)
		}
		s.Release(ctx)
		wantEqual(t, s.TryAcquire(cancelled(ctx)), false)
		wantEqual(t, s.TryAcquire(ctx), true)
	})
}

func TestS04_AcquireOfASemaphoreGivesUpInTime(t *testing.T) {
	run(t, func(ctx context.Context) {
		s := semaphore(t, 1)
		start := time.Now()
		wantErr(t, s.Acquire(ctx, limit), nil)
		wantTook(t, start, 0)
		wantErr(t, s.Acquire(ctx, limit), threading.ErrTimeout)
		wantErr(t, s.Acquire(ctx, -limit), threading.ErrTimeout)
		wantTook(t, start, second)
		s.Release(ctx)
		wantEqual(t, s.Value(), 1) // none went to those who gave up
	})
}

func TestS05_SeveralAreReleasedAtOnce(t *testing.T) {
	run(t, func(ctx context.Context) {
		s := semaphore(t, 0)
		var acquired list[int]
		for i := range 3 {
			spawn(ctx, func(ctx context.Context) {
				s.Acquire(ctx)
				acquired.add(i)
			})
			wait()
		}
		wantErr(t, s.ReleaseN(ctx, 0), threading.ErrReleaseCount)
		s.ReleaseN(ctx, 2)
		wait()
		wantEqual(t, sorted(acquired.all()), []int{0, 1})
		s.ReleaseN(ctx, 5)
		wait()
		wantEqual(t, len(acquired.all()), 3)
		wantEqual(t, s.Value(), 4)
	})
}

func TestS06_WithReleasesTheSemaphore(t *testing.T) {
	run(t, func(ctx context.Context) {
		s := semaphore(t, 2)
		failed := errors.New("failed")
		wantErr(t, s.With(ctx, func() error {
			return s.With(ctx, func() error {
				wantEqual(t, s.TryAcquire(ctx), false)
				return failed
			})
		}), failed)
		wantEqual(t, s.Value(), 2)
	})
}

func TestS07_OnlyABoundedSemaphoreCountsReleases(t *testing.T) {
	run(t, func(ctx context.Context) {
		s := semaphore(t, 1)
		wantErr(t, s.Release(ctx), nil)
		wantEqual(t, s.Value(), 2)

		b, _ := threading.NewBoundedSemaphore(1)
		wantErr(t, b.Release(ctx), threading.ErrReleasedTooOften)
		b.Acquire(ctx)
		wantErr(t, b.ReleaseN(ctx, 2), threading.ErrReleasedTooOften)
		wantErr(t, b.Release(ctx), nil)
		wantErr(t, b.Release(ctx), threading.ErrValue)
	})
}

// atBarrier runs a function in as many threads as it takes to pass a barrier.
func atBarrier(t *testing.T, ctx context.Context, b *threading.Barrier, f func(ctx context.Context)) {
	var threads []*threading.Thread
	for range b.Parties() {
		threads = append(threads, spawn(ctx, f))
	}
	joinAll(t, ctx, threads...)
}

func barrier(t *testing.T, action func(), timeout ...threading.Timeout) *threading.Barrier {
	t.Helper()
	b, err := threading.NewBarrier(5, action, timeout...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestB01_AllPassTogetherAndAgain(t *testing.T) {
	run(t, func(ctx context.Context) {
		b := barrier(t, nil)
		var before, after list[int]
		atBarrier(t, ctx, b, func(ctx context.Context) {
			for i := range 10 {
				before.add(i)
				wantEqual(t, len(after.all()), 5*i)
				b.Wait(ctx)
				after.add(i)
				wantEqual(t, len(before.all()), 5*(i+1))
				b.Wait(ctx)
			}
		})
		wantEqual(t, b.Waiting(), 0)
		wantEqual(t, b.Broken(), false)
		_, err := threading.NewBarrier(0, nil)
		wantErr(t, err, threading.ErrParties)
	})
}

func TestB02_EachGetsAnotherNumber(t *testing.T) {
	run(t, func(ctx context.Context) {
		b := barrier(t, nil)
		var places list[int]
		atBarrier(t, ctx, b, func(ctx context.Context) {
			place, err := b.Wait(ctx)
			wantErr(t, err, nil)
			places.add(place)
		})
		wantEqual(t, sorted(places.all()), []int{0, 1, 2, 3, 4})
	})
}

func TestB03_TheActionRunsOnceBeforeAnybodyPasses(t *testing.T) {
	run(t, func(ctx context.Context) {
		runs := 0
		b := barrier(t, func() { runs++ })
		atBarrier(t, ctx, b, func(ctx context.Context) {
			b.Wait(ctx)
			wantEqual(t, runs, 1)
		})
		faulty, _ := threading.NewBarrier(2, func() { panic("action") })
		other := spawn(ctx, func(ctx context.Context) {
			_, err := faulty.Wait(ctx)
			wantErr(t, err, threading.ErrBrokenBarrier)
		})
		wait()
		func() {
			defer func() { wantEqual(t, recover(), any("action")) }()
			faulty.Wait(ctx)
		}()
		joinAll(t, ctx, other)
		wantEqual(t, faulty.Broken(), true)
	})
}

func TestB04_AbortBreaksItForThoseWhoWaitAndThoseWhoCome(t *testing.T) {
	run(t, func(ctx context.Context) {
		b := barrier(t, nil)
		var broken list[bool]
		atBarrier(t, ctx, b, func(ctx context.Context) {
			place, err := b.Wait(ctx)
			wantErr(t, err, nil)
			if place == 2 {
				wait()
				b.Abort(ctx)
			}
			_, err = b.Wait(ctx)
			wantErr(t, err, threading.ErrBrokenBarrier)
			broken.add(b.Broken())
		})
		wantEqual(t, broken.all(), []bool{true, true, true, true, true})
	})
}

func TestB05_AfterResetItCanBeUsedAgain(t *testing.T) {
	for _, abort := range []bool{false, true} {
		run(t, func(ctx context.Context) {
			b, gate := barrier(t, nil), barrier(t, nil)
			atBarrier(t, ctx, b, func(ctx context.Context) {
				place, err := b.Wait(ctx)
				wantErr(t, err, nil)
				if place == 2 {
					wait()
					wantEqual(t, b.Waiting(), 4)
					if abort {
						b.Abort(ctx)
						wantEqual(t, b.Broken(), true)
					}
					b.Reset(ctx)
				} else {
					_, err = b.Wait(ctx)
					wantErr(t, err, threading.ErrBrokenBarrier)
				}
				gate.Wait(ctx)
				_, err = b.Wait(ctx)
				wantErr(t, err, nil)
			})
			wantEqual(t, b.Broken(), false)
		})
	}
}

func TestB06_ATimeoutOfOneBreaksItForAll(t *testing.T) {
	run(t, func(ctx context.Context) {
		for _, own := range []bool{false, true} {
			var given, ofBarrier []threading.Timeout
			if own {
				ofBarrier = []threading.Timeout{limit}
			} else {
				given, ofBarrier = []threading.Timeout{limit}, []threading.Timeout{9 * limit}
			}
			b := barrier(t, nil, ofBarrier...)
			start := time.Now()
			atBarrier(t, ctx, b, func(ctx context.Context) {
				place, err := b.Wait(ctx)
				wantErr(t, err, nil)
				if place == 2 {
					threading.Sleep(ctx, 2*second) // late
				}
				_, err = b.Wait(ctx, given...)
				wantErr(t, err, threading.ErrBrokenBarrier)
				if place != 2 {
					wantTook(t, start, second)
				}
			})
		}
		b := barrier(t, nil)
		_, err := b.Wait(ctx, 0)
		wantErr(t, err, threading.ErrBrokenBarrier)
		wantEqual(t, b.Broken(), true)
	})
}

func TestB07_OnePartyNeedNotWait(t *testing.T) {
	run(t, func(ctx context.Context) {
		b, _ := threading.NewBarrier(1, nil)
		for range 2 {
			place, err := b.Wait(ctx)
			wantErr(t, err, nil)
			wantEqual(t, place, 0)
		}
	})
}
