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
	return bench.Panel{
		Title: v.options.Program.File, Note: v.connections(), Clock: chart.FormatSeconds(now),
		Run: v.run, State: v.s.State, Wide: 8,
		Body: []bench.Body{bench.Picture{
			ID:    "workers",
			Alt:   fmt.Sprintf("A row for each worker, a bar for each attempt, on a clock. %s.", v.s.Summary()),
			Draw:  func(width float64) *chart.Drawing { return v.lanes(now).Draw(width) },
			Table: func() chart.Table { return v.table() },
		}},
	}
}

// axis is the clock. It does not grow while all goes as foretold.
func (v view) axis(now time.Duration) chart.Axis {
	end := max(v.at.End, v.s.Elapsed)
	if v.at.End == 0 {
		end = max(end, now, v.least+v.least/20)
	}
	return chart.NewAxis(end + end/100)
}

// lanes lays out a row for each worker.
func (v view) lanes(now time.Duration) chart.Lanes {
	n := v.WorkersOf(v.run)
	lanes := chart.Lanes{Axis: v.axis(now), Height: min(chartHeight, float64(n)*rowHeight), Room: 12, Rows: make([]chart.Row, n), Gutter: 0.15}
	if n <= 12 {
		lanes.Names = 26
		for i := range lanes.Rows {
			lanes.Rows[i].Name = fmt.Sprint(i + 1)
		}
	}
	if v.s.State == "" {
		for i, span := range v.schedule {
			row := &lanes.Rows[span.Worker]
			row.Bars = append(row.Bars, chart.Bar{From: span.From, To: span.To, Ink: chart.Running, Fill: chart.Pale, Label: v.Codes[i], Within: true, Title: v.Codes[i] + ", expected"})
		}
	}
	thin := lanes.Thin()
	for _, b := range downloads.Bars(v.s, now) {
		lanes.Rows[b.Lane].Bars = append(lanes.Rows[b.Lane].Bars, v.bar(b, thin))
	}
	if v.least > 0 {
		lanes.Marks = append(lanes.Marks, chart.Mark{At: v.least, Ink: chart.Black, Fill: chart.Outline})
	}
	return lanes
}

// bar is one attempt.
func (v view) bar(b downloads.Bar, thin bool) chart.Bar {
	code := v.Codes[b.Task]
	detail := downloads.Detail{Cause: b.Cause, HTTP: b.HTTP}
	bar := chart.Bar{From: b.Start, To: b.End, Ink: chart.Running, Label: code, Within: true, Title: code + ", " + outcome(b.State, detail)}
	if b.Attempt > 1 {
		bar.Title += fmt.Sprintf(", attempt %d", b.Attempt)
	}
	switch {
	case b.State == runlog.Running:
		bar.Fill = chart.Striped
	case b.State == runlog.Failed:
		bar.Ink, bar.Mark = chart.Failed, short(detail)
		if b.Cause == flags.CauseTimeout {
			bar.Fill = chart.Crossed // cut off by the client
		}
	case b.State == runlog.Cancelled:
		bar.Ink, bar.Fill = chart.Cancelled, chart.Struck
	case b.Status == "not_found":
		bar.Ink, bar.Fill, bar.Mark = chart.Soft, chart.Outline, "404"
		if thin {
			bar.Fill = chart.Pale
		}
	case b.Status == "ok":
		bar.Flag = b.Task + 1
	}
	if !v.looksFor(b.Task) {
		bar.Fill, bar.Label, bar.Mark, bar.Flag = chart.Pale, "", "", 0
	}
	return bar
}

// outcome says how an attempt stands.
func outcome(state runlog.State, d downloads.Detail) string {
	if state == runlog.Running {
		return "waits for the answer"
	}
	if word := d.Word(); word != "" {
		return word
	}
	return "arrived"
}

// table tells each download in words.
func (v view) table() chart.Table {
	t := chart.Table{Caption: "The downloads", Head: []string{"Code", "Country", "How it ended", "Attempts", "Worker", "Began", "Ended"}}
	for i, task := range v.s.Tasks {
		row := []string{v.Codes[i], flags.Country(v.Codes[i]), stateOf(task), "", "", "", ""}
		if task.Lane >= 0 {
			row[3], row[4], row[5] = fmt.Sprint(task.Attempts()), fmt.Sprint(task.Lane+1), span(task.Started)
		}
		if task.State.Done() {
			row[6] = span(task.Ended)
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

// span writes a time with the digits that it deserves: 12.3 ms, 510 ms, 2.34 s.
func span(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	switch {
	case ms < 99.95:
		return fmt.Sprintf("%.1f ms", ms)
	case ms < 999.5:
		return fmt.Sprintf("%.0f ms", ms)
	}
	return chart.FormatSeconds(d)
}
