package main

import (
	"context"
	"sync"

	"github.com/alitto/pond/v2"
	"github.com/panjf2000/ants/v2"
	conc "github.com/sourcegraph/conc/pool"
	"golang.org/x/sync/errgroup"

	"flaglab/app/futures"
)

// workers is how many goroutines each contender may use: the maximum of the
// lecture's thread pool.
const workers = 20

// work is the task: as good as nothing, so that what is measured is the rest.
func work(_ context.Context, n int) (int, error) { return 2*n + 1, nil }

// A contender runs work for the inputs 0 … n-1 and stores the results in out.
type contender struct {
	name  string
	start func() (run func(out []int), stop func())
}

var contenders = []contender{
	{"futures: Submit, Result", startFutures},
	{"futures: Map", startMap},
	{"workers on a buffered channel", startChannel},
	{"goroutine per task", startGoroutines},
	{"x/sync/errgroup", startErrgroup},
	{"sourcegraph/conc ContextPool", startConc},
	{"panjf2000/ants", startAnts},
	{"alitto/pond ResultPool", startPond},
}

func startFutures() (func([]int), func()) {
	ex, err := futures.NewThreadPoolExecutor(workers)
	check(err)
	ctx := context.Background()
	return func(out []int) {
		fs := make([]*futures.Future[int], len(out))
		for i := range out {
			fs[i], err = futures.Submit(ex, work, i)
			check(err)
		}
		for i, f := range fs {
			out[i], err = f.Result(ctx)
			check(err)
		}
	}, func() { ex.Shutdown() }
}

func startMap() (func([]int), func()) {
	ex, err := futures.NewThreadPoolExecutor(workers)
	check(err)
	return func(out []int) {
		inputs := func(yield func(int) bool) {
			for i := range out {
				if !yield(i) {
					return
				}
			}
		}
		i := 0
		for v, err := range futures.Map(context.Background(), ex, work, inputs) {
			check(err)
			out[i] = v
			i++
		}
	}, func() { ex.Shutdown() }
}

// startChannel is the least that gives each task a future: a result and a channel
// that says when it is there. It has no states and no cancellation, a panic ends
// the program, and submitting blocks when the buffer is full.
func startChannel() (func([]int), func()) {
	type future struct {
		done  chan struct{}
		value int
		err   error
	}
	type item struct {
		*future
		in int
	}
	queue := make(chan item, 1024)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for it := range queue {
				it.value, it.err = work(context.Background(), it.in)
				close(it.done)
			}
		})
	}
	return func(out []int) {
			fs := make([]*future, len(out))
			for i := range out {
				fs[i] = &future{done: make(chan struct{})}
				queue <- item{fs[i], i}
			}
			for i, f := range fs {
				<-f.done
				check(f.err)
				out[i] = f.value
			}
		}, func() {
			close(queue)
			wg.Wait()
		}
}

// The others keep their results each in its own way. None but pond's gives a
// future for a single task, so they have less to do.

func startGoroutines() (func([]int), func()) {
	limit := make(chan struct{}, workers)
	return func(out []int) {
		var wg sync.WaitGroup
		for i := range out {
			limit <- struct{}{}
			wg.Go(func() {
				v, err := work(context.Background(), i)
				check(err)
				out[i] = v
				<-limit
			})
		}
		wg.Wait()
	}, func() {}
}

func startErrgroup() (func([]int), func()) {
	return func(out []int) {
		g, ctx := errgroup.WithContext(context.Background())
		g.SetLimit(workers)
		for i := range out {
			g.Go(func() (err error) {
				out[i], err = work(ctx, i)
				return err
			})
		}
		check(g.Wait())
	}, func() {}
}

func startConc() (func([]int), func()) {
	return func(out []int) {
		p := conc.New().WithMaxGoroutines(workers).WithErrors().WithContext(context.Background())
		for i := range out {
			p.Go(func(ctx context.Context) (err error) { // its ResultPool does not keep the order
				out[i], err = work(ctx, i)
				return err
			})
		}
		check(p.Wait())
	}, func() {}
}

func startAnts() (func([]int), func()) {
	p, err := ants.NewPool(workers)
	check(err)
	return func(out []int) {
		var wg sync.WaitGroup
		for i := range out {
			wg.Add(1)
			check(p.Submit(func() {
				defer wg.Done()
				v, err := work(context.Background(), i)
				check(err)
				out[i] = v
			}))
		}
		wg.Wait()
	}, func() { check(p.ReleaseTimeout(stopTimeout)) }
}

func startPond() (func([]int), func()) {
	p := pond.NewResultPool[int](workers)
	return func(out []int) {
		tasks := make([]pond.ResultTask[int], len(out))
		for i := range out {
			tasks[i] = p.SubmitErr(func() (int, error) { return work(context.Background(), i) })
		}
		for i, task := range tasks {
			v, err := task.Wait()
			check(err)
			out[i] = v
		}
	}, p.StopAndWait
}
