package machine

import (
	"time"

	"flaglab/app/labs/machine/probe"
	"flaglab/app/runlog"
)

// run is the name of the lab's only run.
const run = "machine"

// model is what is known at a moment: a state and perhaps a reading for each step of the plan.
type model struct {
	plan     []step
	states   []runlog.State
	readings []*reading
	failures []string

	state   runlog.State // of the run
	problem string       // why its figures mean nothing
}

func newModel(plan []step) *model {
	return &model{
		plan:     plan,
		states:   make([]runlog.State, len(plan)),
		readings: make([]*reading, len(plan)),
		failures: make([]string, len(plan)),
	}
}

// Apply implements [runlog.Model].
func (m *model) Apply(e runlog.Event) {
	if e.Task == runlog.Whole {
		m.state = e.State
		m.problem, _ = e.Detail.(string)
		return
	}
	m.states[e.Task] = e.State
	switch detail := e.Detail.(type) {
	case reading:
		if prefixes[detail.Unit] == nil {
			panic("machine: nothing is measured in " + detail.Unit)
		}
		m.readings[e.Task] = &detail
	case string:
		m.failures[e.Task], m.readings[e.Task] = detail, nil
	}
}

// done counts the steps that are over.
func (m *model) done() (n int) {
	for _, s := range m.states {
		if s.Done() {
			n++
		}
	}
	return n
}

// of returns the reading of the first step of a kind, or nil.
func (m *model) of(k kind) *reading {
	for i, s := range m.plan {
		if s.Kind == k {
			return m.readings[i]
		}
	}
	return nil
}

// failure returns why the step of a kind has no reading; empty: it has one, or it is not over.
func (m *model) failure(k kind) string {
	for i, s := range m.plan {
		if s.Kind == k {
			return m.failures[i]
		}
	}
	return ""
}

// tick is the resolution of the clock, as far as it is known.
func (m *model) tick() time.Duration {
	if r := m.of(clock); r != nil {
		return time.Duration(r.Value)
	}
	return 0
}

// trip returns the reading of the largest memory, if all sizes are measured.
func (m *model) trip() *reading {
	for i := len(m.plan) - 1; i >= 0; i-- {
		if m.plan[i].Kind == latency {
			return m.readings[i]
		}
	}
	return nil
}

// operation returns how many nanoseconds one operation takes; 0: that is not known.
func (m *model) operation() float64 {
	if r := m.of(operations); r != nil && r.Value > 0 {
		return 1e9 / r.Value
	}
	return 0
}

// inOperations returns how many operations of one thread fit into a time, or, at a rate, into what it takes to carry out
// an operation or to get a double.
func (m *model) inOperations(r *reading) float64 {
	op := m.operation()
	const double = 8 // bytes
	switch {
	case op == 0 || r == nil || r.Value <= 0:
		return 0
	case r.Unit == bytesPerSec:
		return double * 1e9 / r.Value / op
	case r.Unit == flops:
		return 1e9 / r.Value / op
	}
	return r.Value / op
}

// level is a range of sizes with the same access time: a cache, or the memory itself.
type level struct {
	Name     string
	From, To int     // the sizes
	Latency  float64 // ns: of a cache the median of its sizes, of the memory that of the largest
}

// A size belongs to the level of the size before if it is not much slower.
const sameLevel = 1.5

// levels reads the steps of the mountain. Two sizes at least make a level; a single one between two levels lies partly in each.
// The names go by the order: the page cannot ask the processor.
func (m *model) levels() []level {
	type point struct {
		size int
		ns   float64
	}
	var groups [][]point
	for i, s := range m.plan {
		r := m.readings[i]
		if s.Kind != latency || r == nil {
			continue
		}
		p := point{s.Size, r.Value}
		if n := len(groups); n > 0 && p.ns <= sameLevel*groups[n-1][len(groups[n-1])-1].ns {
			groups[n-1] = append(groups[n-1], p)
			continue
		}
		groups = append(groups, []point{p})
	}
	var list []level
	for _, g := range groups {
		if len(g) < 2 {
			continue
		}
		ns := make([]float64, len(g))
		for i, p := range g {
			ns[i] = p.ns
		}
		list = append(list, level{From: g[0].size, To: g[len(g)-1].size, Latency: probe.Median(ns)})
	}
	for i := range list {
		list[i].Name = "L" + string(rune('1'+i))
	}
	// The last level is the memory if it is larger than any cache of its time, and as slow as memory is.
	if n := len(list); n > 1 && m.trip() != nil && list[n-1].To >= 32*megabyte && list[n-1].Latency > 8*list[0].Latency {
		// Its figure is that of the largest size: of the smaller ones a part still lies in the last cache, and a trip to more pages takes
		// longer, as it takes longer to find one.
		list[n-1].Name, list[n-1].Latency = "DRAM", m.trip().Value
	}
	return list
}
