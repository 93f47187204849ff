package processes

import "syscall/js"

// keepBeating calls fn as often as the page's own thread lets it, about each beatEvery, until the function that it
// returns is called. The browser keeps the time, because Go's timers run on while the page is frozen.
func keepBeating(fn func()) (stop func()) {
	beat := js.FuncOf(func(js.Value, []js.Value) any {
		fn()
		return nil
	})
	fn()
	interval := js.Global().Call("setInterval", beat, beatEvery.Milliseconds())
	return func() {
		js.Global().Call("clearInterval", interval)
		beat.Release()
	}
}
