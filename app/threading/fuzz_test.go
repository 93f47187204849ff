package threading_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/threading"
)

// FuzzOperations lets four threads do what the input says to a few objects, in a bubble
// with its own time, and compares with a model:
//
//   - the log, replayed on a model of every object, is possible (checkLog);
//   - when nothing can move until time passes, no thread waits that need not;
//   - each call returns what its record says, and a time-out takes its time;
//   - at the end every thread ends, and the bubble reports goroutines that are left.
func FuzzOperations(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{1, 1, 1, 1, 4, 4, 4, 4, 9, 9, 9, 9})
	f.Add([]byte{2, 1, 1, 2, 9, 12, 1, 12, 14, 3, 3, 3, 0, 1, 15, 16, 17, 18})
	f.Add([]byte("pack my box with five dozen liquor jugs; the five boxing wizards jump quickly"))
	f.Add(func() (b []byte) {
		for i := range 400 {
			b = append(b, byte(i*i+i/3))
		}
		return b
	}())
	f.Fuzz(func(t *testing.T, input []byte) {
		if len(input) > 500 {
			return
		}
		synctest.Test(t, func(t *testing.T) { newStage(t).run(input) })
	})
}

// stage is the objects, and what the fuzzed threads do to them.
type stage struct {
	t         *testing.T
	log       threading.Log
	queue     *threading.Queue[int]
	lock      threading.Lock
	rlock     threading.RLock
	condition threading.Condition
	semaphore *threading.Semaphore
	event     threading.Event
	barrier   *threading.Barrier
	variable  threading.Variable
}

func newStage(t *testing.T) *stage {
	s := &stage{t: t, queue: threading.NewQueue[int](2)}
	s.semaphore, _ = threading.NewBoundedSemaphore(2)
	s.barrier, _ = threading.NewBarrier(2, nil)
	return s
}

func (s *stage) run(input []byte) {
	ctx, cancel := context.WithCancel(s.t.Context())
	defer cancel()
	over := make(chan error)
	go func() {
		over <- threading.Run(ctx, func(ctx context.Context) error {
			for n := range 4 {
				a := &actor{stage: s, bytes: input[n*len(input)/4 : (n+1)*len(input)/4]}
				spawn(ctx, a.run)
			}
			return nil
		}, threading.Config{Observe: s.log.Observe})
	}()
	for range 60 {
		synctest.Wait()
		s.checkAtRest()
		time.Sleep(time.Second / 2)
	}
	cancel()
	wantErr(s.t, <-over, nil)
	checkLog(s.t, s.log.Records(0))
}

// checkAtRest looks at a program in which nothing moves until time passes.
func (s *stage) checkAtRest() {
	var threads threading.Threads
	for _, r := range s.log.Records(0) {
		threads.Apply(r)
	}
	for _, w := range threads.Waits() {
		must := true
		switch w.Op {
		case threading.OpGet:
			must = s.queue.Empty() && !s.queue.IsShutdown()
		case threading.OpPut:
			must = s.queue.Full() && !s.queue.IsShutdown()
		case threading.OpJoin:
			must = s.queue.Unfinished() > 0
		case threading.OpAcquire:
			switch w.Object.Kind {
			case threading.KindLock:
				must = s.lock.Locked()
			case threading.KindSemaphore:
				must = s.semaphore.Value() == 0
			}
		case threading.OpWait:
			switch w.Object.Kind {
			case threading.KindEvent:
				must = !s.event.IsSet()
			case threading.KindBarrier:
				must = s.barrier.Waiting() == 1 && !s.barrier.Broken()
			}
		}
		if !must {
			s.t.Errorf("this wait need not be: %v", w)
		}
	}
}

// An actor is one of the threads.
type actor struct {
	*stage
	bytes []byte
	holds []func(context.Context) error // releases what it holds
}

func (a *actor) next(n int) int {
	if len(a.bytes) == 0 {
		return 0
	}
	b := a.bytes[0]
	a.bytes = a.bytes[1:]
	return int(b) % n
}

func (a *actor) run(ctx context.Context) {
	for len(a.bytes) > 0 && ctx.Err() == nil {
		a.step(ctx)
	}
	for _, release := range a.holds {
		release(ctx)
	}
}

// timeout is none, or some seconds.
func (a *actor) timeout() []threading.Timeout {
	if n := a.next(4); n > 0 {
		return []threading.Timeout{threading.Timeout(n-1) * limit}
	}
	return nil
}

// check makes a call, and checks its result: if it fails, the error must be one of
// inVain.
func (a *actor) check(ctx context.Context, timeout []threading.Timeout, call func(...threading.Timeout) error, inVain ...error) error {
	start := time.Now()
	err := call(timeout...)
	took := time.Since(start)
	records := a.log.Records(0)
	var last threading.Record
	for i := len(records) - 1; i >= 0; i-- {
		if records[i].Thread == threading.CurrentThread(ctx).Number() {
			last = records[i]
			break
		}
	}
	var want threading.Phase
	switch {
	case err == nil:
		want = threading.Done
	case errors.Is(err, context.Canceled):
		want = threading.Cancelled
		if ctx.Err() == nil {
			a.t.Errorf("%v without a reason", err)
		}
	default:
		want = last.Phase
		known := false
		for _, e := range inVain {
			known = known || errors.Is(err, e)
		}
		if !known || want != threading.TimedOut && want != threading.Refused {
			a.t.Errorf("%v: error %v", last, err)
		}
	}
	if last.Phase != want {
		a.t.Errorf("%v: error %v", last, err)
	}
	if len(timeout) > 0 && took > time.Duration(timeout[0]) || last.Phase == threading.TimedOut && took != time.Duration(timeout[0]) {
		a.t.Errorf("%v took %v of %v", last, took, timeout)
	}
	return err
}

func (a *actor) acquire(ctx context.Context, l interface {
	Acquire(context.Context, ...threading.Timeout) error
	Release(context.Context) error
}) {
	err := a.check(ctx, a.timeout(), func(timeout ...threading.Timeout) error { return l.Acquire(ctx, timeout...) }, threading.ErrTimeout)
	if err == nil {
		a.holds = append(a.holds, l.Release)
	}
}

func (a *actor) step(ctx context.Context) {
	switch a.next(20) {
	case 0:
		a.check(ctx, nil, func(...threading.Timeout) error { return threading.Sleep(ctx, time.Duration(1+a.next(3))*time.Second) })
	case 1, 2:
		a.check(ctx, a.timeout(), func(timeout ...threading.Timeout) error { return a.queue.Put(ctx, 1, timeout...) }, threading.ErrFull, threading.ErrShutDown)
	case 3:
		a.check(ctx, nil, func(...threading.Timeout) error { return a.queue.PutNowait(ctx, 1) }, threading.ErrFull, threading.ErrShutDown)
	case 4, 5:
		a.check(ctx, a.timeout(), func(timeout ...threading.Timeout) error {
			got, err := a.queue.Get(ctx, timeout...)
			if got != 1 && err == nil || got != 0 && err != nil {
				a.t.Errorf("got %d, %v", got, err)
			}
			return err
		}, threading.ErrEmpty, threading.ErrShutDown)
	case 6:
		a.check(ctx, nil, func(...threading.Timeout) error { _, err := a.queue.GetNowait(ctx); return err }, threading.ErrEmpty, threading.ErrShutDown)
	case 7:
		a.check(ctx, nil, func(...threading.Timeout) error { return a.queue.TaskDone(ctx) }, threading.ErrTaskDone)
	case 8:
		a.check(ctx, nil, func(...threading.Timeout) error { return a.queue.Join(ctx) })
	case 9:
		a.queue.SetMaxsize(ctx, a.next(4))
	case 10:
		switch a.next(6) { // the others have more to do
		case 0:
			a.queue.Shutdown(ctx)
		case 1:
			a.queue.ShutdownImmediate(ctx)
		}
	case 11:
		a.acquire(ctx, &a.lock)
	case 12:
		a.acquire(ctx, &a.rlock)
	case 13:
		a.acquire(ctx, a.semaphore)
	case 14:
		if n := len(a.holds); n > 0 {
			wantErr(a.t, a.holds[n-1](ctx), nil)
			a.holds = a.holds[:n-1]
		}
	case 15:
		if a.next(2) == 0 {
			a.event.Set(ctx)
		} else {
			a.event.Clear(ctx)
		}
	case 16:
		a.check(ctx, a.timeout(), func(timeout ...threading.Timeout) error { return a.event.Wait(ctx, timeout...) }, threading.ErrTimeout)
	case 17:
		timeout := a.timeout()
		a.condition.With(ctx, func() error { return a.condition.Wait(ctx, timeout...) })
	case 18:
		a.condition.With(ctx, func() error { return a.condition.Notify(ctx, a.next(3)) })
	case 19:
		switch a.next(8) {
		case 0:
			a.barrier.Reset(ctx)
		default:
			a.check(ctx, a.timeout(), func(timeout ...threading.Timeout) error { _, err := a.barrier.Wait(ctx, timeout...); return err }, threading.ErrBrokenBarrier)
		}
	}
	if n := a.next(3); n == 0 {
		a.variable.Write(ctx, a.variable.Read(ctx)+1)
	}
}
