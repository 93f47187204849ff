package futures

import "sync"

// A waiter is one call of Wait or AsCompleted. It installs a watch on each of
// its futures; each future arrives once, when it is done.
//
// CPython locks all the futures at once, in an order that avoids deadlock, to
// install its waiters. There is no need here: each future either is done when
// its watch is installed, or arrives later.
type waiter struct {
	when ReturnWhen
	wake chan struct{} // capacity 1: a signal, kept until it is received

	mu      sync.Mutex
	arrived []int // indexes, in the order of completion
	missing int   // how many have not arrived
}

// A watch is the link between one future and one waiter.
type watch struct {
	waiter *waiter
	index  int
	next   *watch
}

// eachCompleted is the condition of AsCompleted: it wakes for every future.
const eachCompleted = FirstCompleted

// newWaiter returns a waiter for the futures, and the indexes of those that were
// done already. The others arrive.
func newWaiter(when ReturnWhen, cores []*core) (w *waiter, done []int) {
	w = &waiter{when: when, wake: make(chan struct{}, 1), missing: len(cores)}
	watches := make([]watch, len(cores))
	for i, c := range cores {
		n := &watches[i]
		n.waiter, n.index = w, i
		if !c.watch(n) {
			done = append(done, i)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.missing -= len(done)
	if w.missing == 0 {
		w.signal()
	}
	return w, done
}

// arrive records that a future is done. It runs under that future's lock.
func (w *waiter) arrive(index int, failed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.arrived = append(w.arrived, index)
	w.missing--
	if w.missing == 0 || w.when == FirstCompleted || w.when == FirstException && failed {
		w.signal()
	}
}

func (w *waiter) signal() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// take returns the indexes that have arrived since the last call.
func (w *waiter) take() []int {
	w.mu.Lock()
	defer w.mu.Unlock()
	arrived := w.arrived
	w.arrived = nil
	return arrived
}

// forget removes the watches that are still on the futures.
func (w *waiter) forget(cores []*core) {
	for _, c := range cores {
		c.unwatch(w)
	}
}

// watch installs a watch, or returns false if the future is done.
func (c *core) watch(n *watch) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.current().done() {
		return false
	}
	n.next = c.watches
	c.watches = n
	return true
}

func (c *core) unwatch(w *waiter) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for p := &c.watches; *p != nil; p = &(*p).next {
		if (*p).waiter == w {
			*p = (*p).next
			return
		}
	}
}

// distinct returns the futures without their repetitions, and their cores.
func distinct[T any](fs []*Future[T]) ([]*Future[T], []*core) {
	seen := make(map[*Future[T]]struct{}, len(fs))
	unique := make([]*Future[T], 0, len(fs))
	cores := make([]*core, 0, len(fs))
	for _, f := range fs {
		if _, ok := seen[f]; ok {
			continue
		}
		seen[f] = struct{}{}
		unique = append(unique, f)
		cores = append(cores, &f.core)
	}
	return unique, cores
}
