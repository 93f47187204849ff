package ui

import (
	"fmt"
	"slices"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/flags"
	"flaglab/app/lab"
)

// timelineID is the canvas on which the timeline is drawn.
const timelineID = "timeline"

// strip is the part of the timeline that belongs to one run: a row for each
// worker.
type strip struct {
	title string
	lanes int
	bars  []lab.Bar
	end   time.Duration // when the run ended; 0 while it has not
	ideal time.Duration // 0 if there is none
}

// strips lays the runs out one below the other on a shared clock.
func (r *Race) strips() ([]strip, lab.Axis) {
	var all []strip
	var end time.Duration
	for _, run := range raceRuns {
		view := r.runs[run]
		s := strip{
			title: runName(run),
			lanes: r.plan.WorkersOf(run),
			bars:  lab.Bars(view.snapshot, view.elapsed),
			ideal: r.plan.Ideal(run),
		}
		if view.snapshot.Done() {
			s.end = view.snapshot.Elapsed
		}
		// The axis does not jump while a run goes on: it is made for what is to be expected.
		end = max(end, view.final.Elapsed, view.elapsed)
		if !r.running && r.session == nil || r.running && slices.Contains(r.asked, run) {
			end = max(end, s.ideal+s.ideal/20)
		}
		all = append(all, s)
	}
	return all, lab.NewAxis(end + end/50)
}

// timelinePanel shows when each worker did what, and the controls to go back in
// time.
func (r *Race) timelinePanel() app.UI {
	return elem("section").Class("timeline").Aria("label", "Timeline").Body(
		elem("div").Class("timeline-head").Body(
			elem("h2").Text("Timeline"),
			legends("failed"),
		),
		elem("canvas").ID(timelineID).Class("canvas").Attr("role", "img").
			Aria("label", "Timeline with a row for each worker. The same figures are in the table below."),
		r.replayControls(),
		r.table(),
	)
}

// legends explains the colours of the timeline.
func legends(failed string) app.UI {
	return elem("ul").Class("legend").Aria("label", "Legend").Body(
		legend("stalled", "stalled"),
		legend("waiting", "waiting"),
		legend("busy", "page busy"),
		legend("finished", "receiving, ok"),
		legend("missing", "not found"),
		legend("failed", failed),
		legend("cancelled", "cancelled"),
		legend("ideal", "ideal end"),
	)
}

func legend(kind, word string) app.UI {
	return elem("li").Body(elem("span").Class("swatch").DataSet("kind", kind), app.Text(word))
}

// table is the timeline for those who do not see it, and for other programs.
func (r *Race) table() app.UI {
	if r.session == nil || r.running {
		return elem("div").Hidden(true)
	}
	return elem("div").Class("after").Body(
		&Exports{Plan: &r.plan, Events: func() []lab.Event { return r.session.events() }, Name: "race"},
		&Table{Runs: r.runs, Plan: &r.plan},
	)
}

// Table is the timeline as a table. Its rows are made only once it is opened.
type Table struct {
	app.Compo

	Runs map[string]*runView
	Plan *lab.Plan

	open bool
}

func (t *Table) onToggle(ctx app.Context, _ app.Event) {
	t.open = ctx.JSSrc().Get("open").Bool()
}

// Render implements go-app's Composer.
func (t *Table) Render() app.UI {
	var rows []app.UI
	if t.open {
		for _, run := range raceRuns {
			view := t.Runs[run]
			if view == nil {
				continue // a lab with one run
			}
			for i, task := range view.final.Tasks {
				if task.State == "" {
					continue
				}
				rows = append(rows, tableRow(run, t.Plan.Codes[i], task))
			}
		}
	}
	var head []app.UI
	for _, title := range []string{"Run", "Code", "Worker", "State", "Attempts", "Began", "Ended", "Stalled", "Waiting", "Receiving", "Bytes", "Protocol", "Server's cache"} {
		head = append(head, elem("th").Attr("scope", "col").Text(title))
	}
	return elem("details").Class("table").On("toggle", t.onToggle).Body(
		elem("summary").Text("The timeline as a table"),
		elem("div").Class("scroll").TabIndex(0).Body(
			elem("table").Body(elem("thead").Body(elem("tr").Body(head...)), elem("tbody").Body(rows...)),
		),
	)
}

func tableRow(run, cc string, task lab.Task) app.UI {
	worker := "–"
	if task.Lane >= 0 {
		worker = fmt.Sprint(task.Lane + 1)
	}
	word := lookOf(task).word
	if task.Detail.Message != "" {
		word = task.Detail.Message
	}
	var cells []app.UI
	for _, text := range []string{
		runName(run), cc, worker, word, fmt.Sprint(task.Attempts()),
		milliseconds(task.Started), milliseconds(task.Ended),
		milliseconds(task.Detail.Stalled), milliseconds(task.Detail.Waiting), milliseconds(task.Detail.Receiving),
		fmt.Sprint(task.Detail.Bytes), task.Detail.Protocol, string(task.Detail.Cache),
	} {
		cells = append(cells, elem("td").Text(text))
	}
	return elem("tr").Body(cells...)
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}

// endColour names the colour of the end of a bar.
func endColour(bar lab.Bar) string {
	if bar.Status == "not_found" {
		return "missing"
	}
	return string(bar.State)
}

// failureWord says what a failure was, in as few letters as fit a bar.
func failureWord(bar lab.Bar) string {
	switch bar.Cause {
	case flags.CauseHTTP:
		return fmt.Sprint(bar.HTTP)
	case flags.CauseTimeout:
		return "time-out"
	case flags.CauseConnection:
		return "no answer"
	case flags.CauseImage:
		return "no GIF"
	}
	return ""
}

// tick writes a time on the axis, as finely as the step between two ticks needs.
func tick(t, step time.Duration) string {
	switch {
	case step < 10*time.Millisecond:
		return fmt.Sprintf("%.3f s", t.Seconds())
	case step < 100*time.Millisecond:
		return fmt.Sprintf("%.2f s", t.Seconds())
	case step < time.Second:
		return fmt.Sprintf("%.1f s", t.Seconds())
	}
	return fmt.Sprintf("%.0f s", t.Seconds())
}

func fontOf(size float64) string { return fmt.Sprintf("%gpx system-ui, sans-serif", size) }
