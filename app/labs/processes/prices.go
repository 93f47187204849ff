package processes

import (
	"context"
	"runtime"
	"time"

	"flaglab/app/labs/sleepers"
	"flaglab/app/process"
	"flaglab/app/runlog"
)

// The tasks of the price list.
var (
	sendBack  = process.Register("a batch, sent back", back)
	askMemory = process.Register("memory of a worker", memory)
)

func back(_ context.Context, b Batch) (Result, error) { return Result{Data: b.Data}, nil }

// memory tells how much memory its process has from the system.
func memory(context.Context, Batch) (Result, error) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return Result{Bytes: int(m.Sys)}, nil
}

// prices is the experiment that measures what goroutines, workers and messages cost here. Its run has its name.
type prices struct{}

const priced = "prices"

// price is the detail of an event: what something takes, in time or in bytes.
type price struct {
	Name  string        `json:"name"`
	Took  time.Duration `json:"took,omitempty"`
	Bytes int           `json:"bytes,omitempty"`
}

// The names of those that the verdict compares.
const (
	aGoroutine = "Start a goroutine"
	aWorker    = "Start a worker and wait until ready"
	twoWorkers = "Start two at once, until both are ready"
)

// Do implements bench.Experiment.
func (prices) Do(ctx context.Context, w *runlog.Writer) error {
	log := w.Begin(priced)
	end(ctx, log, measurePrices(ctx, log))
	return nil
}

// measurePrices writes one price after the other. What was not measured has no price.
func measurePrices(ctx context.Context, log *runlog.Run) error {
	note := func(p price) { log.Add(0, runlog.NoLane, "", &p) }
	const many = 1000
	first := sleepers.Measure(ctx, many)
	again := sleepers.Measure(ctx, many) // the memory is there
	note(price{Name: aGoroutine, Took: min(first.Start, again.Start) / many})
	note(price{Name: "Memory of a goroutine", Bytes: int(first.Bytes) / many})

	began := time.Now()
	pool, err := process.NewProcessPoolExecutor(1)
	if err != nil {
		return err
	}
	defer pool.Shutdown()
	defer context.AfterFunc(ctx, pool.KillWorkers)()
	if err := pool.Start(ctx); err != nil {
		pool.KillWorkers()
		return err
	}
	note(price{Name: aWorker, Took: time.Since(began)})
	asked, err := process.Submit(pool, askMemory, Batch{})
	if err != nil {
		return err
	}
	answer, err := asked.Result(ctx)
	if err != nil {
		return err
	}
	note(price{Name: "Memory of a worker, as Go counts it", Bytes: answer.Bytes})

	began = time.Now()
	if err := startTwo(ctx); err != nil {
		return err
	}
	note(price{Name: twoWorkers, Took: time.Since(began)})

	for _, m := range []struct {
		name  string
		size  int
		times int
	}{{"Call a worker and get its answer", 1, 100}, {"The same with 1 MB each way", 1 << 20, 5}} {
		took, err := each(ctx, m.times, func() error {
			future, err := process.Submit(pool, sendBack, Batch{Data: make([]byte, m.size)})
			if err == nil {
				_, err = future.Result(ctx)
			}
			return err
		})
		if err != nil {
			return err
		}
		note(price{Name: m.name, Took: took})
	}
	for _, m := range []struct {
		name     string
		transfer bool
	}{{"1 MB in a message, copied", false}, {"1 MB in a message, transferred", true}} {
		post := newPost(1<<20, m.transfer)
		took, err := each(ctx, 20, func() error { return post.send(ctx) })
		post.close()
		if err != nil {
			return err
		}
		note(price{Name: m.name, Took: took})
	}
	return nil
}

// startTwo starts a pool of two workers, and ends it when both are ready. To end it takes no time.
func startTwo(ctx context.Context) error {
	pool, err := process.NewProcessPoolExecutor(2)
	if err != nil {
		return err
	}
	defer pool.KillWorkers()
	return pool.Start(ctx)
}

// each returns how long something takes, on the average of several times after one that does not count.
func each(ctx context.Context, times int, once func() error) (time.Duration, error) {
	if err := once(); err != nil {
		return 0, err
	}
	began := time.Now()
	for range times {
		if err := once(); err != nil {
			return 0, err
		}
	}
	return time.Since(began) / time.Duration(times), ctx.Err()
}
