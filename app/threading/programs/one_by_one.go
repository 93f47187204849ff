package programs

import (
	"context"

	"flaglab/app/threading"
)

func oneByOne(ctx context.Context, s *Settings) error {
	for range s.Threads {
		t := threading.NewThread(ctx, s.worker) // the worker of the pool
		if err := t.Start(ctx); err != nil {
			return err
		}
		if err := t.Join(ctx); err != nil { // before the next one starts
			return err
		}
	}
	return nil
}
