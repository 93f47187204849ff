package process

import (
	"fmt"
	"reflect"
	"time"

	"flaglab/app/futures"
)

// A unit is what a worker gets at one time: one call, or a chunk of them.
type unit struct {
	id    uint64
	task  string
	items []futures.Item // once it was sent: those that were not cancelled
	frame []byte         // header and inputs of all items
	parts []int          // where each input begins in the frame

	sent time.Time
	next *unit
}

// newUnit encodes items. That happens in Submit, so that the caller learns what
// cannot be sent, and may change the inputs afterwards.
func newUnit(items []futures.Item) (*unit, error) {
	u := &unit{id: items[0].ID(), items: items}
	r, err := registrationOf(items[0].Callable())
	if err != nil {
		return nil, err
	}
	u.task = r.name
	e := encoder{data: callHeader(u.id, r.name, len(items))}
	u.parts = make([]int, len(items))
	for i, item := range items {
		if other, err := registrationOf(item.Callable()); err != nil || other != r {
			return nil, fmt.Errorf("a batch of several tasks: %s and %v", r, item.Callable())
		}
		u.parts[i] = len(e.data)
		e.value(reflect.ValueOf(item.Input()))
	}
	if e.err != nil {
		return nil, e.err
	}
	if len(e.data) > maxFrame {
		return nil, picklingError("the input of %s: it has more than %d bytes", r, maxFrame)
	}
	u.frame = e.data
	return u, nil
}

// registrationOf returns the registration of a task, or why a callable cannot cross.
func registrationOf(callable any) (*registration, error) {
	t, ok := callable.(interface{ ticket() *registration })
	if !ok || t.ticket() == nil {
		return nil, picklingError("function %v: only a task that was registered with process.Register is known in a worker", callable)
	}
	r := t.ticket()
	return r, r.err()
}

func encodeInput[In, Out any](t *Task[In, Out], in In) ([]byte, error) {
	if _, err := registrationOf(t); err != nil {
		return nil, err
	}
	var e encoder
	e.value(reflect.ValueOf(&in).Elem())
	return e.data, e.err
}

// begin marks the items as running in a lane, drops those that were cancelled, and returns
// the frame to send; nil if none is left.
func (u *unit) begin(lane int) []byte {
	var kept []int
	for i, item := range u.items {
		if item.Start(lane) {
			kept = append(kept, i)
		}
	}
	frame := u.frame
	u.frame = nil
	switch len(kept) {
	case len(u.items):
		return frame
	case 0:
		return nil
	}
	rest := callHeader(u.id, u.task, len(kept))
	items := make([]futures.Item, len(kept))
	ends := append(u.parts[1:], len(frame))
	for k, i := range kept {
		items[k] = u.items[i]
		rest = append(rest, frame[u.parts[i]:ends[i]]...)
	}
	u.items = items
	return rest
}

// units is a first-in first-out list. The zero value is empty.
type units struct {
	first, last *unit
	n           int
}

func (q *units) push(u *unit) {
	if q.first == nil {
		q.first = u
	} else {
		q.last.next = u
	}
	q.last = u
	q.n++
}

func (q *units) pop() *unit {
	u := q.first
	if u != nil {
		q.first, u.next = u.next, nil
		if q.first == nil {
			q.last = nil // an idle pool keeps no task
		}
		q.n--
	}
	return u
}

// nextItem removes and returns the next item, or nil if there are no more.
func (q *units) nextItem() futures.Item {
	for q.first != nil {
		if u := q.first; len(u.items) > 0 {
			item := u.items[0]
			u.items = u.items[1:]
			return item
		}
		q.pop()
	}
	return nil
}
