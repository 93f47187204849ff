package process

import (
	"context"
	"encoding/binary"
	"os"
	"time"

	"flaglab/app/futures"
)

// RunWorker turns this process into a worker if a pool started it as one, and then
// does not return. Otherwise it only ends registration. Call it on the first line of
// main, and of TestMain:
//
//	func main() {
//		process.RunWorker()
//		…
//	}
//
// A program that does not call it cannot make a pool.
func RunWorker() {
	closeRegistry()
	if os.Getenv(workerVariable) != "" {
		inWorker = true
		runWorker()
	}
}

// workerVariable is the environment variable that tells a program that it is a worker.
const workerVariable = "PROCESS_POOL_WORKER"

// inWorker is set before anything else runs in a worker.
var inWorker bool

// A host is the inside of a worker: it executes what the pool sends.
type host struct {
	send  func(frame []byte, more bool) // more: another one follows at once, so both may go in one message
	clock func() int64                  // the time in ns, as the pool's clock has it
	pause func()                        // lets events in; nil where they arrive without it
	stop  <-chan struct{}

	inbox  *mailbox[[]byte]
	cancel context.CancelFunc

	// Of the goroutine that serves.
	ctx    context.Context    // of the tasks
	expire context.CancelFunc // of its deadline, which lasts as long as the worker
	worker futures.Worker
	recent recent
}

// newHost returns a worker that speaks to its pool with send and ends with stop.
func newHost(send func([]byte, bool), clock func() int64, pause func(), stop <-chan struct{}) *host {
	h := &host{send: send, clock: clock, pause: pause, stop: stop, inbox: newMailbox[[]byte]()}
	h.ctx, h.cancel = context.WithCancel(context.Background())
	return h
}

// receive takes a frame from the pool. It does not block.
func (h *host) receive(frame []byte) {
	if len(frame) > 0 && frame[0] == frameCancel {
		h.cancel() // now, not when its turn comes
		return
	}
	h.inbox.put(frame)
}

// serve handles the frames one after another.
func (h *host) serve() {
	ended := false
	defer func() {
		if !ended { // a task called runtime.Goexit
			go h.serve()
		}
	}()
	for {
		if frame, ok := h.inbox.take(); ok {
			h.handle(frame)
			continue
		}
		select {
		case <-h.inbox.wake:
		case <-h.stop:
			ended = true
			return
		}
	}
}

func (h *host) handle(frame []byte) {
	d := &decoder{data: frame}
	switch d.byte() {
	case frameHello:
		h.begin(parseHello(d))
	case frameCall:
		h.answer(parseCall(d))
	}
}

// begin makes the context of the tasks and calls the initializer.
func (h *host) begin(hello hello) {
	h.worker = hello.Worker
	ctx := futures.WithWorker(h.ctx, hello.Worker)
	if hello.Deadline != 0 {
		ctx, h.expire = context.WithTimeout(ctx, hello.Deadline)
	}
	h.ctx = ctx
	guard(h.taskContext(), func(ctx context.Context) error {
		if hello.Init == "" {
			return nil
		}
		r := registered(hello.Init)
		if r == nil {
			return unknownTask(hello.Init)
		}
		return r.call(ctx, &decoder{data: hello.Input}, new(encoder))
	}, func(err error) {
		e := encoder{data: []byte{frameReady}}
		e.outcome(hello.Init, h.worker.Name, err)
		h.send(e.data, false)
	})
}

// pauseEvery is how long a task computes in a browser's worker before Checkpoint lets events
// in. Browsers end a worker at once if it returns to its event loop within 50 ms of being
// told to, and tasks may call Checkpoint 10 ms late. Each pause costs up to half a millisecond.
const pauseEvery = 35 * time.Millisecond

// taskContext is the context of one call.
func (h *host) taskContext() context.Context {
	if h.pause == nil {
		return h.ctx
	}
	return WithPause(h.ctx, pauseEvery, func(time.Time) { h.pause() })
}

// answer makes a call and sends its outcome.
func (h *host) answer(c call) {
	out := encoder{data: make([]byte, 0, 64)}
	out.byte(frameAnswer)
	out.uint(c.id)
	out.bits(uint64(h.clock()))
	start := time.Now()
	took := len(out.data)
	out.bits(0) // see below
	outcome := len(out.data)
	out.byte(endedWell)
	guard(h.taskContext(), func(ctx context.Context) error {
		r := registered(c.task)
		if r == nil {
			return unknownTask(c.task)
		}
		for range c.n {
			if err := r.call(ctx, c.in, &out); err != nil {
				return err // that of the whole chunk (C54)
			}
		}
		if len(out.data) > maxFrame {
			return picklingError("the output of %s: it has more than %d bytes", c.task, maxFrame)
		}
		return nil
	}, func(err error) {
		if err != nil {
			out.data = out.data[:outcome]
			out.outcome(c.task, h.worker.Name, err)
		}
		end := time.Now()
		binary.LittleEndian.PutUint64(out.data[took:], uint64(end.Sub(start)))
		h.recent.call(c.task, end.Sub(start))
		h.send(out.data, h.recent.more(h.inbox, end))
	})
}

// recent is what a worker knows of its last calls. It decides whether an answer may wait
// for the next one, to go with it in one message.
type recent struct {
	task  string
	calls int           // of this task, one after another
	pace  time.Duration // of these
	held  time.Time     // since when an answer waits; zero if none does
}

// call notes a call.
func (r *recent) call(task string, took time.Duration) {
	if task != r.task {
		r.task, r.calls, r.pace = task, 0, 0
	}
	r.calls++
	r.pace = smoothed(r.pace, took)
}

// more reports whether the answer to the next call in the inbox will follow at once: it is
// of the same task, whose last calls took next to nothing. No answer waits longer than
// burst and one call.
func (r *recent) more(inbox *mailbox[[]byte], now time.Time) bool {
	more := false
	if r.calls >= 4 && r.pace < burst/2 && (r.held.IsZero() || now.Sub(r.held) < burst) {
		next, ok := inbox.peek()
		d := &decoder{data: next}
		more = ok && d.byte() == frameCall && parseCall(d).task == r.task
	}
	switch {
	case !more:
		r.held = time.Time{}
	case r.held.IsZero():
		r.held = now
	}
	return more
}

func unknownTask(name string) error {
	return picklingError("%s: the worker knows no such task", name)
}
