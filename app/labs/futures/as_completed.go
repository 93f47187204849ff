package futures

import (
	"context"

	"flaglab/app/futures"
)

func asCompleted(ctx context.Context, p *program) error {
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
	for future, err := range futures.AsCompleted(limited, toDo) {
		if err != nil {
			p.Print(ctx, "as_completed raised: %v", err)
			break // the tasks go on; Shutdown waits for them
		}
		result, err := future.Result(ctx)
		if err != nil {
			p.Print(ctx, "%v raised: %v", future, err)
			continue
		}
		p.Print(ctx, "%v result: %q", future, result)
	}
	return nil
}
