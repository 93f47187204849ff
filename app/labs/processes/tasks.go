package processes

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"flaglab/app/process"
)

// The tasks of the lab. A thread pool calls them in its goroutines, a process pool in its workers.
var (
	countPrimes = process.Register("primes", primes)
	waitAWhile  = process.Register("wait", wait)
	echoBytes   = process.Register("echo", echo)
)

// Batch is the input of a task: numbers to be tested, or a time to wait.
type Batch struct {
	From, To int
	Wait     time.Duration
}

// Result is what a task returns.
type Result struct {
	Primes int // how many there are in the batch
	Calls  int // how many tasks this memory has seen
}

// calls counts the tasks. Goroutines share it; each worker has one of its own.
var calls atomic.Int64

// sliceLength is how long a task computes before it lets other goroutines go on.
const sliceLength = 8 * time.Millisecond

// primes counts the prime numbers of a batch, by trial division.
func primes(ctx context.Context, b Batch) (Result, error) {
	mine := int(calls.Add(1))
	count := 0
	began := time.Now()
	for n := b.From; n < b.To; n++ {
		if prime(n) {
			count++
		}
		if n%256 != 0 || time.Since(began) < sliceLength {
			continue
		}
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		sliceFrom(ctx)(began)
		runtime.Gosched()
		began = time.Now()
	}
	sliceFrom(ctx)(began)
	return Result{count, mine}, nil
}

func prime(n int) bool {
	if n < 4 {
		return n > 1
	}
	if n%2 == 0 || n%3 == 0 {
		return false
	}
	for d := 5; d*d <= n; d += 6 {
		if n%d == 0 || n%(d+2) == 0 {
			return false
		}
	}
	return true
}

// wait does nothing for a while, as a download does.
func wait(ctx context.Context, b Batch) (Result, error) {
	mine := int(calls.Add(1))
	timer := time.NewTimer(b.Wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return Result{Calls: mine}, nil
	case <-ctx.Done():
		return Result{}, ctx.Err()
	}
}

// echo returns what it gets: the price of a message.
func echo(_ context.Context, data []byte) ([]byte, error) { return data, nil }

// sliceKey is the key of a function that is told when a task has computed for a while.
type sliceKey struct{}

// withSlices has tasks with this context call fn after each slice of computing, with the time when it began.
func withSlices(ctx context.Context, fn func(began time.Time)) context.Context {
	return context.WithValue(ctx, sliceKey{}, fn)
}

func sliceFrom(ctx context.Context) func(began time.Time) {
	if fn, ok := ctx.Value(sliceKey{}).(func(time.Time)); ok {
		return fn
	}
	return func(time.Time) {}
}
