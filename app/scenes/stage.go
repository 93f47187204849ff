package scenes

import (
	"context"
	"fmt"
	"path"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"time"

	"flaglab/app/futures"
	"flaglab/app/lab"
)

// Future is what the scenes submit: the download of one flag, with its code as the
// result.
type Future = futures.Future[string]

// Task is the function that a scene submits.
type Task = func(ctx context.Context, cc string) (string, error)

// Stage is where a scene plays: its settings, the task that it submits, and the
// log of what happens. The methods may be called by many goroutines at once.
type Stage struct {
	Codes    []string
	Workers  int
	Timeout  time.Duration // how long a scene waits; 0: as long as it takes
	Download Task

	now func() time.Duration

	mu      sync.Mutex
	file    string // of the scene that plays: its lines are marked
	events  []Event
	index   map[uint64]int // by the number that the library gave the future
	futures []*Future      // as shown; nil until then
	pool    *futures.ThreadPoolExecutor
}

// NewStage returns an empty stage; now is a monotonic clock that starts at 0.
func NewStage(now func() time.Duration) *Stage {
	return &Stage{now: now, index: map[uint64]int{}}
}

// Play runs a scene to its end. Its pool is shut down by then.
func (s *Stage) Play(ctx context.Context, scene Scene) error {
	s.mu.Lock()
	s.file = scene.Name + ".go"
	s.mu.Unlock()
	err := scene.run(ctx, s)
	e := Event{Kind: Ended, Future: -1, Worker: Main}
	if err != nil {
		e.Text = err.Error()
	}
	s.add(e)
	return err
}

// Events returns the log from the n-th event on. It must not be changed.
func (s *Stage) Events(n int) []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.events[min(n, len(s.events)):len(s.events):len(s.events)]
}

// Pool opens a pool whose futures the stage follows.
func (s *Stage) Pool(ctx context.Context, workers int) (*futures.ThreadPoolExecutor, error) {
	pool, err := futures.NewThreadPoolExecutor(workers,
		futures.BaseContext(ctx),
		futures.ThreadNamePrefix("ThreadPoolExecutor-0"),
		futures.Observe(s.changed),
		futures.ObserveBlocking(s.blocked))
	s.mu.Lock()
	s.pool = pool
	s.mu.Unlock()
	return pool, err
}

// Scheduled shows a future under a name, prints the lecture's line for it, and
// gives the workers a moment to take it. In Python, starting a thread takes as long.
func (s *Stage) Scheduled(name string, future *Future) {
	time.Sleep(time.Millisecond)
	line := s.line()
	text := future.String()
	s.mu.Lock()
	i := s.number(future.ID())
	s.futures[i] = future
	s.mu.Unlock()
	s.add(Event{Kind: Shown, Future: i, Worker: Main, Text: name, Address: address.FindString(text), Line: line})
	s.add(Event{Kind: Printed, Future: i, Worker: Main, Text: fmt.Sprintf("Scheduled for %s: %s", name, text), Line: line})
}

var address = regexp.MustCompile(`0x[0-9a-f]+`)

// Print prints a line, as the program or, with a task's context, as its worker.
func (s *Stage) Print(ctx context.Context, format string, args ...any) {
	worker := Main
	if w, ok := futures.WorkerFrom(ctx); ok {
		worker = w.Index
	}
	s.add(Event{Kind: Printed, Future: -1, Worker: worker, Text: fmt.Sprintf(format, args...), Line: s.line()})
}

// Limit returns a context that ends when the scene's patience does.
func (s *Stage) Limit(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.Timeout <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, s.Timeout)
}

// line is the line of the scene's file that is being executed; 0 if it is not on
// the stack.
func (s *Stage) line() int {
	s.mu.Lock()
	file := s.file
	s.mu.Unlock()
	var pcs [16]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	for {
		frame, more := frames.Next()
		if path.Base(frame.File) == file && strings.Contains(frame.Function, "/scenes.") {
			return frame.Line
		}
		if !more {
			return 0
		}
	}
}

// changed is the pool's observer. It runs under the future's lock.
func (s *Stage) changed(t futures.Transition) {
	s.mu.Lock()
	i := s.number(t.Future)
	s.mu.Unlock()
	e := Event{Kind: Changed, Future: i, Worker: t.Worker}
	switch t.To {
	case futures.Pending:
		e.State, e.Line = lab.Pending, s.line()
		if i < len(s.Codes) {
			e.Text = s.Codes[i] // until it is shown, and Map's futures never are
		}
	case futures.Running:
		e.State = lab.Running
	case futures.Finished:
		e.State, e.Text = lab.Finished, "returned string"
		if t.Err != nil {
			e.State, e.Text = lab.Failed, fmt.Sprintf("raised %T", t.Err)
		}
	case futures.Cancelled:
		e.State = lab.Cancelled
	default:
		return // that waiters were told of a cancellation is no news to a person
	}
	s.add(e)
}

func (s *Stage) blocked(b futures.Blocking) {
	s.mu.Lock()
	e := Event{Kind: Unblocked, Future: s.number(b.Task), Worker: b.Worker, On: -1}
	if b.On != 0 {
		e.On = s.number(b.On)
	}
	s.mu.Unlock()
	if b.Blocked {
		e.Kind = Blocked
	}
	s.add(e)
}

// number counts the futures in the order in which they are first heard of. The
// caller holds the lock.
func (s *Stage) number(id uint64) int {
	i, ok := s.index[id]
	if !ok {
		i = len(s.futures)
		s.index[id] = i
		s.futures = append(s.futures, nil)
	}
	return i
}

func (s *Stage) add(e Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e.At = s.now()
	s.events = append(s.events, e)
}
