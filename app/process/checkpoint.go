package process

import (
	"context"
	"time"
)

// Checkpoint is for tasks that compute for long: they call it a hundred times a second or
// more. It returns ctx.Err(), and first pauses if the context has a pause (see WithPause)
// that is due. During the pause a browser's worker receives its cancellation or termination.
// Operating-system processes need no pauses.
func Checkpoint(ctx context.Context) error {
	if p, ok := ctx.Value(pauserKey{}).(*pauser); ok && time.Since(p.began) >= p.every {
		p.pause(p.began)
		p.began = time.Now()
	}
	return ctx.Err()
}

// WithPause returns a context for one goroutine, in which Checkpoint calls pause once the
// task has computed for the duration every; began is when it started to. With it goroutines
// that share a thread take turns: pause may call runtime.Gosched, or wait for the next frame
// of a page.
func WithPause(ctx context.Context, every time.Duration, pause func(began time.Time)) context.Context {
	return context.WithValue(ctx, pauserKey{}, &pauser{every, pause, time.Now()})
}

type pauserKey struct{}

type pauser struct {
	every time.Duration
	pause func(began time.Time)
	began time.Time // start of the current stretch
}
