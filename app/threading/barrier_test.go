package threading_test

import (
	"context"
	"testing"
	"time"

	"flaglab/app/threading"
)

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

func TestO01_TheThreadWhoseActionPanicsIsRefused(t *testing.T) {
	records := run(t, func(ctx context.Context) {
		b, _ := threading.NewBarrier(2, func() { panic("the action") })
		other := spawn(ctx, func(ctx context.Context) {
			_, err := b.Wait(ctx)
			wantErr(t, err, threading.ErrBrokenBarrier)
		})
		threading.Sleep(ctx, second)
		func() {
			defer func() { recover() }()
			b.Wait(ctx)
		}()
		joinAll(t, ctx, other)
	})
	refused := 0
	for _, r := range records {
		if r.Op == threading.OpWait && r.Phase == threading.Refused {
			refused++
		}
	}
	wantEqual(t, refused, 2)
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
