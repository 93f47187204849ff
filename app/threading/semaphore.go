package threading

import (
	"context"
	"math"
	"sync"
)

// A Semaphore is Python's threading.Semaphore, or BoundedSemaphore: a counter that
// Acquire decrements, waiting while it is zero, and Release increments.
type Semaphore struct {
	object

	mu    sync.Mutex
	value int
	bound int // -1: none
	line  waitQueue[struct{}]
}

// NewSemaphore returns a semaphore, or ErrNegativeValue.
func NewSemaphore(value int) (*Semaphore, error) {
	if value < 0 {
		return nil, ErrNegativeValue
	}
	return &Semaphore{value: value, bound: -1}, nil
}

// NewBoundedSemaphore returns a semaphore whose value cannot exceed its first one.
func NewBoundedSemaphore(value int) (*Semaphore, error) {
	s, err := NewSemaphore(value)
	if err == nil {
		s.bound = value
	}
	return s, err
}

// Acquire decrements the value. While it is zero Acquire waits; it returns
// ErrTimeout if the wait takes too long.
func (s *Semaphore) Acquire(ctx context.Context, timeout ...Timeout) error {
	w := newWaiter[struct{}](ctx, OpAcquire, KindSemaphore, &s.object, timeout)
	if err := w.stopped(); err != nil {
		return err
	}
	s.mu.Lock()
	if s.take(&w.call) {
		s.mu.Unlock()
		return nil
	}
	return s.line.wait(&s.mu, w)
}

func (s *Semaphore) take(c *call) bool {
	if s.value == 0 {
		return false
	}
	s.value--
	c.size = s.value
	c.report(Done)
	return true
}

// TryAcquire decrements the value if it is not zero, and reports whether it did.
func (s *Semaphore) TryAcquire(ctx context.Context) bool {
	c := newCall(ctx, OpAcquire, KindSemaphore, &s.object)
	if c.stopped() != nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.take(&c) {
		return true
	}
	c.report(Refused)
	return false
}

// Release increments the value, or wakes the thread that has waited longest.
func (s *Semaphore) Release(ctx context.Context) error { return s.ReleaseN(ctx, 1) }

// ReleaseN is n calls of Release at once. If that would exceed the bound nothing is
// released, and it returns ErrReleasedTooOften.
func (s *Semaphore) ReleaseN(ctx context.Context, n int) error {
	c := newCall(ctx, OpRelease, KindSemaphore, &s.object)
	if n < 1 {
		return c.refuse(ErrReleaseCount)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	most := math.MaxInt
	if s.bound >= 0 {
		most = s.bound
	}
	if n > most-s.value {
		return c.refuse(ErrReleasedTooOften)
	}
	s.value += n
	c.size = s.value
	c.report(Done)
	for s.value > 0 && len(s.line) > 0 {
		w := s.line.pop()
		s.value--
		w.size = s.value
		w.grant(nil)
	}
	return nil
}

// Value returns the current value. It may have changed by the time the caller reads
// it.
func (s *Semaphore) Value() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.value
}

// With is Python's with statement; see Lock.With.
func (s *Semaphore) With(ctx context.Context, body func() error) error { return with(ctx, s, body) }
