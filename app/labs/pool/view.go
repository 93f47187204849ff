package pool

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/flags"
	"flaglab/app/form"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// View implements [bench.Experiment].
func (x *experiment) View(m runlog.Model, at bench.Moment) bench.View {
	sweep := m.(*model)
	setup := x.network.Setup()
	done, all := x.done(sweep)
	v := bench.View{
		Kind:        bench.KindOf(setup, x.plan.Site),
		Verdict:     x.verdict(sweep, at),
		Status:      fmt.Sprintf("%d of %d runs done", done, all),
		Transcripts: func() []bench.Transcript { return x.transcripts(sweep) },
	}
	if text := downloads.Warning(x.expected(), at); text != "" {
		v.Notices = append(v.Notices, text)
	}
	note := ""
	if at.Phase == bench.Live {
		note = x.progress(sweep, at)
	}
	v.Panels = []bench.Panel{
		{Title: "Elapsed", Note: note, Wide: 6, Run: sweepRun, State: x.state(at, done, all), Body: []bench.Body{x.curve(sweep, at, setup, false)}},
		{Title: "Speed-up", Note: "times one worker", Wide: 6, Body: []bench.Body{x.curve(sweep, at, setup, true)}},
		{Body: []bench.Body{x.runs(sweep, at)}},
	}
	if size, repeat, ok := x.point(at.Values); ok && sweep.Run(runName(size, repeat)).State != "" {
		v.Panels = append(v.Panels, x.opened(sweep, size, repeat))
	}
	if sweep.sleepers != nil {
		v.Panels = append(v.Panels, bench.Panel{Title: "The hard limit", Note: "and why there is one", Below: true, Body: []bench.Body{bench.Prose{Text: sweep.sleepers.words()}}})
	}
	return v
}

func (x *experiment) state(at bench.Moment, done, all int) runlog.State {
	switch {
	case at.Phase == bench.Live:
		return runlog.Running
	case at.Phase == bench.Stopped:
		return runlog.Cancelled
	case done == all:
		return runlog.Finished
	}
	return ""
}

// runs are the runs as cards: pressing one shows its timeline.
func (x *experiment) runs(m *model, at bench.Moment) bench.Cards {
	cards := bench.Cards{Name: "The runs", Wide: 100}
	opened, _, _ := x.point(at.Values)
	for _, size := range x.sizes {
		s := m.Run(runName(size, 0))
		card := bench.Card{Task: runName(size, 0), Title: workers(size), State: s.State, Selected: size == opened}
		if s.State.Done() {
			card.Set = map[string]string{"point": strconv.Itoa(size)}
			if card.Selected {
				card.Set["point"] = ""
			}
		}
		switch times := x.measured(m, size); {
		case len(times) > 0:
			card.Lines = []string{chart.FormatSeconds(median(times))}
		case s.State == runlog.Cancelled:
			card.Lines = []string{"cancelled"}
		case s.State.Done():
			card.Lines = []string{"does not count"}
		case s.State != "":
			card.Lines = []string{"running"}
		case x.plan.HasWeather():
			card.Lines = []string{"ideal " + chart.FormatSeconds(x.ideal(size, 0))}
		default:
			card.Lines = []string{"not measured yet"}
		}
		cards.Cards = append(cards.Cards, card)
	}
	return cards
}

// point returns the run whose timeline is open.
func (x *experiment) point(v form.Values) (size, repeat int, ok bool) {
	size, repeat, err := parsePoint(v.Get("point"))
	return size, repeat, err == nil && slices.Contains(x.sizes, size) && repeat < x.repeats
}

// opened shows the timeline of one run; where a size was measured again, each of its runs can be chosen.
func (x *experiment) opened(m *model, size, repeat int) bench.Panel {
	s := m.Run(runName(size, repeat))
	p := bench.Panel{Title: workers(size), Note: "a row for each worker, a bar for each download", Run: runName(size, repeat), State: s.State, Clock: chart.FormatSeconds(s.Elapsed),
		Body: []bench.Body{x.timeline(s, size)}}
	for other := range x.repeats {
		if x.repeats > 1 {
			p.Controls = append(p.Controls, bench.Control{Label: fmt.Sprintf("Run %d", other+1), Set: map[string]string{"point": pointName(size, other)},
				Toggle: true, Pressed: other == repeat, Disabled: m.Run(runName(size, other)).State == ""})
		}
	}
	p.Controls = append(p.Controls, bench.Control{Label: "Race with these settings", Link: x.raceLink(size), Hint: "The same downloads in the lab Race, with as many workers."})
	return p
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

// transcripts prints a line for each run, as a program would.
func (x *experiment) transcripts(m *model) []bench.Transcript {
	lines := []bench.Line{{Text: "$ for n in sizes: flags_threadpool(n)"}}
	for repeat := range x.repeats {
		for _, size := range x.sizes {
			s := m.Run(runName(size, repeat))
			if !s.Done() {
				continue
			}
			line := bench.Line{Text: fmt.Sprintf("%4d workers: %s", size, s.Summary())}
			if x.with(size).Unexpected(s) != "" {
				line.Kind = runlog.Failed
			}
			lines = append(lines, line)
		}
	}
	return []bench.Transcript{{Title: "sweep", Run: sweepRun, Lines: lines}}
}
