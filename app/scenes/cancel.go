package scenes

import (
	"context"

	"flaglab/app/futures"
)

func cancelAndShutdown(ctx context.Context, s *Stage) error {
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

	first, last := toDo[0], toDo[len(toDo)-1]
	s.Print(ctx, "cancel the first: %v, it is %v", first.Cancel(), first)
	s.Print(ctx, "cancel the last: %v, it is %v", last.Cancel(), last)

	pool.Shutdown(futures.NoWait, futures.CancelFutures)
	s.Print(ctx, "shut down without waiting; what was pending is cancelled")
	if _, err := futures.Submit(pool, s.Download, "BR"); err != nil {
		s.Print(ctx, "submit raised: %v", err)
	}

	pool.Shutdown()
	s.Print(ctx, "shut down and waited; what was running has finished")
	return nil
}
