package futures

import (
	"context"
	"errors"
	"iter"
)

// AsCompleted yields the futures as they complete: first those that are already
// done, in the order of fs, then each of the others when it completes (C34). A
// future that is given twice is yielded once (C35). The futures may belong to
// several executors (C38).
//
// If ctx's deadline passes first, the futures that have completed by then are
// still yielded, and the last pair is nil and a *TimeoutError (C36); if ctx is
// cancelled, the last pair is nil and ctx's error. A deadline is a point in time,
// so the clock runs from the moment the caller set it, not from the first
// iteration (C37). In every other pair the error is nil: ask the future for the
// task's.
//
// Nothing is set up until the iteration begins, and nothing remains when it
// ends. The iterator may be used again, and then starts over.
func AsCompleted[T any](ctx context.Context, fs []*Future[T]) iter.Seq2[*Future[T], error] {
	return func(yield func(*Future[T], error) bool) {
		if yield == nil {
			return // Close: there is nothing to release
		}
		unique, cores := distinct(fs)
		w, batch := newWaiter(eachCompleted, cores)
		defer w.forget(cores)
		pending := len(unique)
		for ended := false; ; {
			for _, i := range batch {
				pending--
				if !yield(unique[i], nil) {
					return
				}
			}
			if pending == 0 {
				return
			}
			if ended {
				yield(nil, asCompletedError(ctx, pending, len(unique)))
				return
			}
			if batch = w.take(); len(batch) == 0 {
				w.block(ctx)
			}
			// Check the context before the waiter: futures that completed by the
			// deadline have arrived by then, and are the last to be yielded.
			ended = ctx.Err() != nil
			batch = append(batch, w.take()...)
		}
	}
}

func asCompletedError(ctx context.Context, unfinished, total int) error {
	err := waitError(ctx)
	if errors.Is(err, ErrTimeout) {
		return &TimeoutError{Unfinished: unfinished, Total: total}
	}
	return err
}
