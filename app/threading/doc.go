// Package threading is Python's threading and queue in Go: Thread, Queue, Lock, RLock,
// Condition, Semaphore, Event and Barrier, under their own names and rules. RULES.md
// lists the rules; each rule's test carries its number.
//
//	err := threading.Run(ctx, func(ctx context.Context) error {
//		results := threading.NewQueue[int](0)
//		worker := threading.NewThread(ctx, func(ctx context.Context) error {
//			threading.Sleep(ctx, 2*time.Second)
//			return results.Put(ctx, 42)
//		})
//		if err := worker.Start(ctx); err != nil {
//			return err
//		}
//		result, err := results.Get(ctx, threading.Timeout(5*time.Second))
//		if err != nil {
//			return err
//		}
//		threading.Print(ctx, "%d", result)
//		return worker.Join(ctx)
//	}, threading.Config{Observe: log.Observe, Clock: threading.NewClock(10)})
//
// The form is Go's. A call that may block takes a context and returns an error: it
// ends when it has what it waits for, when its Timeout or the context's deadline
// passes, or when the context is cancelled. The context also identifies the calling
// thread, as goroutines have no identity: each thread's target gets its own context.
//
// # Observation
//
// Each call reports to the program's Observer what it does, to which object, from which
// line, and with what outcome; a call that blocks also reports that it waits. The records
// come in the order in which they take effect, so a picture, a transcript and the list of
// stuck threads are folds over them: see Threads and Updates. Without an observer the only
// cost is the look-up in the context.
//
// # Time
//
// Sleeps and time-outs are measured on the program's Clock, which can go faster than
// real time, slower, or stand still.
//
// # Where this package chose
//
//   - The thread that has waited longest is served first, and is handed what it
//     waits for. Python promises no order.
//   - A cancelled context ends a call even if it need not wait; a context whose
//     deadline has passed ends it only if it must wait.
//   - An error, or a panic, of a thread's target is kept in Thread.Err; Python prints it.
//   - RLock and Condition need the context of a thread.
//   - A time-out of Join is reported as an error; in Python only is_alive tells.
package threading
