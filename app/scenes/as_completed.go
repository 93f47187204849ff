package scenes

import (
	"context"

	"flaglab/app/futures"
)

func asCompleted(ctx context.Context, s *Stage) error {
	pool, err := s.Pool(ctx, s.Workers)
	if err != nil {
		return err
	}
	defer pool.Shutdown()

	var toDo []*Future
	for _, cc := range s.Codes {
		future, err := futures.Submit(pool, s.Download, cc)
		if err != nil {
			return err
		}
		toDo = append(toDo, future)
		s.Scheduled(cc, future)
	}

	limited, stop := s.Limit(ctx)
	defer stop()
	for future, err := range futures.AsCompleted(limited, toDo) {
		if err != nil {
			s.Print(ctx, "as_completed raised: %v", err)
			break // the tasks go on; Shutdown waits for them
		}
		result, err := future.Result(ctx)
		if err != nil {
			s.Print(ctx, "%v raised: %v", future, err)
			continue
		}
		s.Print(ctx, "%v result: %q", future, result)
	}
	return nil
}
