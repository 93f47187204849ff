package programs

import (
	"context"
	"errors"
	"fmt"

	"flaglab/app/threading"
)

const stop = -1 // tells one consumer to stop

func producers(ctx context.Context, s *Settings) error {
	q := queue[int](ctx, s, "orders")
	var producers, consumers []*threading.Thread
	for i := range s.Producers {
		producers = append(producers, threading.NewThread(ctx, func(ctx context.Context) error {
			return produce(ctx, s, q, i*s.Items)
		}, threading.Name(fmt.Sprint("producer-", i+1))))
	}
	for i := range s.Consumers {
		consumers = append(consumers, threading.NewThread(ctx, func(ctx context.Context) error {
			return consume(ctx, s, q)
		}, threading.Name(fmt.Sprint("consumer-", i+1))))
	}
	for _, t := range append(producers, consumers...) {
		if err := t.Start(ctx); err != nil {
			return err
		}
	}
	for _, t := range producers {
		if err := t.Join(ctx); err != nil {
			return err
		}
	}
	if err := q.Join(ctx); err != nil { // until every item is done
		return err
	}
	threading.Print(ctx, "All items are done.")
	if !s.ForgetStop {
		for range consumers {
			if err := q.Put(ctx, stop); err != nil {
				return err
			}
		}
	}
	for _, t := range consumers {
		if err := t.Join(ctx); err != nil {
			return err
		}
	}
	return nil
}

func produce(ctx context.Context, s *Settings, q *threading.Queue[int], first int) error {
	for item := first; item < first+s.Items; item++ {
		if err := threading.Sleep(ctx, s.MakeTime()); err != nil {
			return err
		}
		if err := put(ctx, s, q, item); err != nil {
			return err
		}
	}
	return nil
}

func consume(ctx context.Context, s *Settings, q *threading.Queue[int]) error {
	for {
		item, err := q.Get(ctx, timeout(s.GetTimeout)...)
		if err != nil {
			return err
		}
		if item == stop {
			return nil
		}
		if err := threading.Sleep(ctx, s.UseTime()); err != nil {
			return err
		}
		if !s.ForgetTaskDone {
			if err := q.TaskDone(ctx); err != nil {
				return err
			}
		}
	}
}

func put(ctx context.Context, s *Settings, q *threading.Queue[int], item int) error {
	switch s.WhenFull {
	case Reject:
		err := q.PutNowait(ctx, item)
		if errors.Is(err, threading.ErrFull) {
			threading.Print(ctx, "Full: %d is rejected.", item)
			return nil
		}
		return err
	case DropOldest:
		for {
			err := q.PutNowait(ctx, item)
			if !errors.Is(err, threading.ErrFull) {
				return err
			}
			oldest, err := q.GetNowait(ctx)
			if errors.Is(err, threading.ErrEmpty) {
				continue // somebody was faster
			}
			if err != nil {
				return err
			}
			q.TaskDone(ctx)
			threading.Print(ctx, "Full: %d is dropped.", oldest)
		}
	default:
		return q.Put(ctx, item, timeout(s.PutTimeout)...)
	}
}
