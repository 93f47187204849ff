package machine

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/form"
	"flaglab/app/runlog"
)

// View implements [bench.Experiment].
func (x *experiment) View(state runlog.Model, at bench.Moment) bench.View {
	known := state.(*model)
	m, measured := known, "This machine"
	if at.Example {
		measured = "Recorded"
	}
	problem := known.problem
	if problem == "" && at.Hidden && known.done() > 0 {
		problem = bench.HiddenTabProblem("Measure again.")
	}
	if problem != "" { // its figures mean nothing: those from before it stay
		m = newModel(x.plan)
		if before, ok := at.Before.(*model); ok {
			m, measured = before, "Your last run"
			if at.BeforeExample {
				measured = "Recorded"
			}
		}
	}
	zoom := at.Values.Float("zoom")
	rungs := m.ladder()
	guess := at.Guesses[memoryGuess]
	how := at.Values.Get("how")
	speeds := []bench.Body{names(m.speeds(measured), m.rows(), how)}
	if how != "" {
		speeds = append(speeds, bench.Prose{Text: x.method(m, how)})
	}
	return bench.View{
		Verdict: x.verdict(m, problem, at),
		Panels: []bench.Panel{
			{Title: "How fast", Note: progress(known, problem, at), Run: run, State: known.state, Clock: elapsed(known, at), Wide: 7, Body: speeds},
			{Title: "In operations", Note: "that fit into the time", Wide: 5, Body: []bench.Body{bench.Table{Table: m.relative(measured)}}},
			{Title: "How far away memory is", Note: "time of one trip", Wide: 6, Body: []bench.Body{bench.Picture{
				ID:  "mountain",
				Alt: describeMountain(m),
				Draw: func(width float64) *chart.Drawing {
					c := x.mountain(m, guess, at.Ghosts...)
					if width < 480 { // it would lie on the curve
						c.Finding = ""
					}
					return c.Draw(width)
				},
				Table: func() chart.Table { return x.mountain(m, "").Table("One trip to memory, by its size") },
			}}},
			{Title: "If one operation took a second", Wide: 6, Body: []bench.Body{
				bench.Picture{
					ID:    "ladder",
					Alt:   describeLadder(rungs),
					Draw:  func(width float64) *chart.Drawing { return drawLadder(rungs, zoom, width) },
					Table: func() chart.Table { return ladderTable(rungs) },
				},
				bench.Controls{Name: "Zoom", Controls: []bench.Control{{Label: "Zoom out", Field: "zoom"}}},
			}},
			{Title: "How each figure is measured", Below: true, Body: []bench.Body{x.allMethods(m)}},
		},
		Transcripts: func() []bench.Transcript { return []bench.Transcript{x.transcript(known, problem)} },
		Status:      status(known, problem),
		Notices:     x.notices(m),
	}
}

// elapsed is the clock of the run.
func elapsed(m *model, at bench.Moment) string {
	if m.state == "" {
		return ""
	}
	return chart.FormatSeconds(at.T)
}

// progress is how far the run is.
func progress(m *model, problem string, at bench.Moment) string {
	switch {
	case problem != "" && at.Before != nil && !at.BeforeExample:
		return "from your last run that counts, not from this one"
	case problem != "" && at.Before != nil:
		return "recorded on another machine, as this run does not count"
	case problem != "":
		return "the lecture’s figures, as this run does not count"
	case at.Example:
		return "recorded on another machine"
	case m.state == runlog.Running:
		for i, s := range m.states {
			if s == runlog.Running {
				return "measuring: " + m.plan[i].name()
			}
		}
		return "starting a worker"
	case m.state == "":
		return "the lecture’s figures; press the button for yours"
	case m.state == runlog.Finished:
		return "press a name to see the method"
	case m.state == runlog.Cancelled:
		return fmt.Sprintf("cancelled after %s", chart.CountOf(m.measured(), "measurement"))
	}
	return ""
}

// measured counts the readings.
func (m *model) measured() (n int) {
	for _, r := range m.readings {
		if r != nil {
			n++
		}
	}
	return n
}

func status(m *model, problem string) string {
	switch {
	case problem != "":
		return problem
	case m.state == "":
		return "Nothing has been measured yet."
	case m.state == runlog.Running:
		return fmt.Sprintf("%d of %d measurements done.", m.done(), len(m.plan))
	}
	text := fmt.Sprintf("%d of %d measurements done.", m.measured(), len(m.plan))
	if op, trip := m.operation(), m.trip(); op > 0 && trip != nil {
		text += fmt.Sprintf(" A trip to memory takes as long as %s operations.", formatCount(trip.Value/op))
	}
	return text
}

// verdict says how slow the memory is.
func (x *experiment) verdict(m *model, problem string, at bench.Moment) bench.Verdict {
	switch {
	case problem != "":
		return bench.Verdict{Problem: problem}
	case m.state == runlog.Cancelled:
		return bench.Verdict{Problem: "It was cancelled before the end. The first measurement was not repeated, so the figures are not checked."}
	case m.state != runlog.Finished || m.inOperations(m.trip()) == 0:
		return bench.Verdict{}
	}
	v := bench.Verdict{
		Figures:  []string{formatCount(m.inOperations(m.trip()))},
		Sentence: "operations fit into a trip to memory.",
	}
	var notes []string
	if r := m.of(asking); r != nil {
		most := ""
		if r.Bound {
			most = "at most "
		}
		notes = append(notes, fmt.Sprintf("A round trip to this server: %s%s.", most, formatCount(m.inOperations(r))))
	}
	v.Note = strings.Join(notes, " ")
	return v
}

// notices say what the person should know about the figures.
func (x *experiment) notices(m *model) (list []string) {
	if m.of(asking) != nil && x.network.Setup().Static {
		list = append(list, "This site has no server of its own: “this server” is the host of its files, or a cache near you.")
	}
	return list
}

// transcript is the run as a program would print it.
func (x *experiment) transcript(m *model, problem string) bench.Transcript {
	t := bench.Transcript{Title: "machine", Run: run, Lines: []bench.Line{{Text: "$ machine"}}}
	if problem != "" {
		t.Lines = append(t.Lines, bench.Line{Text: problem, Kind: runlog.Failed})
		return t
	}
	for i, s := range m.plan {
		line := bench.Line{Kind: m.states[i]}
		switch r := m.readings[i]; {
		case r != nil && s.Kind == clock:
			line.Text = fmt.Sprintf("%-16s %s a step", s.name(), formatValue(r.Value, nanoseconds))
		case r != nil:
			line.Text = fmt.Sprintf("%-16s %s", s.name(), r.format(m.tick()))
			if r.Block > 0 && r.Blocks > 1 {
				line.Text += fmt.Sprintf("  (%d blocks of %s)", r.Blocks, formatValue(float64(r.Block), nanoseconds))
			}
		case m.failures[i] != "":
			line.Text = fmt.Sprintf("%-16s %s", s.name(), m.failures[i])
		default:
			continue
		}
		t.Lines = append(t.Lines, line)
	}
	return t
}

const memoryGuess = "memory"

// predictions asks before the run.
func predictions(form.Values) []bench.Prediction {
	return []bench.Prediction{{
		ID:      memoryGuess,
		Prompt:  "How many?",
		Options: []form.Option{{Value: "10", Label: "10"}, {Value: "100", Label: "100"}, {Value: "1000", Label: "1,000"}, {Value: "10000", Label: "10,000"}},
		Truth: func(state runlog.Model) (value, reason string) {
			m := state.(*model)
			n := m.inOperations(m.trip())
			if n == 0 || m.state != runlog.Finished {
				return "", ""
			}
			// The option that is nearest, as factors go.
			power := math.Round(min(max(math.Log10(n), 1), 4))
			return strconv.Itoa(int(math.Pow(10, power))), fmt.Sprintf("A trip takes %s, an operation %s.", formatValue(m.trip().Value, nanoseconds), formatValue(m.operation(), nanoseconds))
		},
	}}
}

// seenSteps asks what a larger memory does to a trip.
var seenSteps = bench.Prediction{
	ID: "steps", Prompt: "As the memory grew, how did a trip to it slow down?",
	Options: []form.Option{{Value: "even", Label: "little by little"}, {Value: "steps", Label: "in steps"}, {Value: "not", Label: "it did not"}},
	Truth: func(state runlog.Model) (value, reason string) {
		m := state.(*model)
		levels := m.levels()
		switch {
		case m.problem != "" || len(levels) == 0:
			return "", ""
		case len(levels) == 1:
			return "not", "All sizes took about as long here."
		}
		first, second := levels[0], levels[1]
		return "steps", fmt.Sprintf("Up to %s it took %s, and up to %s %s: a step for each cache that has become too small.",
			formatSize(first.To), formatValue(first.Latency, nanoseconds), formatSize(second.To), formatValue(second.Latency, nanoseconds))
	},
}
