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

// work is the kind of work that a step does: the first measurement is repeated at the end.
func (k kind) work() kind {
	if k == again {
		return operations
	}
	return k
}

// alone reports whether a step says by itself that it was disturbed; on the others the whole run depends.
func (s step) alone() bool {
	return s.Kind == switching || s.Kind == copying || s.Kind == calling || s.Kind == cores
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
	copied   = 32 << 20
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
	leastBlock     = 4 * time.Millisecond
	leastSteps     = 100                     // of the clock, in the three blocks that count
	mostBlocks     = 24                      // of which three must agree
	coarsest       = 2 * time.Millisecond    // a step of the clock with which it would take too long
	worstDrift     = 1.25                    // by which the first measurement may differ from the same at the end
	worstSpread    = 1.25                    // of the three blocks that count
	steep          = 4                       // the step from one size to the next that no cache makes
	nearer         = 1.15                    // by which a memory may seem farther away than a larger one
	longest        = 10 * time.Second        // of a run: it takes 2 to 3 s if nothing else is busy
	hurry          = 2500 * time.Millisecond // after which fewer blocks must do
	fewestSteps    = 3                       // of the clock, for a time that cannot be repeated within a block
	networkLimit   = 2 * time.Second         // to reach the server, and for what is measured there
	answers        = 12                      // requests, of which the first does not count
	downloadBlocks = 24                      // of a file
	coresSpan      = 16 * time.Millisecond
	coresSpans     = 8
)

// request says how to measure a step with a clock of the given step. The blocks are short: many of them lie between two that
// something else disturbs, such as two pictures of the page.
func (s step) request(tick time.Duration, rounds int) probe.Request {
	r := probe.Request{Size: s.Size, Rounds: rounds, Least: 6, Most: mostBlocks, Block: max(leastBlock, (leastSteps/3+1)*tick)}
	switch s.Kind.work() {
	case latency: // there are many of them
		r.Least = 3
	case copying: // its blocks differ more
		r.Least = 12
	case operations: // all other figures depend on it
		r.Most *= 4
	case calling: // the page is drawn meanwhile
		r.Block, r.Least, r.Most = max(leastBlock/2, leastSteps/5*tick), mostBlocks, 2*mostBlocks
	}
	if r.Block >= 20*time.Millisecond {
		r.Least, r.Most = max(3, r.Least/4), r.Most/4
	}
	r.Slack = 2 * float64(tick) / float64(r.Block)
	return r
}
