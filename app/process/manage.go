package process

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"flaglab/app/futures"
)

// A worker is the pool's record of one of its workers.
type worker struct {
	futures.Worker
	link     link
	state    workerState
	deadline time.Time // to be ready
	sent     []*unit   // not answered yet, the oldest first
	total    int       // units sent to it so far
	slow     bool      // its last unit took long
}

type workerState int

const (
	starting workerState = iota
	ready
	ending // asked to, or about to be
)

// A worker is sent a second unit while it computes the first, so that the message
// travels meanwhile. If its units take longer than longUnit, this gains nothing: the
// second unit would wait there although another worker might be free.
const (
	inFlight = 2
	longUnit = 5 * time.Millisecond
)

// startWorker starts a worker in a lane. Like all that follows, up to manage, it is called with
// mu held.
func (e *ProcessPoolExecutor) startWorker(lane int) {
	if !e.managed {
		e.managed = true
		e.running.Go(e.manage)
	}
	w := &worker{deadline: time.Now().Add(e.startTimeout)}
	w.Index, w.Name = lane, fmt.Sprintf("%s_%d", e.prefix, e.started)
	e.started++
	e.lanes[lane] = w
	e.report(w, WorkerStarting, nil)
	h := hello{Worker: w.Worker, Init: e.init, Input: e.initInput}
	if deadline, ok := e.base.Deadline(); ok {
		if h.Deadline = time.Until(deadline); h.Deadline == 0 {
			h.Deadline = -1 // 0 says that there is none
		}
	}
	w.link = e.transport.start(h, &e.running, func(ev event) {
		ev.w = w
		e.events.put(ev)
	})
	e.events.signal() // there is one more deadline
}

func (e *ProcessPoolExecutor) report(w *worker, state WorkerState, err error) {
	if e.workers != nil {
		e.workers(WorkerEvent{w.Worker, state, err})
	}
}

// dispatch sends queued units to workers that can take them, and starts missing workers.
func (e *ProcessPoolExecutor) dispatch() {
	for e.queue.n > 0 {
		w := e.free()
		if w == nil {
			break
		}
		u := e.queue.pop()
		frame := u.begin(w.Index)
		if frame == nil {
			continue // all of it was cancelled
		}
		u.sent = time.Now()
		w.sent = append(w.sent, u)
		w.total++
		w.link.send(frame)
	}
	coming := e.count(starting)
	for lane, w := range e.lanes {
		if coming >= e.queue.n {
			break
		}
		if w == nil {
			e.startWorker(lane)
			coming++
		}
	}
	e.retireIdle()
}

// free returns a worker that can take a unit: an idle one, or else one with room for
// a second unit, unless a worker will soon be idle.
func (e *ProcessPoolExecutor) free() *worker {
	var second *worker
	coming := 0
	for _, w := range e.lanes {
		switch {
		case w == nil || w.state != ready:
			coming++
		case e.maxTasks > 0 && w.total >= e.maxTasks:
		case len(w.sent) == 0:
			return w
		case len(w.sent) < inFlight && !w.slow && (second == nil || w.total < second.total):
			second = w
		}
	}
	if coming >= e.queue.n {
		return nil
	}
	return second
}

func (e *ProcessPoolExecutor) count(state workerState) (n int) {
	for _, w := range e.lanes {
		if w != nil && w.state == state {
			n++
		}
	}
	return n
}

// retireIdle ends the workers that will get no more units.
func (e *ProcessPoolExecutor) retireIdle() {
	over := (e.shutdown || e.broken != nil) && e.queue.n == 0
	for _, w := range e.lanes {
		if w == nil || w.state == ending || len(w.sent) > 0 {
			continue
		}
		if over || e.maxTasks > 0 && w.total >= e.maxTasks {
			w.state = ending
			w.link.finish()
		}
	}
	e.tellWaiting()
}

// tellWaiting wakes the waiting calls of Start, if there is news for them.
func (e *ProcessPoolExecutor) tellWaiting() {
	err := e.refusal()
	if err == nil && e.count(ready) < e.max {
		return
	}
	for _, c := range e.waiting {
		c <- err
	}
	e.waiting = nil
}

func (e *ProcessPoolExecutor) takeSent() (all units) {
	for _, w := range e.lanes {
		if w != nil {
			for _, u := range w.sent {
				all.push(u)
			}
			w.sent = nil
		}
	}
	return all
}

// manage is the goroutine that handles all events of the pool. It ends when the pool
// accepts no more items and the last worker has ended.
func (e *ProcessPoolExecutor) manage() {
	over := false
	defer func() {
		if !over { // a callback called runtime.Goexit
			e.running.Go(e.manage)
		}
	}()
	cancelled := e.base.Done()
	for {
		for ev, ok := e.events.take(); ok; ev, ok = e.events.take() {
			e.handle(ev)
		}
		late, workers := e.nextDeadline()
		if over = !workers; over {
			return
		}
		if late == 0 {
			e.breakDown(fmt.Errorf("a worker was not ready within %v", e.startTimeout))
			continue
		}
		var tooLate <-chan time.Time
		if late < math.MaxInt64 { // a timer that never fires would still be set again for each event, in a browser by calls to JavaScript
			tooLate = time.After(late)
		}
		select {
		case <-e.events.wake:
		case <-tooLate:
		case <-cancelled:
			cancelled = nil
			e.cancelWorkers()
		}
	}
}

// nextDeadline returns the time until the next worker misses its deadline, and whether there are,
// or will be, workers to manage.
func (e *ProcessPoolExecutor) nextDeadline() (late time.Duration, workers bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	late = math.MaxInt64
	workers = !e.shutdown && e.broken == nil || e.queue.n > 0
	for _, w := range e.lanes {
		if w == nil {
			continue
		}
		workers = true
		if w.state == starting {
			late = min(late, max(0, time.Until(w.deadline)))
		}
	}
	e.managed = workers
	return late, workers
}

// cancelWorkers ends the contexts of all tasks.
func (e *ProcessPoolExecutor) cancelWorkers() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, w := range e.lanes {
		if w != nil && w.state == ready {
			e.cancelWorker(w)
		}
	}
}

// cancelWorker tells a worker that the base context was cancelled. The worker knows a
// deadline already.
func (e *ProcessPoolExecutor) cancelWorker(w *worker) {
	if errors.Is(e.base.Err(), context.Canceled) {
		w.link.send([]byte{frameCancel})
	}
}

func (e *ProcessPoolExecutor) handle(ev event) {
	if ev.frame == nil {
		e.handleEnd(ev.w, ev.how)
		return
	}
	d := &decoder{data: ev.frame}
	var err error
	switch d.byte() {
	case frameReady:
		err = e.handleReady(ev.w, d)
	case frameAnswer:
		err = e.handleAnswer(ev.w, parseAnswer(d))
	default:
		err = errMalformed
	}
	if err != nil {
		e.breakDown(fmt.Errorf("%s: %w", ev.w.Name, err))
	}
}

func (e *ProcessPoolExecutor) handleReady(w *worker, d *decoder) error {
	if err := parseOutcome(d); err != nil {
		return fmt.Errorf("its initializer failed: %w", err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if w.state != starting {
		return nil // it is ending
	}
	w.state = ready
	e.report(w, WorkerReady, nil)
	if e.base.Err() != nil {
		e.cancelWorker(w)
	}
	e.dispatch()
	return nil
}

// handleAnswer gives the worker its next unit, and then completes the futures: a
// callback must not keep a worker waiting.
func (e *ProcessPoolExecutor) handleAnswer(w *worker, a answer) error {
	e.mu.Lock()
	var u *unit
	for i, sent := range w.sent {
		if sent.id == a.id {
			u = sent
			w.sent = append(w.sent[:i], w.sent[i+1:]...)
			break
		}
	}
	if u == nil {
		broken := e.broken != nil
		e.mu.Unlock()
		if broken {
			return nil // its futures are complete already
		}
		return errMalformed
	}
	w.slow = a.took >= longUnit
	e.dispatch()
	e.mu.Unlock()
	if e.work != nil {
		e.work(e.workOf(w, u, a))
	}
	u.complete(a)
	return nil
}

// workOf converts the worker's times to this clock.
func (e *ProcessPoolExecutor) workOf(w *worker, u *unit, a answer) Work {
	ago := time.Duration(e.transport.clock() - a.began)
	work := Work{Worker: w.Worker, Sent: u.sent, Began: time.Now().Add(-ago)}
	if work.Began.Before(work.Sent) { // the clocks differ by less than a message takes
		work.Began = work.Sent
	}
	work.Ended = work.Began.Add(a.took)
	for _, item := range u.items {
		work.Futures = append(work.Futures, item.ID())
	}
	return work
}

// complete gives the futures of a unit their outcomes, all of them, even if a
// callback ends this goroutine.
func (u *unit) complete(a answer) {
	ended := false
	defer func() {
		if !ended {
			u.complete(a)
		}
	}()
	for len(u.items) > 0 {
		item := u.items[0]
		u.items = u.items[1:]
		if a.err != nil {
			item.Fail(a.err)
			continue
		}
		item.Complete(func(out any) error {
			a.out.pointer(out)
			return a.out.err
		})
	}
	ended = true
}

func (e *ProcessPoolExecutor) handleEnd(w *worker, how error) {
	e.mu.Lock()
	asked := w.state == ending
	if asked {
		how = nil
	} else if how == nil {
		how = errors.New("it ended")
	}
	var failed units
	if !asked {
		failed = e.collapse(fmt.Errorf("%s: %w", w.Name, how))
	}
	e.lanes[w.Index] = nil
	e.report(w, WorkerEnded, how)
	e.dispatch()
	broken := e.broken
	e.mu.Unlock()
	futures.FailAll(failed.nextItem, broken)
}

// breakDown fails everything that is queued or was sent, refuses further items and kills
// the workers.
func (e *ProcessPoolExecutor) breakDown(cause error) {
	e.mu.Lock()
	failed := e.collapse(cause)
	broken := e.broken
	e.mu.Unlock()
	futures.FailAll(failed.nextItem, broken)
}

// collapse is breakDown without failing the units, which it returns. The caller holds
// mu.
func (e *ProcessPoolExecutor) collapse(cause error) units {
	if e.broken == nil {
		e.broken = fmt.Errorf("%w: %w", ErrBrokenProcessPool, cause)
	}
	failed := e.takeSent()
	for u := e.queue.pop(); u != nil; u = e.queue.pop() {
		failed.push(u)
	}
	for _, w := range e.lanes {
		if w != nil {
			w.state = ending
			w.link.kill()
		}
	}
	e.tellWaiting()
	return failed
}
