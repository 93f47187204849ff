//go:build js && wasm

package edge

import (
	"context"
	"math/rand/v2"
	"syscall/js"
	"time"
)

// Limiter is a binding for rate limits: all Workers of one data centre share it. It
// implements the Limiter of package proxy.
type Limiter struct {
	Binding js.Value
}

// pollInterval is how long Wait waits, about, before it asks once more.
const pollInterval = time.Second

// Wait returns when the limit allows one more request, or when ctx is done, with its
// error. A limit that does not answer is an error too.
func (l Limiter) Wait(ctx context.Context) error {
	for {
		outcome, err := await(ctx, l.Binding.Call("limit", map[string]any{"key": "upstream"}))
		if err != nil {
			return err
		}
		if outcome.Get("success").Bool() {
			return nil
		}
		select { // not all at the same time
		case <-time.After(pollInterval/2 + rand.N(pollInterval)):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
