package process

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"flaglab/app/futures"
)

// The errors of this package. Compare with errors.Is: returned errors wrap these.
var (
	// ErrBrokenProcessPool means that a worker ended without being asked to, or never
	// started, or that the workers were terminated. It is the outcome of every future
	// that was pending or running then, and of every later Submit; the pool cannot be
	// used again. The returned error carries the cause: which worker, and how it
	// ended.
	ErrBrokenProcessPool = fmt.Errorf("the process pool is not usable anymore: %w", futures.ErrBrokenExecutor)

	// ErrPickling means that a call cannot be sent to a worker: its function is not
	// a registered task, or its input or output cannot be encoded.
	ErrPickling = errors.New("cannot pickle")

	// ErrNoWorkers means that no workers can be started here. The returned error says
	// why.
	ErrNoWorkers = errors.New("no workers can be started here")
)

// A RemoteError is the error that a task returned in its worker, as text. It still
// matches, in errors.Is, each well-known error that the task's error matched, such as
// context.Canceled or fs.ErrNotExist. A task's panic comes back as a
// *futures.PanicError.
type RemoteError struct {
	Task   string // the name of the task
	Worker string // the name of the worker
	Type   string // the error's type in the worker, such as *fs.PathError
	Text   string // what its Error method said

	// Stack stands in for a stack trace, which Go's errors lack: the error and the
	// errors that it wraps, one per line, each with its type.
	Stack string

	known uint64 // bits of knownErrors
}

func (e *RemoteError) Error() string { return e.Text }

// Is reports whether target is a well-known error that the task's error matched.
func (e *RemoteError) Is(target error) bool {
	for i, known := range knownErrors {
		if known == target {
			return e.known&(1<<i) != 0
		}
	}
	return false
}

// knownErrors are the errors that keep their identity when they are sent. Both ends
// are the same program, so the order may change.
var knownErrors = []error{
	context.Canceled, context.DeadlineExceeded,
	io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe,
	fs.ErrInvalid, fs.ErrPermission, fs.ErrExist, fs.ErrNotExist, fs.ErrClosed,
	errors.ErrUnsupported,
	futures.ErrCancelled, futures.ErrTimeout, futures.ErrShutdown, futures.ErrInvalidState, futures.ErrBrokenExecutor,
	ErrPickling,
}

// remoteError returns the form of err in which it is sent to the pool. A method of err that panics is no end of the worker.
func remoteError(task, worker string, err error) (e *RemoteError) {
	defer func() {
		if problem := recover(); problem != nil {
			e = &RemoteError{Task: task, Worker: worker, Type: fmt.Sprintf("%T", err), Text: fmt.Sprintf("a method of the error panicked: %v", problem)}
		}
	}()
	e = &RemoteError{Task: task, Worker: worker, Type: fmt.Sprintf("%T", err), Text: err.Error(), Stack: chain(err)}
	for i, known := range knownErrors {
		if errors.Is(err, known) {
			e.known |= 1 << i
		}
	}
	return e
}

// chain lists an error and the errors that it wraps, one per line.
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

// picklingError returns an ErrPickling with its reason.
func picklingError(format string, args ...any) error {
	return fmt.Errorf("%w "+format, append([]any{ErrPickling}, args...)...)
}
