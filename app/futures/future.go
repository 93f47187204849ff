package futures

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
)

// A Future is the result of a call that may not have happened yet. Submit makes
// one; NewFuture makes one for tests and for executors of another kind.
//
// All methods may be called from any goroutine. A Future must not be copied.
type Future[T any] struct {
	core
	value T
}

// NewFuture returns a pending future that no executor knows: it is completed
// with SetResult or SetError.
func NewFuture[T any]() *Future[T] {
	f := new(Future[T])
	f.id = lastID.Add(1)
	f.worker = noWorker
	return f
}

// ID returns the future's number, unique in the process. Later futures have
// larger ones.
func (f *Future[T]) ID() uint64 { return f.id }

// State returns the state at this moment; it may have changed when you look at it.
func (f *Future[T]) State() State { return f.current() }

// Cancelled reports whether the future was cancelled (C3).
func (f *Future[T]) Cancelled() bool { return f.current().cancelled() }

// Done reports whether the future was cancelled or has finished (C4).
func (f *Future[T]) Done() bool { return f.current().done() }

// Running reports whether a worker executes the task now (C5).
func (f *Future[T]) Running() bool { return f.current() == Running }

// Cancel prevents the task from starting and reports whether the future is
// cancelled now (C2). A running task is not affected: only its context can stop
// it. Waiters learn of the cancellation at once, and callbacks run before Cancel
// returns.
func (f *Future[T]) Cancel() bool { return f.cancel() }

// Result waits for the task and returns its value and error.
//
// If the future is done, Result returns at once, whatever the state of ctx
// (C6). Otherwise the error is ErrTimeout if ctx's deadline passes first and
// ctx.Err() if ctx is cancelled; the task goes on. A cancelled future's error
// is ErrCancelled.
//
// In a task, pass the task's own context: from it an observer learns that one
// task waits for another.
func (f *Future[T]) Result(ctx context.Context) (T, error) {
	if err := f.await(ctx); err != nil {
		var zero T
		return zero, err
	}
	return f.settled()
}

// settled is Result for a future that is known to be done.
func (f *Future[T]) settled() (T, error) {
	err := f.outcome()
	return f.value, err
}

// Exception waits as Result does and returns the task's error apart from the
// errors of the wait: taskErr is the task's own, or nil if it succeeded, and err
// is ErrTimeout, ErrCancelled or ctx.Err() (C8).
func (f *Future[T]) Exception(ctx context.Context) (taskErr, err error) {
	if err := f.await(ctx); err != nil {
		return nil, err
	}
	if f.Cancelled() {
		return nil, ErrCancelled
	}
	return f.outcome(), nil
}

// AddDoneCallback arranges for fn to be called with the future once it is done:
// in the worker that finished it, in the goroutine that cancelled it, or, if it
// is already done, before AddDoneCallback returns (C9, C11, C12). Callbacks run
// in the order in which they were added. One that panics is logged, and the
// later ones still run (C10).
//
// A callback blocks its worker; submit a long one as a task instead.
func (f *Future[T]) AddDoneCallback(fn func(*Future[T])) {
	run := func() { f.invoke(fn) }
	f.mu.Lock()
	if f.current().done() {
		f.mu.Unlock()
		run()
		return
	}
	f.callbacks = &callback{run: run, earlier: f.callbacks}
	f.mu.Unlock()
}

func (f *Future[T]) invoke(fn func(*Future[T])) {
	defer func() {
		if v := recover(); v != nil {
			logf("exception calling callback for %v: %v\n%s", f, v, debug.Stack())
		}
	}()
	fn(f)
}

// SetRunningOrNotifyCancel marks a pending future as running and returns true,
// or completes the cancellation of a cancelled one and returns false. In every
// other state the error is ErrInvalidState (C15). It is for executors and tests.
func (f *Future[T]) SetRunningOrNotifyCancel() (bool, error) { return f.start(noWorker) }

// SetResult finishes the future with a value. It is for executors and tests. The
// error is ErrInvalidState if the future is done; the first outcome stays (C14).
func (f *Future[T]) SetResult(value T) error { return f.finish(value, nil) }

// SetError finishes the future with a task's error, as SetResult does with its
// value. A nil error is ErrInvalidState too: it would be a result without a value.
func (f *Future[T]) SetError(err error) error {
	if err == nil {
		return errors.Join(ErrInvalidState, errors.New("SetError needs an error"))
	}
	var zero T
	return f.finish(zero, err)
}

func (f *Future[T]) finish(value T, err error) error {
	f.mu.Lock()
	if !f.current().allows(Finished) {
		defer f.mu.Unlock()
		return f.refuse(Finished)
	}
	f.value, f.err = value, err
	f.transition(Finished)
	f.notifyDone()
	return nil
}

// String returns the form known from Python's repr, with Go's types (C13):
//
//	<Future at 0xc000118000 state=running>
//	<Future at 0xc000118000 state=finished returned string>
//	<Future at 0xc000118000 state=finished raised *fs.PathError>
func (f *Future[T]) String() string {
	switch s := f.current(); {
	case s != Finished:
		return fmt.Sprintf("<Future at %p state=%v>", f, s)
	case f.err != nil:
		return fmt.Sprintf("<Future at %p state=%v raised %T>", f, s, f.err)
	default:
		return fmt.Sprintf("<Future at %p state=%v returned %T>", f, s, f.value)
	}
}
