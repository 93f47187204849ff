package programs

import (
	"context"

	"flaglab/app/threading"
)

func countTo(ctx context.Context, s *Settings) error {
	var count threading.Variable
	var lock threading.Lock
	count.SetName("count")
	lock.SetName("lock")

	addToCount := func(ctx context.Context) error {
		add := func() error { return addOne(ctx, s, &count) }
		switch s.Lock {
		case AroundAll:
			return lock.With(ctx, func() error {
				slowPart(ctx, s)
				return add()
			})
		case AroundCount:
			slowPart(ctx, s)
			return lock.With(ctx, add)
		default:
			slowPart(ctx, s)
			return add()
		}
	}

	var threads []*threading.Thread
	for range s.Threads {
		t := threading.NewThread(ctx, addToCount)
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
	threading.Print(ctx, "%d", count.Value())
	return nil
}

func addOne(ctx context.Context, s *Settings, count *threading.Variable) error {
	value := count.Read(ctx)
	s.giveWay(ctx) // another thread may come in here
	count.Write(ctx, value+1)
	return nil
}

func slowPart(ctx context.Context, s *Settings) {
	threading.Sleep(ctx, s.Work)
}
