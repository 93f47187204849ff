package downloads

import (
	"time"

	"flaglab/app/flags"
)

// Plan is the work of a run. It does not change once the run has begun.
type Plan struct {
	Codes   []string      // sorted, without duplicates; a task is an index into it
	Site    string        // label of the site
	Workers int           // of the concurrent run
	Weather flags.Weather // what each request meets
	Timeout time.Duration // the client's limit for one request
	Retry   flags.Retry   // of requests that failed
}

// WorkersOf returns how many workers a run really has: a pool needs no more than
// one for each task.
func (p Plan) WorkersOf(run string) int {
	if run == Sequential {
		return 1
	}
	return min(p.Workers, len(p.Codes))
}

// MaxAttempts bounds how often a download is tried.
const MaxAttempts = 10

// Ideal returns the time that a run would take if nothing but the weather took
// time: the tasks are given in order to the worker that is free first.
func (p Plan) Ideal(run string) time.Duration {
	times := make([]time.Duration, len(p.Codes))
	for i, cc := range p.Codes {
		times[i], _ = p.expect(cc)
	}
	return Makespan(times, p.WorkersOf(run))
}

// expect is how long the weather keeps the worker that downloads cc, with all its
// attempts, and how the last of them fails, if it does.
func (p Plan) expect(cc string) (total time.Duration, err error) {
	for attempt := 1; ; attempt++ {
		forecast := p.Weather.Forecast(cc, attempt)
		took := forecast.Delay
		switch err = nil; {
		case p.Timeout > 0 && took >= p.Timeout:
			took, err = p.Timeout, &flags.TimeoutError{Limit: p.Timeout}
		case forecast.Teapot:
			err = &flags.HTTPError{Status: 418}
		}
		total += took
		wait, again := p.Retry.Wait(attempt, err)
		if !again {
			return total, err
		}
		total += wait
	}
}

// Makespan returns when the last of the tasks ends if workers take them in order,
// each as soon as it is free (list scheduling). Without workers nothing ends: it
// is 0.
func Makespan(tasks []time.Duration, workers int) time.Duration {
	if workers <= 0 || len(tasks) == 0 {
		return 0
	}
	// free is a heap of the times at which the workers are free.
	free := make([]time.Duration, min(workers, len(tasks)))
	var end time.Duration
	for _, d := range tasks {
		free[0] += d
		end = max(end, free[0])
		for i := 0; ; {
			child := 2*i + 1
			if child >= len(free) {
				break
			}
			if child+1 < len(free) && free[child+1] < free[child] {
				child++
			}
			if free[i] <= free[child] {
				break
			}
			free[i], free[child] = free[child], free[i]
			i = child
		}
	}
	return end
}

// HasWeather reports whether the plan's site delays its answers. LOCAL and REMOTE are as fast as they are.
func (p Plan) HasWeather() bool { return p.Site == "DELAY" || p.Site == "ERROR" }

// Expected is the forecast for a run, known before it begins: the counts, and the shortest time that it can
// take.
func (p Plan) Expected(run string) (flags.Counts, time.Duration) {
	var c flags.Counts
	for _, cc := range p.Codes {
		switch _, err := p.expect(cc); {
		case err != nil:
			c.Errors++
		case flags.HasFlag(cc):
			c.OK++
		default:
			c.NotFound++
		}
	}
	return c, p.Ideal(run)
}

// Span is a time from which and up to which something lasts, and the worker that does it, from 0.
type Span struct {
	From, To time.Duration
	Worker   int
}

// Schedule returns when each download of a run would begin and end if nothing but the weather took time.
func (p Plan) Schedule(run string) []Span {
	spans := make([]Span, len(p.Codes))
	free := make([]time.Duration, max(1, p.WorkersOf(run)))
	for i, cc := range p.Codes {
		first := 0
		for w, t := range free {
			if t < free[first] {
				first = w
			}
		}
		took, _ := p.expect(cc)
		spans[i] = Span{free[first], free[first] + took, first}
		free[first] += took
	}
	return spans
}
