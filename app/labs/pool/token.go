package pool

import (
	"context"
	"runtime"
	"sync"
	"time"
)

// token lets goroutines that share one thread take turns, as they do under a lock such as Python's GIL. Now and then no
// goroutine has it for a moment: only then can the page be drawn, and receive a cancellation. So this costs each size
// the same. A process, which has its own thread, uses a nil token.
type token struct {
	mu            sync.Mutex
	taken, rested time.Time
}

const (
	turnLength = 8 * time.Millisecond
	restEvery  = 50 * time.Millisecond
)

type tokenKey struct{}

func tokenOf(ctx context.Context) *token {
	t, _ := ctx.Value(tokenKey{}).(*token)
	return t
}

func (t *token) acquire() {
	if t != nil {
		t.mu.Lock()
		t.taken = time.Now()
	}
}

func (t *token) release() {
	if t != nil {
		t.mu.Unlock()
	}
}

// pass gives the turn to the next, if it has lasted long enough.
func (t *token) pass() {
	if t == nil || time.Since(t.taken) < turnLength {
		return
	}
	if time.Since(t.rested) >= restEvery {
		time.Sleep(time.Millisecond)
		t.rested = time.Now()
	}
	t.release()
	runtime.Gosched()
	t.acquire()
}
