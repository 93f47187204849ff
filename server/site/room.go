package site

import (
	"context"
	"errors"
	"time"
)

// waitingRoom is where requests sleep. It has a fixed number of seats, so that no
// crowd of clients can fill the memory.
type waitingRoom struct {
	seats chan struct{}
}

var (
	errFull = errors.New("too many requests are waiting; try again later")
	errGone = errors.New("the server is stopping")
)

func newWaitingRoom(seats int) *waitingRoom {
	return &waitingRoom{make(chan struct{}, seats)}
}

// wait sleeps for d. It returns errFull at once if there is no seat, and errGone as
// soon as ctx is done, because the client went away (and will not hear of it) or
// because the server stops. Whatever happens, the seat is free afterwards.
func (r *waitingRoom) wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	select {
	case r.seats <- struct{}{}:
		defer func() { <-r.seats }()
	default:
		return errFull
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return errGone
	}
}
