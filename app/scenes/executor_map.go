package scenes

import (
	"context"
	"slices"

	"flaglab/app/futures"
)

func executorMap(ctx context.Context, s *Stage) error {
	pool, err := s.Pool(ctx, s.Workers)
	if err != nil {
		return err
	}
	defer pool.Shutdown()

	download := func(ctx context.Context, cc string) (string, error) {
		s.Print(ctx, "  %s begins", cc)
		result, err := s.Download(ctx, cc)
		s.Print(ctx, "  %s is done", cc)
		return result, err
	}

	limited, stop := s.Limit(ctx)
	defer stop()
	i := 0
	for result, err := range futures.Map(limited, pool, download, slices.Values(s.Codes)) {
		if err != nil {
			s.Print(ctx, "map raised for %d: %v", i, err)
		} else {
			s.Print(ctx, "result %d: %q", i, result)
		}
		i++
	}
	return nil
}
