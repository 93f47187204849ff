package main

import (
	"context"
	"slices"
	"testing"

	"go.uber.org/goleak"

	"flaglab/app/futures"
)

// BenchmarkFuture's unit is one future of a thousand that are under way.
func BenchmarkFuture(b *testing.B) {
	for _, c := range contenders {
		b.Run(c.name, func(b *testing.B) {
			run, stop := c.start()
			defer stop()
			out := make([]int, 1000)
			b.ReportAllocs()
			b.ResetTimer()
			for n := 0; n < b.N; n += len(out) {
				run(out[:min(len(out), b.N-n)])
			}
		})
	}
}

func TestContendersGiveTheResults(t *testing.T) {
	for _, c := range contenders {
		run, stop := c.start()
		out := make([]int, 100)
		run(out)
		stop()
		verify(c.name, out)
	}
}

// TestNoLeaks has goleak look for goroutines after each way to use the package, and
// to leave it early.
func TestNoLeaks(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // the end of a wait, whatever it waits for
	for name, use := range map[string]func(*futures.ThreadPoolExecutor){
		"nothing": func(ex *futures.ThreadPoolExecutor) {},
		"submit":  func(ex *futures.ThreadPoolExecutor) { submitAll(ex) },
		"result":  func(ex *futures.ThreadPoolExecutor) { submitAll(ex)[0].Result(ctx) },
		"cancel": func(ex *futures.ThreadPoolExecutor) {
			for _, f := range submitAll(ex) {
				f.Cancel()
			}
		},
		"wait": func(ex *futures.ThreadPoolExecutor) { futures.Wait(ctx, submitAll(ex), futures.AllCompleted) },
		"as completed, left": func(ex *futures.ThreadPoolExecutor) {
			for range futures.AsCompleted(t.Context(), submitAll(ex)) {
				break
			}
		},
		"map, left": func(ex *futures.ThreadPoolExecutor) {
			for range futures.Map(t.Context(), ex, work, slices.Values([]int{1, 2, 3, 4})) {
				break
			}
		},
		"map with a buffer, left": func(ex *futures.ThreadPoolExecutor) {
			for range futures.Map(t.Context(), ex, work, slices.Values([]int{1, 2, 3, 4}), futures.BufferSize(2)) {
				break
			}
		},
		"panics": func(ex *futures.ThreadPoolExecutor) {
			futures.Submit(ex, func(context.Context, int) (int, error) { panic("doh!") }, 0)
		},
		"dropped queue": func(ex *futures.ThreadPoolExecutor) {
			submitAll(ex)
			ex.Shutdown(futures.NoWait, futures.CancelFutures)
		},
	} {
		t.Run(name, func(t *testing.T) {
			ignore := goleak.IgnoreCurrent()
			ex, err := futures.NewThreadPoolExecutor(3)
			check(err)
			use(ex)
			ex.Shutdown()
			goleak.VerifyNone(t, ignore)
		})
	}
	t.Run("broken pool, not shut down", func(t *testing.T) {
		ignore := goleak.IgnoreCurrent()
		ex, err := futures.NewThreadPoolExecutor(3, futures.Initializer(func(context.Context) error { panic("doh!") }))
		check(err)
		submitAll(ex)
		goleak.VerifyNone(t, ignore)
	})
}

func submitAll(ex *futures.ThreadPoolExecutor) (fs []*futures.Future[int]) {
	for i := range 100 {
		if f, err := futures.Submit(ex, work, i); err == nil {
			fs = append(fs, f)
		}
	}
	return fs
}
