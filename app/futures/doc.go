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
// Who knows the original will find its behaviour here, rule by rule; RULES.md has
// the list, and each rule's test has its number. The form is Go's. A task takes a
// context and returns an error; a timeout is the deadline of the waiter's context;
// iterators are iter.Seq2; types are checked when compiling, so there is no mixing
// of result types, though the futures of several executors mix freely.
//
// # Where this package chose
//
// Where the original has a rough edge or the language leaves a choice:
//
//   - Map goes on after a task's error (C21), and when it ends early it cancels
//     what is queued, even if nothing was consumed yet (C23): an iterator that was
//     never used is closed with Close.
//   - The deadline of AsCompleted and Map is that of the context, which was set
//     before the call, not at the first iteration (C37).
//   - Cancel tells waiters at once, not when a worker comes across the cancelled
//     future; so a wait cannot hang on futures that were drained from a queue (C39).
//   - A panic, and even runtime.Goexit, in a task is its future's error; the worker
//     or its successor goes on (C17).
//   - The end of a BaseContext does not empty the queue: the tasks run and see a
//     context that has ended.
//
// # Cost
//
// A submitted call is one allocation: its future, its function and its input, and
// its place in the queue. A channel is made only when somebody blocks in Result.
// The module in the bench directory compares this with other pools.
//
// Every goroutine that the package starts is a worker of a ThreadPoolExecutor, and
// Shutdown waits for it. (Map with BufferSize also holds its inputs' iterator, which
// is released when the results end, are left, or become unreachable.) Nothing polls and nothing sleeps, so an executor that is
// idle costs nothing; with GOOS=js it leaves the event loop alone.
package futures
