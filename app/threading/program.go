package threading

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"
)

// Config configures a program. The zero Config means real time and no observer.
type Config struct {
	Observe Observer
	Clock   *Clock
}

// Run runs main as the main thread of a program, then waits for the threads that
// it started, and those that they started, as Python does before it exits. It
// returns main's error. When ctx is cancelled, all waits of its threads end.
func Run(ctx context.Context, main func(context.Context) error, cfg Config) error {
	p := newProgram(cfg)
	p.running = new(sync.WaitGroup)
	t := newThread(p, 0, "MainThread", main)
	t.state.Store(started)
	p.add(t)
	defer p.running.Wait() // also if main calls runtime.Goexit
	t.run(ctx)
	return t.err
}

// A program is a set of threads with one log and one clock.
type program struct {
	observe Observer
	clock   *Clock
	running *sync.WaitGroup // the threads; nil in the background, where nobody waits for all

	mu      sync.Mutex // keeps the log in order; the last that is taken
	began   time.Duration
	numbers map[uint64]int // of objects, by id
	counts  map[Kind]int   // of objects, by kind
	threads int            // made so far, without the main thread
	alive   []*Thread
}

func newProgram(cfg Config) *program {
	p := &program{observe: cfg.Observe, clock: cfg.Clock, numbers: map[uint64]int{}, counts: map[Kind]int{}}
	if p.clock == nil {
		p.clock = NewClock(1)
	}
	p.began = p.clock.Now()
	return p
}

// background is the program of contexts that belong to no other.
var background = sync.OnceValue(func() *program { return newProgram(Config{}) })

func (p *program) add(t *Thread) {
	if p.running != nil {
		p.running.Add(1)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.alive = append(p.alive, t)
}

func (p *program) remove(t *Thread) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.alive = slices.DeleteFunc(p.alive, func(other *Thread) bool { return other == t })
}

// report writes a record.
func (p *program) report(r Record, o *object, kind Kind) {
	if p.observe == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if o != nil {
		r.Object = Object{Kind: kind, Number: p.number(o, kind), Name: o.name}
	}
	r.At = p.clock.Now() - p.began
	p.observe(r)
}

// number returns the number of an object, which it gets when the program first uses it.
func (p *program) number(o *object, kind Kind) int {
	if kind == KindThread {
		return o.number
	}
	id := o.identity()
	n, ok := p.numbers[id]
	if !ok {
		p.counts[kind]++
		n = p.counts[kind]
		p.numbers[id] = n
	}
	return n
}

type threadKey struct{}

// CurrentThread returns the thread that a context belongs to, or nil.
func CurrentThread(ctx context.Context) *Thread {
	t, _ := ctx.Value(threadKey{}).(*Thread)
	return t
}

func programOf(ctx context.Context) *program {
	if t := CurrentThread(ctx); t != nil {
		return t.program
	}
	return background()
}

// Enumerate returns the threads of the caller's program that are alive, in the order of
// their start.
func Enumerate(ctx context.Context) []*Thread {
	p := programOf(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.alive)
}

// Print writes a line into the log, as Python's print does to the screen.
func Print(ctx context.Context, format string, args ...any) {
	c := newCall(ctx, OpPrint, "", nil)
	if c.program.observe != nil {
		c.text = fmt.Sprintf(format, args...)
		c.report(Done)
	}
}

// Sleep waits on the program's clock. Like Python's time.sleep(0), a sleep of zero
// yields to other threads. It ends early, with an error, when the context ends.
func Sleep(ctx context.Context, d time.Duration) error {
	w := newWaiter[struct{}](ctx, OpSleep, "", nil, []Timeout{Timeout(d)})
	if d < 0 {
		return ErrNegativeSleep
	}
	if err := w.stopped(); err != nil {
		return err
	}
	if d == 0 {
		runtime.Gosched()
		return nil
	}
	w.report(Waiting)
	switch {
	case w.block() == timeIsUp:
		w.report(Done)
		return nil
	case expired(ctx):
		w.report(TimedOut)
		return ErrTimeout
	default:
		w.report(Cancelled)
		return ctx.Err()
	}
}
