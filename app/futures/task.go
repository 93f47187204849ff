package futures

import (
	"context"
	"fmt"
	"runtime/debug"
)

// An Item is a submitted call as an executor sees it: without its types. Only
// Submit and Map make items.
//
// A pool that shares memory with its caller calls Run. One that does not sends the
// name of a Callable that it knows, and an encoding of Input, to its worker; it calls
// Start when the worker takes the item, and Complete or Fail when the answer comes.
type Item interface {
	// ID is the number of the item's future.
	ID() uint64

	// Observe reports the item as Pending and makes o the observer of every later
	// transition. An executor calls it, if at all, before it queues the item.
	Observe(o Observer)

	// Run starts the item, calls the function and finishes the future. A cancelled
	// item is dropped. A panic becomes the future's error; runtime.Goexit does
	// too, but still ends the caller's goroutine.
	Run(ctx context.Context, worker int)

	// Callable and Input return the arguments of SubmitCallable or MapCallable.
	// After Run has returned they may be nil. A function that was given to Submit
	// or Map is wrapped in a type of this package, which prints as the function's
	// name. An executor can only call it: two closures of the same code may have
	// captured different variables, so a function has no identity.
	Callable() any
	Input() any

	// Start marks the item as running in a worker's lane. It returns false if
	// the item must be dropped, as it was cancelled.
	Start(worker int) bool

	// Complete finishes the future with the value that decode stores through
	// out, a pointer to the function's result type, or with decode's error.
	Complete(decode func(out any) error) error

	// Fail finishes the future with an error, started or not.
	Fail(err error) error

	// Cancel is the future's Cancel.
	Cancel() bool

	base() *core
}

// task is the one implementation of Item: the future and its call in a single
// allocation.
type task[In, Out any] struct {
	Future[Out]
	call Callable[In, Out]
	in   In
	// scope is the context of the Map that made the task, nil for Submit. A
	// queued task whose Map has ended cancels itself when its turn comes, even
	// if nobody ever iterated over the results.
	scope context.Context
}

func newTask[In, Out any](call Callable[In, Out], in In) *task[In, Out] {
	t := new(task[In, Out])
	t.call, t.in = call, in
	t.id = lastID.Add(1)
	t.worker = noWorker
	return t
}

func (t *task[In, Out]) base() *core   { return &t.core }
func (t *task[In, Out]) Callable() any { return t.call }
func (t *task[In, Out]) Input() any    { return t.in }

func (t *task[In, Out]) Observe(o Observer) {
	t.observer = o
	t.report(Pending, Pending)
}

func (t *task[In, Out]) Start(worker int) bool {
	if t.scope != nil && t.scope.Err() != nil {
		t.cancel()
	}
	ok, err := t.start(worker)
	if err != nil {
		logf("%v was completed before its task started: %v", t, err)
	}
	return ok
}

func (t *task[In, Out]) Run(ctx context.Context, worker int) {
	if !t.Start(worker) {
		return
	}
	var out Out
	err := ErrGoexit // unless the call returns or panics
	defer func() {
		if v := recover(); v != nil {
			err = &PanicError{Value: v, Stack: debug.Stack()}
		}
		// The future may outlive the call by far: don't keep the input for it.
		var zero In
		t.call, t.in = nil, zero
		if refused := t.finish(out, err); refused != nil {
			logf("%v was completed while its task ran: %v", t, refused)
		}
	}()
	out, err = t.call.Call(ctx, t.in)
}

func (t *task[In, Out]) Complete(decode func(out any) error) error {
	var out Out
	if err := decode(&out); err != nil {
		return t.Fail(err)
	}
	return t.SetResult(out)
}

func (t *task[In, Out]) Fail(err error) error {
	if err == nil {
		return fmt.Errorf("%w: Fail needs an error", ErrInvalidState)
	}
	return t.SetError(err)
}
