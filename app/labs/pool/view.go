package pool

import (
	"fmt"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// View implements [bench.Experiment].
func (x *experiment) View(m runlog.Model, at bench.Moment) bench.View {
	sweep := m.(*model)
	setup := x.network.Setup()
	done, all := x.done(sweep, waiting, goroutines, processes)
	v := bench.View{
		Kind:        bench.KindOf(setup, x.plan.Site),
		Verdict:     x.verdict(sweep, at),
		Status:      fmt.Sprintf("%d of %d runs done", done, all),
		Transcripts: func() []bench.Transcript { return x.transcripts(sweep) },
	}
	if text := downloads.Warning(x.expected(), at); text != "" {
		v.Notices = append(v.Notices, text)
	}
	if point := at.Values.Get("point"); point != "" {
		if r, err := parsePoint(point); err == nil && !x.makes(r) {
			v.Notices = append(v.Notices, fmt.Sprintf("%q is not valid: point must be a run of this sweep, such as %d.", point, x.sizes[0]))
		}
	}
	note := ""
	if at.Phase == bench.Live {
		note = x.progress(sweep, at)
	}
	v.Panels = []bench.Panel{
		{Title: "Elapsed", Note: note, Wide: 6, Run: sweepRun, State: x.state(at, done, all), Body: []bench.Body{x.curve(sweep, at, setup.Limit(), false)}},
		{Title: "Speed-up", Note: "times one worker", Wide: 6, Body: []bench.Body{x.curve(sweep, at, setup.Limit(), true)}},
		{Body: []bench.Body{x.cards(sweep, at)}},
	}
	if x.compute {
		v.Panels = append(v.Panels, bench.Panel{Body: []bench.Body{bench.Prose{Text: x.reading(sweep), Finding: x.measuredAll(sweep)}}})
	}
	if r, ok := x.opened(at); ok && sweep.of(r).State != "" {
		v.Panels = append(v.Panels, x.timeline(sweep, r))
	}
	v.Panels = append(v.Panels, queuePanel(sweep), bench.Panel{Title: "The hard limit", Note: "and why there is one", Wide: 6, Below: true, Body: []bench.Body{bench.Prose{Text: sleepersText(sweep.sleepers)}}})
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

// cards are the downloads of each size: pressing one shows its timeline.
func (x *experiment) cards(m *model, at bench.Moment) bench.Cards {
	cards := bench.Cards{Name: "The runs", Wide: 100}
	opened, _ := x.opened(at)
	for _, size := range x.sizes {
		r := run{waiting, size, 0}
		s := m.of(r)
		card := bench.Card{Task: r.name(), Title: workers(size), State: s.State, Selected: opened.kind == waiting && opened.size == size}
		if s.State.Done() && !at.Example {
			card.Set = map[string]string{"point": r.point()}
			if card.Selected {
				card.Set["point"] = ""
			}
		}
		switch times := x.measured(m, waiting, size); {
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

// transcripts prints a line for each run, as a program would.
func (x *experiment) transcripts(m *model) []bench.Transcript {
	var lines []bench.Line
	var last kind
	for _, r := range x.runs() {
		if r.kind != last {
			command := "flags_threadpool"
			if last = r.kind; last != waiting {
				command = "collatz in " + string(last)
			}
			lines = append(lines, bench.Line{Text: "$ for n in sizes: " + command})
		}
		s := m.of(r)
		if !s.Done() {
			continue
		}
		line := bench.Line{Text: fmt.Sprintf("%12s: %s", workers(r.size), s.Summary())}
		if len(s.Order) == 0 { // of a recorded sweep
			line.Text = fmt.Sprintf("%12s: %s", workers(r.size), downloads.PrintedSeconds(s.Elapsed))
		}
		if why := x.unexpected(m, r); why != "" {
			line.Kind = runlog.Failed
			line.Text += ", " + why
		}
		lines = append(lines, line)
	}
	return []bench.Transcript{{Title: "sweep", Run: sweepRun, Lines: lines}}
}
