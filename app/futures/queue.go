package futures

// A queue is a first-in first-out list that uses the link in each item's core. It
// has no bound and allocates nothing. The zero queue is empty.
//
// A buffered channel in its place would block its sender when the buffer is full,
// and Submit must not block. A slice would keep the capacity of its largest size.
type queue struct {
	first, last *core
}

func (q *queue) push(item Item) {
	c := item.base()
	c.item = item
	if q.first == nil {
		q.first = c
	} else {
		q.last.next = c
	}
	q.last = c
}

// pop returns nil if the queue is empty.
func (q *queue) pop() Item {
	c := q.first
	if c == nil {
		return nil
	}
	q.first = c.next
	if q.first == nil {
		q.last = nil // an idle pool keeps no task
	}
	item := c.item
	c.next, c.item = nil, nil
	return item
}
