package futures

import (
	"context"
	"errors"
	"slices"

	"flaglab/app/futures"
)

func executorMap(ctx context.Context, p *program) error {
	pool, err := p.Pool(ctx, p.Workers)
	if err != nil {
		return err
	}
	defer pool.Shutdown()

	download := func(ctx context.Context, cc string) (string, error) {
		p.Print(ctx, "  %s begins", cc)
		result, err := p.Download(ctx, cc)
		p.Print(ctx, "  %s is done", cc)
		return result, err
	}

	limited, stop := p.Limit(ctx)
	defer stop()
	i := 0
	for result, err := range futures.Map(limited, pool, download, slices.Values(p.Codes)) {
		switch {
		case errors.Is(err, futures.ErrTimeout):
			p.Print(ctx, "map raised: %v", err) // what is running goes on; Shutdown waits for it
		case err != nil:
			p.PrintResult(ctx, i, "map raised for %d: %v", i, err)
		default:
			p.PrintResult(ctx, i, "result %d: %q", i, result)
		}
		i++
	}
	return nil
}
