package programs

import (
	"context"
	"time"

	"flaglab/app/threading"
)

func firstAnswer(ctx context.Context, s *Settings) error {
	answers := queue[int](ctx, s, "answers") // has a place or two
	for i := range s.Threads {
		t := threading.NewThread(ctx, func(ctx context.Context) error {
			sleepyTime := time.Duration(s.sleepyTime(ctx)) * time.Second
			if err := threading.Sleep(ctx, sleepyTime); err != nil {
				return err
			}
			return answers.Put(ctx, i+1) // waits for ever when nobody gets it
		})
		if err := t.Start(ctx); err != nil {
			return err
		}
	}
	first, err := answers.Get(ctx)
	if err != nil {
		return err
	}
	threading.Print(ctx, "The first answer comes from %d.", first)
	return nil // and forgets the others
}
