package site

import (
	"context"
	"errors"
	"time"
)

// sleepLimit bounds how many requests sleep at the same time, so that no crowd of clients
// can fill the memory. Its capacity is the bound.
type sleepLimit chan struct{}

var (
	errTooManySleep = errors.New("too many requests are waiting; try again later")
	errStopping     = errors.New("the server is stopping")
)

// sleep sleeps for d. It returns errTooManySleep at once if the limit is reached, and
// errStopping as soon as ctx is done, because the client went away (and will not hear of
// it) or because the server stops.
func (s sleepLimit) sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	select {
	case s <- struct{}{}:
		defer func() { <-s }()
	default:
		return errTooManySleep
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return errStopping
	}
}
