package flags2

import (
	"fmt"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/flags"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// The height of the rows of the workers' chart, in pixels.
const (
	chartHeight = 178
	rowHeight   = 26 // of one worker, at most
)

// workers shows what each worker does, on a clock.
func (v view) workers() bench.Panel {
	now := v.s.Elapsed
	if !v.s.Done() {
		now = max(now, v.at.T)
	}
	if v.s.State == "" {
		now = 0
	}
	picture := bench.Picture{
		ID:    "workers",
		Alt:   fmt.Sprintf("What each worker does, over time: a bar for each attempt. %s.", v.s.Summary()),
		Draw:  func(width float64) *chart.Drawing { return v.lanes(now).Draw(width) },
		Image: v.image,
		Table: func() chart.Table { return v.table() },
	}
	if !v.emptyLanes().Thin() { // there is room for flags
		picture.Tiles = v.tiles()
	}
	return bench.Panel{
		Title: v.options.Program.File, Note: v.connections(), Clock: chart.FormatSeconds(now),
		Run: v.run, State: v.s.State, Wide: 8,
		Body: []bench.Body{picture},
	}
}

// axis is the clock. It does not grow while all goes as foretold.
func (v view) axis(now time.Duration) chart.Axis {
	end := max(v.at.End, v.s.Elapsed)
	if v.at.End == 0 {
		end = max(end, now, v.least+v.least/20)
	}
	end = max(end, v.at.Span)
	return chart.NewAxis(end + end/100)
}

// staircase reports whether each download has a row of its own, because one worker does them all.
func (v view) staircase() bool { return v.WorkersOf(v.run) == 1 }

// emptyLanes has a row for each worker; for one worker, a row for each of its downloads.
func (v view) emptyLanes() chart.Lanes {
	n := v.WorkersOf(v.run)
	if v.staircase() {
		n = len(v.Codes)
	}
	lanes := chart.Lanes{Height: min(chartHeight, float64(n)*rowHeight), Room: 12, Rows: make([]chart.Row, n), Gutter: 0.15}
	if v.staircase() {
		lanes.Room = 44
	}
	return lanes
}

// lanes lays out what each worker did up to now.
func (v view) lanes(now time.Duration) chart.Lanes {
	lanes := v.emptyLanes()
	lanes.Axis = v.axis(now)
	if len(lanes.Rows) <= 12 && !v.staircase() {
		lanes.Names = 26
		for i := range lanes.Rows {
			lanes.Rows[i].Name = fmt.Sprint(i)
		}
	}
	add := func(worker, task int, bar chart.Bar) {
		bar.Within = true
		if v.staircase() {
			worker, bar.Within = task, false
		}
		if worker < len(lanes.Rows) { // the log of a link may name others
			lanes.Rows[worker].Bars = append(lanes.Rows[worker].Bars, bar)
		}
	}
	if v.s.State == "" {
		for i, span := range v.schedule {
			add(span.Worker, i, chart.Bar{From: span.From, To: span.To, Ink: chart.Running, Fill: chart.Pale, Label: v.Codes[i], Title: v.Codes[i] + ", expected"})
		}
	}
	thin := lanes.Thin()
	for _, b := range downloads.Bars(v.s, now) {
		add(b.Lane, b.Task, v.bar(b, thin))
	}
	for _, ghost := range v.at.Ghosts {
		lanes.Ghosts = append(lanes.Ghosts, ghost.(*downloads.Model).Run(v.run).Ends(!v.staircase()))
	}
	if v.least > 0 {
		lanes.Marks = append(lanes.Marks, chart.Mark{At: v.least, Ink: chart.Black, Fill: chart.Outline})
	}
	return lanes
}

// bar is one attempt: hollow if no answer came in time, else solid.
func (v view) bar(b downloads.Bar, thin bool) chart.Bar {
	code := v.Codes[b.Task]
	detail := downloads.Detail{Cause: b.Cause, HTTP: b.HTTP}
	bar := chart.Bar{From: b.Start, To: b.End, Ink: chart.Running, Label: code, Title: code + ", " + b.Outcome()}
	if b.Attempt > 1 {
		bar.Title += fmt.Sprintf(", attempt %d", b.Attempt)
	}
	switch {
	case b.State == runlog.Running:
		bar.Fill = chart.Striped
	case b.State == runlog.Failed:
		bar.Ink, bar.Mark = chart.Failed, short(detail)
		if b.Cause == flags.CauseTimeout || b.Cause == flags.CauseConnection {
			bar.Fill = chart.Outline
		}
	case b.State == runlog.Cancelled:
		bar.Ink, bar.Fill = chart.Cancelled, chart.Struck
	case b.Status == "not_found":
		bar.Ink, bar.Fill = chart.Soft, chart.Outline
		if thin {
			bar.Fill = chart.Pale
		}
	case b.Status == "ok":
		bar.Flag = b.Task + 1
	}
	if v.staircase() && b.Attempt <= len(v.s.Tasks[b.Task].Earlier) {
		bar.Label, bar.Mark = "", "" // they stand behind the last attempt
	}
	if !v.looksFor(b.Task) {
		bar.Fill, bar.Label, bar.Mark, bar.Flag = chart.Pale, "", "", 0
	}
	return bar
}

// table tells each download in words.
func (v view) table() chart.Table {
	t := chart.Table{Caption: "The downloads", Head: []string{"Code", "Country", "How it ended", "Attempts", "Worker", "Began", "Ended"}}
	for i, task := range v.s.Tasks {
		row := []string{v.Codes[i], flags.Country(v.Codes[i]), stateOf(task), "", "", "", ""}
		if task.Lane >= 0 {
			row[3], row[4], row[5] = fmt.Sprint(task.Attempts()), fmt.Sprint(task.Lane), formatTime(task.Started)
		}
		if task.State.Done() {
			row[6] = formatTime(task.Ended)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// stateOf says how a download stands, or how it ended.
func stateOf(t downloads.Task) string {
	switch {
	case t.State == "":
		return "not submitted yet"
	case t.State == runlog.Running && t.Waiting:
		return "waits before the next attempt"
	case !t.State.Done():
		return string(t.State)
	}
	switch t.Detail.Cause {
	case flags.CauseNone:
		return "OK"
	case flags.CauseNotFound:
		return "not found"
	case flags.CauseCancelled:
		return "cancelled"
	}
	return "error: " + t.Detail.Message
}

// formatTime writes a time with the digits that it deserves: 12.3 ms, 510 ms, 2.34 s.
func formatTime(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	switch {
	case ms < 99.95:
		return fmt.Sprintf("%.1f ms", ms)
	case ms < 999.5:
		return fmt.Sprintf("%.0f ms", ms)
	}
	return chart.FormatSeconds(d)
}
