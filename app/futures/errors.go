package futures

import (
	"context"
	"errors"
	"fmt"
)

// The errors of this package. Compare with errors.Is: returned errors may wrap these.
var (
	// ErrCancelled is the outcome of a future that was cancelled. It is not
	// context.Canceled, which means that the waiter was told to stop.
	ErrCancelled = errors.New("future cancelled")

	// ErrTimeout means that the waiter's deadline came first. It matches
	// context.DeadlineExceeded in errors.Is, but not the other way round: a task
	// that failed with its own DeadlineExceeded does not look like a timeout of
	// the wait.
	ErrTimeout error = timeoutError{}

	// ErrInvalidState means that a future's state does not allow the transition,
	// such as a second result.
	ErrInvalidState = errors.New("invalid state")

	// ErrShutdown means that work was submitted after Shutdown.
	ErrShutdown = errors.New("cannot schedule new futures after shutdown")

	// ErrBrokenExecutor is the common root of the errors of broken pools.
	ErrBrokenExecutor = errors.New("executor is broken")

	// ErrBrokenThreadPool means that a worker's initializer failed.
	ErrBrokenThreadPool = fmt.Errorf("a thread initializer failed, the thread pool is not usable anymore: %w", ErrBrokenExecutor)

	// ErrGoexit is the outcome of a task that ended its goroutine with
	// runtime.Goexit instead of returning.
	ErrGoexit = errors.New("task called runtime.Goexit")
)

type timeoutError struct{}

func (timeoutError) Error() string        { return "timed out waiting for a future" }
func (timeoutError) Timeout() bool        { return true }
func (timeoutError) Is(target error) bool { return target == context.DeadlineExceeded }

// A TimeoutError ends AsCompleted when its deadline passes first. It wraps ErrTimeout.
type TimeoutError struct {
	Unfinished, Total int
}

func (e *TimeoutError) Error() string {
	return fmt.Sprintf("%d (of %d) futures unfinished", e.Unfinished, e.Total)
}

func (e *TimeoutError) Unwrap() error { return ErrTimeout }

// A PanicError is the outcome of a task that panicked (C17).
type PanicError struct {
	Value any    // what was given to panic
	Stack []byte // the stack at that moment, as runtime/debug.Stack formats it
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Unwrap returns the value if it is an error, so that errors.Is looks through a
// panic(err).
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// waitError returns the error of a wait whose context has ended: ErrTimeout for a
// deadline, else ctx.Err().
func waitError(ctx context.Context) error {
	err := ctx.Err()
	if errors.Is(err, context.DeadlineExceeded) {
		return ErrTimeout
	}
	return err
}
