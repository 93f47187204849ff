package programs

import (
	"context"
	"time"

	"flaglab/app/threading"
)

func results(ctx context.Context, s *Settings) error {
	results := threading.NewQueue[int](0)
	results.SetName("results")
	var threads []*threading.Thread
	for i := range s.Threads {
		t := threading.NewThread(ctx, func(ctx context.Context) error {
			sleepyTime := time.Duration(s.sleepyTime(ctx)) * time.Second
			if err := threading.Sleep(ctx, sleepyTime); err != nil {
				return err
			}
			return results.Put(ctx, i*i)
		})
		if err := t.Start(ctx); err != nil {
			return err
		}
		threads = append(threads, t)
	}
	for range threads {
		result, err := results.Get(ctx)
		if err != nil {
			return err
		}
		threading.Print(ctx, "%d", result)
	}
	for _, t := range threads {
		if err := t.Join(ctx); err != nil {
			return err
		}
	}
	return nil
}
