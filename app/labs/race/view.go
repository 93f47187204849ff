package race

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// View implements [bench.Experiment].
func (x *experiment) View(m runlog.Model, at bench.Moment) bench.View {
	race := m.(*downloads.Model)
	v := bench.View{
		Kind:        bench.KindOf(x.network.Setup(), x.plan.Site),
		Verdict:     x.verdict(race, at),
		Status:      x.status(race),
		Transcripts: func() []bench.Transcript { return x.transcripts(race) },
		Notices:     x.notices(race, at),
	}
	axis := x.axis(race, at)
	for _, run := range x.runs {
		v.Panels = append(v.Panels, x.side(race, run, axis, at))
	}
	if len(x.runs) == 2 {
		v.Panels = append(v.Panels, bench.Panel{Body: []bench.Body{bench.Controls{Name: "Size of the pool", Controls: []bench.Control{
			{Field: "workers", Label: "Workers", Marks: marks(at), Hint: "drag to see the staircase fold into a wall"},
		}}}})
	}
	return v
}

// marks returns, for the slider of workers, the results of other runs with these settings. The newest counts.
func marks(at bench.Moment) []bench.Mark {
	speedups := map[int]string{}
	for _, past := range at.Past {
		if past.Values.With("workers", at.Values.Get("workers")).SameRun(at.Values) {
			speedups[past.Values.Int("workers")] = past.Figures[0]
		}
	}
	var list []bench.Mark
	for _, workers := range slices.Sorted(maps.Keys(speedups)) {
		list = append(list, bench.Mark{At: float64(workers), Text: speedups[workers]})
	}
	return list
}

// axis is the time axis of both sides. It does not grow while the runs keep to their forecast.
func (x *experiment) axis(race *downloads.Model, at bench.Moment) chart.Axis {
	end := x.ideal[x.runs[0]]
	end = max(end+end/24+20*time.Millisecond, at.Span)
	for _, run := range x.runs {
		end = max(end, race.Run(run).Elapsed)
	}
	return chart.NewAxis(end)
}

// chartHeight is the height of the rows of a chart, in pixels. Where the two stand below each other, or the screen is low, both
// are to be seen at once.
func chartHeight(width float64) float64 {
	if width < 480 {
		return 190
	}
	return 316
}

// side shows one of the runs.
func (x *experiment) side(race *downloads.Model, run string, axis chart.Axis, at bench.Moment) bench.Panel {
	s := race.Run(run)
	panel := bench.Panel{Title: "One at a time", Run: run, State: s.State, Wide: 6, Clock: chart.FormatSeconds(s.Elapsed)}
	if len(x.runs) == 1 {
		panel.Wide = 12
	}
	workers := x.plan.WorkersOf(run)
	panel.Note = chart.CountOf(workers, "worker")
	if run == downloads.Threads {
		panel.Title = "All at once"
		if workers < len(x.plan.Codes) {
			panel.Title = fmt.Sprintf("%d at once", workers)
		}
	}
	now := s.Elapsed
	switch {
	case s.State == "":
		panel.Clock = chart.FormatSeconds(0)
		if at.Phase == bench.Live {
			panel.Note += ", waits for its turn"
		}
	case !s.Done():
		now = max(s.Elapsed, min(at.T, axis.End))
		if at.Phase == bench.Live && race.Now != run {
			now = s.Elapsed
		}
		panel.Clock = chart.FormatSeconds(now)
	}
	picture := bench.Picture{
		ID:    run,
		Alt:   x.describe(s, run),
		Draw:  func(width float64) *chart.Drawing { return x.draw(s, run, axis, now, at, width) },
		Tiles: tiles(x.plan, s),
		Image: func(task int) string {
			if at.Example {
				return downloads.Sprite(x.plan.Codes[task])
			}
			return x.imagesOf(run).URL(x.plan.Codes[task])
		},
		Table: func() chart.Table { return x.lanes(s, run, axis, now, at).Table(panel.Title) },
	}
	panel.Body = []bench.Body{picture}
	return panel
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
	last := chart.Bar{From: from, To: to - busy, Ink: chart.Running, Title: code + ", " + outcome(b)}
	switch {
	case b.State == runlog.Failed:
		last.Ink, last.Fill, last.Mark = chart.Failed, chart.Crossed, outcome(b)
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

// outcome says how an attempt ended.
func outcome(b downloads.Bar) string {
	if b.State == runlog.Running {
		return "waiting for the answer"
	}
	if word := (downloads.Detail{Cause: b.Cause, HTTP: b.HTTP}).Word(); word != "" {
		return word
	}
	return "arrived"
}

// mark adds the ideal, the guess, and what the picture shows in words.
func (x *experiment) mark(lanes *chart.Lanes, s *downloads.Snapshot, run string, at bench.Moment) {
	ideal := x.ideal[run]
	if run == downloads.Sequential {
		if s.Done() && s.Elapsed > 0 {
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
	if s.Done() && s.Elapsed > 0 && lanes.Axis.X(ideal, 1) < 0.45 {
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

// verdict returns the result of the race.
func (x *experiment) verdict(race *downloads.Model, at bench.Moment) bench.Verdict {
	if at.Phase == bench.Stopped {
		return bench.Verdict{Problem: "The race was cancelled, so there is nothing to compare."}
	}
	last := race.Run(x.runs[len(x.runs)-1])
	if !last.Done() {
		return bench.Verdict{}
	}
	if len(x.runs) == 1 {
		if problem := x.plan.Unexpected(last); problem != "" {
			return bench.Verdict{Problem: "This time does not count: " + problem + "."}
		}
		return bench.Verdict{Figures: []string{chart.FormatSeconds(last.Elapsed)}, Sentence: "There is no second run to compare with.", Note: x.best(at)}
	}
	c := downloads.Compare(x.plan, race, downloads.Sequential, downloads.Threads)
	switch {
	case c.Problem != "":
		return bench.Verdict{Problem: c.Problem}
	case c.Speedup == 0:
		return bench.Verdict{}
	case at.Hidden && bench.KindOf(x.network.Setup(), x.plan.Site) == bench.SimulatedRun:
		return bench.Verdict{Problem: "This tab was hidden for a while, and browsers slow hidden tabs down. Run again to compare."}
	}
	return bench.Verdict{Figures: []string{downloads.FormatSpeedup(c.Speedup)}, Sentence: x.finding(c.Speedup), Note: x.best(at)}
}

// finding is one true sentence about the speed-up.
func (x *experiment) finding(speedup float64) string {
	workers := x.plan.WorkersOf(downloads.Threads)
	switch {
	case workers == 1:
		return "One worker has nothing to overlap."
	case speedup < 1.3:
		return "There was hardly any waiting to overlap."
	case workers < len(x.plan.Codes):
		return fmt.Sprintf("The waiting overlapped, %d at a time.", workers)
	}
	return "The waiting overlapped."
}

// best says what is possible in this weather, and how fast the browser's limit lets it be, unless the run is of another browser.
func (x *experiment) best(at bench.Moment) string {
	run := x.runs[len(x.runs)-1]
	ideal := x.ideal[run]
	if ideal == 0 {
		return ""
	}
	if run == downloads.Sequential {
		return "Best possible here: " + chart.FormatSeconds(ideal) + "."
	}
	text := fmt.Sprintf("Best possible here: %s, %s", downloads.FormatSpeedup(x.ideal[downloads.Sequential].Seconds()/ideal.Seconds()), chart.FormatSeconds(ideal))
	limited := x.plan
	limited.Workers = x.limit()
	if limited.Workers > 0 && limited.Workers < x.plan.WorkersOf(run) && !at.Example {
		text += fmt.Sprintf("; with %d requests at a time, %s", limited.Workers, chart.FormatSeconds(limited.Ideal(run)))
	}
	return text + "."
}

// status is how far the race is.
func (x *experiment) status(race *downloads.Model) string {
	var parts []string
	for _, run := range x.runs {
		if s := race.Run(run); s.State != "" {
			parts = append(parts, downloads.RunName(run)+" run: "+s.Summary())
		}
	}
	return strings.Join(parts, "; ")
}

// describe says what a picture shows.
func (x *experiment) describe(s *downloads.Snapshot, run string) string {
	if s.State == "" {
		return fmt.Sprintf("Expected with %s: %s.", chart.CountOf(x.plan.WorkersOf(run), "worker"), chart.FormatSeconds(x.ideal[run]))
	}
	return fmt.Sprintf("A bar for each download of the %s run, over time. %s.", downloads.RunName(run), s.Summary())
}

func (x *experiment) transcripts(race *downloads.Model) (list []bench.Transcript) {
	commands := map[string]string{downloads.Sequential: "flags", downloads.Threads: "flags_threadpool"}
	for _, run := range x.runs {
		lines := []bench.Line{{Text: "$ " + commands[run]}}
		if s := race.Run(run); s.State != "" {
			for line := range strings.Lines(downloads.Transcript(x.plan, s)) {
				lines = append(lines, bench.Line{Text: strings.TrimSuffix(line, "\n")})
			}
		}
		list = append(list, bench.Transcript{Title: commands[run], Run: run, Lines: lines})
	}
	return list
}

// limit is how many requests the browser can have in flight; 0: any number.
func (x *experiment) limit() int {
	if setup := x.network.Setup(); !setup.Static {
		return setup.Capacity
	}
	return 0
}

// notices names what kept the requests from being all in flight, and what some marks mean, where it occurs.
func (x *experiment) notices(race *downloads.Model, at bench.Moment) (list []string) {
	if workers, limit := x.plan.WorkersOf(downloads.Threads), x.limit(); limit > 0 && workers > limit {
		list = append(list, fmt.Sprintf("The browser keeps at most %d requests in flight here, so %d of %d workers wait for a connection.", limit, workers-limit, workers))
	}
	var total time.Duration
	for _, run := range x.runs {
		total += x.ideal[run]
	}
	if text := downloads.Warning(total, at); text != "" {
		if len(x.runs) == 2 {
			text += fmt.Sprintf(" One at a time takes %s of it: Runs, in Experiment, can skip that.", chart.FormatSeconds(x.ideal[downloads.Sequential]))
		}
		list = append(list, text)
	}
	return list
}
