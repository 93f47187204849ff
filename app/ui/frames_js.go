package ui

import (
	"syscall/js"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// onFrame calls step on the UI goroutine before each of the browser's next
// frames, until it returns false or the component of ctx is gone. Cost is what the
// last frame took that step drew in: our part, and the browser's layout and paint.
func onFrame(ctx app.Context, step func(ctx app.Context, cost time.Duration) (more bool)) {
	var frame, painted js.Func
	var began time.Time
	var cost time.Duration
	over := false  // step wants no more frames
	unpainted := 0 // frames that were not painted yet
	release := func() {
		if over && unpainted == 0 {
			frame.Release()
			painted.Release()
		}
	}
	next := func() { js.Global().Call("requestAnimationFrame", frame) }
	frame = js.FuncOf(func(js.Value, []js.Value) any {
		began = time.Now()
		// A task that is queued now runs after this frame is painted.
		js.Global().Call("setTimeout", painted, 0)
		unpainted++
		ctx.Dispatcher().Dispatch(app.Dispatch{Mode: app.Next, Source: ctx.Src(), Function: func(ctx app.Context) {
			if step(ctx, cost) {
				next()
			} else {
				over = true
				release()
			}
		}})
		return nil
	})
	painted = js.FuncOf(func(js.Value, []js.Value) any {
		cost = time.Since(began)
		unpainted--
		release()
		return nil
	})
	next()
}
