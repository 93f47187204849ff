package threading_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"flaglab/app/threading"
)

// queue returns a queue with items in it.
func queue(ctx context.Context, maxsize int, items ...int) *threading.Queue[int] {
	q := threading.NewQueue[int](maxsize)
	for _, i := range items {
		q.PutNowait(ctx, i)
	}
	return q
}

func wantGet(t *testing.T, ctx context.Context, q *threading.Queue[int], want int) {
	t.Helper()
	got, err := q.Get(ctx, limit)
	wantErr(t, err, nil)
	wantEqual(t, got, want)
}

func wantNoGet(t *testing.T, ctx context.Context, q *threading.Queue[int], want error) {
	t.Helper()
	_, err := q.GetNowait(ctx)
	wantErr(t, err, want)
	_, err = q.Get(ctx, limit)
	wantErr(t, err, want)
}

func wantNoPut(t *testing.T, ctx context.Context, q *threading.Queue[int], want error) {
	t.Helper()
	wantErr(t, q.PutNowait(ctx, 0), want)
	wantErr(t, q.Put(ctx, 0, limit), want)
}

func TestQ01_FirstInFirstOut(t *testing.T) {
	run(t, func(ctx context.Context) {
		q := queue(ctx, 0, 111, 333, 222)
		for _, want := range []int{111, 333, 222} {
			wantGet(t, ctx, q, want)
		}
		producer := spawn(ctx, func(ctx context.Context) {
			for i := range 100 {
				wantErr(t, q.Put(ctx, i), nil)
				threading.Sleep(ctx, time.Duration(i%3)*time.Millisecond)
			}
		})
		for want := range 100 {
			wantGet(t, ctx, q, want)
		}
		joinAll(t, ctx, producer)
	})
}

func TestQ02_ABoundedQueueIsFullAtItsSize(t *testing.T) {
	run(t, func(ctx context.Context) {
		q := queue(ctx, 2)
		for i, full := range []bool{false, false, true} {
			wantEqual(t, q.Full(), full)
			wantEqual(t, q.Qsize(), i)
			wantEqual(t, q.Empty(), i == 0)
			q.PutNowait(ctx, i)
		}
		wantEqual(t, q.Qsize(), 2)
		for _, unbounded := range []*threading.Queue[int]{queue(ctx, 0), queue(ctx, -1), {}} {
			for i := range 1000 {
				wantErr(t, unbounded.PutNowait(ctx, i), nil)
			}
			wantEqual(t, unbounded.Full(), false)
		}
	})
}

func TestQ03_PutWaitsForRoomAndGetForAnItem(t *testing.T) {
	run(t, func(ctx context.Context) {
		q := queue(ctx, 1)
		start := time.Now()
		for _, timeout := range [][]threading.Timeout{nil, {10 * limit}} {
			putter := spawn(ctx, func(ctx context.Context) {
				threading.Sleep(ctx, second)
				wantErr(t, q.Put(ctx, 1), nil)
			})
			got, err := q.Get(ctx, timeout...)
			wantErr(t, err, nil)
			wantEqual(t, got, 1)
			joinAll(t, ctx, putter)

			wantErr(t, q.Put(ctx, 2), nil)
			getter := spawn(ctx, func(ctx context.Context) {
				threading.Sleep(ctx, second)
				wantGet(t, ctx, q, 2)
			})
			wantErr(t, q.Put(ctx, 3, timeout...), nil)
			joinAll(t, ctx, getter)
			wantGet(t, ctx, q, 3)
		}
		wantTook(t, start, 4*second)
	})
}

func TestQ04_InVainIsFullOrEmptyInTime(t *testing.T) {
	run(t, func(ctx context.Context) {
		start := time.Now()
		q := queue(ctx, 1)
		_, err := q.Get(ctx, limit)
		wantErr(t, err, threading.ErrEmpty)
		wantTook(t, start, second)
		wantErr(t, q.Put(ctx, 1, limit), nil)
		wantErr(t, q.Put(ctx, 2, limit), threading.ErrFull)
		wantTook(t, start, 2*second)

		// The deadline of a context is a time-out too, and the nearer one counts.
		near, cancel := context.WithTimeout(ctx, second)
		defer cancel()
		wantErr(t, q.Put(near, 2, 5*limit), threading.ErrFull)
		wantTook(t, start, 3*second)
		wantEqual(t, q.Qsize(), 1)
	})
}

func TestQ05_NowaitIsFullOrEmptyAtOnce(t *testing.T) {
	run(t, func(ctx context.Context) {
		start := time.Now()
		q := queue(ctx, 2, 1, 2)
		wantErr(t, q.PutNowait(ctx, 3), threading.ErrFull)
		wantErr(t, q.Put(ctx, 3, 0), threading.ErrFull)
		for want := 1; want <= 2; want++ {
			got, err := q.GetNowait(ctx)
			wantErr(t, err, nil)
			wantEqual(t, got, want)
		}
		_, err := q.GetNowait(ctx)
		wantErr(t, err, threading.ErrEmpty)
		_, err = q.Get(ctx, 0)
		wantErr(t, err, threading.ErrEmpty)
		wantTook(t, start, 0)
	})
}

func TestQ06_ANegativeTimeoutIsAValueError(t *testing.T) {
	run(t, func(ctx context.Context) {
		q := queue(ctx, 2, 1) // neither would have to wait
		wantErr(t, q.Put(ctx, 1, -1), threading.ErrNegativeTimeout)
		_, err := q.Get(ctx, -1)
		wantErr(t, err, threading.ErrValue)
		wantEqual(t, q.Qsize(), 1)
	})
}

func TestQ07_OneTaskDoneTooManyIsAValueError(t *testing.T) {
	run(t, func(ctx context.Context) {
		q := queue(ctx, 0)
		wantErr(t, q.TaskDone(ctx), threading.ErrTaskDone)
		q.Put(ctx, 1)
		wantErr(t, q.TaskDone(ctx), nil) // even before it was got, as in Python
		err := q.TaskDone(ctx)
		wantErr(t, err, threading.ErrTaskDone)
		wantErr(t, err, threading.ErrValue)
	})
}

func TestQ08_JoinWaitsForEveryTask(t *testing.T) {
	run(t, func(ctx context.Context) {
		q := queue(ctx, 0)
		wantErr(t, q.Join(ctx), nil)
		var sum list[int]
		for range 2 {
			spawn(ctx, func(ctx context.Context) {
				for {
					item, err := q.Get(ctx)
					wantErr(t, err, nil)
					threading.Sleep(ctx, second)
					sum.add(item)
					wantErr(t, q.TaskDone(ctx), nil)
					if item < 0 {
						return
					}
				}
			})
		}
		start := time.Now()
		for i := range 10 {
			q.Put(ctx, i)
		}
		wantEqual(t, q.Unfinished(), 10)
		wantErr(t, q.Join(ctx), nil)
		wantTook(t, start, 5*second)
		wantEqual(t, len(sum.all()), 10)
		q.Put(ctx, -1)
		q.Put(ctx, -1)
		wantErr(t, q.Join(ctx), nil)
		wantEqual(t, len(sum.all()), 12)
	})
}

func TestQ09_TheSizeCanBeChanged(t *testing.T) {
	run(t, func(ctx context.Context) {
		q := queue(ctx, 3, 1, 2, 3)
		q.SetMaxsize(ctx, 2)
		wantEqual(t, q.Maxsize(), 2)
		wantNoPut(t, ctx, q, threading.ErrFull)
		wantGet(t, ctx, q, 1)
		wantNoPut(t, ctx, q, threading.ErrFull)

		var put list[int]
		for i := 4; i <= 6; i++ {
			spawn(ctx, func(ctx context.Context) {
				wantErr(t, q.Put(ctx, i), nil)
				put.add(i)
			})
			wait()
		}
		q.SetMaxsize(ctx, 4)
		wait()
		wantEqual(t, sorted(put.all()), []int{4, 5})
		q.SetMaxsize(ctx, 0)
		wait()
		wantEqual(t, sorted(put.all()), []int{4, 5, 6})
		for want := 2; want <= 6; want++ {
			wantGet(t, ctx, q, want)
		}
	})
}

func TestQ16_WithManyThreadsNothingIsLostOrDoubled(t *testing.T) {
	const threads, each = 20, 100
	for _, maxsize := range []int{0, 1, 3} {
		run(t, func(ctx context.Context) {
			q := queue(ctx, maxsize)
			var got list[int]
			var producers, consumers []*threading.Thread
			for n := range threads {
				producers = append(producers, spawn(ctx, func(ctx context.Context) {
					for i := range each {
						wantErr(t, q.Put(ctx, n*each+i), nil)
					}
				}))
				consumers = append(consumers, spawn(ctx, func(ctx context.Context) {
					for {
						item, err := q.Get(ctx)
						if errors.Is(err, threading.ErrShutDown) {
							return
						}
						wantErr(t, err, nil)
						got.add(item)
						wantErr(t, q.TaskDone(ctx), nil)
					}
				}))
			}
			joinAll(t, ctx, producers...)
			wantErr(t, q.Join(ctx), nil)
			q.Shutdown(ctx)
			joinAll(t, ctx, consumers...)
			items := got.all()
			slices.Sort(items)
			if len(items) != threads*each || len(slices.Compact(items)) != len(items) {
				t.Errorf("%d items came out of %d", len(items), threads*each)
			}
		})
	}
}

func TestQ17_WhoHasWaitedLongestIsServedFirst(t *testing.T) {
	run(t, func(ctx context.Context) {
		q := queue(ctx, 1)
		var order list[int]
		for i := range 5 {
			spawn(ctx, func(ctx context.Context) {
				q.Get(ctx)
				order.add(i)
			})
			wait()
		}
		for i := range 5 {
			q.PutNowait(ctx, i) // a free place each time, as somebody waits
			wait()
		}
		q.PutNowait(ctx, 0)
		for i := 5; i < 10; i++ {
			spawn(ctx, func(ctx context.Context) {
				q.Put(ctx, i)
				order.add(i)
			})
			wait()
		}
		for range 5 {
			q.GetNowait(ctx)
			wantErr(t, q.PutNowait(ctx, 99), threading.ErrFull) // the place has gone to the first in line
			wait()
		}
		wantEqual(t, order.all(), []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
	})
}

func TestQ18_DeadlinesCountOnlyWhereThereIsAWait(t *testing.T) {
	run(t, func(ctx context.Context) {
		q := queue(ctx, 1)
		past, cancel := expired(ctx)
		defer cancel()
		wantErr(t, q.Put(past, 1), nil)
		wantErr(t, q.Put(past, 2), threading.ErrFull)
		_, err := q.Get(past)
		wantErr(t, err, nil)
		_, err = q.Get(past)
		wantErr(t, err, threading.ErrEmpty)

		q.Put(ctx, 1)
		gone := cancelled(ctx)
		_, err = q.Get(gone)
		wantErr(t, err, context.Canceled)
		_, err = q.GetNowait(gone)
		wantErr(t, err, context.Canceled)
		q.SetMaxsize(ctx, 0)
		wantErr(t, q.Put(gone, 2), context.Canceled)
		wantErr(t, q.PutNowait(gone, 2), context.Canceled)
		wantErr(t, q.TaskDone(gone), nil) // it is done, whatever comes
		wantEqual(t, q.Qsize(), 1)
	})
}

func TestQ04_TheLargestTimeoutWaits(t *testing.T) {
	run(t, func(ctx context.Context) {
		q := queue(ctx, 0)
		threading.Sleep(ctx, second) // now there are not so many left
		getter := spawn(ctx, func(ctx context.Context) {
			_, err := q.Get(ctx, math.MaxInt64)
			wantErr(t, err, nil)
		})
		threading.Sleep(ctx, second)
		wantErr(t, q.Put(ctx, 1), nil)
		joinAll(t, ctx, getter)
	})
}

func TestQ18_ADeadlineWithACauseIsADeadline(t *testing.T) {
	run(t, func(ctx context.Context) {
		q := queue(ctx, 0)
		past, cancel := context.WithTimeoutCause(ctx, 0, errors.New("too late"))
		defer cancel()
		wantErr(t, q.Put(past, 1), nil) // which need not wait
		wantErr(t, q.Join(past), threading.ErrTimeout)
	})
}

func TestQ04_WhatComesAtTheLastMomentIsNotLost(t *testing.T) {
	run(t, func(ctx context.Context) {
		for range 200 {
			q := queue(ctx, 0)
			got := false
			getter := spawn(ctx, func(ctx context.Context) {
				_, err := q.Get(ctx, limit)
				if got = err == nil; !got {
					wantErr(t, err, threading.ErrEmpty)
				}
			})
			threading.Sleep(ctx, second) // until the very moment
			wantErr(t, q.Put(ctx, 1), nil)
			joinAll(t, ctx, getter)
			wantEqual(t, q.Empty(), got)
		}
	})
}
