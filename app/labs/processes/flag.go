package processes

import (
	"context"
	"time"

	"flaglab/app/bench"
	"flaglab/app/flags"
)

// Flag says where a flag is, in words that a worker understands.
type Flag struct {
	Origins []string
	Path    string // of the site
	Query   string // that asks for a delay
	Code    string
}

// locate tells the batches where their flags are, and the delay of each: without a server to delay the answers, the
// task itself waits.
func (x *experiment) locate(ctx context.Context) error {
	connection, err := x.network.Connect(ctx, x.workers)
	if err != nil {
		return err
	}
	locator, ok := connection.(bench.Locator)
	if !ok {
		return bench.Problem("Workers cannot fetch flags here.")
	}
	site, weather := "DELAY", flags.Weather{MinDelay: x.wait, MaxDelay: x.wait}
	if connection.Setup().Static {
		site, weather = "LOCAL", flags.Weather{}
	}
	place := locator.Locate(site, &weather)
	for i := range x.batches {
		b := &x.batches[i]
		b.Flag = Flag{place.Origins, place.Path, place.Query, b.Flag.Code}
		b.Wait = x.wait - weather.MinDelay
	}
	return nil
}

// pause does nothing for a while.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
