package process

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"flaglab/app/futures"
)

// ProcessPoolExecutor runs tasks in workers that share no memory with their caller, nor
// with each other: processes of the operating system or, in a browser, Web Workers. So
// they really run at the same time, each on its own processor, even where a program has
// only one thread.
//
// Submit never blocks: the queue has no bound. Workers start when there is work for
// them, are used again, and end with Shutdown, which every pool needs. If one ends
// otherwise, the pool is broken (C52): see ErrBrokenProcessPool.
//
// Futures are completed, and their callbacks called, by one goroutine of the pool. A
// callback that blocks delays all of them.
type ProcessPoolExecutor struct {
	options
	max       int
	transport transport

	running sync.WaitGroup // the manager, and what the transport runs
	events  *mailbox[event]
	answers []answered // of the manager: to be settled

	mu       sync.Mutex
	queue    units
	lanes    []*worker // nil: no worker there
	started  int       // workers, since the beginning
	managed  bool      // the manager runs
	shutdown bool
	broken   error
	waiting  []chan<- error // calls of Start
}

var _ futures.BatchExecutor = (*ProcessPoolExecutor)(nil)

// An Option configures a ProcessPoolExecutor.
type Option func(*options)

type options struct {
	prefix       string
	base         context.Context
	maxTasks     int // 0: no limit
	startTimeout time.Duration
	init         string
	initInput    []byte
	observer     futures.Observer
	workers      func(WorkerEvent)
	work         func(Work)
	err          error
}

// WorkerNamePrefix names the workers prefix_0, prefix_1, … instead of
// ProcessPoolExecutor-K_0, … with K the number of the pool.
func WorkerNamePrefix(prefix string) Option { return func(o *options) { o.prefix = prefix } }

// Initializer makes every worker call t with in before its first task. If that fails or
// panics, the pool is broken, with the error as the cause. The output is dropped.
func Initializer[In, Out any](t *Task[In, Out], in In) Option {
	return func(o *options) {
		input, err := encodeInput(t, in)
		if err != nil {
			o.err = err
			return
		}
		o.init, o.initInput = t.Name(), input
	}
}

// BaseContext sets the parent of the tasks' contexts: its cancellation and its deadline
// reach the workers, its values do not. The pool itself ignores it: tasks that are queued
// when it ends still run, and see it at once.
func BaseContext(ctx context.Context) Option { return func(o *options) { o.base = ctx } }

// MaxTasksPerChild replaces each worker after n calls, a chunk of Map counting as one
// (C55): this frees what tasks leave behind in the worker's memory.
func MaxTasksPerChild(n int) Option {
	return func(o *options) {
		if o.maxTasks = n; n < 1 {
			o.err = errors.New("max_tasks_per_child must be >= 1")
		}
	}
}

// StartTimeout sets how long a worker may take to get ready; the default is 30 seconds.
// After that the pool is broken. Some workers that the browser blocks give no other sign.
func StartTimeout(d time.Duration) Option { return func(o *options) { o.startTimeout = d } }

// Observe makes the pool call o for each transition of its futures. A future is Running
// from the moment it is sent to its worker, which may have another one to finish first
// (C53); ObserveWork reports when the worker began it.
func Observe(o futures.Observer) Option { return func(opts *options) { opts.observer = o } }

// ObserveWorkers makes the pool call fn when a worker starts, is ready, and has ended. Calls
// come one after another, under the pool's lock: fn must be quick and must not call the
// pool.
func ObserveWorkers(fn func(WorkerEvent)) Option { return func(o *options) { o.workers = fn } }

// ObserveWork makes the pool call fn for each call, or chunk of calls, that a worker has
// answered, before the futures are completed.
func ObserveWork(fn func(Work)) Option { return func(o *options) { o.work = fn } }

// A WorkerEvent is a change in the life of a worker.
type WorkerEvent struct {
	Worker futures.Worker // Index is its lane; one that replaces another has the same lane, and a new name
	State  WorkerState
	Err    error // how it ended; nil if it was asked to
}

// WorkerState is the state of a worker.
type WorkerState int

const (
	WorkerStarting WorkerState = iota
	WorkerReady
	WorkerEnded
)

// Work is what a worker did for one call, or one chunk of calls of Map.
type Work struct {
	Worker  futures.Worker
	Futures []uint64 // their IDs
	Sent    time.Time
	Began   time.Time // in the worker; until then it had another to finish, or the message was under way
	Ended   time.Time
}

// pools numbers the pools that have no prefix of their own.
var pools atomic.Int64

// NewProcessPoolExecutor returns a pool of at most maxWorkers workers, none of them
// started; DefaultMaxWorkers is a good number. It returns an error if maxWorkers is
// not positive or an option is wrong, and ErrNoWorkers if no workers can be started
// here.
func NewProcessPoolExecutor(maxWorkers int, opts ...Option) (*ProcessPoolExecutor, error) {
	t, err := newTransport()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoWorkers, err)
	}
	return newPool(maxWorkers, t, opts...)
}

func newPool(maxWorkers int, t transport, opts ...Option) (*ProcessPoolExecutor, error) {
	if maxWorkers <= 0 {
		return nil, errors.New("max_workers must be greater than 0")
	}
	if !registryClosed() {
		return nil, fmt.Errorf("%w: main does not begin with process.RunWorker", ErrNoWorkers)
	}
	e := &ProcessPoolExecutor{max: maxWorkers, transport: t, events: newMailbox[event]()}
	e.base = context.Background()
	e.startTimeout = 30 * time.Second
	for _, opt := range opts {
		opt(&e.options)
	}
	if e.err != nil {
		return nil, e.err
	}
	if e.prefix == "" {
		e.prefix = fmt.Sprintf("ProcessPoolExecutor-%d", pools.Add(1)-1)
	}
	e.lanes = make([]*worker, maxWorkers)
	return e, nil
}

// Execute queues an item. Its error wraps ErrPickling if the item is not of a registered
// task or cannot be encoded; it is ErrShutdown or wraps ErrBrokenProcessPool.
func (e *ProcessPoolExecutor) Execute(item futures.Item) error {
	return e.ExecuteBatch([]futures.Item{item})
}

// ExecuteBatch queues items that are sent to a worker in one message. They must be calls
// of the same task.
func (e *ProcessPoolExecutor) ExecuteBatch(items []futures.Item) error {
	u, err := newUnit(items)
	if err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.refusal(); err != nil {
		return err
	}
	if e.observer != nil {
		for _, item := range items {
			item.Observe(e.observer)
		}
	}
	e.queue.push(u)
	e.dispatch()
	return nil
}

func (e *ProcessPoolExecutor) refusal() error {
	if e.broken != nil {
		return e.broken
	}
	if e.shutdown {
		return futures.ErrShutdown
	}
	return nil
}

// Start starts all workers, and waits until they are ready. It is optional: call it if the
// first task should find its worker ready. Its error is that of ctx, or the reason why the
// pool takes no tasks.
func (e *ProcessPoolExecutor) Start(ctx context.Context) error {
	ready := make(chan error, 1)
	e.mu.Lock()
	if err := e.refusal(); err != nil {
		e.mu.Unlock()
		return err
	}
	for lane, w := range e.lanes {
		if w == nil {
			e.startWorker(lane)
		}
	}
	e.waiting = append(e.waiting, ready)
	e.tellWaiting()
	e.mu.Unlock()
	select {
	case err := <-ready:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Shutdown refuses further items and waits until the queue is empty and all workers have
// ended. It must not be called without NoWait by a callback of the pool, which would
// wait for itself.
func (e *ProcessPoolExecutor) Shutdown(opts ...futures.ShutdownOption) {
	wait, cancelFutures := futures.ShutdownOptions(opts)
	e.mu.Lock()
	e.shutdown = true
	var dropped units
	if cancelFutures {
		dropped, e.queue = e.queue, units{}
	}
	e.retireIdle()
	e.mu.Unlock()
	e.events.signal()
	if wait {
		defer e.running.Wait() // even if a callback ends this goroutine
	}
	futures.CancelAll(dropped.nextItem)
}

// TerminateWorkers ends all workers now, by a signal that a process could handle (C56).
// Queued items are cancelled, items that were sent to a worker fail with
// ErrBrokenProcessPool, and the pool takes no more. It does not wait; Shutdown does.
func (e *ProcessPoolExecutor) TerminateWorkers() { e.force("terminated", link.terminate) }

// KillWorkers is like TerminateWorkers, but uses a signal that a process cannot handle.
func (e *ProcessPoolExecutor) KillWorkers() { e.force("killed", link.kill) }

func (e *ProcessPoolExecutor) force(how string, end func(link)) {
	e.mu.Lock()
	e.shutdown = true
	if e.broken == nil {
		e.broken = fmt.Errorf("%w: its workers were %s", ErrBrokenProcessPool, how)
	}
	queued := e.queue
	e.queue = units{}
	sent := e.takeSent()
	for _, w := range e.lanes {
		if w != nil {
			w.state = ending
			end(w.link)
		}
	}
	e.tellWaiting()
	e.mu.Unlock()
	e.events.signal()
	defer futures.FailAll(sent.nextItem, e.broken) // even if a callback ends this goroutine
	futures.CancelAll(queued.nextItem)
}
