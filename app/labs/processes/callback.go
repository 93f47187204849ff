package processes

import (
	"context"
	"fmt"

	"flaglab/app/futures"
	"flaglab/app/process"
	"flaglab/app/process/tasks"
)

// callback submits a task to a pool of processes and does not wait for it: it is called back, here, when the worker's
// answer is there.
func callback(ctx context.Context, pool *process.ProcessPoolExecutor, print func(string)) error {
	future, err := process.Submit(pool, countPrimes, Batch{Range: tasks.Range{From: 1, To: 100_000}})
	if err != nil {
		return err
	}
	back := make(chan struct{})
	future.AddDoneCallback(func(f *futures.Future[Result]) {
		result, err := f.Result(ctx)
		print(fmt.Sprintf("callback: %v says %d, %v", f, result.Primes, err))
		close(back)
	})
	print(fmt.Sprintf("submitted: %v", future))
	<-back
	return nil
}
