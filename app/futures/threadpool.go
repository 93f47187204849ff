package futures

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// ThreadPoolExecutor runs items in a fixed number of goroutines, its workers.
//
// Submit never blocks: the queue has no bound. Workers start when there is work
// for them, are used again, and end with Shutdown, which every pool needs. A task
// that waits for another of the same pool can deadlock, as in Python (C51): the
// pool does not add workers to prevent it.
type ThreadPoolExecutor struct {
	options
	max int

	running sync.WaitGroup // the workers

	mu       sync.Mutex
	work     sync.Cond // the queue has an item, or the pool ends
	queue    queue
	workers  int // started so far
	begun    int // of these, already running
	idle     int // of these, asleep and not yet woken
	shutdown bool
	broken   error
}

var _ Executor = (*ThreadPoolExecutor)(nil)

// An Option configures a ThreadPoolExecutor.
type Option func(*options)

type options struct {
	prefix   string
	init     func(context.Context) error
	base     context.Context
	observer Observer
	blocked  func(Blocking)
}

// ThreadNamePrefix names the workers prefix_0, prefix_1, … instead of
// ThreadPoolExecutor-K_0, … with K the number of the pool.
func ThreadNamePrefix(prefix string) Option { return func(o *options) { o.prefix = prefix } }

// Initializer makes every worker call init, with the context that its tasks
// will get, before its first task. If one fails or panics the pool is broken:
// queued futures fail and further items are refused, with ErrBrokenThreadPool
// and the cause.
func Initializer(init func(context.Context) error) Option { return func(o *options) { o.init = init } }

// BaseContext sets the parent of the tasks' contexts; the default is
// context.Background. The pool itself ignores it. When it ends, running tasks see
// that, and queued tasks still run and see it at once: each task decides whether
// to stop, and with what error. Use CancelFutures to drop the queue.
func BaseContext(ctx context.Context) Option { return func(o *options) { o.base = ctx } }

// Observe makes the pool call o for each transition of its futures.
func Observe(o Observer) Option { return func(opts *options) { opts.observer = o } }

// ObserveBlocking makes the pool call fn when a task begins and stops waiting, in
// Result, Exception, Map, Wait or AsCompleted, with a context that comes from the
// task's own. It is called in the task's goroutine, under no lock.
func ObserveBlocking(fn func(Blocking)) Option { return func(o *options) { o.blocked = fn } }

// pools numbers the pools that have no prefix of their own.
var pools atomic.Int64

// DefaultMaxWorkers returns min(32, CPUs + 4): enough to overlap waiting, but
// not too many on a big machine (C45).
func DefaultMaxWorkers() int { return min(32, runtime.NumCPU()+4) }

// NewThreadPoolExecutor returns a pool of at most maxWorkers workers, none of them
// started. It is an error if maxWorkers is not positive.
func NewThreadPoolExecutor(maxWorkers int, opts ...Option) (*ThreadPoolExecutor, error) {
	if maxWorkers <= 0 {
		return nil, errors.New("max_workers must be greater than 0")
	}
	e := &ThreadPoolExecutor{max: maxWorkers}
	e.work.L = &e.mu
	e.base = context.Background()
	for _, opt := range opts {
		opt(&e.options)
	}
	if e.prefix == "" {
		e.prefix = fmt.Sprintf("ThreadPoolExecutor-%d", pools.Add(1)-1)
	}
	return e, nil
}

// Execute queues an item. Its error is ErrBrokenThreadPool or ErrShutdown.
func (e *ThreadPoolExecutor) Execute(item Item) error {
	e.mu.Lock()
	if err := e.refusal(); err != nil {
		e.mu.Unlock()
		return err
	}
	if e.observer != nil {
		item.Observe(e.observer)
	}
	e.queue.push(item)
	// Prefer a sleeping worker to a new one. Workers that are about to return to
	// the queue don't count: they may still be in a long callback.
	wake := e.idle > 0
	if wake {
		e.idle--
	} else if e.workers < e.max {
		e.startWorker()
	}
	e.mu.Unlock()
	if wake {
		e.work.Signal()
	}
	return nil
}

func (e *ThreadPoolExecutor) refusal() error {
	if e.broken != nil {
		return e.broken
	}
	if e.shutdown {
		return ErrShutdown
	}
	return nil
}

// Shutdown refuses further items and waits until the queue is empty and all
// workers have ended. It must not be called without NoWait by a task or callback
// of the pool, which would wait for itself.
func (e *ThreadPoolExecutor) Shutdown(opts ...ShutdownOption) {
	wait, cancelFutures := ShutdownOptions(opts)
	e.mu.Lock()
	e.shutdown = true
	var dropped queue
	if cancelFutures {
		dropped, e.queue = e.queue, queue{}
	}
	e.wakeAll()
	e.mu.Unlock()

	if wait {
		defer e.running.Wait() // even if a callback ends this goroutine
	}
	CancelAll(dropped.pop)
}

// startWorker starts one more worker. The caller holds mu.
func (e *ThreadPoolExecutor) startWorker() {
	e.workers++
	e.running.Go(e.begin)
}

// begin starts a worker. It takes its number only now: the scheduler may run the
// youngest goroutine first, and worker 0 should be the first to work.
func (e *ThreadPoolExecutor) begin() {
	l := &lane{blocked: e.blocked}
	e.mu.Lock()
	l.Index = e.begun
	e.begun++
	e.mu.Unlock()
	l.Name = fmt.Sprintf("%s_%d", e.prefix, l.Index)
	ctx := withLane(e.base, l)
	if e.initialize(ctx) == nil {
		e.serve(ctx, l)
	}
}

// serve runs items until the pool ends.
func (e *ThreadPoolExecutor) serve(ctx context.Context, l *lane) {
	ended := false
	defer func() {
		// A task or a callback called runtime.Goexit, which ends this goroutine:
		// continue the lane in another.
		if !ended {
			e.running.Go(func() { e.serve(ctx, l) })
		}
	}()
	for {
		item := e.take()
		if item == nil {
			ended = true
			return
		}
		if e.blocked != nil {
			l.task.Store(item.ID())
		}
		item.Run(ctx, l.Index)
	}
}

// take waits for the next item. It returns nil when the worker must end.
func (e *ThreadPoolExecutor) take() Item {
	e.mu.Lock()
	for e.queue.first == nil && e.refusal() == nil {
		// The goroutine that wakes a worker also decrements idle.
		e.idle++
		e.work.Wait()
	}
	item := e.queue.pop()
	e.mu.Unlock()
	return item
}

// wakeAll makes every worker check the queue and the pool's state. The caller
// holds mu.
func (e *ThreadPoolExecutor) wakeAll() {
	e.idle = 0
	e.work.Broadcast()
}

// initialize calls the initializer in a new worker, and marks the pool broken if
// it fails.
func (e *ThreadPoolExecutor) initialize(ctx context.Context) (err error) {
	if e.init == nil {
		return nil
	}
	err = ErrGoexit // unless init returns or panics
	defer func() {
		if v := recover(); v != nil {
			err = &PanicError{Value: v, Stack: debug.Stack()}
		}
		if err != nil {
			logf("exception in initializer: %v", err)
			e.breakDown(err)
		}
	}()
	return e.init(ctx)
}

// breakDown fails all queued items and refuses further ones. Running workers
// finish their task, and end.
func (e *ThreadPoolExecutor) breakDown(cause error) {
	e.mu.Lock()
	if e.broken == nil {
		e.broken = fmt.Errorf("%w: %w", ErrBrokenThreadPool, cause)
	}
	failed := e.queue
	e.queue = queue{}
	e.wakeAll()
	e.mu.Unlock()

	FailAll(failed.pop, e.broken)
}
