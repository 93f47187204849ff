package futures

import (
	"context"
	"errors"
	"iter"
	"runtime"
)

// A MapOption changes how Map submits.
type MapOption func(*mapOptions)

type mapOptions struct {
	buffer int // 0: none
	chunk  int
	err    error
}

// BufferSize makes Map fetch and submit only n inputs ahead of the consumer, so
// the input may be very long or endless (C25, C26). With ChunkSize it counts
// chunks. n must be positive.
func BufferSize(n int) MapOption {
	return func(o *mapOptions) {
		o.buffer = n
		if n < 1 {
			o.err = errors.New("buffersize must be > 0")
		}
	}
}

// ChunkSize makes Map hand n items at a time to a BatchExecutor; other executors
// ignore it. n must be positive.
func ChunkSize(n int) MapOption {
	return func(o *mapOptions) {
		o.chunk = n
		if n < 1 {
			o.err = errors.New("chunksize must be >= 1")
		}
	}
}

// Map calls fn for every input and yields the results in the order of the inputs
// (C20). It submits all of them before it returns (C19); endless input needs
// BufferSize.
//
// A task's error is yielded at its place, and the iteration goes on (C21). The
// iteration ends early, and what is still queued is cancelled while running tasks
// finish (C23), when
//   - ctx ends before a result is ready: the last pair carries ErrTimeout or
//     ctx.Err(). The deadline counts from the moment ctx was made, which is
//     before the call (C22). Results that are ready are yielded in any case;
//   - the loop is left, or Close is called, be it before the first value.
//
// If an input cannot be submitted, the results of those before it are yielded, and
// then the executor's error; nothing is lost or cut off silently. The error of a
// bad option is yielded in the same way, before any input is fetched.
//
// The context that fn gets is the executor's; ctx only bounds the iteration. The
// iterator is for one use. If it is neither used nor closed, the tasks run to
// completion unnoticed, unless ctx ends first: then those still queued are
// cancelled when their turn comes.
func Map[In, Out any](ctx context.Context, ex Executor, fn func(context.Context, In) (Out, error), inputs iter.Seq[In], opts ...MapOption) iter.Seq2[Out, error] {
	return MapCallable(ctx, ex, function[In, Out](fn), inputs, opts...)
}

// MapCallable is Map for a Callable.
func MapCallable[In, Out any](ctx context.Context, ex Executor, call Callable[In, Out], inputs iter.Seq[In], opts ...MapOption) iter.Seq2[Out, error] {
	m := &mapping[In, Out]{ctx: ctx, ex: ex, call: call}
	m.chunk = 1
	for _, opt := range opts {
		opt(&m.mapOptions)
	}
	if m.batch, _ = ex.(BatchExecutor); m.batch == nil {
		m.chunk = 1
	}
	switch {
	case m.err != nil:
	case m.buffer == 0:
		m.submitAll(inputs)
	default:
		m.pull, m.stop = iter.Pull(inputs)
		// An iterator that is never used must not keep the inputs' coroutine.
		runtime.AddCleanup(m, func(stop func()) { stop() }, m.stop)
		m.fill()
	}
	return m.results
}

// Close closes an iterator that Map or AsCompleted returned, as close does in Python
// with a generator: it will yield nothing more, and the tasks that Map has queued
// for it are cancelled at once (C23). Close may be called before, in and after the
// loop, and more than once, but only by the goroutine that runs the loop.
//
// A loop that is left closes its iterator by itself. Close is for the one that never
// began: the stop of iter.Pull2 does not reach that one.
func Close[V any](results iter.Seq2[V, error]) { results(nil) }

// mapping is one call of Map.
type mapping[In, Out any] struct {
	mapOptions // its err is also the one that ended submission
	ctx        context.Context
	ex         Executor
	batch      BatchExecutor // nil if ex is none
	call       Callable[In, Out]

	queue []*task[In, Out] // submitted, not yet yielded
	unit  []*task[In, Out] // the chunk that is being filled
	pull  func() (In, bool)
	stop  func()
	used  bool
}

func (m *mapping[In, Out]) submitAll(inputs iter.Seq[In]) {
	for in := range inputs {
		if m.add(in); m.err != nil {
			return
		}
	}
	m.flush()
}

// fill submits inputs until the buffer is full of chunks.
func (m *mapping[In, Out]) fill() {
	for m.pull != nil && m.err == nil && m.chunks() < m.buffer {
		for range m.chunk {
			in, ok := m.pull()
			if !ok {
				m.pull = nil
				m.flush()
				return
			}
			m.add(in)
		}
	}
}

// chunks is how many chunks the inputs under way make.
func (m *mapping[In, Out]) chunks() int {
	n := len(m.queue) + len(m.unit)
	full, rest := n/m.chunk, n%m.chunk
	return full + min(rest, 1)
}

// add puts an input into the unit, and submits the unit when it is complete.
func (m *mapping[In, Out]) add(in In) {
	t := newTask(m.call, in)
	t.scope = m.ctx
	m.unit = append(m.unit, t)
	if len(m.unit) == m.chunk {
		m.flush()
	}
}

func (m *mapping[In, Out]) flush() {
	switch {
	case len(m.unit) == 0:
		return
	case m.chunk == 1:
		m.err = m.ex.Execute(m.unit[0])
	default:
		items := make([]Item, len(m.unit))
		for i, t := range m.unit {
			items[i] = t
		}
		m.err = m.batch.ExecuteBatch(items)
	}
	if m.err == nil {
		m.queue = append(m.queue, m.unit...)
	}
	clear(m.unit)
	m.unit = m.unit[:0]
}

// results is the iterator. A nil yield is a call of Close.
func (m *mapping[In, Out]) results(yield func(Out, error) bool) {
	if yield == nil {
		m.used = true
		m.close()
		return
	}
	if m.used {
		return
	}
	m.used = true
	defer m.close()
	var zero Out
	for len(m.queue) > 0 {
		t := m.queue[0]
		m.queue[0] = nil
		m.queue = m.queue[1:]
		m.fill()
		err := t.await(m.ctx)
		if err == nil && t.Cancelled() && m.ctx.Err() != nil {
			err = waitError(m.ctx) // it was this that cancelled the task
		}
		if err != nil {
			t.cancel()
			yield(zero, err)
			return
		}
		if !yield(t.settled()) {
			return
		}
	}
	if m.err != nil {
		yield(zero, m.err)
	}
}

// close cancels what the consumer will not get.
func (m *mapping[In, Out]) close() {
	for _, t := range m.queue {
		t.cancel()
	}
	m.queue, m.err, m.pull = nil, nil, nil
	if m.stop != nil {
		m.stop()
	}
}
