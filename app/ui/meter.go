package ui

import (
	"fmt"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/lab"
)

// Meter shows how far a run is: elapsed time, progress and counts. It is a
// component of its own, so that it can follow the run without the rest of the page
// being rendered again.
type Meter struct {
	app.Compo

	View *runView
}

// OnMount implements go-app's Mounter.
func (m *Meter) OnMount(ctx app.Context) { m.View.follow(ctx) }

// Render implements go-app's Composer.
func (m *Meter) Render() app.UI { return meter(m.View.snapshot, m.View.elapsed) }

func meter(s *lab.Snapshot, elapsed time.Duration) app.UI {
	total := len(s.Tasks)
	c := s.Counts
	return elem("div").Class("meter").Body(
		elem("output").Class("elapsed").DataSet("seconds", fmt.Sprintf("%.4f", elapsed.Seconds())).Text(lab.FormatSeconds(elapsed)),
		elem("progress").Attr("max", max(total, 1)).Attr("value", c.Total()).Aria("label", "Downloads done"),
		elem("p").Class("counts").Body(
			elem("span").Text(fmt.Sprintf("%d/%d done", c.Total(), total)),
			count("running", "running", s.Active, true),
			count("finished", "ok", c.OK, true),
			count("missing", "not found", c.NotFound, c.NotFound > 0),
			count("failed", "failed", c.Errors, c.Errors > 0),
			count("cancelled", "cancelled", c.Cancelled, c.Cancelled > 0),
		),
	)
}

func count(state, word string, n int, shown bool) app.UI {
	span := elem("span").Class("count").DataSet("state", state).Text(fmt.Sprintf("%d %s", n, word))
	if !shown {
		span.Hidden(true)
	}
	return span
}

// progressLine is the progress in words, for a screen reader.
func progressLine(run string, s *lab.Snapshot) string {
	c := s.Counts
	line := fmt.Sprintf("%s run: %d of %d done", runName(run), c.Total(), len(s.Tasks))
	if c.Errors > 0 {
		line += fmt.Sprintf(", %d failed", c.Errors)
	}
	if c.NotFound > 0 {
		line += fmt.Sprintf(", %d not found", c.NotFound)
	}
	switch s.State {
	case lab.Finished:
		line += ", finished in " + lab.FormatSeconds(s.Elapsed)
	case lab.Cancelled:
		line += ", cancelled"
	}
	return line
}
