package futures

import (
	"context"

	"flaglab/app/futures"
)

func waitForErrors(ctx context.Context, p *program) error {
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

	limited, stop := p.Limit(ctx)
	defer stop()
	done, notDone := futures.Wait(limited, toDo, futures.AllCompleted)
	p.Print(ctx, "%d done, %d not done", len(done), len(notDone))
	p.Pause(ctx, "Nobody has asked for a result yet. Which of them failed?")

	for i, future := range toDo {
		taskErr, err := future.Exception(limited)
		switch {
		case err != nil:
			p.Print(ctx, "%s: exception() raised: %v", p.Codes[i], err)
		case taskErr != nil:
			p.Print(ctx, "%s: %v, exception() is %v", p.Codes[i], future, taskErr)
		default:
			p.Print(ctx, "%s: no exception", p.Codes[i])
		}
	}
	return nil
}
