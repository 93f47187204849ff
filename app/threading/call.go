package threading

import (
	"context"
	"math"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A Timeout is the longest that a call may take, on the program's clock:
//
//	item, err := q.Get(ctx, threading.Timeout(2*time.Second))
//
// Without one, a call waits until it gets what it waits for or its context ends.
// If several are given, the last one counts.
type Timeout time.Duration

// object is the part that all objects share.
type object struct {
	id     atomic.Uint64 // 0: not used yet
	name   string
	number int // of a thread; other objects get theirs from the program
}

var lastID atomic.Uint64

// identity returns a unique id, which distinguishes objects without keeping them alive.
func (o *object) identity() uint64 {
	if id := o.id.Load(); id != 0 {
		return id
	}
	o.id.CompareAndSwap(0, lastID.Add(1))
	return o.id.Load()
}

// SetName names the object in the log. Call it before threads share the object.
func (o *object) SetName(name string) { o.name = name }

// A call is one call of one method by one thread: what its records have in common.
type call struct {
	ctx     context.Context
	program *program
	thread  *Thread // nil: of none
	op      Op
	kind    Kind
	object  *object
	limited bool
	file    string
	line    int

	item, size, value int
	text              string
}

func newCall(ctx context.Context, op Op, kind Kind, o *object) call {
	c := call{ctx: ctx, program: programOf(ctx), thread: CurrentThread(ctx), op: op, kind: kind, object: o}
	if c.program.observe != nil {
		c.file, c.line = caller()
	}
	return c
}

// inside is the prefix of the names of this package's functions.
const inside = "flaglab/app/threading."

// caller returns the file and line from which this package was called.
func caller() (file string, line int) {
	var pcs [12]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for {
		frame, more := frames.Next()
		if !strings.HasPrefix(frame.Function, inside) {
			return path.Base(frame.File), frame.Line
		}
		if !more {
			return "", 0
		}
	}
}

func (c *call) report(phase Phase) {
	if c.program.observe == nil {
		return
	}
	r := Record{
		Thread: c.thread.number(), Op: c.op, Phase: phase, Text: c.text, File: c.file, Line: c.line,
		Item: c.item, Size: c.size, Value: c.value, Limited: c.limited && phase == Waiting,
	}
	c.program.report(r, c.object, c.kind)
}

// refuse records that the call failed, and returns err.
func (c *call) refuse(err error) error {
	c.text = err.Error()
	c.report(Refused)
	return err
}

// stopped returns the error of a context that was cancelled before the call. It
// is checked first, so that a loop whose calls never need to wait ends too. A
// deadline that has passed does not matter as long as the call need not wait.
func (c *call) stopped() error {
	err := c.ctx.Err()
	if err == nil || expired(c.ctx) {
		return nil
	}
	c.report(Cancelled)
	return err
}

// A waiter is a call that may block, and what it is given when it is woken.
//
// The thread that wakes a waiter hands it what it waits for, under the object's
// mutex: no other thread can take it, no wake-up is lost, and waiters are served
// first come, first served. In CPython the woken threads compete again; Python
// promises no order.
type waiter[T any] struct {
	call
	until time.Duration // on the clock
	timed bool
	ready chan struct{} // closed when granted; made when it joins a line
	leave func()        // called, with the object's mutex, when it stops waiting in vain

	// Under the object's mutex:
	granted bool
	given   T
	err     error
}

func newWaiter[T any](ctx context.Context, op Op, kind Kind, o *object, timeout []Timeout) *waiter[T] {
	w := &waiter[T]{call: newCall(ctx, op, kind, o)}
	_, w.limited = ctx.Deadline()
	if len(timeout) > 0 {
		w.timed, w.limited = true, true
		now, most := w.program.clock.Now(), time.Duration(timeout[len(timeout)-1])
		if w.until = now + most; most > 0 && w.until < now { // later than there are times
			w.until = math.MaxInt64
		}
	}
	return w
}

// noTime reports whether the call may not wait at all.
func (w *waiter[T]) noTime() bool {
	return w.timed && w.until <= w.program.clock.Now() || expired(w.ctx)
}

// grant gives the waiter what it waits for, or an error. The caller holds the object's mutex.
func (w *waiter[T]) grant(err error) {
	w.granted, w.err = true, err
	if err != nil {
		w.refuse(err)
	} else {
		w.report(Done)
	}
	close(w.ready)
}

// giveUp ends a wait that was not granted.
func (w *waiter[T]) giveUp(how Phase, err error) error {
	w.report(how)
	if w.leave != nil {
		w.leave()
	}
	return err
}

// The reasons for which block returns.
type reason int

const (
	woken reason = iota
	timeIsUp
	contextEnded
)

// block waits. It holds no lock.
func (w *waiter[T]) block() reason {
	for {
		var alarm <-chan time.Time
		var changed <-chan struct{}
		if w.timed {
			timer, c := w.program.clock.alarm(w.until)
			changed = c
			if timer != nil {
				alarm = timer.C
				defer timer.Stop() // a change of speed is rare
			}
		}
		select {
		case <-w.ready:
			return woken
		case <-w.ctx.Done():
			return contextEnded
		case <-alarm:
		case <-changed:
		}
		if w.program.clock.Now() >= w.until {
			return timeIsUp
		}
	}
}

// A waitQueue is a list of waiters, the longest waiting first. The object's mutex guards it.
type waitQueue[T any] []*waiter[T]

func (l *waitQueue[T]) add(w *waiter[T]) {
	w.ready = make(chan struct{})
	*l = append(*l, w)
}

// pop returns nil if nobody waits.
func (l *waitQueue[T]) pop() *waiter[T] {
	if len(*l) == 0 {
		return nil
	}
	w := (*l)[0]
	*l = slices.Delete(*l, 0, 1)
	return w
}

// grantAll grants all waiters.
func (l *waitQueue[T]) grantAll(err error) {
	for w := l.pop(); w != nil; w = l.pop() {
		w.grant(err)
	}
}

// wait adds the waiter and waits until it is granted, its time is up or its context ends.
// It is called with the object's mutex held and releases it.
func (l *waitQueue[T]) wait(mu *sync.Mutex, w *waiter[T]) error {
	if w.noTime() {
		defer mu.Unlock()
		return w.giveUp(TimedOut, ErrTimeout)
	}
	l.add(w)
	w.report(Waiting)
	mu.Unlock()
	return l.await(mu, w)
}

// await is wait for a waiter that is in the line, without the mutex. The grant is
// checked last, because a select between it and a deadline picks one at random.
func (l *waitQueue[T]) await(mu *sync.Mutex, w *waiter[T]) error {
	why := w.block()
	if why == woken {
		return w.err
	}
	mu.Lock()
	defer mu.Unlock()
	if w.granted {
		return w.err
	}
	*l = slices.DeleteFunc(*l, func(other *waiter[T]) bool { return other == w })
	if why == contextEnded && !expired(w.ctx) {
		return w.giveUp(Cancelled, w.ctx.Err())
	}
	return w.giveUp(TimedOut, ErrTimeout)
}
