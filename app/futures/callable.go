package futures

import (
	"context"
	"reflect"
	"runtime"
)

// A Callable is what an executor calls: a function that is more than code. Executors
// that must know which one it is, such as pools whose workers share no memory with
// their caller, accept Callables of their own only.
type Callable[In, Out any] interface {
	Call(ctx context.Context, in In) (Out, error)
}

// function makes a Callable of a function. It is no bigger than that, so making one
// allocates nothing.
type function[In, Out any] func(context.Context, In) (Out, error)

func (f function[In, Out]) Call(ctx context.Context, in In) (Out, error) { return f(ctx, in) }

// String returns the name that the compiler gave to the function, such as
// main.download, or main.main.func1 for the first literal in main.
func (f function[In, Out]) String() string {
	code := runtime.FuncForPC(reflect.ValueOf(f).Pointer())
	if code == nil {
		return "func"
	}
	return code.Name()
}
