package pool

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"flaglab/app/runlog"
)

// sleepers is what it costs to have many goroutines that sleep, as measured at the end of a sweep.
type sleepers struct {
	Count int           `json:"count"`
	Start time.Duration `json:"start"` // to start all of them
	Bytes uint64        `json:"bytes"` // of memory that all of them hold
}

const (
	sleepersRun   = "sleepers"
	sleepersCount = 1000
)

// measureSleepers starts goroutines that sleep until they are told to end, and writes what they cost.
func measureSleepers(ctx context.Context, w *runlog.Writer) {
	run := w.Begin(sleepersRun)
	ctx, wake := context.WithCancel(ctx)
	defer wake()
	before := memory()
	began := time.Now()
	var all sync.WaitGroup
	started := make(chan struct{}, sleepersCount)
	for range sleepersCount {
		all.Go(func() {
			started <- struct{}{}
			<-ctx.Done()
		})
	}
	for range sleepersCount {
		<-started
	}
	cost := &sleepers{Count: sleepersCount, Start: time.Since(began)}
	if after := memory(); after > before {
		cost.Bytes = after - before
	}
	wake()
	all.Wait()
	run.End(runlog.Finished, cost)
}

// memory returns the bytes of all stacks and of the heap.
func memory() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.StackInuse + m.HeapAlloc
}

// words says what the sleepers cost.
func (s *sleepers) words() string {
	text := fmt.Sprintf("The end of a sweep measures what %d goroutines cost that only sleep.", sleepersCount)
	if s != nil {
		text = fmt.Sprintf("A worker that sleeps costs next to nothing: %d sleeping goroutines took %.1f ms to start here", s.Count, float64(s.Start)/1e6)
		if s.Bytes > 0 {
			text += fmt.Sprintf(" and hold %.1f KB each", float64(s.Bytes)/float64(s.Count)/1024)
		}
		text += "."
	}
	return text + fmt.Sprintf(" What many workers cost is what they do when they wake. So a pool for waiting may be large; but it always needs a limit (%d in this lab), "+
		"or a mistake in one line asks a server for everything at once.", MaxWorkers)
}
