package scenes

import (
	"context"

	"flaglab/app/futures"
)

func callbacks(ctx context.Context, s *Stage) error {
	pool, err := s.Pool(ctx, s.Workers)
	if err != nil {
		return err
	}
	defer pool.Shutdown()

	var toDo []*Future
	for _, cc := range s.Codes {
		download := func(ctx context.Context, cc string) (string, error) {
			worker, _ := futures.WorkerFrom(ctx)
			s.Print(ctx, "  %s runs in %s", cc, worker.Name)
			return s.Download(ctx, cc)
		}
		future, err := futures.Submit(pool, download, cc)
		if err != nil {
			return err
		}
		toDo = append(toDo, future)
		s.Scheduled(cc, future)
		future.AddDoneCallback(func(f *Future) { s.Print(ctx, "  %s: first callback, %v", cc, f) })
		future.AddDoneCallback(func(*Future) { panic("the second callback is faulty") })
		future.AddDoneCallback(func(*Future) { s.Print(ctx, "  %s: third callback all the same", cc) })
	}

	limited, stop := s.Limit(ctx)
	defer stop()
	futures.Wait(limited, toDo, futures.AllCompleted)
	toDo[0].AddDoneCallback(func(f *Future) { s.Print(ctx, "a late callback runs at once, in the caller: %v", f) })
	s.Print(ctx, "and here the caller goes on")
	return nil
}
