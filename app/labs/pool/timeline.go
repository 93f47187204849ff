package pool

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/flags"
	"flaglab/app/form"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// opened returns the run whose timeline is open. A recorded example has none.
func (x *experiment) opened(at bench.Moment) (run, bool) {
	r, err := parsePoint(at.Values.Get("point"))
	if err != nil || at.Example || !x.makes(r) {
		return run{}, false
	}
	return r, true
}

// makes reports whether a run belongs to the sweep.
func (x *experiment) makes(r run) bool {
	return slices.Contains(x.sizesOf(r.kind), r.size) && r.repeat < x.repeats
}

// timeline shows one run; where a size was measured again, each of its runs can be chosen.
func (x *experiment) timeline(m *model, r run) bench.Panel {
	s := m.of(r)
	note := "a row for each worker, a bar for each task"
	if r.kind == waiting && x.plan.HasWeather() {
		note += "; dotted: the ideal"
	}
	p := bench.Panel{Title: r.String(), Note: note, Run: r.name(), State: s.State, Clock: chart.FormatSeconds(s.Elapsed),
		Body: []bench.Body{x.lanes(s, r)}}
	for i := range x.repeats {
		other := run{r.kind, r.size, i}
		if x.repeats > 1 {
			p.Controls = append(p.Controls, bench.Control{Label: fmt.Sprintf("Run %d", i+1), Set: map[string]string{"point": other.point()},
				Toggle: true, Pressed: other == r, Disabled: m.of(other).State == ""})
		}
	}
	if r.kind == waiting {
		p.Controls = append(p.Controls, bench.Control{Label: "Race with these settings", Link: x.raceLink(r.size), Hint: "The same downloads in the Race lab, with the same number of workers."})
	}
	return p
}

// lanes draws a run on a clock, a row for each worker.
func (x *experiment) lanes(s *downloads.Snapshot, r run) bench.Picture {
	rows, ideal := min(r.size, tasks), time.Duration(0)
	if r.kind == waiting {
		rows, ideal = x.planFor(r.size).WorkersOf(downloads.Threads), x.ideal(r.size, 0)
	}
	lanes := chart.Lanes{Axis: chart.NewAxis(max(s.Elapsed, ideal)), Height: 150, Room: 20, Rows: make([]chart.Row, rows)}
	for _, b := range downloads.Bars(s, s.Elapsed) {
		if b.Lane >= rows {
			continue
		}
		bar := chart.Bar{From: b.Start, To: b.End - b.End/400, Ink: chart.Running, Title: x.TaskName(r.name(), b.Task)}
		switch b.State {
		case runlog.Failed:
			bar.Ink, bar.Fill = chart.Failed, chart.Crossed
		case runlog.Cancelled:
			bar.Ink, bar.Fill = chart.Cancelled, chart.Struck
		}
		lanes.Rows[b.Lane].Bars = append(lanes.Rows[b.Lane].Bars, bar)
	}
	if ideal > 0 {
		lanes.Marks = []chart.Mark{{At: ideal, Ink: chart.Black, Fill: chart.Outline}}
	}
	alt := fmt.Sprintf("What %s did, over time.", r)
	return bench.Picture{ID: "timeline", Alt: alt, Draw: lanes.Draw, Table: func() chart.Table { return lanes.Table(alt) }}
}

// raceLink is a link to the lab Race with the settings of a run.
func (x *experiment) raceLink(size int) string {
	q := url.Values{"cc": {flags.FormatCodes(x.plan.Codes)}, "site": {x.plan.Site}, "workers": {strconv.Itoa(size)}, "timeout": {form.FormatNumber(x.plan.Timeout.Seconds())},
		"seed": {strconv.FormatUint(x.plan.Weather.Seed, 10)}}
	if x.plan.HasWeather() {
		q.Set("delay", flags.FormatDelay(x.plan.Weather.MinDelay, x.plan.Weather.MaxDelay))
	}
	return "/?" + q.Encode()
}
