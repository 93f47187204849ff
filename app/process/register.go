package process

import (
	"context"
	"fmt"
	"iter"
	"reflect"
	"strings"
	"sync"

	"flaglab/app/futures"
)

// A Task is a function that a worker can call by its name. Register makes one.
type Task[In, Out any] struct {
	*registration
	fn func(context.Context, In) (Out, error)
}

// registration is the part of a Task that does not depend on its types.
type registration struct {
	name string
	err  func() error // why inputs or outputs cannot cross; nil if they can

	// call decodes an input, calls the function with it and encodes the output.
	call func(ctx context.Context, in *decoder, out *encoder) error
}

var registry struct {
	sync.Mutex
	tasks  map[string]*registration
	sealed bool // the program has begun: see RunWorker
}

// Register makes a task of a function, under a unique name:
//
//	var Primes = process.Register("primes", primes)
//
// Tasks are registered while the program's packages are initialised, so that each
// worker, which is the same program, has the same ones.
//
// The function must be a declared one. A function literal or a method value may have
// captured variables, which a worker does not have, so they are refused, as Python
// refuses lambdas. Package variables do exist in a worker, but each worker has its
// own copy: changes by the task stay there.
//
// Register panics if it is called wrongly. If the types of the input or the output
// cannot be sent, Submit returns the error.
func Register[In, Out any](name string, fn func(context.Context, In) (Out, error)) *Task[In, Out] {
	if fn == nil || name == "" {
		panic("process.Register: a task needs a name and a function")
	}
	if code := futures.FunctionName(fn); !declared(code) {
		panic(fmt.Sprintf("process.Register(%q): %s is not a declared function: what it may have captured does not cross", name, code))
	}
	// Only a task that is submitted needs to know: a program has many tasks, and starts in each worker.
	r := &registration{name: name, err: sync.OnceValue(func() error { return typesError[In, Out](name) })}
	r.call = func(ctx context.Context, in *decoder, out *encoder) error {
		var input In
		if in.pointer(&input); in.err != nil {
			return in.err
		}
		output, err := fn(ctx, input)
		if err != nil {
			return err
		}
		out.value(reflect.ValueOf(&output).Elem())
		return out.err
	}
	registry.Lock()
	defer registry.Unlock()
	if registry.sealed {
		panic(fmt.Sprintf("process.Register(%q): the program has begun, and its workers would not know this task: register it in a package variable", name))
	}
	if registry.tasks[name] != nil {
		panic(fmt.Sprintf("process.Register(%q): the name is taken", name))
	}
	if registry.tasks == nil {
		registry.tasks = map[string]*registration{}
	}
	registry.tasks[name] = r
	return &Task[In, Out]{r, fn}
}

func typesError[In, Out any](name string) error {
	if why := crossable(reflect.TypeFor[In]()); why != "" {
		return picklingError("the input of %s: %s", name, why)
	}
	if why := crossable(reflect.TypeFor[Out]()); why != "" {
		return picklingError("the output of %s: %s", name, why)
	}
	return nil
}

// closeRegistry ends registration, and reports whether it had ended before.
func closeRegistry() bool {
	registry.Lock()
	defer registry.Unlock()
	before := registry.sealed
	registry.sealed = true
	return before
}

func registryClosed() bool {
	registry.Lock()
	defer registry.Unlock()
	return registry.sealed
}

func registered(name string) *registration {
	registry.Lock()
	defer registry.Unlock()
	return registry.tasks[name]
}

// declared reports, from the compiler's name of a function, whether it is declared at
// package level: path/package.name. Literals and methods have more parts.
func declared(name string) bool {
	name, _, _ = strings.Cut(name, "[") // type arguments
	name = name[strings.LastIndexByte(name, '/')+1:]
	return strings.Count(name, ".") == 1 && !strings.HasSuffix(name, "-fm")
}

// Name returns the name under which the task was registered.
func (r *registration) Name() string { return r.name }

// String returns the name.
func (r *registration) String() string { return r.name }

// ticket lets a pool get the registration of a Callable: only tasks have this method.
func (r *registration) ticket() *registration { return r }

// Call calls the task's function in the caller's goroutine. It makes a Task a
// futures.Callable, so every executor takes tasks.
func (t *Task[In, Out]) Call(ctx context.Context, in In) (Out, error) { return t.fn(ctx, in) }

// Submit is futures.Submit for tasks. The executor may be of any kind: a thread pool calls
// the task in one of its goroutines, a process pool in one of its workers.
//
// A process pool encodes the input before Submit returns, so the caller may change it
// afterwards. The error wraps ErrPickling if the input cannot be encoded.
func Submit[In, Out any](ex futures.Executor, t *Task[In, Out], in In) (*futures.Future[Out], error) {
	return futures.SubmitCallable(ex, t, in)
}

// Map is futures.Map for tasks, for any executor. A process pool sends ChunkSize inputs in
// one message; the error of one is then the error of its whole chunk (C54).
func Map[In, Out any](ctx context.Context, ex futures.Executor, t *Task[In, Out], inputs iter.Seq[In], opts ...futures.MapOption) iter.Seq2[Out, error] {
	return futures.MapCallable(ctx, ex, t, inputs, opts...)
}
