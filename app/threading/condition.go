package threading

import (
	"context"
	"errors"
	"sync"
	"time"
)

// A Condition is Python's threading.Condition: threads that hold its lock wait for
// something to become true, and are notified by one that has made it so. The zero
// Condition has an RLock of its own.
//
// There are no spurious wake-ups, as in CPython; but the condition may be false
// again before the thread has the lock back, so wait in a loop, or use WaitFor.
type Condition struct {
	object
	lock Locker
	own  RLock

	mu   sync.Mutex
	line waitQueue[struct{}]
}

// NewCondition returns a condition on a lock; if lock is nil, on a new RLock.
func NewCondition(lock Locker) *Condition { return &Condition{lock: lock} }

func (c *Condition) locker() Locker {
	if c.lock != nil {
		return c.lock
	}
	return &c.own
}

// Acquire acquires the lock.
func (c *Condition) Acquire(ctx context.Context, timeout ...Timeout) error {
	return c.locker().Acquire(ctx, timeout...)
}

// Release releases the lock.
func (c *Condition) Release(ctx context.Context) error { return c.locker().Release(ctx) }

// With is Python's with statement; see Lock.With.
func (c *Condition) With(ctx context.Context, body func() error) error {
	return with(ctx, c.locker(), body)
}

// Wait releases the lock, waits to be notified, and acquires the lock again, as often
// as it was held. Python returns False where this returns ErrTimeout. Unless it
// returns ErrWaitUnlocked, the caller holds the lock afterwards: even a call whose
// context is cancelled waits for the lock.
func (c *Condition) Wait(ctx context.Context, timeout ...Timeout) error {
	lock := c.locker()
	w := newWaiter[struct{}](ctx, OpWait, KindCondition, &c.object, timeout)
	if !lock.held(ctx) {
		return w.refuse(ErrWaitUnlocked)
	}
	if err := w.stopped(); err != nil {
		return err
	}
	c.mu.Lock()
	c.line.add(w)
	w.report(Waiting)
	c.mu.Unlock()
	// From here on a notification finds the waiter, and only now is one possible.
	n := lock.releaseAll(ctx)
	err := c.line.await(&c.mu, w)
	lock.acquireAll(ctx, n)
	return err
}

// WaitFor waits until the predicate, which it calls with the lock held, is true. It
// returns ErrTimeout if that does not happen in time.
func (c *Condition) WaitFor(ctx context.Context, predicate func() bool, timeout ...Timeout) error {
	clock := programOf(ctx).clock
	began := clock.Now()
	for !predicate() {
		left := timeout
		if len(timeout) > 0 {
			left = []Timeout{timeout[len(timeout)-1] - Timeout(clock.Now()-began)}
			if time.Duration(left[0]) <= 0 {
				return ErrTimeout
			}
		}
		if err := c.Wait(ctx, left...); err != nil {
			if errors.Is(err, ErrTimeout) && predicate() {
				return nil
			}
			return err
		}
	}
	return nil
}

// Notify wakes up to n waiting threads, the longest waiting first. The caller must
// hold the lock; the threads continue when they have it.
func (c *Condition) Notify(ctx context.Context, n int) error {
	return c.notify(ctx, func(waiting int) int { return min(n, waiting) })
}

// NotifyAll wakes all waiting threads.
func (c *Condition) NotifyAll(ctx context.Context) error {
	return c.notify(ctx, func(waiting int) int { return waiting })
}

func (c *Condition) notify(ctx context.Context, howMany func(waiting int) int) error {
	call := newCall(ctx, OpNotify, KindCondition, &c.object)
	if !c.locker().held(ctx) {
		return call.refuse(ErrNotifyUnlocked)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	n := howMany(len(c.line))
	call.value = n
	call.report(Done)
	for range n {
		c.line.pop().grant(nil)
	}
	return nil
}
