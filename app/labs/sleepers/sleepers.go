// Package sleepers measures the cost of goroutines that only sleep.
package sleepers

import (
	"context"
	"runtime"
	"sync"
	"time"
)

// Cost is the cost of many sleeping goroutines.
type Cost struct {
	Count int           `json:"count"`
	Start time.Duration `json:"start"` // to start all of them
	Bytes uint64        `json:"bytes"` // of memory that all of them hold
}

// Measure starts goroutines that sleep until all have started, and returns what they cost. They have ended when it returns.
func Measure(ctx context.Context, count int) *Cost {
	ctx, wake := context.WithCancel(ctx)
	defer wake()
	before := memory()
	began := time.Now()
	var all sync.WaitGroup
	started := make(chan struct{}, count)
	for range count {
		all.Go(func() {
			started <- struct{}{}
			<-ctx.Done()
		})
	}
	for range count {
		<-started
	}
	cost := &Cost{Count: count, Start: time.Since(began)}
	if after := memory(); after > before {
		cost.Bytes = after - before
	}
	wake()
	all.Wait()
	return cost
}

// memory returns the bytes of all stacks and of the heap.
func memory() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.StackInuse + m.HeapAlloc
}
