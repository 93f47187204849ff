package pool

import (
	"context"
	"runtime"
	"sync"
	"time"
)

// turn lets goroutines that share one thread take turns, as they do under a lock such as Python's GIL. Now and then no
// goroutine has it for a moment: only then can the page be drawn, and receive a cancellation. So this costs each size
// the same. A process, which has its own thread, uses a nil turn.
type turn struct {
	mu            sync.Mutex
	taken, rested time.Time
}

const (
	turnLength = 8 * time.Millisecond
	restEvery  = 50 * time.Millisecond
)

type turnKey struct{}

func turnOf(ctx context.Context) *turn {
	t, _ := ctx.Value(turnKey{}).(*turn)
	return t
}

func (t *turn) take() {
	if t != nil {
		t.mu.Lock()
		t.taken = time.Now()
	}
}

func (t *turn) leave() {
	if t != nil {
		t.mu.Unlock()
	}
}

// pass gives the turn to the next, if it has lasted long enough.
func (t *turn) pass() {
	if t == nil || time.Since(t.taken) < turnLength {
		return
	}
	if time.Since(t.rested) >= restEvery {
		time.Sleep(time.Millisecond)
		t.rested = time.Now()
	}
	t.leave()
	runtime.Gosched()
	t.take()
}
