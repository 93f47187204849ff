package pool

import (
	"fmt"
	"strconv"
	"strings"

	"flaglab/app/chart"
	"flaglab/app/labs/downloads"
)

// kind is the kind of a pool's workers, which decides what they do.
type kind string

// The kinds, in the order in which they are measured.
const (
	waiting    kind = "pool"       // goroutines that download: most of it is waiting
	goroutines kind = "goroutines" // goroutines that compute
	processes  kind = "processes"  // processes that compute
)

// run is one measurement of a sweep.
type run struct {
	kind   kind
	size   int
	repeat int // from 0
}

// name is the run's name in the log: pool-13, and goroutines-13-2 for a second repeat.
func (r run) name() string {
	name := string(r.kind) + "-" + strconv.Itoa(r.size)
	if r.repeat > 0 {
		name += "-" + strconv.Itoa(r.repeat+1)
	}
	return name
}

// point is the run's name in a link. What downloads needs no name: 13, 13-2, goroutines-13.
func (r run) point() string { return strings.TrimPrefix(r.name(), string(waiting)+"-") }

// String says what the run has: 13 workers, 13 goroutines that compute.
func (r run) String() string {
	switch r.kind {
	case goroutines:
		return countOf(r.size, "goroutine that computes", "goroutines that compute")
	case processes:
		return countOf(r.size, "process that computes", "processes that compute")
	}
	return workers(r.size)
}

// workers writes a number of workers.
func workers(n int) string { return chart.CountOf(n, "worker") }

func countOf(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// parsePoint reads what point writes.
func parsePoint(text string) (run, error) {
	r := run{kind: waiting}
	rest := text
	for _, k := range []kind{goroutines, processes} {
		if after, ok := strings.CutPrefix(text, string(k)+"-"); ok {
			r.kind, rest = k, after
		}
	}
	first, second, again := strings.Cut(rest, "-")
	size, err := strconv.Atoi(first)
	repeat := 1
	if again && err == nil {
		repeat, err = strconv.Atoi(second)
	}
	if err != nil || size < 1 || size > downloads.MaxWorkers || repeat < 1 || repeat > maxRepeats {
		return run{}, fmt.Errorf("%q is not valid: point must be a run of the sweep, such as 13 or goroutines-5, or with its repeat, such as 13-2", text)
	}
	r.size, r.repeat = size, repeat-1
	return r, nil
}
