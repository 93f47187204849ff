package futures

// A queue is a first-in first-out list that uses the link in each item's core. It
// has no bound and allocates nothing. The zero queue is empty.
//
// A buffered channel in its place is a little faster, but its sender blocks when
// the buffer is full, and Submit must not. A slice would keep its largest size.
type queue struct {
	first, last Item
}

func (q *queue) push(item Item) {
	if q.first == nil {
		q.first = item
	} else {
		q.last.base().next = item
	}
	q.last = item
}

// pop returns nil if the queue is empty.
func (q *queue) pop() Item {
	item := q.first
	if item == nil {
		return nil
	}
	c := item.base()
	q.first, c.next = c.next, nil
	if q.first == nil {
		q.last = nil
	}
	return item
}
