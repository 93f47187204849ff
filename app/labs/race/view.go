package race

import (
	"fmt"
	"maps"
	"slices"
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

// side shows one of the runs.
func (x *experiment) side(race *downloads.Model, run string, axis chart.Axis, at bench.Moment) bench.Panel {
	s := race.Run(run)
	panel := bench.Panel{Title: "One at a time", Run: run, State: s.State, Wide: 6, Clock: chart.FormatSeconds(s.Elapsed)}
	if len(x.runs) == 1 {
		panel.Wide = 12
	}
	workers := x.plan.WorkersOf(run)
	panel.Note = chart.CountOf(workers, "worker")
	if run == downloads.Threads && x.plan.Workers > workers && at.Phase != bench.Live {
		panel.Note = fmt.Sprintf("%d of %d workers have work", workers, x.plan.Workers)
	}
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
