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
	mu        sync.Mutex
	state     State
	id        uint64
	err       error         // the task's error; set before state becomes Finished
	done      chan struct{} // closed when done; made by the first that blocks in await
	watches   *watch        // of Wait and AsCompleted
	callbacks *callback     // latest first
	observer  Observer
	worker    int  // the lane it runs in, for the observer
	next      Item // in the queue of a thread pool
}

// lastID numbers the futures. One counter for all executors, so that a number
// names a future wherever it came from.
var lastID atomic.Uint64

type callback struct {
	run     func()
	earlier *callback
}

// move changes the state if the table allows it; err is the task's error, if that
// is what the move brings. The caller holds mu.
func (c *core) move(to State, err error) error {
	if !c.state.allows(to) {
		return fmt.Errorf("%w: future %d cannot go from %v to %v", ErrInvalidState, c.id, c.state, to)
	}
	from := c.state
	c.state, c.err = to, err
	if c.observer != nil {
		c.report(from, to)
	}
	return nil
}

// start makes a pending future run in a worker's lane, or completes its
// cancellation and returns false.
func (c *core) start(worker int) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state == Cancelled {
		return false, c.move(CancelledAndNotified, nil)
	}
	c.worker = worker
	err := c.move(Running, nil)
	return err == nil, err
}

func (c *core) cancel() bool {
	c.mu.Lock()
	if c.state.cancelled() {
		c.mu.Unlock()
		return true
	}
	c.worker = noWorker
	if c.move(Cancelled, nil) != nil {
		c.mu.Unlock()
		return false
	}
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
	failed := c.err != nil
	if c.done != nil {
		close(c.done)
	}
	for w := c.watches; w != nil; w = w.next {
		w.waiter.arrive(w.index, failed)
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
	c.mu.Lock()
	if c.state.done() {
		c.mu.Unlock()
		return nil
	}
	if ctx.Err() != nil {
		c.mu.Unlock()
		return waitError(ctx)
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
		if c.currentState().done() {
			return nil
		}
		return waitError(ctx)
	}
}

func (c *core) currentState() State {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

// outcome is the error of a future that is done.
func (c *core) outcome() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state.cancelled() {
		return ErrCancelled
	}
	return c.err
}
