package threading

import (
	"context"
	"errors"
	"sync"
)

// A Queue is Python's queue.Queue: first in, first out, safe for any number of
// threads. A bounded queue slows its producers down. The zero Queue is unbounded
// and ready to use.
type Queue[T any] struct {
	object

	mu         sync.Mutex
	maxsize    int // unbounded if not positive
	items      []item[T]
	last       int // number of the last item that was put
	unfinished int
	isShutdown bool

	putters waitQueue[T]
	getters waitQueue[T]
	joiners waitQueue[struct{}]
}

// An item has a number, so that the log can tell it from others of the same value.
type item[T any] struct {
	value  T
	number int
}

// NewQueue returns a queue that holds at most maxsize items; any number if that is
// zero or less.
func NewQueue[T any](maxsize int) *Queue[T] { return &Queue[T]{maxsize: maxsize} }

// Put adds an item. While the queue is full it waits for room; it returns ErrFull
// if there is none in time.
func (q *Queue[T]) Put(ctx context.Context, value T, timeout ...Timeout) error {
	w := newWaiter[T](ctx, OpPut, KindQueue, &q.object, timeout)
	w.given = value
	if err := checkTimeout(timeout); err != nil {
		return w.refuse(err)
	}
	if err := w.stopped(); err != nil {
		return err
	}
	q.mu.Lock()
	if done, err := q.tryPut(&w.call, value); done {
		q.mu.Unlock()
		return err
	}
	return timeoutAs(ErrFull, q.putters.wait(&q.mu, w))
}

// PutNowait adds an item if there is room, else it returns ErrFull.
func (q *Queue[T]) PutNowait(ctx context.Context, value T) error {
	c := newCall(ctx, OpPut, KindQueue, &q.object)
	if err := c.stopped(); err != nil {
		return err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if done, err := q.tryPut(&c, value); done {
		return err
	}
	return c.refuse(ErrFull)
}

// Get removes and returns the item that was put first. While the queue is empty it
// waits for one; it returns ErrEmpty if none comes in time.
func (q *Queue[T]) Get(ctx context.Context, timeout ...Timeout) (T, error) {
	w := newWaiter[T](ctx, OpGet, KindQueue, &q.object, timeout)
	if err := checkTimeout(timeout); err != nil {
		return w.given, w.refuse(err)
	}
	if err := w.stopped(); err != nil {
		return w.given, err
	}
	q.mu.Lock()
	if value, done, err := q.tryGet(&w.call); done {
		q.mu.Unlock()
		return value, err
	}
	err := timeoutAs(ErrEmpty, q.getters.wait(&q.mu, w))
	return w.given, err
}

// GetNowait removes and returns the item that was put first. If there is none it
// returns ErrEmpty.
func (q *Queue[T]) GetNowait(ctx context.Context) (T, error) {
	c := newCall(ctx, OpGet, KindQueue, &q.object)
	var none T
	if err := c.stopped(); err != nil {
		return none, err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if value, done, err := q.tryGet(&c); done {
		return value, err
	}
	return none, c.refuse(ErrEmpty)
}

// tryPut adds an item if it need not wait. It never overtakes a waiting thread:
// while one waits, there is no room.
func (q *Queue[T]) tryPut(c *call, value T) (done bool, err error) {
	if q.isShutdown {
		return true, c.refuse(ErrShutDown)
	}
	if q.full() {
		return false, nil
	}
	q.push(c, value)
	c.report(Done)
	q.serve()
	return true, nil
}

func (q *Queue[T]) tryGet(c *call) (value T, done bool, err error) {
	if len(q.items) > 0 {
		value = q.shift(c)
		c.report(Done)
		q.serve()
		return value, true, nil
	}
	if q.isShutdown {
		return value, true, c.refuse(ErrShutDown)
	}
	return value, false, nil
}

// serve gives room and items to waiting threads, until no thread waits that
// need not.
func (q *Queue[T]) serve() {
	for {
		switch {
		case len(q.getters) > 0 && len(q.items) > 0:
			w := q.getters.pop()
			w.given = q.shift(&w.call)
			w.grant(nil)
		case len(q.putters) > 0 && !q.full():
			w := q.putters.pop()
			q.push(&w.call, w.given)
			w.grant(nil)
		default:
			return
		}
	}
}

func (q *Queue[T]) push(c *call, value T) {
	q.last++
	q.unfinished++
	q.items = append(q.items, item[T]{value, q.last})
	c.item, c.size = q.last, len(q.items)
}

func (q *Queue[T]) shift(c *call) T {
	first := q.items[0]
	q.items[0] = item[T]{} // let go of the value
	q.items = q.items[1:]
	c.item, c.size = first.number, len(q.items)
	return first.value
}

func (q *Queue[T]) full() bool { return q.maxsize > 0 && len(q.items) >= q.maxsize }

// TaskDone marks one item that Get returned as processed. It returns ErrTaskDone if
// it is called more often than there were items.
func (q *Queue[T]) TaskDone(ctx context.Context) error {
	c := newCall(ctx, OpTaskDone, KindQueue, &q.object)
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.unfinished == 0 {
		return c.refuse(ErrTaskDone)
	}
	q.unfinished--
	c.size = q.unfinished
	c.report(Done)
	q.serveJoiners()
	return nil
}

// Join waits until TaskDone has been called for every item that was put.
func (q *Queue[T]) Join(ctx context.Context) error {
	w := newWaiter[struct{}](ctx, OpJoin, KindQueue, &q.object, nil)
	if err := w.stopped(); err != nil {
		return err
	}
	q.mu.Lock()
	if q.unfinished == 0 {
		w.report(Done)
		q.mu.Unlock()
		return nil
	}
	return q.joiners.wait(&q.mu, w)
}

func (q *Queue[T]) serveJoiners() {
	if q.unfinished == 0 {
		q.joiners.grantAll(nil)
	}
}

// Shutdown makes waiting and later calls of Put return ErrShutDown. Get still
// returns the items in the queue, and then ErrShutDown too.
func (q *Queue[T]) Shutdown(ctx context.Context) { q.shutdown(ctx, false) }

// ShutdownImmediate is Python's shutdown(immediate=True): it also drops the items
// in the queue, and counts them as done.
func (q *Queue[T]) ShutdownImmediate(ctx context.Context) { q.shutdown(ctx, true) }

func (q *Queue[T]) shutdown(ctx context.Context, immediate bool) {
	c := newCall(ctx, OpShutdown, KindQueue, &q.object)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.isShutdown = true
	if immediate {
		q.unfinished = max(q.unfinished-len(q.items), 0)
		q.items = nil
	}
	c.size = len(q.items)
	c.report(Done)
	q.putters.grantAll(ErrShutDown)
	q.getters.grantAll(ErrShutDown) // they wait, so the queue is empty
	q.serveJoiners()
}

// Qsize returns the number of items in the queue. It may have changed by the time
// the caller reads it, as with Empty and Full.
func (q *Queue[T]) Qsize() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.items)
}

// Empty reports whether there is nothing in the queue.
func (q *Queue[T]) Empty() bool { return q.Qsize() == 0 }

// Full reports whether there is no room in the queue.
func (q *Queue[T]) Full() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.full()
}

// IsShutdown is Python's is_shutdown.
func (q *Queue[T]) IsShutdown() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.isShutdown
}

// Unfinished returns how many calls of TaskDone are missing: Python's
// unfinished_tasks.
func (q *Queue[T]) Unfinished() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.unfinished
}

// Maxsize returns how many items the queue holds at most; not positive: any number.
func (q *Queue[T]) Maxsize() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.maxsize
}

// SetMaxsize changes the maximum size, as assigning to Python's maxsize does. The items in
// the queue stay. Threads that wait for room get it at once; in Python they get it after
// the next get.
func (q *Queue[T]) SetMaxsize(ctx context.Context, maxsize int) {
	c := newCall(ctx, OpResize, KindQueue, &q.object)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.maxsize = maxsize
	c.value = maxsize
	c.report(Done)
	q.serve()
}

// checkTimeout refuses the time-outs that Queue and Lock refuse; the other objects treat
// them as zero.
func checkTimeout(timeout []Timeout) error {
	if len(timeout) > 0 && timeout[len(timeout)-1] < 0 {
		return ErrNegativeTimeout
	}
	return nil
}

// timeoutAs returns reason if err is a time-out, else err.
func timeoutAs(reason, err error) error {
	if errors.Is(err, ErrTimeout) {
		return reason
	}
	return err
}
