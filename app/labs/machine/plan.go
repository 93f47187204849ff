package machine

import (
	"fmt"
	"time"

	"flaglab/app/labs/machine/probe"
)

// kind is what a step of the plan measures.
type kind string

// The kinds, in the order in which they are measured.
const (
	clock      kind = "clock"      // the step of the clock
	operations kind = "operations" // on one thread
	switching  kind = "switch"     // to another goroutine
	copying    kind = "copy"       // in memory
	latency    kind = "latency"    // of memory, for each size
	calling    kind = "call"       // of another process, and its answer
	cores      kind = "cores"      // operations on all cores at once
	asking     kind = "request"    // to the server, and the first byte of its answer
	fetching   kind = "download"   // from the server
	again      kind = "again"      // operations as at the beginning
)

// step is one measurement. Its number in the plan is the task in the log.
type step struct {
	Kind kind
	Size int // of the memory, in bytes
}

// name names a step in exports and transcripts.
func (s step) name() string {
	if s.Kind == latency {
		return fmt.Sprintf("%s %s", s.Kind, formatSize(s.Size))
	}
	return string(s.Kind)
}

// The sizes of memory.
const (
	smallest = 8 << 10
	copied   = 16 << 20
	megabyte = 1 << 20
)

// planOf returns the steps for memory of up to so many bytes. What was measured first is measured last again: if it then
// takes another time, the machine has changed meanwhile, and nothing compares.
func planOf(most int) []step {
	plan := []step{{Kind: clock}, {Kind: operations}, {Kind: switching}, {Kind: copying, Size: copied}}
	for size := smallest; size <= most; size *= 2 {
		plan = append(plan, step{latency, size})
	}
	for _, k := range []kind{calling, cores, asking, fetching, again} {
		plan = append(plan, step{Kind: k})
	}
	return plan
}

// The limits of what counts as a measurement.
const (
	leastBlock   = 8 * time.Millisecond
	leastSteps   = 100                  // of the clock, in a block
	coarsest     = 2 * time.Millisecond // a step of the clock with which it would take too long
	worstDrift   = 1.25                 // by which the first measurement may differ from the same at the end
	worstSpread  = 1.5                  // the upper quartile of the operations, by the lower
	steady       = 1.1                  // of which no better is asked
	tries        = 4                    // for what all figures depend on to be steady
	longest      = 10 * time.Second     // of a run: it takes 2 to 4 s if nothing else is busy
	hurry        = 2 * time.Second      // after which fewer blocks must do
	fewestSteps  = 3                    // of the clock, for a time that cannot be repeated within a block
	networkLimit = 2 * time.Second      // for all that needs the server
	answers      = 12                   // requests, of which the first does not count
	coresSpan    = 100 * time.Millisecond
)

// request says how to measure a step with a clock of the given step. With a coarse clock the blocks are so long that fewer must do; for
// each of the many sizes of memory all blocks together then have the steps that otherwise each has.
func (s step) request(tick time.Duration, rounds int) probe.Request {
	r := probe.Request{Size: s.Size, Rounds: rounds, Blocks: 9, Block: max(leastBlock, leastSteps*tick)}
	if s.Kind == latency || s.Kind == switching || s.Kind == calling {
		r.Blocks = 5
	}
	if r.Block > 20*time.Millisecond {
		if r.Blocks == 5 {
			r.Block = max(leastBlock, (leastSteps/3+1)*tick)
		}
		r.Blocks = 3
	}
	if s.Kind == copying || s.Kind == again { // long steps of which less depends
		r.Blocks = min(r.Blocks, 5)
	}
	return r
}
