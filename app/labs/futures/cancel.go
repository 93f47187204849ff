package futures

import (
	"context"

	"flaglab/app/futures"
)

func cancelAndShutdown(ctx context.Context, p *program) error {
	pool, err := p.Pool(ctx, p.Workers)
	if err != nil {
		return err
	}
	defer pool.Shutdown()

	var toDo []*Future
	for _, cc := range p.Codes {
		future, err := futures.Submit(pool, p.Download, cc)
		if err != nil {
			return err
		}
		toDo = append(toDo, future)
		p.Scheduled(cc, future)
	}

	first, last := toDo[0], toDo[len(toDo)-1]
	p.Pause(ctx, "Which of the two can still be cancelled, the first or the last?", first, last)
	p.Print(ctx, "cancel the first: %v, it is %v", first.Cancel(), first)
	p.Print(ctx, "cancel the last: %v, it is %v", last.Cancel(), last)

	pool.Shutdown(futures.NoWait, futures.CancelFutures)
	p.Print(ctx, "shut down without waiting; what was pending is cancelled")
	if _, err := futures.Submit(pool, p.Download, "BR"); err != nil {
		p.Print(ctx, "submit raised: %v", err)
	}

	pool.Shutdown()
	p.Print(ctx, "shut down and waited; what was running has finished")
	return nil
}
