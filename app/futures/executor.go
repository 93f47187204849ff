package futures

import "context"

// An Executor runs items. ThreadPoolExecutor is one; a pool of processes is
// another, and Submit, Map, AsCompleted and Wait work on both.
type Executor interface {
	// Execute queues an item and returns at once. Its error is ErrShutdown after
	// Shutdown, wraps ErrBrokenExecutor if the executor is broken, and is of the
	// executor's own making if it cannot run this item at all.
	Execute(Item) error

	// Shutdown refuses further items and waits until the queued ones are done
	// and the workers have ended. Calling it again is allowed, and waits again.
	Shutdown(...ShutdownOption)
}

// A BatchExecutor can take several items at once, such as a pool that sends a
// message for each batch. Map with ChunkSize uses it.
type BatchExecutor interface {
	Executor
	ExecuteBatch([]Item) error
}

// A ShutdownOption changes what Shutdown does with the queue. Executors read the
// options with ShutdownOptions.
type ShutdownOption int

const (
	// NoWait makes Shutdown return at once. Queued items still complete, and a
	// later Shutdown without NoWait waits for them.
	NoWait ShutdownOption = iota
	// CancelFutures cancels the futures that have not started; running ones finish.
	CancelFutures
)

// ShutdownOptions returns the settings in opts: whether to wait, and whether to cancel
// queued futures.
func ShutdownOptions(opts []ShutdownOption) (wait, cancelFutures bool) {
	wait = true
	for _, o := range opts {
		switch o {
		case NoWait:
			wait = false
		case CancelFutures:
			cancelFutures = true
		}
	}
	return wait, cancelFutures
}

// Submit hands the call fn(ctx, in) to the executor and returns its future. It
// never blocks. The context that fn gets is the executor's. The error is that of
// Executor.Execute, and there is no future then.
//
// It costs one allocation, future and all.
func Submit[In, Out any](ex Executor, fn func(context.Context, In) (Out, error), in In) (*Future[Out], error) {
	return SubmitCallable(ex, function[In, Out](fn), in)
}

// SubmitCallable is Submit for a Callable.
func SubmitCallable[In, Out any](ex Executor, call Callable[In, Out], in In) (*Future[Out], error) {
	t := newTask(call, in)
	if err := ex.Execute(t); err != nil {
		return nil, err
	}
	return &t.Future, nil
}

// CancelAll cancels each item that next returns until it returns nil. It is for an
// executor that drops its queue. All items are settled whatever callbacks do: a callback
// that calls runtime.Goexit ends this call too, and the remaining items are cancelled as
// the stack unwinds.
func CancelAll(next func() Item) {
	settleAll(next, func(item Item) {
		cancelled := true
		defer func() {
			if cancelled {
				item.Start(noWorker) // completes the cancellation
			}
		}()
		cancelled = item.Cancel()
	})
}

// FailAll is like CancelAll, but the items fail with err. It is for an executor that
// is broken.
func FailAll(next func() Item, err error) {
	settleAll(next, func(item Item) {
		if item.Fail(err) != nil {
			item.Start(noWorker) // was cancelled: completes that
		}
	})
}

func settleAll(next func() Item, settle func(Item)) {
	ended := false
	defer func() {
		if !ended {
			settleAll(next, settle)
		}
	}()
	for item := next(); item != nil; item = next() {
		settle(item)
	}
	ended = true
}

// With runs body and shuts the executor down, waiting for everything that body
// submitted; it is Python's with block (C33). The body's error, or its panic, is
// passed on after the wait.
func With(ex Executor, body func() error) error {
	defer ex.Shutdown()
	return body()
}
