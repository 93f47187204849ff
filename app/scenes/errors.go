package scenes

import (
	"context"

	"flaglab/app/futures"
)

func waitForErrors(ctx context.Context, s *Stage) error {
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
	done, notDone := futures.Wait(limited, toDo, futures.AllCompleted)
	s.Print(ctx, "%d done, %d not done: nobody has asked for a result yet", len(done), len(notDone))

	for i, future := range toDo {
		taskErr, err := future.Exception(limited)
		switch {
		case err != nil:
			s.Print(ctx, "%s: exception() raised: %v", s.Codes[i], err)
		case taskErr != nil:
			s.Print(ctx, "%s: exception() is %T: %v", s.Codes[i], taskErr, taskErr)
		default:
			s.Print(ctx, "%s: no exception", s.Codes[i])
		}
	}
	return nil
}
