package futures_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/futures"
)

// FuzzOperations runs a sequence of operations, one for each few bytes, on a pool
// in a bubble with its own clock, and compares with a model:
//
//   - each observed transition is in the model's table, and in the right lane;
//   - whenever nothing can move, the pool is busy or its queue is empty: no
//     wake-up was lost; and what started, started in the order of the queue;
//   - each wait ends at the right moment with the right answer;
//   - each callback ran once;
//   - at the end nothing is left: the bubble reports goroutines that are blocked.
func FuzzOperations(f *testing.F) {
	f.Add([]byte{1})
	f.Add([]byte{2, 0, 3, 0, 1, 0, 2, 1, 0, 4, 1, 2, 2, 9})
	f.Add([]byte{1, 0, 5, 0, 5, 0, 5, 5, 6, 3, 1, 1, 4, 2, 8, 1, 3, 0})
	f.Add([]byte{3, 0, 1, 0, 7, 6, 3, 0, 9, 9, 4, 0, 7, 200, 4, 3, 1, 1, 10, 5, 2, 2, 8, 2})
	f.Add([]byte{2, 7, 6, 7, 7, 3, 1, 7, 9, 2, 2, 1, 8, 0, 0, 1, 5, 2, 2})
	f.Add([]byte{1, 10, 3, 0, 2, 10, 9, 9, 1, 1, 2, 5, 4, 4, 6, 1, 8, 1, 3, 1, 2})
	f.Add([]byte("the quick brown fox jumps over the lazy dog, and again, and again, and again"))
	f.Add(func() (b []byte) {
		for i := range 240 {
			b = append(b, byte(i*i+i/3))
		}
		return b
	}())
	f.Fuzz(func(t *testing.T, program []byte) {
		if len(program) == 0 || len(program) > 300 {
			return
		}
		synctest.Test(t, func(t *testing.T) { newWorld(t, program).run() })
	})
}

// A call is one submitted task, and what the model knows about it.
type call struct {
	*futures.Future[int]
	seconds   int
	want      error // nil, errTask, or a *futures.PanicError
	callbacks int   // registered
	called    []int
}

// world is the pool and its model.
type world struct {
	t       *testing.T
	program []byte
	workers int
	ex      *futures.ThreadPoolExecutor
	calls   []*call
	closed  bool
	waiters sync.WaitGroup // goroutines of the program that wait for a future

	mu      sync.Mutex
	states  map[uint64]futures.State
	queue   []uint64 // pending, in order
	lanes   map[int]uint64
	started map[uint64]time.Time
	length  map[uint64]time.Duration // from running to finished
}

func newWorld(t *testing.T, program []byte) *world {
	w := &world{
		t: t, program: program[1:], workers: 1 + int(program[0]%3),
		states: map[uint64]futures.State{}, lanes: map[int]uint64{},
		started: map[uint64]time.Time{}, length: map[uint64]time.Duration{},
	}
	w.ex = newPool(t, w.workers, futures.Observe(w.observe))
	return w
}

// next is the next byte of the program, below n.
func (w *world) next(n int) int {
	if len(w.program) == 0 {
		return 0
	}
	b := w.program[0]
	w.program = w.program[1:]
	return int(b) % n
}

func (w *world) seconds(n int) time.Duration { return time.Duration(w.next(n)) * time.Second }

// observe checks each transition against the model's own table.
func (w *world) observe(tr futures.Transition) {
	w.mu.Lock()
	defer w.mu.Unlock()
	id := tr.Future
	before, known := w.states[id]
	if known && before != tr.From {
		w.t.Errorf("%+v comes after %v", tr, before)
	}
	w.states[id] = tr.To
	switch [2]futures.State{tr.From, tr.To} {
	case [2]futures.State{futures.Pending, futures.Pending}:
		if known {
			w.t.Errorf("%+v: submitted twice", tr)
		}
		w.queue = append(w.queue, id)
	case [2]futures.State{futures.Pending, futures.Running}:
		// With several workers, two that have taken their items may start them
		// in either order: an item may be ahead of its place by their number.
		i := slices.Index(w.queue, id)
		if i < 0 || i >= w.workers {
			w.t.Errorf("%+v started before its turn: %v", tr, w.queue)
		}
		w.queue = slices.Delete(w.queue, i, i+1)
		if other, busy := w.lanes[tr.Worker]; busy || tr.Worker < 0 || tr.Worker >= w.workers {
			w.t.Errorf("%+v in a lane that runs %d", tr, other)
		}
		w.lanes[tr.Worker] = id
		w.started[id] = time.Now()
	case [2]futures.State{futures.Running, futures.Finished}:
		if w.lanes[tr.Worker] != id {
			w.t.Errorf("%+v in a lane that runs %d", tr, w.lanes[tr.Worker])
		}
		delete(w.lanes, tr.Worker)
		w.length[id] = time.Since(w.started[id])
	case [2]futures.State{futures.Pending, futures.Cancelled}:
		i := slices.Index(w.queue, id)
		w.queue = slices.Delete(w.queue, i, i+1)
	case [2]futures.State{futures.Cancelled, futures.CancelledAndNotified}:
	default:
		w.t.Errorf("illegal transition %+v", tr)
	}
}

func (w *world) run() {
	for len(w.program) > 0 && !w.t.Failed() {
		w.step()
		synctest.Wait()
		w.checkAtRest()
	}
	w.ex.Shutdown()
	w.waiters.Wait() // a deadlock if a wake-up was lost
	w.checkAtEnd()
}

func (w *world) step() {
	t := w.t
	switch op := w.next(12); op {
	case 0, 1:
		w.submit(w.next(4), w.next(4))
	case 2: // cancel
		c := w.pick()
		if c == nil {
			return
		}
		before := c.State()
		if got, want := c.Cancel(), before != futures.Running && before != futures.Finished; got != want {
			t.Errorf("Cancel of a %v future: %v", before, got)
		}
	case 3:
		time.Sleep(w.seconds(4))
	case 4:
		if c := w.pick(); c != nil {
			w.result(c, w.seconds(4))
		}
	case 5:
		w.wait()
	case 6:
		w.asCompleted()
	case 7:
		w.mapping()
	case 8: // a goroutine that waits for as long as it takes
		if c := w.pick(); c != nil {
			w.waiters.Go(func() {
				_, err := c.Result(context.Background())
				w.checkOutcome(c, err)
			})
		}
	case 9:
		if c := w.pick(); c != nil {
			n := c.callbacks
			c.callbacks++
			c.AddDoneCallback(func(*futures.Future[int]) {
				c.called = append(c.called, n) // one goroutine runs them; the bubble's Wait orders the rest
				if n%3 == 2 {
					panic("callback")
				}
			})
		}
	case 10: // cancel with others waiting
		if c := w.pick(); c != nil {
			w.waiters.Go(func() { futures.Wait(context.Background(), []*futures.Future[int]{c.Future}, futures.AllCompleted) })
			synctest.Wait()
			c.Cancel()
		}
	case 11:
		var opts []futures.ShutdownOption
		switch w.next(8) {
		case 0:
			opts = []futures.ShutdownOption{futures.NoWait}
		case 1:
			opts = []futures.ShutdownOption{futures.NoWait, futures.CancelFutures}
		case 2:
			opts = []futures.ShutdownOption{futures.CancelFutures}
		case 3:
		default:
			return // the program has more to do
		}
		w.ex.Shutdown(opts...)
		w.closed = true
		if len(opts) > 0 && opts[len(opts)-1] == futures.CancelFutures && len(w.queue) > 0 {
			t.Errorf("pending after CancelFutures: %v", w.queue)
		}
	}
}

func (w *world) submit(seconds, kind int) {
	c := &call{seconds: seconds}
	f, err := futures.Submit(w.ex, func(_ context.Context, kind int) (int, error) {
		time.Sleep(time.Duration(seconds) * time.Second)
		switch kind {
		case 1:
			return 0, errTask
		case 2:
			panic(errTask)
		}
		return seconds, nil
	}, kind)
	if w.closed {
		if !errors.Is(err, futures.ErrShutdown) {
			w.t.Error("submitted after shutdown:", err)
		}
		return
	}
	if err != nil {
		w.t.Error(err)
		return
	}
	if kind == 1 || kind == 2 {
		c.want = errTask
	}
	c.Future = f
	w.calls = append(w.calls, c)
}

func (w *world) pick() *call {
	if len(w.calls) == 0 {
		return nil
	}
	return w.calls[w.next(len(w.calls))]
}

// some picks futures, with repetitions.
func (w *world) some() (fs []*futures.Future[int]) {
	for range w.next(6) {
		if c := w.pick(); c != nil {
			fs = append(fs, c.Future)
		}
	}
	return fs
}

// checkAtRest looks at a world in which nothing moves until time passes.
func (w *world) checkAtRest() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.queue) > 0 && len(w.lanes) < w.workers {
		w.t.Errorf("%v wait while only %d of %d workers run", w.queue, len(w.lanes), w.workers)
	}
	for _, c := range w.calls {
		if got := c.State(); got != w.states[c.ID()] {
			w.t.Errorf("%v, but %v was reported", c, w.states[c.ID()])
		}
		if c.Done() && len(c.called) != c.callbacks {
			w.t.Errorf("%v: %d of %d callbacks ran", c, len(c.called), c.callbacks)
		}
	}
}

func (w *world) checkAtEnd() {
	w.checkAtRest()
	for id, s := range w.states {
		if s != futures.Finished && s != futures.CancelledAndNotified {
			w.t.Errorf("future %d ends as %d", id, s)
		}
	}
	for _, c := range w.calls {
		if !slices.IsSorted(c.called) {
			w.t.Errorf("%v: callbacks ran as %v", c, c.called)
		}
		if d, ran := w.length[c.ID()]; ran && d != time.Duration(c.seconds)*time.Second {
			w.t.Errorf("%v ran for %v, want %d s", c, d, c.seconds)
		}
		if c.Done() {
			_, err := c.Result(context.Background())
			w.checkOutcome(c, err)
		}
	}
}
