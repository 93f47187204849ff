package futures

import (
	"context"
	"errors"
	"fmt"
)

// The errors of this package. Compare with errors.Is: what is returned may say more.
var (
	// ErrCancelled is the outcome of a future that was cancelled. It is not
	// context.Canceled, which says that the one who waited was told to stop.
	ErrCancelled = errors.New("future cancelled")

	// ErrTimeout says that the waiter's deadline came first. It also is
	// context.DeadlineExceeded for errors.Is, never the other way round: a task
	// that failed with its own DeadlineExceeded is not taken for a timeout of
	// the wait.
	ErrTimeout error = timeoutError{}

	// ErrInvalidState refuses a transition that the table does not have, such
	// as a second result.
	ErrInvalidState = errors.New("invalid state")

	// ErrShutdown refuses work after Shutdown.
	ErrShutdown = errors.New("cannot schedule new futures after shutdown")

	// ErrBrokenExecutor is the common root of the errors of broken pools.
	ErrBrokenExecutor = errors.New("executor is broken")

	// ErrBrokenThreadPool says that a worker's initializer failed.
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

// Unwrap gives the value if it is an error, so that errors.Is looks through a panic(err).
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// waitError translates the end of a waiter's context.
func waitError(ctx context.Context) error {
	err := ctx.Err()
	if errors.Is(err, context.DeadlineExceeded) {
		return ErrTimeout
	}
	return err
}
