package process

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"flaglab/app/futures"
)

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
		e.settle()
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
		e.settle()
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

// answered is a unit that a worker has answered, and whose futures are not completed yet.
type answered struct {
	w *worker
	u *unit
	answer
}

// handleAnswer notes an answer, for settle.
func (e *ProcessPoolExecutor) handleAnswer(w *worker, a answer) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	for i, u := range w.sent {
		if u.id == a.id {
			e.answers = append(e.answers, answered{w, u, a})
			w.sent = append(w.sent[:i], w.sent[i+1:]...)
			w.answered(a.took)
			return nil
		}
	}
	if e.broken != nil {
		return nil // its futures are complete already
	}
	return errMalformed
}

// settle gives the workers that have answered their next units, and then completes the
// futures: a callback must not keep a worker waiting. If one ends this goroutine, the
// next one goes on with the rest.
func (e *ProcessPoolExecutor) settle() {
	if len(e.answers) == 0 {
		return
	}
	e.mu.Lock()
	e.dispatch()
	e.mu.Unlock()
	for len(e.answers) > 0 {
		a := e.answers[0]
		e.answers = e.answers[1:]
		if e.work != nil {
			e.work(e.workOf(a.w, a.u, a.answer))
		}
		a.u.complete(a.answer)
	}
	e.answers = nil
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
