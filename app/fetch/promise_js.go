package fetch

import (
	"sync"
	"syscall/js"
)

// promise waits for JavaScript promises. One waits for one promise at a time;
// its two callbacks are kept and used again, because making and releasing them
// costs more than a small request's other work.
type promise struct {
	resolve, reject js.Func
	settled         chan settled
}

type settled struct {
	value js.Value
	ok    bool
}

var promises = sync.Pool{New: func() any {
	p := &promise{settled: make(chan settled, 1)} // room for one: a callback must not block
	p.resolve = js.FuncOf(func(_ js.Value, args []js.Value) any {
		p.settled <- settled{first(args), true}
		return nil
	})
	p.reject = js.FuncOf(func(_ js.Value, args []js.Value) any {
		p.settled <- settled{first(args), false}
		return nil
	})
	return p
}}

func first(args []js.Value) js.Value {
	if len(args) == 0 {
		return js.Undefined()
	}
	return args[0]
}

// await blocks until the promise is settled. It must not be called in a callback
// from JavaScript: the page would wait for itself.
func await(thenable js.Value) (js.Value, error) {
	p := promises.Get().(*promise)
	thenable.Call("then", p.resolve, p.reject)
	s := <-p.settled
	promises.Put(p)
	if !s.ok {
		return js.Undefined(), js.Error{Value: s.value}
	}
	return s.value, nil
}
