package probe

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Request says what to measure.
type Request struct {
	Size   int           `json:"size,omitempty"` // of the memory, in bytes: a power of two
	Block  time.Duration `json:"block"`          // how long a block is, at least
	Blocks int           `json:"blocks"`         // how many count

	// Rounds is how many rounds of work to try first, if this process has done such work before: it is the Rounds of
	// an earlier Sample. 0: it has not.
	Rounds int `json:"rounds,omitempty"`
}

// Sample is what the blocks of a measurement took, in nanoseconds for one unit of work.
type Sample struct {
	Median float64       `json:"median"`
	Low    float64       `json:"low"`  // the lower quartile
	High   float64       `json:"high"` // the upper quartile
	Blocks int           `json:"blocks"`
	Block  time.Duration `json:"block"`  // the shortest block
	Rounds int           `json:"rounds"` // of work in a block
}

// ErrUnsteady says that blocks of the same work never took long enough, however much work was in them.
var ErrUnsteady = errors.New("probe: the clock stands still, or leaps")

// A meter times blocks of work.
type meter struct {
	now func() time.Duration
}

// newMeter returns a meter with the clock of this process.
func newMeter() meter {
	start := time.Now()
	return meter{now: func() time.Duration { return time.Since(start) }}
}

// time returns how long f takes.
func (m meter) time(f func()) time.Duration {
	began := m.now()
	f()
	return m.now() - began
}

// The limits of the search for the length of a block.
const (
	most      = 1 << 30 // rounds
	settling  = 16      // blocks at most before those that count
	steadiest = 0.97    // of the block before: no faster than this is no faster
)

// rounds finds how many rounds of work make a block, when the work is as fast as it gets.
func (m meter) rounds(ctx context.Context, r Request, work func(rounds int)) (int, error) {
	n, before := max(1, r.Rounds), time.Duration(0)
	for settled := 0; settled < settling; {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		took := m.time(func() { work(n) })
		switch {
		case took < r.Block/8:
			n *= 8
		case took < r.Block || took > 2*r.Block && n > 1:
			n = int(float64(n)*1.1*float64(r.Block)/float64(took)) + 1
		case r.Rounds == 0 && (before == 0 || float64(took) < steadiest*float64(before)):
			settled, before = settled+1, took
			continue
		default:
			return n, nil
		}
		if n > most {
			return 0, ErrUnsteady
		}
		settled, before = settled+1, 0
	}
	return n, nil
}

// sample times blocks of work; a round is so many units.
func (m meter) sample(ctx context.Context, r Request, units int, work func(rounds int)) (Sample, error) {
	n, err := m.rounds(ctx, r, work)
	if err != nil {
		return Sample{}, err
	}
	s := Sample{Blocks: max(r.Blocks, 1)}
	var each []float64
	for len(each) < s.Blocks {
		if err := ctx.Err(); err != nil {
			return Sample{}, err
		}
		took := m.time(func() { work(n) })
		if took < r.Block { // the processor has become faster
			if n += n/4 + 1; n > most {
				return Sample{}, ErrUnsteady
			}
			continue
		}
		if s.Block == 0 || took < s.Block {
			s.Block, s.Rounds = took, n
		}
		each = append(each, float64(took)/float64(n*units))
	}
	s.Low, s.Median, s.High = Quartiles(each)
	return s, nil
}

// Quartiles returns the quartiles of at least one number; between two numbers it interpolates.
func Quartiles(xs []float64) (low, median, high float64) {
	xs = slices.Sorted(slices.Values(xs))
	at := func(part float64) float64 {
		place := part * float64(len(xs)-1)
		i := int(place)
		if i+1 == len(xs) {
			return xs[i]
		}
		return xs[i] + (place-float64(i))*(xs[i+1]-xs[i])
	}
	return at(0.25), at(0.5), at(0.75)
}
