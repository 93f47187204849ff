package flags

import (
	"context"
	"time"
)

// Simulated makes the weather where there is no server to make it: where the
// flags are files. It implements [Source]. Each request first waits for the
// delay of its [Forecast], as a server would let it wait; then it is refused,
// or passed on.
//
// It also knows which flags there are, and does not pass on a request for one
// that does not exist: hosts of files answer those in many ways, some with a page
// and the status 200.
type Simulated struct {
	Source  Source // of the files
	Weather Weather
}

// SimulatedSite simulates a site over files, in the given weather; nil: in the site's own.
func SimulatedSite(label string, weather *Weather, files Source) Simulated {
	if weather == nil {
		known, _ := SiteByLabel(label)
		weather = &known.Weather
	}
	return Simulated{Source: files, Weather: *weather}
}

// Get implements [Source].
func (s Simulated) Get(ctx context.Context, cc string, attempt int) (Reply, error) {
	cc = asciiUpper(cc)
	forecast := s.Weather.Forecast(cc, attempt)
	if err := sleep(ctx, forecast.Delay); err != nil {
		return Reply{}, err
	}
	made := Reply{ContentType: "text/plain", Timing: Timing{Known: true, Waiting: forecast.Delay, Protocol: "simulated"}}
	switch {
	case forecast.Teapot:
		made.Status = 418
		return made, nil
	case !HasFlag(cc):
		made.Status = 404
		return made, nil
	}
	reply, err := s.Source.Get(ctx, cc, 1) // a file has no weather that a second attempt could change
	if reply.Timing.Known {
		reply.Timing.Waiting += forecast.Delay
	}
	return reply, err
}

// sleep waits for d, or until ctx is done, whose error it then returns.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
