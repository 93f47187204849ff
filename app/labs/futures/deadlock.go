package futures

import (
	"context"

	"flaglab/app/futures"
)

func deadlock(ctx context.Context, p *program) error {
	pool, err := p.Pool(ctx, p.Workers) // of one worker
	if err != nil {
		return err
	}
	defer pool.Shutdown()

	outer := func(ctx context.Context, cc string) (string, error) {
		inner, err := futures.Submit(pool, p.Download, cc)
		if err != nil {
			return "", err
		}
		p.Scheduled("inner "+cc, inner)
		limited, stop := p.Limit(ctx)
		defer stop()
		return inner.Result(limited) // needs a worker, and keeps one
	}

	future, err := futures.Submit(pool, outer, p.Codes[0])
	if err != nil {
		return err
	}
	p.Scheduled("outer "+p.Codes[0], future)
	result, err := future.Result(ctx)
	if err != nil {
		p.Print(ctx, "outer raised: %v, it is %v", err, future)
		return nil
	}
	p.Print(ctx, "outer result: %q, it is %v", result, future)
	return nil
}
