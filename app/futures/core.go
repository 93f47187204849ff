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
// a channel, a list of waiters and a list of callbacks cost nothing until a
// caller waits or adds a callback.
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

	item Item  // the item that embeds this core, while it is in a queue
	next *core // in the queue
}

// lastID is the ID of the newest future. All executors share it, so an ID
// identifies a future whichever executor made it.
var lastID atomic.Uint64

type callback struct {
	run     func()
	earlier *callback
}

func (c *core) current() State { return State(c.state.Load()) }

// refuse returns the error for a transition that the table does not allow. The
// caller holds mu.
func (c *core) refuse(to State) error {
	return fmt.Errorf("%w: future %d cannot go from %v to %v", ErrInvalidState, c.id, c.current(), to)
}

// transition makes a transition that the table allows. The caller has checked it and
// has held mu since.
func (c *core) transition(to State) {
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
		c.transition(CancelledAndNotified)
		return false, nil
	case s.allows(Running):
		c.worker = int32(worker)
		c.transition(Running)
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
	c.transition(Cancelled)
	c.notifyDone()
	return true
}

// notifyDone notifies waiters and callbacks that the future is done. The goroutine
// that made the last transition calls it with mu held; notifyDone releases mu.
//
// Waiters come before callbacks (C12): a callback may take long, and a waiter
// for the result need not wait for the callback too. Callbacks run without the
// lock, as they may call the future's Result.
func (c *core) notifyDone() {
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
// step is deferred, so that the later callbacks still run if one ends its
// goroutine.
func (cb *callback) runAll() {
	defer cb.run()
	if cb.earlier != nil {
		cb.earlier.runAll()
	}
}

// await blocks until the future is done or ctx ends. It checks the state first
// and last (C6), because a select between two ready channels picks one at
// random.
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

// outcome returns the error of a future that is done.
func (c *core) outcome() error {
	if c.current().cancelled() {
		return ErrCancelled
	}
	return c.err
}
