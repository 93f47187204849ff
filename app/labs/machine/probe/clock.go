package probe

import (
	"context"
	"time"
)

// Clock is what a clock is able to tell.
type Clock struct {
	Step  time.Duration // the median of the steps
	Steps int           // that were seen
}

// The search for the clock's step.
const (
	enoughSteps = 25
	searchLimit = 100 * time.Millisecond // by a clock that stands still, it ends after so many readings:
	searchReads = 20_000_000
)

// FindStep measures by what time the clock of this process advances, if it is read again and again. A unit is a step, and so is a block.
func FindStep(ctx context.Context, _ Request) (Sample, error) {
	c, err := newMeter().step(ctx)
	ns := float64(c.Step)
	return Sample{Low: ns, Middle: ns, High: ns, Blocks: c.Steps}, err
}

func (m meter) step(ctx context.Context) (Clock, error) {
	began := m.now()
	last := began
	var steps []float64
	for reads := 0; len(steps) < enoughSteps && last-began < searchLimit; reads++ {
		if reads%1024 == 0 && ctx.Err() != nil {
			return Clock{}, ctx.Err()
		}
		if reads > searchReads {
			return Clock{}, ErrUnsteady
		}
		if now := m.now(); now != last {
			steps = append(steps, float64(now-last))
			last = now
		}
	}
	if len(steps) == 0 {
		return Clock{}, ErrUnsteady
	}
	// The first step began before the first reading.
	if len(steps) > 1 {
		steps = steps[1:]
	}
	median := Median(steps)
	return Clock{Step: time.Duration(median), Steps: len(steps)}, nil
}
