package futures

import (
	"context"
	"errors"
	"fmt"
	"path"
	"runtime"
	"strings"
	"sync"
	"time"

	"flaglab/app/flags"
	"flaglab/app/futures"
	"flaglab/app/runlog"
)

// Future is what the scenes submit: the download of one flag, with its code as the result.
type Future = futures.Future[string]

// program is one run of a scene: what its code works with, and the log of what happens. Many goroutines may use it.
type program struct {
	Codes    []string
	Workers  int
	Download func(ctx context.Context, cc string) (string, error)

	scene    scene
	timeout  time.Duration // how long the scene waits for results; 0: as long as it takes
	patience time.Duration // how long it waits for a person; 0: not at all
	log      *runlog.Run
	who      goroutines
	actions  sync.WaitGroup // of the person
	helpers  sync.WaitGroup
	ctx      context.Context // of the run: what a person waits for is given up with it

	mu     sync.Mutex
	tasks  []*task
	index  map[uint64]int    // the task of a future, by the future's ID
	inputs map[uint64]string // the codes of futures that are being submitted, by ID
	absent map[int]bool      // by worker: there is no flag for what it downloaded last
	pool   *pool
	pause  *pause // the one that lasts; nil: none
	more   []string
	ended  bool // the scene's function has returned
}

// task is a future that was submitted, in the order of submission.
type task struct {
	name, code string
	future     *Future // nil until it is shown
	done       bool
	opened     bool
}

// play runs the scene to its end. When it returns, the pool is shut down, what the person asked for has been done,
// and all goroutines have ended.
func (p *program) play() {
	ctx, cancel := context.WithCancel(p.ctx)
	p.who.enter(mainProgram)
	defer p.who.leave()
	err := p.scene.run(ctx, p)
	p.mu.Lock()
	p.ended = true
	p.mu.Unlock()
	p.actions.Wait()
	cancel()
	p.helpers.Wait()
	switch {
	case p.ctx.Err() != nil:
		p.log.End(runlog.Cancelled, nil)
	case err != nil:
		p.log.End(runlog.Failed, Detail{Text: err.Error()})
	default:
		p.log.End(runlog.Finished, nil)
	}
}

// Pool opens a pool whose futures the program follows. When ctx ends, what is queued is cancelled.
func (p *program) Pool(ctx context.Context, workers int) (*pool, error) {
	threads, err := futures.NewThreadPoolExecutor(workers,
		futures.BaseContext(ctx),
		futures.ThreadNamePrefix(threadNamePrefix),
		futures.Observe(p.changed),
		futures.ObserveBlocking(p.blocked))
	if err != nil {
		return nil, err
	}
	pool := &pool{threads, p}
	p.mu.Lock()
	p.pool = pool
	p.mu.Unlock()
	p.helpers.Go(func() {
		<-ctx.Done()
		p.who.enter(cancelledBy)
		defer p.who.leave()
		pool.Shutdown(futures.NoWait, futures.CancelFutures)
	})
	return pool, nil
}

const threadNamePrefix = "ThreadPoolExecutor-0"

// pool is a thread pool that notes what each item is about, before anybody hears of it.
type pool struct {
	*futures.ThreadPoolExecutor
	program *program
}

// Execute implements [futures.Executor].
func (e *pool) Execute(item futures.Item) error {
	cc, _ := item.Input().(string)
	p := e.program
	p.mu.Lock()
	p.inputs[item.ID()] = cc
	p.mu.Unlock()
	err := e.ThreadPoolExecutor.Execute(item)
	p.mu.Lock()
	delete(p.inputs, item.ID())
	p.mu.Unlock()
	return err
}

// Scheduled shows a future, prints the lecture's line for it, and gives the workers a moment to take it. In Python,
// starting a thread takes as long.
func (p *program) Scheduled(name string, future *Future) {
	time.Sleep(time.Millisecond)
	p.show(future)
	p.print(p.taskOf(future), fmt.Sprintf("Scheduled for %s: %v", name, future))
}

// show records that the program has the future.
func (p *program) show(future *Future) {
	i := p.taskOf(future)
	p.mu.Lock()
	p.tasks[i].future = future
	p.mu.Unlock()
	p.log.Add(i, runlog.NoLane, "", Detail{Kind: Shown, Address: fmt.Sprintf("%p", future), By: p.who.here(), Line: p.line()})
}

// Print prints a line, as the program or, with a task's context, as its worker. Futures among the arguments are
// opened by it, since the line tells how they ended.
func (p *program) Print(_ context.Context, format string, args ...any) {
	for _, arg := range args {
		if future, ok := arg.(*Future); ok {
			p.open(p.taskOf(future))
		}
	}
	p.print(runlog.Whole, fmt.Sprintf(format, args...))
}

// PrintResult prints a line about the i-th result of Map.
func (p *program) PrintResult(_ context.Context, i int, format string, args ...any) {
	if p.open(i) {
		p.log.Add(i, runlog.NoLane, "", Detail{Kind: Given})
	}
	p.print(i, fmt.Sprintf(format, args...))
}

// PrintCall prints a line about a callback of the future: what it is, and who runs it.
func (p *program) PrintCall(future *Future, what string) {
	i := p.taskOf(future)
	p.log.Add(i, runlog.NoLane, "", Detail{Kind: Called, Text: what, By: p.who.here(), Panics: strings.Contains(what, "panics")})
	p.print(i, fmt.Sprintf("  %s: %s, run by %s, %v", p.nameOf(i), what, nameOf(p.who.here()), future))
}

func (p *program) print(task int, text string) {
	p.log.Add(task, runlog.NoLane, "", Detail{Kind: Printed, Text: text, By: p.who.here(), Line: p.line()})
}

// open notes that somebody asked how a task ended, and reports whether it has ended.
func (p *program) open(i int) bool {
	p.mu.Lock()
	t := p.tasks[i]
	done, news := t.done, t.done && !t.opened
	t.opened = t.opened || news
	p.mu.Unlock()
	if news {
		p.log.Add(i, runlog.NoLane, "", Detail{Kind: Opened, By: p.who.here()})
	}
	return done
}

// Limit returns a context that ends when the scene has waited long enough.
func (p *program) Limit(ctx context.Context) (context.Context, context.CancelFunc) {
	if p.timeout <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, p.timeout)
}

// changed observes the pool. It runs under the future's lock.
func (p *program) changed(t futures.Transition) {
	p.mu.Lock()
	i, known := p.index[t.Future]
	if !known {
		i = p.add(t.Future)
	}
	task := p.tasks[i]
	task.done = t.To != futures.Pending && t.To != futures.Running
	absent := t.To == futures.Finished && p.absent[t.Worker]
	delete(p.absent, t.Worker)
	p.mu.Unlock()
	switch t.To {
	case futures.Pending:
		p.log.Add(i, runlog.NoLane, runlog.Pending, Detail{Text: task.name, Code: task.code, By: p.who.here(), Line: p.line()})
	case futures.Running:
		p.who.enter(t.Worker + 1)
		p.log.Add(i, t.Worker, runlog.Running, nil)
	case futures.Finished:
		state, detail := ending(t.Err, absent)
		if state == runlog.Failed && p.ctx.Err() != nil {
			state = runlog.Cancelled // together with the run
		}
		p.log.Add(i, runlog.NoLane, state, detail)
	case futures.Cancelled:
		p.log.Add(i, runlog.NoLane, runlog.Cancelled, Detail{By: p.who.here()})
	}
}

// ending says how a task ended.
func ending(err error, absent bool) (runlog.State, Detail) {
	if err == nil {
		d := Detail{Text: "returned string"}
		if absent {
			d.Cause = flags.CauseNotFound
		}
		return runlog.Finished, d
	}
	d := Detail{Text: fmt.Sprintf("raised %T", err), Cause: flags.CauseOf(err)}
	var status *flags.HTTPError
	if errors.As(err, &status) {
		d.HTTP = status.Status
	}
	return runlog.Failed, d
}

// blocked observes which task of the pool waits for which future.
func (p *program) blocked(b futures.Blocking) {
	d := Detail{Kind: Unblocked, On: several}
	p.mu.Lock()
	task := p.index[b.Task]
	if b.On != 0 {
		d.On = p.index[b.On]
	}
	p.mu.Unlock()
	if b.Blocked {
		d.Kind = Blocked
	}
	p.log.Add(task, b.Worker, "", d)
}

// add makes a task of a future that is heard of for the first time. The caller holds mu.
func (p *program) add(id uint64) int {
	t := &task{code: p.inputs[id]}
	t.name = t.code
	before := 0
	for _, other := range p.tasks {
		if other.code == t.code {
			before++
		}
	}
	if before < len(p.scene.labels) && t.code == p.Codes[0] {
		t.name = p.scene.labels[before] + " " + t.code
	}
	p.tasks = append(p.tasks, t)
	p.index[id] = len(p.tasks) - 1
	return len(p.tasks) - 1
}

func (p *program) taskOf(future *Future) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.index[future.ID()]
}

func (p *program) nameOf(i int) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.tasks[i].name
}

// line returns the line of the scene's file that is being executed; 0 if it is not on the stack.
func (p *program) line() int {
	var pcs [24]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	for {
		frame, more := frames.Next()
		if path.Base(frame.File) == p.scene.name+".go" && strings.Contains(frame.Function, "labs/futures.") {
			return frame.Line
		}
		if !more {
			return 0
		}
	}
}
