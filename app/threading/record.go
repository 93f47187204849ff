package threading

import (
	"fmt"
	"time"
)

// An Op is what a thread does.
type Op string

// The operations.
const (
	OpStart    Op = "start"     // start another thread
	OpRun      Op = "run"       // begin, as a thread
	OpEnd      Op = "end"       // and return; Text is the error
	OpJoin     Op = "join"      // wait for a thread, or for a queue's tasks
	OpSleep    Op = "sleep"     //
	OpPrint    Op = "print"     // Text
	OpPut      Op = "put"       // Item; Size is the length of the queue afterwards
	OpGet      Op = "get"       // likewise
	OpTaskDone Op = "task_done" // Size is the number of unfinished tasks afterwards
	OpShutdown Op = "shutdown"  //
	OpResize   Op = "maxsize"   // Value is the new one
	OpAcquire  Op = "acquire"   // Size: how often an RLock is held, or what is left of a semaphore
	OpRelease  Op = "release"   // likewise
	OpWait     Op = "wait"      // for a condition, an event, or at a barrier
	OpNotify   Op = "notify"    // Value is how many are woken
	OpSet      Op = "set"       // an event
	OpClear    Op = "clear"     // an event
	OpAbort    Op = "abort"     // a barrier
	OpReset    Op = "reset"     // a barrier
	OpRead     Op = "read"      // a variable: Value, and Item is the version
	OpWrite    Op = "write"     // likewise
)

// A Phase is the progress of an operation. Waiting is followed, for the same
// thread, by one of the others; an operation that need not wait has only that
// one.
type Phase string

// The phases.
const (
	Waiting   Phase = "waiting"
	Done      Phase = "done"
	TimedOut  Phase = "timed out"
	Cancelled Phase = "cancelled" // the caller's context was
	Refused   Phase = "refused"   // Text is the error: full, empty, shut down, broken
)

// A Kind is a kind of object.
type Kind string

// The kinds.
const (
	KindThread    Kind = "thread"
	KindQueue     Kind = "queue"
	KindLock      Kind = "lock"
	KindRLock     Kind = "rlock"
	KindCondition Kind = "condition"
	KindSemaphore Kind = "semaphore"
	KindEvent     Kind = "event"
	KindBarrier   Kind = "barrier"
	KindVariable  Kind = "variable"
)

// An Object is the object of an operation. The zero Object means none.
type Object struct {
	Kind   Kind   `json:"kind,omitempty"`
	Number int    `json:"number,omitempty"` // from 1 in each kind, in the order in which the program came to them; of a thread, its Number
	Name   string `json:"name,omitempty"`
}

func (o Object) String() string {
	switch {
	case o.Name != "":
		return o.Name
	case o.Kind == "":
		return ""
	default:
		return fmt.Sprintf("%s %d", o.Kind, o.Number)
	}
}

// A Record is one line of a program's log.
type Record struct {
	At      time.Duration `json:"at"`     // on the program's clock, since it began
	Thread  int           `json:"thread"` // its Number; 0 is the main thread
	Op      Op            `json:"op"`
	Phase   Phase         `json:"phase"`
	Object  Object        `json:"object,omitzero"`
	Item    int           `json:"item,omitempty"`    // which item of the queue, from 1 in the order of put; which version of the variable
	Size    int           `json:"size,omitempty"`    // see the operation
	Value   int           `json:"value,omitempty"`   // see the operation
	Limited bool          `json:"limited,omitempty"` // this wait ends by itself
	Text    string        `json:"text,omitempty"`
	File    string        `json:"file,omitempty"` // base name and line of the call
	Line    int           `json:"line,omitempty"`
}

func (r Record) String() string {
	s := fmt.Sprintf("%v thread %d %s", r.At, r.Thread, r.Op)
	if r.Object.Kind != "" {
		s += " " + r.Object.String()
	}
	if r.Phase != Done {
		s += ": " + string(r.Phase)
	}
	if r.Text != "" {
		s += fmt.Sprintf(" (%s)", r.Text)
	}
	if r.Line > 0 {
		s += fmt.Sprintf(" at %s:%d", r.File, r.Line)
	}
	return s
}

// An Observer gets everything that the threads of a program do, one record after
// the other, in the order in which it takes effect, so the records always show the
// true state. When one thread wakes another, the end of the wait is recorded at
// that moment, before either continues.
//
// It runs under the locks of the object and the program: it must be quick, and must
// not call this package. It should only store the record and return.
type Observer func(Record)
