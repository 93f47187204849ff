package machine

import (
	"context"
	"errors"
	"time"

	"flaglab/app/bench"
	"flaglab/app/labs/machine/probe"
)

// reach begins to connect to the server, while the workers start. The function that it returns gives up, and waits for the goroutine
// that connects.
func (m *measuring) reach(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithTimeout(ctx, networkLimit)
	m.connecting = make(chan bench.Connection, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		connection, err := m.network.Connect(ctx, 1)
		if err != nil || ctx.Err() != nil {
			connection = nil
		}
		m.connecting <- connection
	}()
	return func() {
		cancel()
		<-done
	}
}

// connect waits for the connection, and sets the time by which everything that needs the server must be over.
func (m *measuring) connect(ctx context.Context) error {
	if m.connection == nil && m.deadline.IsZero() {
		m.deadline = time.Now().Add(networkLimit)
		select {
		case m.connection = <-m.connecting:
		case <-ctx.Done():
		}
	}
	if m.connection == nil {
		return errNoServer
	}
	return nil
}

// ask measures how long it takes until the first byte of an answer comes, for one small request after another.
func (m *measuring) ask(ctx context.Context) (reading, error) {
	if err := m.connect(ctx); err != nil {
		return reading{}, err
	}
	// Half of the time is left for the download.
	ctx, cancel := context.WithDeadline(ctx, m.deadline.Add(-networkLimit/2))
	defer cancel()
	source := m.connection.Source("LOCAL", nil)
	var took []time.Duration
	for i := range answers {
		began := time.Now()
		reply, err := source.Get(ctx, "CN", 1)
		if err != nil {
			break
		}
		waited := time.Since(began)
		if reply.Timing.Known {
			waited = reply.Timing.Waiting
		}
		if i > 0 { // the first may have to open a connection
			took = append(took, waited)
		}
	}
	const fewest = 3
	if len(took) < fewest {
		return reading{}, errNoServer
	}
	return m.once(took), nil
}

// fetch measures how fast bytes come.
func (m *measuring) fetch(ctx context.Context) (reading, error) {
	if err := m.connect(ctx); err != nil {
		return reading{}, err
	}
	downloader, ok := m.connection.(bench.FileLocator)
	if !ok {
		return reading{}, errors.New("not measured here")
	}
	ctx, cancel := context.WithDeadline(ctx, m.deadline)
	defer cancel()
	s, err := m.Sample(ctx, fetching, probe.Request{URL: downloader.File(), Block: max(2*leastBlock, leastSteps/3*m.tick), Limit: time.Until(m.deadline)})
	if err != nil {
		return reading{}, errNoServer
	}
	if least := fewestSteps * m.tick; s.Block < least { // all of it came faster than the clock can tell
		x := float64(s.Rounds) / least.Seconds()
		return reading{Value: x, Low: x, High: x, Unit: bytesPerSec, Blocks: s.Blocks, Block: least, Bound: true}, nil
	}
	return rate(s, bytesPerSec), nil
}
