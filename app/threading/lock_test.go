package threading_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"flaglab/app/threading"
)

// kinds makes a lock of each kind.
var kinds = map[string]func() threading.Locker{
	"Lock":  func() threading.Locker { return new(threading.Lock) },
	"RLock": func() threading.Locker { return new(threading.RLock) },
}

// bothKinds runs a test with a lock of each kind.
func bothKinds(t *testing.T, test func(t *testing.T, ctx context.Context, l threading.Locker)) {
	t.Helper()
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			run(t, func(ctx context.Context) { test(t, ctx, kind()) })
		})
	}
}

// isFree reports whether another thread could have the lock.
func isFree(t *testing.T, ctx context.Context, l threading.Locker) (free bool) {
	joinAll(t, ctx, spawn(ctx, func(ctx context.Context) {
		if free = l.TryAcquire(ctx); free {
			wantErr(t, l.Release(ctx), nil)
		}
	}))
	return free
}

func TestL01_ALockIsHeldByOneAtATime(t *testing.T) {
	bothKinds(t, func(t *testing.T, ctx context.Context, l threading.Locker) {
		wantErr(t, l.Acquire(ctx), nil)
		holders := 0
		var threads []*threading.Thread
		for range 5 {
			threads = append(threads, spawn(ctx, func(ctx context.Context) {
				wantErr(t, l.Acquire(ctx), nil)
				holders++ // the race detector would tell
				threading.Sleep(ctx, second)
				wantEqual(t, holders, 1)
				holders--
				wantErr(t, l.Release(ctx), nil)
			}))
		}
		wait()
		wantEqual(t, holders, 0)
		start := time.Now()
		wantErr(t, l.Release(ctx), nil)
		joinAll(t, ctx, threads...)
		wantTook(t, start, 5*second)
		wantEqual(t, isFree(t, ctx, l), true)
	})
}

func TestL02_TryAcquireDoesNotWait(t *testing.T) {
	bothKinds(t, func(t *testing.T, ctx context.Context, l threading.Locker) {
		wantEqual(t, l.TryAcquire(ctx), true)
		joinAll(t, ctx, spawn(ctx, func(ctx context.Context) { wantEqual(t, l.TryAcquire(ctx), false) }))
		wantErr(t, l.Release(ctx), nil)
		wantEqual(t, isFree(t, ctx, l), true)
		wantEqual(t, l.TryAcquire(cancelled(ctx)), false)
	})
}

func TestL03_WithReleasesHoweverItsBodyEnds(t *testing.T) {
	failed := errors.New("failed")
	for name, make := range map[string]func() interface {
		threading.Locker
		With(context.Context, func() error) error
	}{
		"Lock": func() interface {
			threading.Locker
			With(context.Context, func() error) error
		} {
			return new(threading.Lock)
		},
		"RLock": func() interface {
			threading.Locker
			With(context.Context, func() error) error
		} {
			return new(threading.RLock)
		},
	} {
		t.Run(name, func(t *testing.T) {
			run(t, func(ctx context.Context) {
				l := make()
				wantErr(t, l.With(ctx, func() error {
					wantEqual(t, isFree(t, ctx, l), false)
					return failed
				}), failed)
				wantEqual(t, isFree(t, ctx, l), true)
				func() {
					defer func() { recover() }()
					l.With(ctx, func() error { panic(failed) })
				}()
				wantEqual(t, isFree(t, ctx, l), true)
				wantErr(t, l.With(cancelled(ctx), func() error { t.Error("ran without the lock"); return nil }), context.Canceled)
			})
		})
	}
}

func TestL04_AcquireGivesUpInTime(t *testing.T) {
	bothKinds(t, func(t *testing.T, ctx context.Context, l threading.Locker) {
		wantErr(t, l.Acquire(ctx, -limit), threading.ErrNegativeTimeout)
		start := time.Now()
		wantErr(t, l.Acquire(ctx, 5*limit), nil)
		wantTook(t, start, 0)
		joinAll(t, ctx, spawn(ctx, func(ctx context.Context) {
			err := l.Acquire(ctx, limit)
			wantErr(t, err, threading.ErrTimeout)
			wantErr(t, err, context.DeadlineExceeded)
			wantErr(t, l.Acquire(ctx, 0), threading.ErrTimeout)
		}))
		wantTook(t, start, second)
	})
}

func TestL05_AfterATimeoutTheLockIsAsBefore(t *testing.T) {
	bothKinds(t, func(t *testing.T, ctx context.Context, l threading.Locker) {
		wantErr(t, l.Acquire(ctx), nil)
		late := spawn(ctx, func(ctx context.Context) { wantErr(t, l.Acquire(ctx, limit), threading.ErrTimeout) })
		patient := spawn(ctx, func(ctx context.Context) {
			wantErr(t, l.Acquire(ctx, 9*limit), nil)
			wantErr(t, l.Release(ctx), nil)
		})
		joinAll(t, ctx, late)
		wantErr(t, l.Release(ctx), nil) // not to the one who has left
		joinAll(t, ctx, patient)
		wantEqual(t, isFree(t, ctx, l), true)
	})
}

func TestL06_AcquiringALockTwiceWaits(t *testing.T) {
	run(t, func(ctx context.Context) {
		var l threading.Lock
		thread := spawn(ctx, func(ctx context.Context) {
			wantErr(t, l.Acquire(ctx), nil)
			wantErr(t, l.Acquire(ctx), nil)
		})
		wait()
		wantEqual(t, thread.IsAlive(), true)
		wantErr(t, l.Release(ctx), nil)
		joinAll(t, ctx, thread)
		wantEqual(t, l.Locked(), true)
	})
}

func TestL07_AnybodyMayReleaseALock(t *testing.T) {
	run(t, func(ctx context.Context) {
		var l threading.Lock
		wantErr(t, l.Acquire(ctx), nil)
		joinAll(t, ctx, spawn(ctx, func(ctx context.Context) { wantErr(t, l.Release(ctx), nil) }))
		wantErr(t, l.Acquire(ctx), nil)
	})
}

func TestL08_WhatIsNotHeldCannotBeReleased(t *testing.T) {
	bothKinds(t, func(t *testing.T, ctx context.Context, l threading.Locker) {
		wantErr(t, l.Release(ctx), threading.ErrNotAcquired)
		l.Acquire(ctx)
		wantErr(t, l.Release(ctx), nil)
		err := l.Release(ctx)
		wantErr(t, err, threading.ErrNotAcquired)
		wantErr(t, err, threading.ErrRuntime)
	})
}

func TestL09_ARLockIsReleasedAsOftenAsAcquired(t *testing.T) {
	run(t, func(ctx context.Context) {
		var l threading.RLock
		wantErr(t, l.Acquire(ctx), nil)
		wantErr(t, l.Acquire(ctx, limit), nil)
		wantErr(t, l.Release(ctx), nil)
		wantEqual(t, l.TryAcquire(ctx), true)
		wantErr(t, l.Release(ctx), nil)
		wantEqual(t, l.Locked(), true)
		wantEqual(t, isFree(t, ctx, &l), false)
		wantErr(t, l.Release(ctx), nil)
		wantEqual(t, l.Locked(), false)
		wantErr(t, l.Release(ctx), threading.ErrNotAcquired)
	})
}

func TestL10_NobodyElseCanReleaseARLock(t *testing.T) {
	run(t, func(ctx context.Context) {
		var l threading.RLock
		var done threading.Event
		thread := spawn(ctx, func(ctx context.Context) {
			l.Acquire(ctx)
			done.Wait(ctx)
		})
		wait()
		wantErr(t, l.Release(ctx), threading.ErrNotAcquired)
		wantEqual(t, l.Locked(), true)
		done.Set(ctx)
		joinAll(t, ctx, thread)
	})
}

func TestL11_ARLockRefusesWhoIsNoThread(t *testing.T) {
	var l threading.RLock
	ctx := context.Background()
	wantErr(t, l.Acquire(ctx), threading.ErrNoThread)
	wantEqual(t, l.TryAcquire(ctx), false)
	wantErr(t, l.Release(ctx), threading.ErrNotAcquired)
	var c threading.Condition
	wantErr(t, c.Wait(ctx), threading.ErrWaitUnlocked)
}
