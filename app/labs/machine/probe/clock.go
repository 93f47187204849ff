package probe

import (
	"context"
	"time"
)

// The search for the clock's step.
const (
	enoughSteps = 25
	searchLimit = 100 * time.Millisecond // by a clock that stands still, it ends after so many readings:
	searchReads = 20_000_000
)

// FindStep measures by what time the clock of this process advances, if it is read again and again. A unit is a step, and so is a
// block; the median counts.
func FindStep(ctx context.Context, _ Request) (Sample, error) { return newMeter().step(ctx) }

func (m meter) step(ctx context.Context) (Sample, error) {
	began := m.now()
	last := began
	var steps []float64
	for reads := 0; len(steps) < enoughSteps && last-began < searchLimit; reads++ {
		if reads%1024 == 0 && ctx.Err() != nil {
			return Sample{}, ctx.Err()
		}
		if reads > searchReads {
			return Sample{}, ErrUnsteady
		}
		if now := m.now(); now != last {
			steps = append(steps, float64(now-last))
			last = now
		}
	}
	if len(steps) == 0 {
		return Sample{}, ErrUnsteady
	}
	// The first step began before the first reading.
	if len(steps) > 1 {
		steps = steps[1:]
	}
	median := Median(steps)
	return Sample{Low: median, Middle: median, High: median, Blocks: len(steps)}, nil
}
