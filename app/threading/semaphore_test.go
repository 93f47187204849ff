package threading_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"flaglab/app/threading"
)

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
		wantErr(t, b.ReleaseN(ctx, math.MaxInt), threading.ErrReleasedTooOften)
	})
}
