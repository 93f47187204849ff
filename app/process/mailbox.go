package process

import "sync"

// A mailbox passes values from senders that must not block, such as a browser's
// event handler, to one goroutine.
type mailbox[T any] struct {
	wake chan struct{} // capacity 1: there may be something

	mu    sync.Mutex
	items []T
}

func newMailbox[T any]() *mailbox[T] { return &mailbox[T]{wake: make(chan struct{}, 1)} }

func (m *mailbox[T]) put(items ...T) {
	m.mu.Lock()
	m.items = append(m.items, items...)
	m.mu.Unlock()
	m.signal()
}

// signal wakes the reader, even if there is no value.
func (m *mailbox[T]) signal() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// take returns the oldest item, if there is one.
func (m *mailbox[T]) take() (item T, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.items) == 0 {
		return item, false
	}
	item = m.items[0]
	var none T
	m.items[0] = none
	m.items = m.items[1:]
	return item, true
}

// peek returns what take would, and leaves it there.
func (m *mailbox[T]) peek() (item T, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.items) == 0 {
		return item, false
	}
	return m.items[0], true
}
