package futures

import (
	"context"
	"reflect"
	"runtime"
)

// A Callable is a function with an identity. Executors that must know which function
// they call, such as pools whose workers share no memory with their caller, accept
// only Callables of their own type.
type Callable[In, Out any] interface {
	Call(ctx context.Context, in In) (Out, error)
}

// function makes a Callable of a function. It is no bigger than that, so making one
// allocates nothing.
type function[In, Out any] func(context.Context, In) (Out, error)

func (f function[In, Out]) Call(ctx context.Context, in In) (Out, error) { return f(ctx, in) }

// String returns the function's name.
func (f function[In, Out]) String() string { return FunctionName(f) }

// FunctionName returns the name that the compiler gave to a function: main.download if it
// is declared, main.main.func1 for the first literal in main, main.Flag.Save-fm for a
// method value.
func FunctionName(fn any) string {
	// The function may begin with the code of another, which was inlined: the last frame
	// is its own. A return address lies behind its call, so the entry needs one more.
	frames := runtime.CallersFrames([]uintptr{reflect.ValueOf(fn).Pointer() + 1})
	for {
		if frame, more := frames.Next(); !more {
			return frame.Function
		}
	}
}
