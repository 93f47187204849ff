package process

import (
	"fmt"
	"time"

	"flaglab/app/futures"
)

// A worker is the pool's record of one of its workers.
type worker struct {
	futures.Worker
	link     link
	state    workerState
	deadline time.Time     // to be ready
	sent     []*unit       // not answered yet, the oldest first
	total    int           // units sent to it so far
	known    bool          // it has answered a unit, so its pace is known
	pace     time.Duration // how long its units take, of late
	outbox   [][]byte      // frames to send, in one message where possible
}

type workerState int

const (
	starting workerState = iota
	ready
	ending // asked to, or about to be
)

// A worker is sent a second unit while it computes the first, so that the message
// travels meanwhile. If its units take longer than longUnit, this gains nothing: the
// second unit would wait there although another worker might be free. Units that take
// next to nothing cost less than their messages: a worker holds as many of them as fill
// burst, but no more than half of its share of the queue.
const (
	inFlight     = 2
	longUnit     = 5 * time.Millisecond
	burst        = time.Millisecond / 2
	mostInFlight = 32
	smallFrame   = 1 << 10
)

// answered notes how long a unit took. After a long one, a short one is enough for a second
// to be sent along again.
func (w *worker) answered(took time.Duration) {
	w.known, w.pace = true, smoothed(min(w.pace, longUnit), took)
}

// smoothed returns a pace after one more unit. A longer one counts at once, shorter ones
// little by little: in a browser the clock is coarse.
func smoothed(pace, took time.Duration) time.Duration { return max(took, (pace+took)/2) }

// room returns how many units a worker may hold if the next one comes from this queue.
func (w *worker) room(queue *units, workers int) int {
	switch {
	case !w.known:
		return inFlight
	case w.pace >= longUnit:
		return 1
	case len(queue.first.frame) > smallFrame:
		return inFlight
	}
	return max(inFlight, min(queue.n/(2*workers), mostInFlight, int(burst/max(w.pace, 1))))
}

// startWorker starts a worker in a lane. The caller holds mu, as for every method that follows in this file.
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
	now := time.Now()
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
		u.sent = now
		w.sent = append(w.sent, u)
		w.total++
		w.outbox = append(w.outbox, frame)
	}
	for _, w := range e.lanes {
		if w != nil && len(w.outbox) > 0 {
			w.link.send(w.outbox...)
			w.outbox = nil
		}
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

// free returns a worker that can take a unit: an idle one, or else the one that holds the
// fewest of those with room, unless a worker will soon be idle.
func (e *ProcessPoolExecutor) free() *worker {
	var best *worker
	coming := 0
	for _, w := range e.lanes {
		switch {
		case w == nil || w.state != ready:
			coming++
		case e.maxTasks > 0 && w.total >= e.maxTasks:
		case len(w.sent) == 0:
			return w
		case len(w.sent) >= w.room(&e.queue, len(e.lanes)):
		case best == nil, len(w.sent) < len(best.sent), len(w.sent) == len(best.sent) && w.total < best.total:
			best = w
		}
	}
	if coming >= e.queue.n {
		return nil
	}
	return best
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

// takeSent takes back what the workers were sent.
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
