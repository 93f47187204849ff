package race

import (
	"context"
	"errors"
	"sync/atomic"

	"flaglab/app/bench/benchtest"
	"flaglab/app/flags"
)

// leaves is a server that stops after a number of answers, counted over all its sources.
type leaves struct {
	flags.Source
	after int64
	asked *atomic.Int64
}

// leavingAfter returns a network whose server stops after n answers.
func leavingAfter(n int64) *benchtest.Network {
	asked := new(atomic.Int64)
	return &benchtest.Network{Through: func(_ string, s flags.Source) flags.Source { return &leaves{s, n, asked} }}
}

func (s *leaves) Get(ctx context.Context, cc string, attempt int) (flags.Reply, error) {
	if s.asked.Add(1) > s.after {
		return flags.Reply{}, &flags.ConnectionError{Err: errors.New("gone")}
	}
	return s.Source.Get(ctx, cc, attempt)
}
