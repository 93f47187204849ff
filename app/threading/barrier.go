package threading

import (
	"context"
	"sync"
)

// A Barrier is Python's threading.Barrier: each of a number of threads waits at it
// until all of them do. Then they pass, and it can be used again.
type Barrier struct {
	object
	parties int
	action  func()
	timeout []Timeout

	mu     sync.Mutex
	broken bool
	line   waitQueue[struct{}]
}

// NewBarrier returns a barrier for a number of parties, or ErrParties. The last thread
// to arrive runs the action, if it is not nil, before any thread passes; the action must
// not use the barrier. The time-out is the default for Wait.
func NewBarrier(parties int, action func(), timeout ...Timeout) (*Barrier, error) {
	if parties < 1 {
		return nil, ErrParties
	}
	return &Barrier{parties: parties, action: action, timeout: timeout}, nil
}

// Wait waits until all parties do. It returns the caller's place in the order of
// arrival, from 0. If one of them stops waiting, all get ErrBrokenBarrier.
func (b *Barrier) Wait(ctx context.Context, timeout ...Timeout) (int, error) {
	if len(timeout) == 0 {
		timeout = b.timeout
	}
	w := newWaiter[struct{}](ctx, OpWait, KindBarrier, &b.object, timeout)
	if err := w.stopped(); err != nil {
		return 0, err
	}
	b.mu.Lock()
	if b.broken {
		defer b.mu.Unlock()
		return 0, w.refuse(ErrBrokenBarrier)
	}
	place := len(b.line)
	if place == b.parties-1 {
		defer b.mu.Unlock()
		b.act(w)
		w.report(Done)
		b.line.grantAll(nil)
		return place, nil
	}
	w.leave = b.breakUp
	return place, timeoutAs(ErrBrokenBarrier, b.line.wait(&b.mu, w))
}

// act runs the action for the last that came. If it panics, the barrier is broken.
func (b *Barrier) act(last *waiter[struct{}]) {
	if b.action == nil {
		return
	}
	done := false
	defer func() {
		if !done {
			last.refuse(ErrBrokenBarrier)
			b.breakUp()
		}
	}()
	b.action()
	done = true
}

func (b *Barrier) breakUp() {
	b.broken = true
	b.line.grantAll(ErrBrokenBarrier)
}

// Abort breaks the barrier: present and later calls of Wait return ErrBrokenBarrier.
func (b *Barrier) Abort(ctx context.Context) {
	c := newCall(ctx, OpAbort, KindBarrier, &b.object)
	b.mu.Lock()
	defer b.mu.Unlock()
	c.report(Done)
	b.breakUp()
}

// Reset returns the barrier to its initial state. Threads that wait at it get
// ErrBrokenBarrier.
func (b *Barrier) Reset(ctx context.Context) {
	c := newCall(ctx, OpReset, KindBarrier, &b.object)
	b.mu.Lock()
	defer b.mu.Unlock()
	c.report(Done)
	b.breakUp()
	b.broken = false
}

// Parties returns the number of threads that must arrive before they pass.
func (b *Barrier) Parties() int { return b.parties }

// Waiting returns the number of threads that wait: Python's n_waiting.
func (b *Barrier) Waiting() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.line)
}

// Broken reports whether the barrier is broken.
func (b *Barrier) Broken() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.broken
}
