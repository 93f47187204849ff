package threading

import (
	"context"
	"sync"
)

// An Event is Python's threading.Event: a flag that threads wait for. The zero Event
// is clear.
type Event struct {
	object

	mu   sync.Mutex
	set  bool
	line waitQueue[struct{}]
}

// Set sets the flag and wakes all threads that wait for it. They return from Wait
// even if the flag is cleared before they run.
func (e *Event) Set(ctx context.Context) { e.change(ctx, OpSet, true) }

// Clear clears the flag.
func (e *Event) Clear(ctx context.Context) { e.change(ctx, OpClear, false) }

func (e *Event) change(ctx context.Context, op Op, set bool) {
	c := newCall(ctx, op, KindEvent, &e.object)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.set = set
	c.report(Done)
	if set {
		e.line.grantAll(nil)
	}
}

// IsSet reports whether the flag is set.
func (e *Event) IsSet() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.set
}

// Wait waits until the flag is set. Python returns False where this returns ErrTimeout.
func (e *Event) Wait(ctx context.Context, timeout ...Timeout) error {
	w := newWaiter[struct{}](ctx, OpWait, KindEvent, &e.object, timeout)
	if err := w.stopped(); err != nil {
		return err
	}
	e.mu.Lock()
	if e.set {
		w.report(Done)
		e.mu.Unlock()
		return nil
	}
	return e.line.wait(&e.mu, w)
}
