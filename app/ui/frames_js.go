package ui

import (
	"syscall/js"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// onFrame calls step on the UI goroutine before each of the browser's next frames, until it
// returns false or the component of ctx is gone.
func onFrame(ctx app.Context, step func(app.Context) (more bool)) {
	var callback js.Func
	var next func()
	callback = js.FuncOf(func(js.Value, []js.Value) any {
		ctx.Dispatcher().Dispatch(app.Dispatch{Mode: app.Next, Source: ctx.Src(), Function: func(ctx app.Context) {
			if step(ctx) {
				next()
			} else {
				callback.Release()
			}
		}})
		return nil
	})
	next = func() { js.Global().Call("requestAnimationFrame", callback) }
	next()
}
