package futures

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
)

// core is the part of a future that does not depend on its type: executors
// queue cores and waiters watch cores, so most of the package is compiled once.
//
// A task embeds its future and a future embeds its core, so one allocation
// carries all three. That is also why the rarely used parts are pointers here:
// a channel, a list of waiters and a list of callbacks cost nothing until
// somebody waits or asks to be called.
type core struct {
	mu     sync.Mutex
	state  atomic.Int32 // a State: read at any time, written by enter
	worker int32        // the lane it runs in, for the observer
	id     uint64
	err    error // the task's error; it and the value are fixed before state becomes Finished

	done      chan struct{} // closed when done; made by the first that blocks in await
	watches   *watch        // of Wait and AsCompleted
	callbacks *callback     // latest first
	observer  Observer

	item Item  // that this is the core of, while it is in a queue
	next *core // in the queue
}

// lastID numbers the futures. One counter for all executors, so that a number
// names a future wherever it came from.
var lastID atomic.Uint64

type callback struct {
	run     func()
	earlier *callback
}

func (c *core) current() State { return State(c.state.Load()) }

// refuse is the error of a transition that the table does not have. The caller
// holds mu.
func (c *core) refuse(to State) error {
	return fmt.Errorf("%w: future %d cannot go from %v to %v", ErrInvalidState, c.id, c.current(), to)
}

// enter makes a transition that the table has: the caller asked it, and has held
// mu since.
func (c *core) enter(to State) {
	if c.observer != nil {
		c.report(c.current(), to)
	}
	c.state.Store(int32(to))
}

// start makes a pending future run in a worker's lane, or completes its
// cancellation and returns false.
func (c *core) start(worker int) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch s := c.current(); {
	case s == Cancelled:
		c.enter(CancelledAndNotified)
		return false, nil
	case s.allows(Running):
		c.worker = int32(worker)
		c.enter(Running)
		return true, nil
	default:
		return false, c.refuse(Running)
	}
}

func (c *core) cancel() bool {
	c.mu.Lock()
	if s := c.current(); !s.allows(Cancelled) {
		c.mu.Unlock()
		return s.cancelled()
	}
	c.enter(Cancelled)
	c.settle()
	return true
}

// settle tells everybody that the future is done. It is called with mu held,
// by the one who made the last transition, and releases it.
//
// Waiters come before callbacks (C12): a callback may take long, and whoever
// waits for the result has no reason to wait for the callback too. Callbacks run
// without the lock, as they will ask the future for its result.
func (c *core) settle() {
	if c.done != nil {
		close(c.done)
	}
	for w := c.watches; w != nil; w = w.next {
		w.waiter.arrive(w.index, c.err != nil)
	}
	callbacks := c.callbacks
	c.watches, c.callbacks = nil, nil
	c.mu.Unlock()
	if callbacks != nil {
		callbacks.runAll()
	}
}

// runAll runs a list from its far end, which is the order of insertion (C9). Each
// step is deferred for the sake of a callback that ends its goroutine: the later
// ones still run.
func (cb *callback) runAll() {
	defer cb.run()
	if cb.earlier != nil {
		cb.earlier.runAll()
	}
}

// await blocks until the future is done or ctx ends. The state has the first and
// the last word (C6): a select between two ready channels would flip a coin.
func (c *core) await(ctx context.Context) error {
	if c.current().done() {
		return nil
	}
	if ctx.Err() != nil {
		return waitError(ctx)
	}
	c.mu.Lock()
	if c.current().done() {
		c.mu.Unlock()
		return nil
	}
	if c.done == nil {
		c.done = make(chan struct{})
	}
	done := c.done
	c.mu.Unlock()

	defer reportBlocked(ctx, c.id)()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		if c.current().done() {
			return nil
		}
		return waitError(ctx)
	}
}

// outcome is the error of a future that is done.
func (c *core) outcome() error {
	if c.current().cancelled() {
		return ErrCancelled
	}
	return c.err
}
