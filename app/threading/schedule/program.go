package schedule

import (
	"fmt"
	"slices"
)

// A Kind is a kind of operation.
type Kind int

// The kinds. Each thread has one register, r, which is 0 at the start.
const (
	KindRead    Kind = iota // r = variable
	KindAdd                 // r = r + N
	KindWrite               // variable = r
	KindAssign              // variable = N
	KindAcquire             // a lock; blocked while it is held
	KindRelease             // a lock
	KindWait                // for an event; blocked while it is not set
	KindSet                 // an event
)

// An Op is one step of one thread. It is atomic.
type Op struct {
	Kind Kind
	Name string // of the variable, the lock or the event
	N    int
}

// Read reads a variable into the thread's register.
func Read(variable string) Op { return Op{Kind: KindRead, Name: variable} }

// Add adds a number to the register.
func Add(n int) Op { return Op{Kind: KindAdd, N: n} }

// Write writes the register into a variable.
func Write(variable string) Op { return Op{Kind: KindWrite, Name: variable} }

// Assign writes a number into a variable.
func Assign(variable string, n int) Op { return Op{Kind: KindAssign, Name: variable, N: n} }

// Acquire waits until a lock is free and takes it.
func Acquire(lock string) Op { return Op{Kind: KindAcquire, Name: lock} }

// Release frees a lock.
func Release(lock string) Op { return Op{Kind: KindRelease, Name: lock} }

// Wait waits until an event is set.
func Wait(event string) Op { return Op{Kind: KindWait, Name: event} }

// Set sets an event, for good.
func Set(event string) Op { return Op{Kind: KindSet, Name: event} }

// String is the operation in Python.
func (o Op) String() string {
	switch o.Kind {
	case KindRead:
		return "r = " + o.Name
	case KindAdd:
		return fmt.Sprintf("r = r + %d", o.N)
	case KindWrite:
		return o.Name + " = r"
	case KindAssign:
		return fmt.Sprintf("%s = %d", o.Name, o.N)
	case KindAcquire:
		return o.Name + ".acquire()"
	case KindRelease:
		return o.Name + ".release()"
	case KindWait:
		return o.Name + ".wait()"
	case KindSet:
		return o.Name + ".set()"
	}
	return fmt.Sprintf("kind %d", o.Kind)
}

// variable reports whether the operation reads or writes one.
func (o Op) variable() bool {
	return o.Kind == KindRead || o.Kind == KindWrite || o.Kind == KindAssign
}

// A Program holds the operations of each of its threads.
type Program [][]Op

// MaxThreads is how many threads have a letter.
const MaxThreads = 26

// Letter is what a thread is called: A is thread 0.
func Letter(thread int) string { return string(rune('A' + thread)) }

// Steps is the number of steps of a run to the end of all threads.
func (p Program) Steps() int {
	n := 0
	for _, ops := range p {
		n += len(ops)
	}
	return n
}

// Variables returns the names of the variables in the order in which they appear.
func (p Program) Variables() []string { return p.names(Op.variable) }

// Locks returns the names of the locks.
func (p Program) Locks() []string {
	return p.names(func(o Op) bool { return o.Kind == KindAcquire || o.Kind == KindRelease })
}

// Events returns the names of the events.
func (p Program) Events() []string {
	return p.names(func(o Op) bool { return o.Kind == KindWait || o.Kind == KindSet })
}

func (p Program) names(which func(Op) bool) []string {
	var names []string
	for _, ops := range p {
		for _, o := range ops {
			if which(o) && !slices.Contains(names, o.Name) {
				names = append(names, o.Name)
			}
		}
	}
	return names
}
