package threading

import (
	"context"
	"sync"
)

// A Lock is Python's threading.Lock: it is held or not, and remembers its holder
// only for the log. Any thread may release it. The zero Lock is free.
type Lock struct {
	object

	mu     sync.Mutex
	locked bool
	line   waitQueue[struct{}]
}

// Acquire waits until the lock is free and takes it. Python returns False where this
// returns ErrTimeout. A thread that acquires it twice deadlocks with itself.
func (l *Lock) Acquire(ctx context.Context, timeout ...Timeout) error {
	w := newWaiter[struct{}](ctx, OpAcquire, KindLock, &l.object, timeout)
	if err := checkTimeout(timeout); err != nil {
		return w.refuse(err)
	}
	if err := w.stopped(); err != nil {
		return err
	}
	l.mu.Lock()
	if !l.locked {
		l.locked = true
		w.report(Done)
		l.mu.Unlock()
		return nil
	}
	return l.line.wait(&l.mu, w)
}

// TryAcquire is Python's acquire(blocking=False): it takes the lock if it is free, and tells
// whether it did.
func (l *Lock) TryAcquire(ctx context.Context) bool {
	c := newCall(ctx, OpAcquire, KindLock, &l.object)
	if c.stopped() != nil {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.locked {
		c.report(Refused)
		return false
	}
	l.locked = true
	c.report(Done)
	return true
}

// Release frees the lock, or hands it to the thread that has waited longest.
func (l *Lock) Release(ctx context.Context) error {
	c := newCall(ctx, OpRelease, KindLock, &l.object)
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.locked {
		return c.refuse(ErrNotAcquired)
	}
	c.report(Done)
	if w := l.line.pop(); w != nil {
		w.grant(nil)
	} else {
		l.locked = false
	}
	return nil
}

// Locked reports whether the lock is held.
func (l *Lock) Locked() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.locked
}

// With is Python's with statement: body runs while the lock is held, and the lock is
// released however body ends. If the lock cannot be acquired, body does not run.
func (l *Lock) With(ctx context.Context, body func() error) error { return with(ctx, l, body) }

// A Locker is what a Condition needs: a *Lock or a *RLock.
type Locker interface {
	Acquire(ctx context.Context, timeout ...Timeout) error
	TryAcquire(ctx context.Context) bool
	Release(ctx context.Context) error

	held(ctx context.Context) bool         // by the caller, as far as the lock knows
	releaseAll(ctx context.Context) int    // however often it is held
	acquireAll(ctx context.Context, n int) // again; it cannot be cancelled
}

func (l *Lock) held(context.Context) bool { return l.Locked() }

func (l *Lock) releaseAll(ctx context.Context) int {
	l.Release(ctx)
	return 1
}

func (l *Lock) acquireAll(ctx context.Context, _ int) { l.Acquire(context.WithoutCancel(ctx)) }

// with runs body while a lock, or one of a semaphore's places, is held.
func with(ctx context.Context, l interface {
	Acquire(context.Context, ...Timeout) error
	Release(context.Context) error
}, body func() error) error {
	if err := l.Acquire(ctx); err != nil {
		return err
	}
	defer l.Release(ctx)
	return body()
}
