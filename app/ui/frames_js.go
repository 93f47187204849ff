package ui

import (
	"syscall/js"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// onFrame calls step on the UI goroutine before one of the browser's frames, and
// again after each pause, until it returns false or the component of ctx is gone. The
// cost is what the frame took that step drew in: our part, and the browser's layout
// and paint. Nothing is done between frames: even an empty one takes the browser time.
func onFrame(ctx app.Context, step func(ctx app.Context) (more bool), pause func(cost time.Duration) time.Duration) {
	var frame, painted, next js.Func
	var began time.Time
	var cost time.Duration
	more, parts := true, 0 // of a frame: our step, and the browser's paint
	part := func() {
		parts--
		switch {
		case parts > 0:
		case more:
			if wait := pause(cost); wait > 0 {
				js.Global().Call("setTimeout", next, wait.Milliseconds())
			} else {
				js.Global().Call("requestAnimationFrame", frame)
			}
		default:
			frame.Release()
			painted.Release()
			next.Release()
		}
	}
	frame = js.FuncOf(func(js.Value, []js.Value) any {
		began = time.Now()
		parts = 2
		// A task that is queued now runs after this frame is painted.
		js.Global().Call("setTimeout", painted, 0)
		ctx.Dispatcher().Dispatch(app.Dispatch{Mode: app.Next, Source: ctx.Src(), Function: func(ctx app.Context) {
			more = step(ctx)
			part()
		}})
		return nil
	})
	painted = js.FuncOf(func(js.Value, []js.Value) any {
		cost = time.Since(began)
		part()
		return nil
	})
	next = js.FuncOf(func(js.Value, []js.Value) any {
		js.Global().Call("requestAnimationFrame", frame)
		return nil
	})
	js.Global().Call("requestAnimationFrame", frame)
}

// everyFrame is no pause.
func everyFrame(time.Duration) time.Duration { return 0 }
