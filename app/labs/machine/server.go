package machine

import (
	"context"
	"errors"
	"time"

	"flaglab/app/bench"
)

// connect reaches the server, and sets the time by which all must be over that needs it.
func (m *measuring) connect(ctx context.Context) error {
	if m.connection != nil {
		return nil
	}
	m.deadline = time.Now().Add(networkLimit)
	ctx, cancel := context.WithDeadline(ctx, m.deadline)
	defer cancel()
	connection, err := m.network.Connect(ctx, 1)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return errNoServer
	}
	m.connection = connection
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
	downloader, ok := m.connection.(bench.Downloader)
	if !ok {
		return reading{}, errors.New("not measured here")
	}
	ctx, cancel := context.WithDeadline(ctx, m.deadline)
	defer cancel()
	t, err := downloader.Download(ctx, leastSteps*m.tick)
	if err != nil || t.Bytes == 0 {
		return reading{}, errNoServer
	}
	took := max(t.Took, fewestSteps*m.tick)
	r := reading{Value: float64(t.Bytes) / took.Seconds(), Unit: bytesPerSec, Blocks: t.Files, Block: took, Bound: took > t.Took}
	r.Low, r.High = r.Value, r.Value
	return r, nil
}
