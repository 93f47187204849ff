package programs

import (
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"flaglab/app/threading"
)

// Settings are the settings of the programs. Each program uses the ones that it needs.
type Settings struct {
	Threads int    // how many
	Seed    uint64 // of what is random

	// For producers and leak.
	Maxsize int // of the queue; unbounded if not positive

	// For producers.
	Producers, Consumers   int
	Items                  int // that each producer makes
	WhenFull               Policy
	PutTimeout, GetTimeout time.Duration // 0: none
	ForgetStop             bool          // the markers that tell the consumers to stop
	ForgetTaskDone         bool

	// For count.
	Lock Where
	Work time.Duration // the slow part of each thread, besides the count

	makeTime, useTime atomic.Int64

	mu     sync.Mutex
	random map[int]*rand.Rand // by thread
	resize func(maxsize int)  // the queue, while the program runs
}

// A Policy is what a producer does when the queue is full.
type Policy string

// The policies.
const (
	Block      Policy = "block"
	Reject     Policy = "reject"
	DropOldest Policy = "drop oldest"
)

// Where is what the lock is held around.
type Where string

// The places.
const (
	Nowhere     Where = "nowhere"
	AroundCount Where = "count"
	AroundAll   Where = "all" // the slow part too
)

// MakeTime returns how long it takes to make an item. It may be changed while the
// program runs.
func (s *Settings) MakeTime() time.Duration { return time.Duration(s.makeTime.Load()) }

// UseTime returns how long it takes to use an item. It may be changed while the
// program runs.
func (s *Settings) UseTime() time.Duration { return time.Duration(s.useTime.Load()) }

// SetMakeTime changes how long it takes to make an item.
func (s *Settings) SetMakeTime(d time.Duration) { s.makeTime.Store(int64(d)) }

// SetUseTime changes how long it takes to use an item.
func (s *Settings) SetUseTime(d time.Duration) { s.useTime.Store(int64(d)) }

// SetMaxsize changes the size of the queue, also while the program runs.
func (s *Settings) SetMaxsize(maxsize int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Maxsize = maxsize
	if s.resize != nil {
		s.resize(maxsize)
	}
}

// queue returns a queue of the size that is set, under a name.
func queue[T any](ctx context.Context, s *Settings, name string) *threading.Queue[T] {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := threading.NewQueue[T](s.Maxsize)
	q.SetName(name)
	s.resize = func(maxsize int) { q.SetMaxsize(ctx, maxsize) }
	return q
}

func (s *Settings) forgetQueue() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.resize = nil
}

// randint returns a random number from low to high for the calling thread: the same in
// each run with the same seed, whatever the order of the threads.
func (s *Settings) randint(ctx context.Context, low, high int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	thread := threading.CurrentThread(ctx).Number()
	r := s.random[thread]
	if r == nil {
		r = rand.New(rand.NewPCG(s.Seed, uint64(thread)))
		if s.random == nil {
			s.random = map[int]*rand.Rand{}
		}
		s.random[thread] = r
	}
	return low + r.IntN(high-low+1)
}

// sleepyTime is a random number of seconds, as in the lecture.
func (s *Settings) sleepyTime(ctx context.Context) int { return s.randint(ctx, 1, 10) }

// giveWay yields to other threads, or not, at random.
func (s *Settings) giveWay(ctx context.Context) {
	for range s.randint(ctx, 0, 3) {
		threading.Sleep(ctx, 0)
	}
}

// timeout is the argument for a time-out; none if it is 0.
func timeout(d time.Duration) []threading.Timeout {
	if d == 0 {
		return nil
	}
	return []threading.Timeout{threading.Timeout(d)}
}
