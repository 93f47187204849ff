package threading

import (
	"context"
	"sync"
)

// A RLock is Python's threading.RLock: the thread that holds it may acquire it again,
// must release it as often, and only it can. The context identifies the calling
// thread, and must be a thread's. The zero RLock is free.
type RLock struct {
	object

	mu    sync.Mutex
	owner *Thread        // nil: free
	count int            // how often it is held
	line  waitQueue[int] // given: how often to hold it
}

// Acquire takes the lock, at once if the caller holds it. Otherwise it waits until
// the lock is free; it returns ErrTimeout if that does not happen in time.
func (l *RLock) Acquire(ctx context.Context, timeout ...Timeout) error {
	return l.acquire(ctx, 1, timeout)
}

// acquire acquires the lock several times at once.
func (l *RLock) acquire(ctx context.Context, times int, timeout []Timeout) error {
	w := newWaiter[int](ctx, OpAcquire, KindRLock, &l.object, timeout)
	w.given = times
	if err := checkTimeout(timeout); err != nil {
		return w.refuse(err)
	}
	if w.thread == nil {
		return w.refuse(ErrNoThread)
	}
	if err := w.stopped(); err != nil {
		return err
	}
	l.mu.Lock()
	if l.take(&w.call, times) {
		l.mu.Unlock()
		return nil
	}
	return l.line.wait(&l.mu, w)
}

// take takes the lock if it need not wait.
func (l *RLock) take(c *call, times int) bool {
	if l.owner != nil && l.owner != c.thread {
		return false
	}
	l.hold(c, times)
	c.report(Done)
	return true
}

func (l *RLock) hold(c *call, times int) {
	l.owner = c.thread
	l.count += times
	c.size = l.count
}

// TryAcquire takes the lock if it is free or the caller's, and reports whether it did.
func (l *RLock) TryAcquire(ctx context.Context) bool {
	c := newCall(ctx, OpAcquire, KindRLock, &l.object)
	if c.thread == nil || c.stopped() != nil {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.take(&c, 1) {
		return true
	}
	c.report(Refused)
	return false
}

// Release undoes one Acquire of the calling thread. The last one frees the lock, or
// hands it to the thread that has waited longest.
func (l *RLock) Release(ctx context.Context) error {
	c := newCall(ctx, OpRelease, KindRLock, &l.object)
	l.mu.Lock()
	defer l.mu.Unlock()
	if c.thread == nil || l.owner != c.thread {
		return c.refuse(ErrNotAcquired)
	}
	l.release(&c, 1)
	return nil
}

func (l *RLock) release(c *call, times int) {
	l.count -= times
	c.size = l.count
	c.report(Done)
	if l.count > 0 {
		return
	}
	l.owner = nil
	if w := l.line.pop(); w != nil {
		l.hold(&w.call, w.given)
		w.grant(nil)
	}
}

// Locked reports whether the lock is held.
func (l *RLock) Locked() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.owner != nil
}

// With is Python's with statement; see Lock.With.
func (l *RLock) With(ctx context.Context, body func() error) error { return with(ctx, l, body) }

func (l *RLock) held(ctx context.Context) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.owner != nil && l.owner == CurrentThread(ctx)
}

func (l *RLock) releaseAll(ctx context.Context) int {
	c := newCall(ctx, OpRelease, KindRLock, &l.object)
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.count
	l.release(&c, n)
	return n
}

func (l *RLock) acquireAll(ctx context.Context, n int) {
	l.acquire(context.WithoutCancel(ctx), n, nil)
}
