package flags

import (
	"context"

	"flaglab/app/futures"
)

// ThreadPool downloads the codes with a pool of workers.
func (d *Downloader) ThreadPool(ctx context.Context, codes []string, workers int) (Counts, error) {
	var counts Counts
	d.pending(codes)
	executor, err := futures.NewThreadPoolExecutor(min(workers, len(codes)), futures.BaseContext(ctx))
	if err != nil {
		return counts, err
	}
	defer executor.Shutdown()

	var toDo []*futures.Future[Result]
	codeOf := map[*futures.Future[Result]]string{}
	for _, cc := range codes {
		future, err := futures.Submit(executor, d.DownloadOne, cc)
		if err != nil {
			return counts, err
		}
		toDo = append(toDo, future)
		codeOf[future] = cc
	}

	// Cancelling ctx ends the running downloads; the pending ones never start.
	defer context.AfterFunc(ctx, func() {
		for _, future := range toDo {
			future.Cancel()
		}
	})()

	for future := range futures.AsCompleted(context.Background(), toDo) {
		if future.Cancelled() {
			counts.add(d.giveUp(ctx, codeOf[future]))
			continue
		}
		counts.add(future.Result(ctx))
	}
	return counts, nil
}
