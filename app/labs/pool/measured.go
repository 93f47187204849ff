package pool

import (
	"fmt"
	"slices"
	"time"

	"flaglab/app/bench"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// ideal is the least time that the weather allows a pool of the size, if at most so many requests are in flight; 0: any
// number.
func (x *experiment) ideal(size, inFlight int) time.Duration {
	if inFlight > 0 {
		size = min(size, inFlight)
	}
	return x.with(size).Ideal(downloads.Threads)
}

// expected is the least time for the whole sweep.
func (x *experiment) expected() (sum time.Duration) {
	for _, size := range x.sizes {
		sum += x.ideal(size, 0)
	}
	return sum * time.Duration(x.repeats)
}

// measured returns the times of a size, shortest first: of those repeats that came to their end as their weather
// foretold.
func (x *experiment) measured(m *model, size int) (times []time.Duration) {
	for repeat := range x.repeats {
		if s := m.Run(runName(size, repeat)); s.State == runlog.Finished && x.with(size).Unexpected(s) == "" {
			times = append(times, s.Elapsed)
		}
	}
	slices.Sort(times)
	return times
}

// median returns the middle of sorted times; 0 if there are none.
func median(times []time.Duration) time.Duration {
	if len(times) == 0 {
		return 0
	}
	return times[len(times)/2]
}

// base is the time that speed-ups are measured by: that of the smallest pool; 0 if it is not known.
func (x *experiment) base(m *model) time.Duration {
	if times := x.measured(m, x.sizes[0]); len(times) > 0 {
		return median(times)
	}
	return m.first
}

// times returns how many times faster a time is than another one of the smallest pool, as if that were one worker; 0 if
// that is not known.
func (x *experiment) times(base, took time.Duration) float64 {
	if took == 0 {
		return 0
	}
	return base.Seconds() / took.Seconds() * float64(x.sizes[0])
}

// speedup returns how many times faster a pool of the size is than one worker; 0 if that is not known.
func (x *experiment) speedup(m *model, size int) float64 {
	return x.times(x.base(m), median(x.measured(m, size)))
}

// done counts the runs that came to their end, and all runs.
func (x *experiment) done(m *model) (done, all int) {
	for _, size := range x.sizes {
		for repeat := range x.repeats {
			all++
			if s := m.Run(runName(size, repeat)); s.Done() && s.State != runlog.Cancelled {
				done++
			}
		}
	}
	return done, all
}

// left is how long the rest of a sweep will take, as far as one can tell: what is not measured yet takes as much longer than
// its ideal as the pool before it did. It is 0 while there is nothing to go by.
func (x *experiment) left(m *model, at bench.Moment) (rest time.Duration) {
	var more time.Duration // than the ideal
	known := x.plan.HasWeather()
	for _, size := range x.sizes {
		ideal := x.ideal(size, 0)
		if times := x.measured(m, size); len(times) > 0 {
			more, known = max(0, median(times)-ideal), true
		}
		if !known {
			return 0
		}
		for repeat := range x.repeats {
			switch s := m.Run(runName(size, repeat)); {
			case s.State == runlog.Running:
				rest += max(0, ideal+more-at.T)
			case !s.Done():
				rest += ideal + more
			}
		}
	}
	return rest
}

// progress says how far a sweep under way is.
func (x *experiment) progress(m *model, at bench.Moment) string {
	done, all := x.done(m)
	text := fmt.Sprintf("%d of %d runs", done, all)
	switch rest := x.left(m, at); {
	case done == all || rest == 0:
		return text
	case rest < time.Second:
		return text + ", less than 1 s left"
	default:
		return fmt.Sprintf("%s, about %d s left", text, int(rest.Seconds()+1))
	}
}
