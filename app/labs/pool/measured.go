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
	return x.planFor(size).Ideal(downloads.Threads)
}

// unexpected says, as the rest of a sentence, why the time of a finished run means nothing; "" if it is valid.
func (x *experiment) unexpected(m *model, r run) string {
	s := m.of(r)
	switch {
	case r.kind == waiting:
		return x.planFor(r.size).Unexpected(s)
	case s.State == runlog.Cancelled:
		return "somebody cancelled before the end"
	}
	return s.Message
}

// measured returns the times of a size, shortest first, of the repeats that ended as expected.
func (x *experiment) measured(m *model, k kind, size int) (times []time.Duration) {
	for repeat := range x.repeats {
		r := run{k, size, repeat}
		if s := m.of(r); s.State == runlog.Finished && x.unexpected(m, r) == "" {
			times = append(times, s.Elapsed)
			for i := len(times) - 1; i > 0 && times[i] < times[i-1]; i-- { // they are few
				times[i], times[i-1] = times[i-1], times[i]
			}
		}
	}
	return times
}

// median returns the middle of sorted times, or that between the two in the middle; 0 if there are none.
func median(times []time.Duration) time.Duration {
	n := len(times)
	if n == 0 {
		return 0
	}
	return (times[(n-1)/2] + times[n/2]) / 2
}

// base is the time of one worker, on which speed-ups are based; 0 if it is not known. If there is no pool of one, it is
// derived from the time of the smallest pool. Processes are compared with a goroutine.
func (x *experiment) base(m *model, k kind) time.Duration {
	if k == processes {
		k = goroutines
	}
	sizes := x.sizesOf(k)
	if len(sizes) == 0 {
		return 0
	}
	took := m.first[k]
	if times := x.measured(m, k, sizes[0]); len(times) > 0 {
		took = median(times)
	}
	return time.Duration(float64(took) * x.gain(sizes[0]))
}

// gain is how many times faster than one worker a pool of the size should be; 0 if that is not known.
func (x *experiment) gain(size int) float64 {
	if size == 1 {
		return 1
	}
	return speedupOf(x.ideal(1, 0), x.ideal(size, 0))
}

// speedupOf returns how many times faster a time is than that of one worker; 0 if that is not known.
func speedupOf(base, took time.Duration) float64 {
	if took == 0 {
		return 0
	}
	return base.Seconds() / took.Seconds()
}

// speedup returns how many times faster a pool of the size is than one worker; 0 if that is not known.
func (x *experiment) speedup(m *model, k kind, size int) float64 {
	return speedupOf(x.base(m, k), median(x.measured(m, k, size)))
}

// done counts the finished runs of the kinds, and all of them.
func (x *experiment) done(m *model, kinds ...kind) (done, all int) {
	for _, r := range x.runs() {
		if !slices.Contains(kinds, r.kind) {
			continue
		}
		all++
		if s := m.of(r); s.Done() && s.State != runlog.Cancelled {
			done++
		}
	}
	return done, all
}

// best returns the size whose pools were fastest, and the smallest that were nearly as fast; 0 if nothing was measured.
func (x *experiment) best(m *model, k kind) (best, enough int) {
	for _, size := range x.sizesOf(k) {
		if s := x.speedup(m, k, size); s > 0 && (best == 0 || s > x.speedup(m, k, best)) {
			best = size
		}
	}
	for _, size := range x.sizesOf(k) {
		if s := x.speedup(m, k, size); s > 0 && s >= 0.9*x.speedup(m, k, best) {
			return best, size
		}
	}
	return 0, 0
}

// expected is the least time for the whole sweep.
func (x *experiment) expected() (sum time.Duration) {
	for _, r := range x.runs() {
		if r.kind == waiting {
			sum += x.ideal(r.size, 0)
		} else {
			sum += nominal
		}
	}
	return sum
}

// left estimates how long the rest of a sweep will take: each remaining pool exceeds its ideal by the same factor as
// the last one measured. It is 0 while nothing has been measured.
func (x *experiment) left(m *model, at bench.Moment) (rest time.Duration) {
	var more time.Duration // than the ideal
	var now kind
	known := x.plan.HasWeather()
	for _, r := range x.runs() {
		var ideal time.Duration
		if r.kind == waiting {
			ideal = x.ideal(r.size, 0)
		} else if r.kind != now {
			more = nominal
		}
		now = r.kind
		if times := x.measured(m, r.kind, r.size); len(times) > 0 {
			more, known = max(0, median(times)-ideal), true
		}
		switch s := m.of(r); {
		case !known:
			return 0
		case s.State == runlog.Running:
			rest += max(0, ideal+more-at.T)
		case !s.Done():
			rest += ideal + more
		}
	}
	return rest
}

// progress says how far a sweep under way is.
func (x *experiment) progress(m *model, at bench.Moment) string {
	done, all := x.done(m, waiting, goroutines, processes)
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
