package process

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"flaglab/app/futures"
)

// The errors of this package. Compare with errors.Is: what is returned says more.
var (
	// ErrBrokenProcessPool says that a worker ended without being asked to, or never
	// started, or that the workers were terminated. It is the outcome of every future
	// that was pending or running then, and of every later Submit; the pool is of no
	// more use. What is returned carries the cause: which worker, and how it ended.
	ErrBrokenProcessPool = fmt.Errorf("the process pool is not usable anymore: %w", futures.ErrBrokenExecutor)

	// ErrPickling says that a call cannot cross to a worker: its function is not a
	// registered task, or its input or output has no form outside of this program's
	// memory.
	ErrPickling = errors.New("cannot pickle")

	// ErrNoWorkers says that there can be no workers here, and why.
	ErrNoWorkers = errors.New("no workers can be started here")
)

// A RemoteError is the error that a task returned in its worker, as far as errors can
// cross: in words. It still is, for errors.Is, each of the well-known errors of the
// standard library that the task's error was, such as context.Canceled or
// fs.ErrNotExist. A task's panic comes back as a *futures.PanicError.
type RemoteError struct {
	Task   string // the name of the task
	Worker string // the name of the worker
	Type   string // the error's type in the worker, such as *fs.PathError
	Text   string // what its Error method said

	// Stack is where the error came from: as Go's errors have no stack, these are
	// the error and those that it wraps, one a line, each with its type.
	Stack string

	known uint64 // bits of knownErrors
}

func (e *RemoteError) Error() string { return e.Text }

// Is reports whether target is a well-known error that the task's error was.
func (e *RemoteError) Is(target error) bool {
	for i, known := range knownErrors {
		if known == target {
			return e.known&(1<<i) != 0
		}
	}
	return false
}

// knownErrors are those that keep their identity on the way. Both ends are the same
// program, so the order may change.
var knownErrors = []error{
	context.Canceled, context.DeadlineExceeded,
	io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe,
	fs.ErrInvalid, fs.ErrPermission, fs.ErrExist, fs.ErrNotExist, fs.ErrClosed,
	errors.ErrUnsupported,
	futures.ErrCancelled, futures.ErrTimeout, futures.ErrShutdown, futures.ErrInvalidState, futures.ErrBrokenExecutor,
	ErrPickling,
}

// remoteError is what crosses of an error.
func remoteError(task, worker string, err error) *RemoteError {
	e := &RemoteError{Task: task, Worker: worker, Type: fmt.Sprintf("%T", err), Text: err.Error(), Stack: chain(err)}
	for i, known := range knownErrors {
		if errors.Is(err, known) {
			e.known |= 1 << i
		}
	}
	return e
}

// chain lists an error and what it wraps.
func chain(err error) string {
	line := fmt.Sprintf("%T: %v\n", err, err)
	switch e := err.(type) {
	case interface{ Unwrap() error }:
		if inner := e.Unwrap(); inner != nil {
			line += chain(inner)
		}
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			line += chain(inner)
		}
	}
	return line
}

// picklingError is an ErrPickling with its reason.
func picklingError(format string, args ...any) error {
	return fmt.Errorf("%w "+format, append([]any{ErrPickling}, args...)...)
}
