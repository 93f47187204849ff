package process

import (
	"context"
	"encoding/binary"
	"fmt"
	"runtime/debug"
	"time"

	"flaglab/app/futures"
)

// A pool and a worker send each other frames: bytes, of which the first is the kind.
const (
	// From the pool.
	frameHello  = 'H' // who the worker is, and how it begins: the first frame, and the only one before the answer
	frameCall   = 'C' // an id, the name of a task, a number of inputs, the inputs
	frameCancel = 'X' // the context of the tasks has been cancelled

	// From a worker.
	frameReady  = 'R' // the outcome of the initializer
	frameAnswer = 'A' // an id, when the call began and what time it took, and the outcome
)

// appendFrame appends a frame to a message of several, with its length in front.
func appendFrame(message, frame []byte) []byte {
	return append(binary.LittleEndian.AppendUint32(message, uint32(len(frame))), frame...)
}

// nextFrame returns the first frame of a message, and the rest of it; or nil, at its end or if it is malformed.
func nextFrame(message []byte) (frame, rest []byte) {
	if len(message) < 4 {
		return nil, nil
	}
	n := binary.LittleEndian.Uint32(message)
	if uint64(n) > uint64(len(message)-4) {
		return nil, nil
	}
	return message[4 : 4+n : 4+n], message[4+n:]
}

// maxFrame is the maximum length of a frame in bytes.
const maxFrame = 1 << 30

// How a call ended.
const (
	endedWell = iota
	endedInError
	endedInPanic
	endedInGoexit
)

// A hello is the first frame that a worker receives.
type hello struct {
	Worker   futures.Worker
	Deadline time.Duration // time left until the deadline of the tasks' context; 0: no deadline
	Init     string        // the name of the initializer's task; none if empty
	Input    []byte        // its encoded input
}

func (h *hello) frame() []byte {
	e := encoder{data: []byte{frameHello}}
	e.int(int64(h.Worker.Index))
	e.string(h.Worker.Name)
	e.int(int64(h.Deadline))
	e.string(h.Init)
	e.bytes(h.Input)
	return e.data
}

func parseHello(d *decoder) (h hello) {
	h.Worker.Index = int(d.int())
	h.Worker.Name = d.string()
	h.Deadline = time.Duration(d.int())
	h.Init = d.string()
	h.Input = d.bytes()
	return h
}

// A call is a unit of work as a worker receives it.
type call struct {
	id   uint64
	task string
	n    int // how many inputs the decoder holds
	in   *decoder
}

// callHeader begins a frame to which n encoded inputs are then appended.
func callHeader(id uint64, task string, n int) []byte {
	e := encoder{data: make([]byte, 0, 64)}
	e.byte(frameCall)
	e.uint(id)
	e.string(task)
	e.uint(uint64(n))
	return e.data
}

func parseCall(d *decoder) call {
	return call{id: d.uint(), task: d.string(), n: int(min(d.uint(), maxFrame)), in: d}
}

// An answer is the result of a call.
type answer struct {
	id    uint64
	began int64         // on the clock that both sides share, in ns
	took  time.Duration // of the whole unit
	err   error         // of the unit; if nil, the decoder holds the outputs
	out   *decoder
}

func parseAnswer(d *decoder) answer {
	a := answer{id: d.uint(), began: int64(d.bits()), took: time.Duration(d.bits()), out: d}
	a.err = parseOutcome(d)
	return a
}

// An outcome is the part of an answer, or of an initializer's result, that does not
// depend on types.

func (e *encoder) outcome(task, worker string, err error) {
	switch err := err.(type) {
	case nil:
		e.byte(endedWell)
	case *futures.PanicError:
		e.byte(endedInPanic)
		inner, ok := err.Value.(error)
		if !ok {
			inner = fmt.Errorf("%v", err.Value)
		}
		e.error(remoteError(task, worker, inner))
		e.bytes(err.Stack)
	default:
		if err == futures.ErrGoexit {
			e.byte(endedInGoexit)
			return
		}
		e.byte(endedInError)
		e.error(remoteError(task, worker, err))
	}
}

func parseOutcome(d *decoder) error {
	switch d.byte() {
	case endedWell:
		return d.err
	case endedInPanic:
		value := d.error()
		return &futures.PanicError{Value: value, Stack: d.bytes()}
	case endedInGoexit:
		return futures.ErrGoexit
	case endedInError:
		return d.error()
	}
	d.fail()
	return d.err
}

func (e *encoder) error(r *RemoteError) {
	for _, s := range []string{r.Task, r.Worker, r.Type, r.Text, r.Stack} {
		e.string(s)
	}
	e.uint(r.known)
}

func (d *decoder) error() *RemoteError {
	return &RemoteError{Task: d.string(), Worker: d.string(), Type: d.string(), Text: d.string(), Stack: d.string(), known: d.uint()}
}

// guard calls fn, turns a panic or runtime.Goexit into an error, and calls end with the
// error. After runtime.Goexit it calls end but does not return.
func guard(ctx context.Context, fn func(context.Context) error, end func(error)) {
	err := futures.ErrGoexit // unless fn returns or panics
	defer func() {
		if v := recover(); v != nil {
			err = &futures.PanicError{Value: v, Stack: debug.Stack()}
		}
		end(err)
	}()
	err = fn(ctx)
}
