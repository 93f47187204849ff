package ui

import (
	"fmt"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/flags"
	"flaglab/app/lab"
)

// desk is what the labs that download flags have in common: a plan, the views of
// its runs, and the session that does them.
type desk struct {
	plan   lab.Plan // what the form says, while it makes sense; what runs, while something runs
	config flags.Config
	notice string // what the person should know of the last run

	runs    map[string]*runView
	session *session // the run under way or the last one; nil before the first
	running bool
	live    string // for screen readers

	surface surface
	paint   func() // draws the timeline

	keys func() // stops listening to the keyboard
}

// open makes the connections to the browser.
func (d *desk) open(ctx app.Context, onKey func(ctx app.Context, key string)) {
	d.keys = listenKeys(func(key string) { ctx.Dispatch(func(ctx app.Context) { onKey(ctx, key) }) })
	ctx.Handle(actionRestyled, func(app.Context, app.Action) { d.redraw() })
	ctx.Async(func() {
		config := loadConfig()
		ctx.Dispatch(func(app.Context) { d.config = config })
	})
}

// close ends what runs: nobody would see it.
func (d *desk) close() {
	d.stop()
	if d.keys != nil {
		d.keys()
	}
}

// OnResize draws the timeline for the new width.
func (d *desk) OnResize(app.Context) { d.redraw() }

// redraw draws the timeline after its size or its colours may have changed.
func (d *desk) redraw() {
	d.surface.forget()
	d.paint()
}

// capacity is how many requests the browser can have in flight; 0 if nothing
// limits them or it is not known.
func (d *desk) capacity() int { return capacity(d.config) }

// kind says how real the run is.
func (d *desk) kind() string {
	word, _ := kind(d.plan)
	return word
}

// limits says what a run meets, and what stands between the person's settings and the
// ideal.
func (d *desk) limits(run string) string {
	_, text := kind(d.plan)
	if d.plan.HasWeather() {
		text += fmt.Sprintf("; each answer waits %s s, by the seed", flags.FormatDelay(d.plan.Weather.MinDelay, d.plan.Weather.MaxDelay))
	}
	text += "."
	n := d.capacity()
	if n == 0 {
		return text
	}
	text += fmt.Sprintf(" The browser keeps at most %d requests in flight (six to an origin).", n)
	if w := d.plan.WorkersOf(run); w > n {
		text += fmt.Sprintf(" So %d of %d workers will wait inside the browser.", w-n, w)
	}
	return text
}

// stop cancels the session; it ends on its own after that.
func (d *desk) stop() { d.session.cancel() }

// announcement is the state of the runs in words.
func (d *desk) announcement(runs []string) string {
	var line string
	for _, run := range runs {
		if view := d.runs[run]; view.final.State != "" {
			if line != "" {
				line += "; "
			}
			line += progressLine(run, view.final)
		}
	}
	return line
}
