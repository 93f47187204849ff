package threading

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// A Thread is a goroutine under the rules of Python's Thread: it is made, then
// started, once, and may be joined. Its target gets a context that identifies
// the thread; the target must use it in all its calls.
type Thread struct {
	program *program
	target  func(context.Context) error
	state   atomic.Int32
	began   chan struct{}
	object  object

	mu      sync.Mutex
	joiners waitQueue[struct{}]
	err     error // fixed before state becomes stopped
}

// The states, and their names in a thread's string.
const (
	initial int32 = iota
	started
	stopped
)

var stateNames = [...]string{"initial", "started", "stopped"}

// Name names a thread: Python's name argument.
type Name string

// NewThread returns a thread that will run target, in the program of ctx. Unless it
// is given a name it is called Thread-N. A nil target does nothing.
func NewThread(ctx context.Context, target func(context.Context) error, name ...Name) *Thread {
	p := programOf(ctx)
	p.mu.Lock()
	p.threads++
	n := p.threads
	p.mu.Unlock()
	if len(name) > 0 && name[0] != "" {
		return newThread(p, n, string(name[0]), target)
	}
	return newThread(p, n, fmt.Sprintf("Thread-%d", n), target)
}

func newThread(p *program, number int, name string, target func(context.Context) error) *Thread {
	t := &Thread{program: p, target: target, began: make(chan struct{})}
	t.object.number, t.object.name = number, name
	return t
}

// Start runs the target in a goroutine and returns when it has begun. The target's
// context is ctx with this thread in it. A thread can be started once.
func (t *Thread) Start(ctx context.Context) error {
	c := newCall(ctx, OpStart, KindThread, &t.object)
	if err := c.stopped(); err != nil {
		return err
	}
	if !t.state.CompareAndSwap(initial, started) {
		return c.refuse(ErrStartedTwice)
	}
	t.program.add(t)
	c.report(Done)
	go t.run(ctx)
	<-t.began
	return nil
}

// run runs the target and records the thread's end, even if the target ends the
// goroutine.
func (t *Thread) run(ctx context.Context) {
	ctx = context.WithValue(ctx, threadKey{}, t)
	defer t.end(ctx)
	c := newCall(ctx, OpRun, KindThread, &t.object)
	c.file, c.line = "", 0
	c.report(Done)
	close(t.began)
	if t.target == nil {
		return
	}
	defer func() {
		if v := recover(); v != nil {
			t.err = &PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	t.err = t.target(ctx)
}

func (t *Thread) end(ctx context.Context) {
	t.mu.Lock()
	c := newCall(ctx, OpEnd, KindThread, &t.object)
	c.file, c.line = "", 0
	if t.err != nil {
		c.text = t.err.Error()
	}
	t.state.Store(stopped)
	t.program.remove(t) // before anybody knows that it has ended
	c.report(Done)
	t.joiners.grantAll(nil)
	t.mu.Unlock()
	if t.program.running != nil {
		t.program.running.Done()
	}
}

// Join waits until the thread has ended. After Python's join only is_alive
// tells of a time-out; here Join also returns ErrTimeout. A negative time-out
// counts as zero.
func (t *Thread) Join(ctx context.Context, timeout ...Timeout) error {
	w := newWaiter[struct{}](ctx, OpJoin, KindThread, &t.object, timeout)
	if err := w.stopped(); err != nil {
		return err
	}
	if t.state.Load() == initial {
		return w.refuse(ErrNotStarted)
	}
	if w.thread == t {
		return w.refuse(ErrJoinSelf)
	}
	t.mu.Lock()
	if t.state.Load() == stopped {
		w.report(Done)
		t.mu.Unlock()
		return nil
	}
	return t.joiners.wait(&t.mu, w)
}

// IsAlive reports whether the thread has been started and has not ended.
func (t *Thread) IsAlive() bool { return t.state.Load() == started }

// Name is the thread's name.
func (t *Thread) Name() string { return t.object.name }

// Number counts the threads of a program in the order in which they were made; the
// main thread has 0.
func (t *Thread) Number() int { return t.object.number }

// Err returns the target's error, or a *PanicError. It is nil until the thread has ended.
// Python prints such an error, and join does not raise it.
func (t *Thread) Err() error {
	if t.state.Load() != stopped {
		return nil
	}
	return t.err
}

// String has the form of Python's repr: <Thread(Thread-1, started 1)>.
func (t *Thread) String() string {
	kind := "Thread"
	if t.object.number == 0 {
		kind = "_MainThread"
	}
	state := t.state.Load()
	if state == initial {
		return fmt.Sprintf("<%s(%s, %s)>", kind, t.object.name, stateNames[state])
	}
	return fmt.Sprintf("<%s(%s, %s %d)>", kind, t.object.name, stateNames[state], t.object.number)
}

// number returns the thread's number in the log; -1 for no thread.
func (t *Thread) number() int {
	if t == nil {
		return -1
	}
	return t.object.number
}
