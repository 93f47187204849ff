package process

import (
	"context"
	"time"
)

// Checkpoint is what a task that computes for long calls now and then, some hundred times
// a second or more: it returns the error of ctx, as ctx.Err() does, and first pauses, if the
// context wants it and the time has come. In a browser's worker it then hears of its
// cancellation, or of its end. Processes of an operating system need no pauses.
func Checkpoint(ctx context.Context) error {
	if p, ok := ctx.Value(pauserKey{}).(*pauser); ok && time.Since(p.began) >= p.every {
		p.pause(p.began)
		p.began = time.Now()
	}
	return ctx.Err()
}

// WithPause returns a context for one goroutine, whose task calls pause at the first
// Checkpoint after it has computed for a while; pause is told when that time began. With it
// goroutines that share a thread take turns: pause may call runtime.Gosched, or wait for the
// next frame of a page.
func WithPause(ctx context.Context, every time.Duration, pause func(began time.Time)) context.Context {
	return context.WithValue(ctx, pauserKey{}, &pauser{every, pause, time.Now()})
}

type pauserKey struct{}

type pauser struct {
	every time.Duration
	pause func(began time.Time)
	began time.Time // the time that is going on
}
