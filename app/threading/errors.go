package threading

import (
	"context"
	"errors"
	"fmt"
)

// The errors of this package. Compare with errors.Is: returned errors may wrap these.
var (
	// ErrTimeout means that a time-out, or the deadline of the caller's context,
	// came first. It also matches context.DeadlineExceeded in errors.Is.
	ErrTimeout error = timeoutError{}

	// ErrEmpty is queue.Empty: there was nothing to get, at once or in time.
	ErrEmpty = errors.New("queue is empty")

	// ErrFull is queue.Full: there was no room to put, at once or in time.
	ErrFull = errors.New("queue is full")

	// ErrShutDown is queue.ShutDown: the queue takes nothing more, or has nothing left.
	ErrShutDown = errors.New("queue is shut down")

	// ErrBrokenBarrier is BrokenBarrierError: the barrier was aborted or reset, or
	// a thread stopped waiting at it too early.
	ErrBrokenBarrier = errors.New("barrier is broken")

	// ErrRuntime is the common root of what Python raises as RuntimeError.
	ErrRuntime = errors.New("runtime error")

	// ErrValue is the common root of what Python raises as ValueError.
	ErrValue = errors.New("value error")
)

// What Python raises as RuntimeError.
var (
	ErrStartedTwice   = kindOf(ErrRuntime, "threads can only be started once")
	ErrNotStarted     = kindOf(ErrRuntime, "cannot join thread before it is started")
	ErrJoinSelf       = kindOf(ErrRuntime, "cannot join current thread")
	ErrNotAcquired    = kindOf(ErrRuntime, "cannot release un-acquired lock")
	ErrWaitUnlocked   = kindOf(ErrRuntime, "cannot wait on un-acquired lock")
	ErrNotifyUnlocked = kindOf(ErrRuntime, "cannot notify on un-acquired lock")

	// ErrNoThread means that the call needs the context of a thread.
	ErrNoThread = kindOf(ErrRuntime, "the context belongs to no thread")
)

// What Python raises as ValueError.
var (
	ErrNegativeTimeout  = kindOf(ErrValue, "'timeout' must be a non-negative number")
	ErrNegativeSleep    = kindOf(ErrValue, "sleep length must be non-negative")
	ErrTaskDone         = kindOf(ErrValue, "task_done() called too many times")
	ErrNegativeValue    = kindOf(ErrValue, "semaphore initial value must be >= 0")
	ErrReleaseCount     = kindOf(ErrValue, "n must be one or more")
	ErrReleasedTooOften = kindOf(ErrValue, "semaphore released too many times")
	ErrParties          = kindOf(ErrValue, "parties must be greater than zero")
)

// A kindError is an error with its own text that also matches, in errors.Is, the
// kind that Python gives it.
type kindError struct {
	kind error
	text string
}

func kindOf(kind error, text string) error { return &kindError{kind, text} }

func (e *kindError) Error() string { return e.text }
func (e *kindError) Unwrap() error { return e.kind }

type timeoutError struct{}

func (timeoutError) Error() string        { return "timed out" }
func (timeoutError) Timeout() bool        { return true }
func (timeoutError) Is(target error) bool { return target == context.DeadlineExceeded }

// A PanicError is the error of a thread whose target panicked.
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

// expired reports whether a context ended because its time was up, which is a
// time-out like any other; else it was cancelled.
func expired(ctx context.Context) bool {
	return errors.Is(ctx.Err(), context.DeadlineExceeded)
}
