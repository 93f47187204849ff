package probe

import (
	"context"
	"errors"
	"slices"
	"sort"
	"time"
)

// Request says what to measure.
type Request struct {
	Size  int           // of the memory, in bytes: a power of two
	Room  int           // how much memory all requests together need: it is set aside at once
	Block time.Duration // how long a block is, at least
	Slack float64       // the part by which the clock's steps alone can set two blocks apart
	Least int           // how many blocks; no fewer than three
	Most  int           // how many, if no three of them agree before

	URL   string        // of a file to download, again and again, for as long as a block
	Limit time.Duration // for all of that

	// Rounds is how many rounds of work to try first, if this process has done such work before: it is the Rounds of
	// an earlier Sample. 0: it has not.
	Rounds int
}

// Sample is what the blocks of a measurement took, in nanoseconds for one unit of work. Other programs can only make a block slower,
// so the three fastest count: the K-best scheme of Bryant and O'Hallaron (Computer Systems, chapter 9 of its first edition).
type Sample struct {
	Low    float64       // the fastest block
	Middle float64       // the second: the result
	High   float64       // the third
	Blocks int           // that it took until three agreed
	Block  time.Duration // the shortest block
	Rounds int           // of work in a block
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
	most    = 1 << 30               // rounds
	longest = 30                    // blocks before those that count
	calm    = 24 * time.Millisecond // without a faster block: the work is as fast as it gets
	faster  = 0.97                  // of the fastest so far
)

// rounds finds how many rounds of work make a block, when the work is as fast as it gets: a browser compiles it quickly first, and
// well a little later.
func (m meter) rounds(ctx context.Context, r Request, work func(rounds int)) (int, error) {
	n, best, calmed := max(1, r.Rounds), time.Duration(0), time.Duration(0)
	needed := max(calm, kept*r.Block)
	if r.Rounds > 0 { // it is compiled; what remains is to fill the caches
		needed = calm / 2
	}
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
		case best == 0 || float64(took) < faster*float64(best):
			best, calmed = took, took
		default:
			calmed += took
		}
		switch {
		case n > most:
			return 0, ErrUnsteady
		case best > 0 && calmed >= needed:
			return n, nil
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
	var b blocks
	for !b.enough(r) {
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
		b.add(took, n, n*units)
	}
	return b.sample(), nil
}

// blocks are those that were timed.
type blocks struct {
	each   []float64     // ns for a unit
	least  time.Duration // the shortest
	rounds int           // in it
}

func (b *blocks) add(took time.Duration, rounds, units int) {
	if b.least == 0 || took < b.least {
		b.least, b.rounds = took, rounds
	}
	b.each = append(b.each, float64(took)/float64(units))
}

func (b *blocks) sample() Sample {
	s := Fastest(b.each)
	s.Block, s.Rounds = b.least, b.rounds
	return s
}

// enough reports whether three blocks agree, or whether it is no use to wait for that any longer.
func (b *blocks) enough(r Request) bool {
	const agree = 0.02 // besides what the clock does
	n := len(b.each)
	if n < max(kept, r.Least) {
		return false
	}
	s := Fastest(b.each)
	return n >= r.Most || s.High <= (1+agree+r.Slack)*s.Low
}

// kept is how many blocks count.
const kept = 3

// Fastest makes a sample of what blocks took, for a unit each: at least one.
func Fastest(each []float64) Sample {
	sorted := sorted(each)
	sorted = sorted[:min(len(sorted), kept)]
	return Sample{Low: sorted[0], Middle: sorted[len(sorted)/2], High: sorted[len(sorted)-1], Blocks: len(each)}
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
	var b blocks
	for !b.enough(r) {
		began, n, block := m.now(), 0, time.Duration(0)
		for ; block < r.Block; block = m.now() - began {
			if err := once(ctx); err != nil {
				return Sample{}, err
			}
			if n++; n > most {
				return Sample{}, ErrUnsteady
			}
		}
		b.add(block, n, n)
	}
	return b.sample(), nil
}

func sorted(xs []float64) []float64 {
	xs = slices.Clone(xs)
	sort.Slice(xs, func(i, j int) bool { return xs[i] < xs[j] }) // slices.Sort for numbers would make the page larger
	return xs
}

// Median returns the median of at least one number.
func Median(xs []float64) float64 {
	xs = sorted(xs)
	n := len(xs)
	return (xs[(n-1)/2] + xs[n/2]) / 2
}
