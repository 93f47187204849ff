// Package futures is Python's concurrent.futures in Go: futures, executors, and
// the functions that wait for them, under their own names.
//
//	executor, err := futures.NewThreadPoolExecutor(20)
//	if err != nil {
//		return err
//	}
//	defer executor.Shutdown()
//	var toDo []*futures.Future[string]
//	for _, cc := range codes {
//		future, err := futures.Submit(executor, downloadOne, cc)
//		if err != nil {
//			return err
//		}
//		toDo = append(toDo, future)
//	}
//	for future := range futures.AsCompleted(ctx, toDo) {
//		fmt.Println(future)
//	}
//
// The behaviour is that of the original, rule by rule, except as listed below; RULES.md lists the rules,
// and each rule's test carries its number. The form is Go's. A task takes a
// context and returns an error; a timeout is the deadline of the waiter's context;
// iterators are iter.Seq2; types are checked at compile time, so result types
// cannot be mixed, though the futures of several executors can.
//
// # Where this package chose
//
// Where the original has a rough edge or the language leaves a choice:
//
//   - Map goes on after a task's error (C21). When it ends early it cancels the
//     queued tasks, even if no result was consumed (C23): close an iterator that
//     was never used with Close.
//   - The deadline of AsCompleted and Map is that of the context, which was set
//     before the call, not at the first iteration (C37).
//   - Cancel notifies waiters at once, not when a worker finds the cancelled future;
//     so a wait cannot hang on futures that were drained from a queue (C39).
//   - A panic, and even runtime.Goexit, in a task is its future's error; the worker
//     or its successor goes on (C17).
//   - When a BaseContext ends, the queue is kept: its tasks run and see a
//     context that has ended.
//
// # Cost
//
// A submitted call is one allocation, which holds its future, its function, its
// input and its queue link. A channel is made only when somebody blocks in
// Result. The module in the bench directory compares this with other pools.
//
// Every goroutine that the package starts is a worker of a ThreadPoolExecutor, and
// Shutdown waits for it. (Map with BufferSize also holds its inputs' iterator, which
// is released when the results end, are left, or become unreachable.) Nothing polls and nothing sleeps, so an executor that is
// idle costs nothing; with GOOS=js it leaves the event loop alone.
package futures
