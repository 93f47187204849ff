package schedule

import (
	"cmp"
	"iter"
	"slices"
)

// Runs yields every interleaving of a program, each as the machine at its end: all
// threads have ended, or none can move. They come in alphabetical order of their
// schedules. The machine is the same each time; it must not be stepped or kept.
func Runs(p Program) iter.Seq[*Machine] {
	return func(yield func(*Machine) bool) { New(p).runs(yield) }
}

func (m *Machine) runs(yield func(*Machine) bool) bool {
	if m.Over() {
		return yield(m)
	}
	for t := range m.program {
		if m.Step(t) != nil {
			continue
		}
		more := m.runs(yield)
		m.Undo()
		if !more {
			return false
		}
	}
	return true
}

// An Outcome is a final state that some of a program's interleavings share.
type Outcome struct {
	Values     []int // of Program.Variables
	Lost       bool  // an update was lost
	Deadlocked bool
	Runs       uint64 // how many interleavings end so
}

// Count counts the interleavings of a program by their outcomes, which are sorted by
// their values. It does not make each of them: it follows states, of which there are
// far fewer.
func Count(p Program) []Outcome {
	var outcomes []Outcome
	levels(New(p), func(m *Machine, ways uint64) bool {
		if !m.Over() {
			return true
		}
		o := Outcome{Lost: m.Lost(), Deadlocked: m.Deadlocked()}
		for _, name := range m.variables {
			o.Values = append(o.Values, m.Variable(name))
		}
		i, found := slices.BinarySearchFunc(outcomes, o, compareOutcomes)
		if !found {
			outcomes = slices.Insert(outcomes, i, o)
		}
		outcomes[i].Runs += ways
		return true
	})
	return outcomes
}

func compareOutcomes(a, b Outcome) int {
	return cmp.Or(slices.Compare(a.Values, b.Values), compareBools(a.Lost, b.Lost), compareBools(a.Deadlocked, b.Deadlocked))
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// Totals are sums over the outcomes of a program.
type Totals struct {
	Runs       uint64 // interleavings
	Losing     uint64 // those that lose an update
	Deadlocked uint64
}

// Total counts the interleavings of a program.
func Total(p Program) (t Totals) {
	for _, o := range Count(p) {
		t.Runs += o.Runs
		if o.Lost {
			t.Losing += o.Runs
		}
		if o.Deadlocked {
			t.Deadlocked += o.Runs
		}
	}
	return t
}

// levels visits every state that can be reached from a machine's, once, with the number
// of ways that lead to it, until visit returns false. Each step leads from one level to the
// next, as a thread never goes back; within a level the schedules are in alphabetical order.
func levels(m *Machine, visit func(m *Machine, ways uint64) bool) {
	type place struct {
		m    *Machine
		ways uint64
	}
	level := []place{{m, 1}}
	for len(level) > 0 {
		var next []place
		index := map[string]int{}
		for _, p := range level {
			if !visit(p.m, p.ways) {
				return
			}
			for t := range m.program {
				n := p.m.after(t)
				if n == nil {
					continue
				}
				key := n.state.key()
				if i, ok := index[key]; ok {
					next[i].ways += p.ways
					continue
				}
				index[key] = len(next)
				next = append(next, place{n, p.ways})
			}
		}
		level = next
	}
}

// after is a machine one step on, or nil. The machine itself stays.
func (m *Machine) after(thread int) *Machine {
	n := *m
	n.before, n.trace = slices.Clip(n.before), slices.Clip(n.trace)
	if n.Step(thread) != nil {
		return nil
	}
	return &n
}

// key is the state as something that can be compared. The numbers are small.
func (s state) key() string {
	b := make([]byte, 0, 2*len(s))
	for _, n := range s {
		b = append(b, byte(n), byte(n>>8))
	}
	return string(b)
}

// Shortest returns the shortest run that leads to a goal, the alphabetically first of
// several, or nil if none does. The goal must look at the state only, not at the
// trace.
func Shortest(p Program, goal func(*Machine) bool) *Machine {
	return New(p).shortest(goal)
}

func (m *Machine) shortest(goal func(*Machine) bool) (found *Machine) {
	levels(m, func(n *Machine, _ uint64) bool {
		if goal(n) {
			found = n
		}
		return found == nil
	})
	return found
}

// Always reports whether every interleaving of a program ends in a state that is as it
// should be.
func Always(p Program, good func(end *Machine) bool) bool { return New(p).Certain(good) }

// Certain reports whether every way on from here ends in a state as described: whether
// something can no longer be avoided.
func (m *Machine) Certain(end func(*Machine) bool) bool {
	return m.shortest(func(n *Machine) bool { return n.Over() && !end(n) }) == nil
}

// Never reports whether no state of any interleaving is as described.
func Never(p Program, bad func(*Machine) bool) bool { return Shortest(p, bad) == nil }
