package processes

import (
	"context"
	"sync/atomic"
	"time"

	"flaglab/app/process"
	"flaglab/app/process/tasks"
)

// The tasks of the lab. A thread pool calls them in its goroutines, a process pool in its workers.
var (
	countPrimes = process.Register("primes of a batch", primes)
	hashBuffer  = process.Register("hash of a batch", hash)
	drawBand    = process.Register("band of a batch", band)
	getAFlag    = process.Register("flag of a batch", flag)
	waitAWhile  = process.Register("wait of a batch", wait)
	countFew    = process.Register("primes of a few numbers", tasks.CountPrimes)
)

// Batch is the input of a task: one part of the work, of one kind.
type Batch struct {
	Work   string // its kind
	Number int
	Range  tasks.Range   // numbers to be tested
	Bytes  int           // of a buffer to be hashed
	Band   tasks.Band    // rows to be drawn
	Flag   Flag          // to be fetched
	Wait   time.Duration // before anything else
	Data   []byte        // to be sent back
}

// Result is what a task returns.
type Result struct {
	Primes int    // how many there are in the batch
	Hash   []byte // of the buffer
	Pixels []byte // of the band, one for each cell
	Bytes  int    // of the flag, or of memory
	Data   []byte // as it came
	Calls  int    // how many tasks this memory has seen
}

// calls counts the tasks. Goroutines share it; each worker has one of its own.
var calls atomic.Int64

func count() int { return int(calls.Add(1)) }

func primes(ctx context.Context, b Batch) (Result, error) {
	n, err := tasks.CountPrimes(ctx, b.Range)
	return Result{Primes: n, Calls: count()}, err
}

func hash(ctx context.Context, b Batch) (Result, error) {
	sum, err := tasks.ComputeSHA256(ctx, make([]byte, b.Bytes))
	return Result{Hash: sum, Calls: count()}, err
}

func band(ctx context.Context, b Batch) (Result, error) {
	pixels, err := tasks.ComputeBand(ctx, b.Band)
	return Result{Pixels: shrink(pixels, b.Band.Width), Calls: count()}, err
}

func flag(ctx context.Context, b Batch) (Result, error) {
	if err := pause(ctx, b.Wait); err != nil {
		return Result{}, err
	}
	image, err := fetchFlag(ctx, b.Flag)
	return Result{Bytes: len(image), Calls: count()}, err
}

func wait(ctx context.Context, b Batch) (Result, error) {
	err := pause(ctx, b.Wait)
	return Result{Calls: count()}, err
}
