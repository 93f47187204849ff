package ui

import (
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/lab"
)

// runView is one run as the page shows it. It is made once for each side of the
// race and lives as long as the page: components keep a pointer to it.
type runView struct {
	run      string
	pick     bool          // a person can pick a tile
	html     string        // of its board
	final    *lab.Snapshot // the newest state
	snapshot *lab.Snapshot // what is shown: the newest state, or a replayed one
	elapsed  time.Duration // what is shown

	followers []app.Context
}

// reset empties the view for a new plan.
func (v *runView) reset(plan lab.Plan) {
	v.html = boardHTML(v.run, plan.Codes, v.pick)
	v.final = lab.NewSnapshot(len(plan.Codes))
	v.snapshot = v.final
	v.elapsed = 0
	v.refresh()
}

// follow makes the component of ctx one that refresh renders.
func (v *runView) follow(ctx app.Context) { v.followers = append(v.followers, ctx) }

// refresh renders the components that follow this run.
func (v *runView) refresh() {
	for _, ctx := range v.followers {
		ctx.Dispatch(nil)
	}
}
