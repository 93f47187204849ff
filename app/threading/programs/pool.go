package programs

import (
	"context"
	"time"

	"flaglab/app/threading"
)

func pool(ctx context.Context, s *Settings) error {
	var threads []*threading.Thread
	for range s.Threads {
		t := threading.NewThread(ctx, s.worker)
		if err := t.Start(ctx); err != nil {
			return err
		}
		threads = append(threads, t)
	}
	for _, t := range threads {
		if err := t.Join(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (s *Settings) worker(ctx context.Context) error {
	threading.Print(ctx, "Doing some work...")
	sleepyTime := s.sleepyTime(ctx)
	if err := threading.Sleep(ctx, time.Duration(sleepyTime)*time.Second); err != nil {
		return err
	}
	threading.Print(ctx, "Done after %d sec!", sleepyTime)
	return nil
}
