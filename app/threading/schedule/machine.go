package schedule

import (
	"errors"
	"fmt"
	"slices"
)

// A Machine is a program in the middle of a run.
type Machine struct {
	program                  Program
	variables, locks, events []string
	state                    state
	before                   []state // each step's, for Undo
	trace                    []Step
}

// state is everything that decides how a run can go on, as a row of numbers: for each
// thread its next operation and its register, the variables, the locks (0 if free, else
// the holder + 1), the events, for each thread what it knows of each variable, and
// whether an update was lost. Two runs with the same state have the same future.
type state []int

// What a thread knows of a variable.
const (
	unread = iota
	fresh  // it has read it, or written it, and nobody else has written since
	stale  // somebody has
)

// A Step is one step of a run that was made.
type Step struct {
	Thread int
	Index  int // of the operation in the thread's
	Op     Op
	Value  int  // what was read, written or assigned, or the sum
	Lost   bool // this write overwrote an update that its thread had not seen
}

// Why a thread cannot move.
var (
	ErrThread  = errors.New("no such thread")
	ErrEnded   = errors.New("the thread has ended")
	ErrBlocked = errors.New("the thread is blocked")
)

// A Status is how a thread stands.
type Status int

// The statuses.
const (
	Ready Status = iota
	Blocked
	Ended
)

// New returns a program at its start. It panics if there are too many threads to name.
func New(p Program) *Machine {
	if len(p) > MaxThreads {
		panic(fmt.Sprintf("schedule: %d threads, and %d letters", len(p), MaxThreads))
	}
	m := &Machine{program: p, variables: p.Variables(), locks: p.Locks(), events: p.Events()}
	n := len(p)
	m.state = make(state, 2*n+len(m.variables)+len(m.locks)+len(m.events)+n*len(m.variables)+1)
	return m
}

// Where things are in the state.
func (m *Machine) pcAt(thread int) int       { return thread }
func (m *Machine) registerAt(thread int) int { return len(m.program) + thread }
func (m *Machine) variableAt(i int) int      { return 2*len(m.program) + i }
func (m *Machine) lockAt(i int) int          { return m.variableAt(len(m.variables)) + i }
func (m *Machine) eventAt(i int) int         { return m.lockAt(len(m.locks)) + i }
func (m *Machine) knownAt(thread, i int) int {
	return m.eventAt(len(m.events)) + thread*len(m.variables) + i
}
func (m *Machine) lostAt() int { return len(m.state) - 1 }

// Program is what runs.
func (m *Machine) Program() Program { return m.program }

// Next returns the next operation of a thread; ok is false if it has ended.
func (m *Machine) Next(thread int) (op Op, ok bool) {
	ops := m.program[thread]
	pc := m.state[m.pcAt(thread)]
	if pc >= len(ops) {
		return Op{}, false
	}
	return ops[pc], true
}

// Position is the index of that operation.
func (m *Machine) Position(thread int) int { return m.state[m.pcAt(thread)] }

// Status is how a thread stands.
func (m *Machine) Status(thread int) Status {
	op, ok := m.Next(thread)
	switch {
	case !ok:
		return Ended
	case op.Kind == KindAcquire && m.Holder(op.Name) >= 0, op.Kind == KindWait && !m.IsSet(op.Name):
		return Blocked
	}
	return Ready
}

// Step makes a thread do its next operation.
func (m *Machine) Step(thread int) error {
	if thread < 0 || thread >= len(m.program) {
		return ErrThread
	}
	switch m.Status(thread) {
	case Ended:
		return ErrEnded
	case Blocked:
		return ErrBlocked
	}
	m.before = append(m.before, m.state)
	m.state = slices.Clone(m.state)
	op, _ := m.Next(thread)
	step := Step{Thread: thread, Index: m.Position(thread), Op: op}
	m.do(&step)
	m.state[m.pcAt(thread)]++
	m.trace = append(m.trace, step)
	return nil
}

func (m *Machine) do(step *Step) {
	s, op, thread := m.state, step.Op, step.Thread
	register := &s[m.registerAt(thread)]
	switch op.Kind {
	case KindRead:
		i := slices.Index(m.variables, op.Name)
		*register = s[m.variableAt(i)]
		s[m.knownAt(thread, i)] = fresh
		step.Value = *register
	case KindAdd:
		*register += op.N
		step.Value = *register
	case KindWrite, KindAssign:
		step.Value = op.N
		if op.Kind == KindWrite {
			step.Value = *register
		}
		m.write(step, slices.Index(m.variables, op.Name))
	case KindAcquire:
		s[m.lockAt(slices.Index(m.locks, op.Name))] = thread + 1
	case KindRelease:
		s[m.lockAt(slices.Index(m.locks, op.Name))] = 0
	case KindSet:
		s[m.eventAt(slices.Index(m.events, op.Name))] = 1
	}
}

// write changes a variable. A write updates the value that its thread has read; if
// that is stale by now, another thread's update is lost. An assignment is not an
// update.
func (m *Machine) write(step *Step, i int) {
	s := m.state
	if step.Op.Kind == KindWrite && s[m.knownAt(step.Thread, i)] == stale {
		step.Lost = true
		s[m.lostAt()] = 1
	}
	s[m.variableAt(i)] = step.Value
	for t := range m.program {
		if s[m.knownAt(t, i)] == fresh {
			s[m.knownAt(t, i)] = stale
		}
	}
	s[m.knownAt(step.Thread, i)] = fresh
}

// Undo undoes the last step. It returns false at the start.
func (m *Machine) Undo() bool {
	n := len(m.before)
	if n == 0 {
		return false
	}
	m.state, m.before, m.trace = m.before[n-1], m.before[:n-1], m.trace[:n-1]
	return true
}

// Trace is the steps that were made. It must not be changed.
func (m *Machine) Trace() []Step { return m.trace[:len(m.trace):len(m.trace)] }

// String is the schedule up to here: a letter for each step.
func (m *Machine) String() string {
	letters := make([]byte, len(m.trace))
	for i, step := range m.trace {
		letters[i] = 'A' + byte(step.Thread)
	}
	return string(letters)
}

// Variable is the value of a variable.
func (m *Machine) Variable(name string) int { return m.look(m.variables, name, m.variableAt) }

// Register is the value of a thread's register.
func (m *Machine) Register(thread int) int { return m.state[m.registerAt(thread)] }

// Holder is the thread that holds a lock, or -1.
func (m *Machine) Holder(lock string) int { return m.look(m.locks, lock, m.lockAt) - 1 }

// IsSet reports whether an event is set.
func (m *Machine) IsSet(event string) bool { return m.look(m.events, event, m.eventAt) == 1 }

func (m *Machine) look(names []string, name string, at func(int) int) int {
	if i := slices.Index(names, name); i >= 0 {
		return m.state[at(i)]
	}
	return 0
}

// Lost reports whether an update was lost on the way.
func (m *Machine) Lost() bool { return m.state[m.lostAt()] == 1 }

// Done reports whether all threads have ended.
func (m *Machine) Done() bool {
	for t := range m.program {
		if m.Status(t) != Ended {
			return false
		}
	}
	return true
}

// Deadlocked reports whether no thread can move, and not all have ended.
func (m *Machine) Deadlocked() bool { return m.Over() && !m.Done() }

// Over reports whether no thread can move.
func (m *Machine) Over() bool {
	for t := range m.program {
		if m.Status(t) == Ready {
			return false
		}
	}
	return true
}

// WaitsFor is the thread that holds the lock at which a thread is blocked; -1 if it is not
// blocked, or waits for an event.
func (m *Machine) WaitsFor(thread int) int {
	if op, ok := m.Next(thread); ok && op.Kind == KindAcquire {
		return m.Holder(op.Name)
	}
	return -1
}

// Switches returns the number of context switches: steps of another thread than the
// step before.
func (m *Machine) Switches() int {
	n := 0
	for i := 1; i < len(m.trace); i++ {
		if m.trace[i].Thread != m.trace[i-1].Thread {
			n++
		}
	}
	return n
}
