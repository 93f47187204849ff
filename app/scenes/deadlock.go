package scenes

import (
	"context"

	"flaglab/app/futures"
)

func deadlock(ctx context.Context, s *Stage) error {
	pool, err := s.Pool(ctx, s.Workers)
	if err != nil {
		return err
	}
	defer pool.Shutdown()

	outer := func(ctx context.Context, cc string) (string, error) {
		inner, err := futures.Submit(pool, s.Download, cc)
		if err != nil {
			return "", err
		}
		s.Scheduled("inner "+cc, inner)
		limited, stop := s.Limit(ctx)
		defer stop()
		return inner.Result(limited) // needs a worker, and keeps one
	}

	future, err := futures.Submit(pool, outer, s.Codes[0])
	if err != nil {
		return err
	}
	s.Scheduled("outer "+s.Codes[0], future)
	result, err := future.Result(ctx)
	if err != nil {
		s.Print(ctx, "outer raised: %v", err)
		return nil
	}
	s.Print(ctx, "outer result: %q", result)
	return nil
}
