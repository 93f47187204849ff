package process

import (
	"errors"
	"fmt"
	"sync"
	"syscall/js"
	"time"
)

// DefaultMaxWorkers returns the number of processors that the browser reports (C57). Go
// itself sees one, on which all goroutines run.
func DefaultMaxWorkers() int {
	navigator := js.Global().Get("navigator")
	if navigator.IsUndefined() || navigator.Get("hardwareConcurrency").IsUndefined() {
		return 1
	}
	return max(1, navigator.Get("hardwareConcurrency").Int())
}

// webWorkers is the transport whose workers are Web Workers. They run web/pool-worker.js,
// which runs the page's own compiled program. The page's start script says where these are,
// in the global object workerProgram: {script: URL, module: WebAssembly.Module}.
type webWorkers struct {
	class  js.Value
	script string
	module js.Value
	*messages
}

func newTransport() (transport, error) {
	global := js.Global()
	class, program := global.Get("Worker"), global.Get("workerProgram")
	switch {
	case inWorker:
		return nil, errors.New("a worker has no workers of its own")
	case class.IsUndefined():
		return nil, errors.New("this browser has no Web Workers")
	case program.IsUndefined():
		return nil, errors.New("the page does not say what its workers run")
	}
	return &webWorkers{class, program.Get("script").String(), program.Get("module"), pageMessages()}, nil
}

func (*webWorkers) clock() int64 { return epoch() }

func (t *webWorkers) start(h hello, _ *sync.WaitGroup, tell func(event)) link {
	w := &webWorker{transport: t, tell: tell}
	// Not every browser's error says what forbade the worker.
	w.listen(js.Global().Get("document"), "securitypolicyviolation", w.forbidden)
	value, err := t.newWorker(h.Worker.Name)
	if err != nil {
		w.blocked(err.Error())
		return w
	}
	w.value = value
	w.id = t.open(value, w.receive, w.end)
	w.listen(value, "error", w.failed)
	w.listen(value, "messageerror", w.failed)
	value.Call("postMessage", map[string]any{"module": t.module, "name": h.Worker.Name, "hello": copyToJS(t.array, h.frame()).Get("buffer")})
	return w
}

// newWorker makes a worker. A sandboxed frame has an opaque origin, which differs even from
// its own script's; there the worker starts from a one-line script made here, which
// loads the real one.
func (t *webWorkers) newWorker(name string) (w js.Value, err error) {
	defer catch(&err)
	global := js.Global()
	url := t.script
	if global.Get("origin").String() == "null" {
		if oneLine == "" {
			absolute := global.Get("URL").New(url, global.Get("document").Get("baseURI")).Get("href").String()
			blob := global.Get("Blob").New([]any{fmt.Sprintf("importScripts(%q)", absolute)}, map[string]any{"type": "text/javascript"})
			oneLine = global.Get("URL").Call("createObjectURL", blob).String()
		}
		url = oneLine
	}
	return t.class.New(url, map[string]any{"name": name}), nil
}

// oneLine is the URL of that script: one for all workers of the page.
var oneLine string

// catch turns a JavaScript exception into an error.
func catch(err *error) {
	switch thrown := recover().(type) {
	case nil:
	case js.Error:
		*err = thrown
	default:
		panic(thrown)
	}
}

// webWorker is a worker.
type webWorker struct {
	transport *webWorkers
	value     js.Value // undefined if there is none
	id        int      // of its messages
	tell      func(event)
	listeners []listener
	heard     bool // it has sent a message
	ended     bool
}

type listener struct {
	target js.Value
	name   string
	fn     js.Func
}

func (w *webWorker) listen(target js.Value, name string, fn func(js.Value)) {
	f := js.FuncOf(func(_ js.Value, args []js.Value) any {
		if !w.ended {
			fn(args[0])
		}
		return nil
	})
	w.listeners = append(w.listeners, listener{target, name, f})
	target.Call("addEventListener", name, f)
}

func (w *webWorker) receive(frame []byte) {
	w.heard = true
	w.tell(event{frame: frame})
}

func (w *webWorker) failed(event js.Value) {
	if text := event.Get("message"); text.Type() == js.TypeString {
		w.end(errors.New(text.String()))
		return
	}
	w.blocked("its script did not load")
}

// forbidden handles a violation of the page's content security policy.
func (w *webWorker) forbidden(violation js.Value) {
	if !w.heard && violation.Get("effectiveDirective").String() == "worker-src" {
		w.end(fmt.Errorf("the Content-Security-Policy of this page forbids workers: worker-src does not allow %s", violation.Get("blockedURI")))
	}
}

// blocked ends a worker that never started. If a policy forbade it, the browser reports
// that a moment later, and that becomes the reason.
func (w *webWorker) blocked(how string) {
	time.AfterFunc(100*time.Millisecond, func() {
		w.end(fmt.Errorf("%s: the host did not answer, or something here (a policy, a sandbox, an extension) forbids workers", how))
	})
}

func (w *webWorker) send(frames ...[]byte) {
	if w.ended {
		return
	}
	if err := w.transport.send(w.id, frames); err != nil {
		w.end(err)
	}
}

// end ends the worker, and all traffic with it, at once.
func (w *webWorker) end(how error) {
	if w.ended {
		return
	}
	w.ended = true
	if !w.value.IsUndefined() {
		w.transport.close(w.id)
	}
	for _, l := range w.listeners {
		l.target.Call("removeEventListener", l.name, l.fn)
		l.fn.Release()
	}
	w.tell(event{how: how})
}

func (w *webWorker) finish()    { w.end(nil) }
func (w *webWorker) terminate() { w.end(nil) }
func (w *webWorker) kill()      { w.end(nil) }

// The page and each worker have a clock that counts from its own start; the browser tells
// when that was.
var (
	began      = time.Now()
	beganEpoch = func() int64 {
		p := js.Global().Get("performance")
		return int64((p.Get("timeOrigin").Float() + p.Call("now").Float()) * 1e6)
	}()
)

// epoch is the time in ns since 1970, to the browser's resolution.
func epoch() int64 { return beganEpoch + int64(time.Since(began)) }
