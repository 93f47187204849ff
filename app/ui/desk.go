package ui

import (
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
}

// capacity is how many requests the browser can have in flight; 0 if nothing
// limits them or it is not known.
func (d *desk) capacity() int { return capacity(d.config) }

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
