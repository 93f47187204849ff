package race

import (
	"strconv"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// chartHeight is the height of the rows of a chart, in pixels. Where the two stand below each other, or the screen is low, both
// are to be seen at once.
func chartHeight(width float64) float64 {
	if width < 480 {
		return 190
	}
	return 316
}

// draw draws one side. The flags lie at the ends of their bars where there is room, and otherwise on a board in the
// empty space.
func (x *experiment) draw(s *downloads.Snapshot, run string, axis chart.Axis, now time.Duration, at bench.Moment, width float64) *chart.Drawing {
	lanes := x.lanes(s, run, axis, now, at)
	lanes.Height = chartHeight(width)
	d := lanes.Draw(width)
	x.dots(d, lanes, s, now, width)
	if box, ok := x.board(run, axis, lanes, width); ok {
		d.Flags = chart.Board(len(x.plan.Codes), box.X, box.Y, box.W, box.H, 58)
	}
	return d
}

// board returns the empty space for a board, and false if the flags are at the ends of their bars.
func (x *experiment) board(run string, axis chart.Axis, lanes chart.Lanes, width float64) (chart.Place, bool) {
	end := axis.X(x.ideal[run], width-lanes.Room)
	switch {
	case end < 0.45*width: // a wall: the space to its right
		if width < 480 {
			return chart.Place{X: end + 24, Y: 22, W: width - end - 34, H: lanes.Height - 56}, true
		}
		left := max(end+70, width*0.25)
		return chart.Place{X: left, Y: 34, W: width - left - 10, H: lanes.Height - 84}, true
	case lanes.Thin(): // a slope: the space above it
		return chart.Place{X: width * 0.52, Y: 18, W: width*0.48 - 10, H: lanes.Height * 0.42}, true
	}
	return chart.Place{}, false
}

// lanes lays out a row for each download.
func (x *experiment) lanes(s *downloads.Snapshot, run string, axis chart.Axis, now time.Duration, at bench.Moment) chart.Lanes {
	lanes := chart.Lanes{Axis: axis, Room: 44, Rows: make([]chart.Row, len(x.plan.Codes))}
	board := axis.X(x.ideal[run], 1) < 0.45
	if s.State == "" {
		for i, span := range x.schedule[run] {
			lanes.Rows[i].Bars = []chart.Bar{{From: span.From, To: span.To, Ink: chart.Running, Fill: chart.Pale, Label: x.label(i, board), Title: x.plan.Codes[i] + ", expected"}}
		}
	}
	for _, b := range downloads.Bars(s, now) {
		lanes.Rows[b.Task].Bars = append(lanes.Rows[b.Task].Bars, x.bars(b, board)...)
	}
	for _, ghost := range at.Ghosts {
		lanes.Ghosts = append(lanes.Ghosts, ghost.(*downloads.Model).Run(run).Ends(false))
	}
	x.mark(&lanes, s, run, at)
	return lanes
}

func (x *experiment) label(task int, board bool) string {
	if board {
		return ""
	}
	return x.plan.Codes[task]
}

// bars draws one attempt: the time it stalled, waited and received, and, at its end, the time it waited for the
// page's thread.
func (x *experiment) bars(b downloads.Bar, board bool) (bars []chart.Bar) {
	const notable = 20 * time.Millisecond
	code := x.plan.Codes[b.Task]
	from, to := b.Start, b.End
	if b.Stalled >= notable {
		bars = append(bars, chart.Bar{From: from, To: from + b.Stalled, Ink: chart.Pending, Fill: chart.Pale, Title: code + ", stalled in the browser"})
		from += b.Stalled
	}
	busy := b.Busy()
	if busy < notable || b.Status != "ok" { // what went wrong is said right behind the bar that is marked with it
		busy = 0
	}
	last := chart.Bar{From: from, To: to - busy, Ink: chart.Running, Title: code + ", " + b.Outcome()}
	switch {
	case b.State == runlog.Failed:
		last.Ink, last.Fill, last.Mark = chart.Failed, chart.Crossed, b.Outcome()
	case b.State == runlog.Cancelled:
		last.Ink, last.Fill, last.Mark = chart.Cancelled, chart.Struck, "cancelled"
	case b.Status == "not_found":
		last.Ink, last.Fill, last.Mark = chart.Soft, chart.Outline, "404"
	}
	if b.State.Done() && !board {
		last.Label = code
	}
	if b.Status == "ok" && !board {
		last.Flag = b.Task + 1
	}
	if board {
		last.Mark = ""
	}
	if busy > 0 {
		flag, label := last.Flag, last.Label
		last.Flag, last.Label = 0, ""
		return append(bars, last, chart.Bar{From: to - busy, To: to, Ink: chart.Busy, Flag: flag, Label: label, Title: code + ", the page was busy"})
	}
	return append(bars, last)
}

// mark adds the ideal, the guess, and what the picture shows in words.
func (x *experiment) mark(lanes *chart.Lanes, s *downloads.Snapshot, run string, at bench.Moment) {
	ideal := x.ideal[run]
	telling := s.Done() && s.Elapsed > 0 && x.plan.Unexpected(s) == "" // what failed at once shows nothing of waiting
	if run == downloads.Sequential {
		if telling {
			lanes.Finding = "Each request waits for the one before."
			lanes.Below = len(x.plan.Codes) < 8 // the first bars are long, and there is room below the last one
		}
		return
	}
	if ideal > 0 {
		lanes.Marks = append(lanes.Marks, chart.Mark{At: ideal, Ink: chart.Black, Fill: chart.Outline})
	}
	if guess, err := strconv.Atoi(at.Guesses["speedup"]); err == nil && guess > 0 {
		t := x.ideal[downloads.Sequential] / time.Duration(guess)
		if t > 0 && t <= lanes.Axis.End {
			lanes.Marks = append(lanes.Marks, chart.Mark{At: t, Ink: chart.Guess, Label: "your guess, " + chart.FormatSeconds(t)})
		}
	}
	if telling && lanes.Axis.X(ideal, 1) < 0.45 {
		lanes.Finding, lanes.Below = "The same waits, side by side.", true
	}
}

// dots draws what each running request is expected to do: it goes out and comes back while its wait goes by.
func (x *experiment) dots(d *chart.Drawing, lanes chart.Lanes, s *downloads.Snapshot, now time.Duration, width float64) {
	if lanes.Thin() || s.Done() || !x.plan.HasWeather() {
		return
	}
	row, span := lanes.RowHeight(), width-lanes.Room
	for i, task := range s.Tasks {
		if task.State != runlog.Running || task.Waiting {
			continue
		}
		expected := x.plan.Weather.Forecast(x.plan.Codes[i], task.Attempts()).Delay
		if expected <= 0 {
			continue
		}
		x0, x1 := lanes.Axis.X(task.Began, span), lanes.Axis.X(task.Began+expected, span)
		share := min(1, float64(now-task.Began)/float64(expected))
		out := 1 - max(share*2-1, 1-share*2) // 0, 1, 0
		y := row * (float64(i) + 0.15)
		d.Rect(x0, y, x1-x0, row*0.7, chart.Running, chart.Pale)
		d.Rect(x0+(x1-x0-4)*out, y+row*0.35-2, 4, 4, chart.Black, chart.Solid)
	}
}

// tiles are the futures of a run.
func tiles(plan downloads.Plan, s *downloads.Snapshot) []bench.Tile {
	list := make([]bench.Tile, len(plan.Codes))
	for i, task := range s.Tasks {
		list[i] = bench.Tile{Code: plan.Codes[i], State: task.State}
		if task.State.Done() {
			list[i].Status, list[i].Cause, list[i].Word = task.Detail.Status(), string(task.Detail.Cause), task.Detail.Word()
		}
	}
	return list
}
