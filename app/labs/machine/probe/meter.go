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

// ErrUnsteady means that blocks of the same work never took long enough, however much work was in them.
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
	most    = 1 << 30 // rounds
	longest = 20      // blocks before those that count
	calm    = 3       // blocks in a row that are no faster: the work is as fast as it gets
	faster  = 0.97    // of the fastest so far
)

// rounds finds how many rounds of work make a block, when the work is as fast as it gets.
func (m meter) rounds(ctx context.Context, r Request, work func(rounds int)) (int, error) {
	n, best, calmed := max(1, r.Rounds), time.Duration(0), 0
	for range longest {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		took := m.time(func() { work(n) })
		switch {
		case took < r.Block/8:
			n, best = n*8, 0
		case took < r.Block || took > 2*r.Block && n > 1:
			n, best = int(float64(n)*1.1*float64(r.Block)/float64(took))+1, 0
		case r.Rounds > 0:
			return n, nil
		case best == 0 || float64(took) < faster*float64(best):
			best, calmed = took, 0
		default:
			if calmed++; calmed == calm {
				return n, nil
			}
		}
		if n > most {
			return 0, ErrUnsteady
		}
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

// Each measures what is done one time after another, and each time so long that the clock may be read in between: a unit is
// one time. One of them goes before and does not count.
func Each(ctx context.Context, r Request, once func(context.Context) error) (Sample, error) {
	return newMeter().each(ctx, r, once)
}

func (m meter) each(ctx context.Context, r Request, once func(context.Context) error) (Sample, error) {
	if err := once(ctx); err != nil {
		return Sample{}, err
	}
	s := Sample{Blocks: max(r.Blocks, 1)}
	var took []float64
	for len(took) < s.Blocks {
		began, n, block := m.now(), 0, time.Duration(0)
		for ; block < r.Block; block = m.now() - began {
			if err := once(ctx); err != nil {
				return Sample{}, err
			}
			if n++; n > most {
				return Sample{}, ErrUnsteady
			}
		}
		if s.Block == 0 || block < s.Block {
			s.Block, s.Rounds = block, n
		}
		took = append(took, float64(block)/float64(n))
	}
	s.Low, s.Median, s.High = Quartiles(took)
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
