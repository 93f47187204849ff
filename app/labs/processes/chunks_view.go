package processes

import (
	"fmt"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/form"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// curve is the state of a sweep at one moment.
type curve struct {
	chunks  []chunk
	state   runlog.State
	message string // why it failed
}

// Apply implements [runlog.Model].
func (m *curve) Apply(e runlog.Event) {
	if e.Task == runlog.Whole {
		m.state = e.State
	}
	switch d := e.Detail.(type) {
	case *chunk:
		if d.Size > 0 && d.Took > 0 { // links may hold anything
			m.chunks = append(m.chunks, *d)
		}
	case *outcome:
		m.message = d.Message
	}
}

// best is the size with the least time, which is 0 before the end.
func (m *curve) best() (best chunk) {
	if m.state != runlog.Finished {
		return chunk{}
	}
	for _, c := range m.chunks {
		if best.Took == 0 || c.Took < best.Took {
			best = c
		}
	}
	return best
}

// Model implements bench.Experiment.
func (x sweep) Model() runlog.Model { return &curve{} }

// View implements bench.Experiment.
func (x sweep) View(m runlog.Model, at bench.Moment) bench.View {
	measured := m.(*curve)
	best := measured.best()
	v := bench.View{Status: fmt.Sprintf("%d of %d sizes measured", len(measured.chunks), len(x.sizes()))}
	switch {
	case measured.message != "":
		v.Verdict.Problem = problem(measured.message)
	case at.Phase == bench.Stopped:
		v.Verdict.Problem = "The sweep was cancelled."
	case best.Took > 0:
		gain := measured.chunks[0].Took.Seconds() / best.Took.Seconds()
		v.Verdict = bench.Verdict{
			Figures:  []string{fmt.Sprint(best.Size)},
			Sentence: fmt.Sprintf("In chunks of %d the calls were %s as fast as one by one.", best.Size, downloads.FormatSpeedup(gain)),
			Note:     fmt.Sprintf("One by one a call cost %s, in such chunks %s.", short(measured.chunks[0].Took/time.Duration(x.calls)), short(best.Took/time.Duration(x.calls))),
		}
	}
	c := x.curves(measured, at.Ghosts...)
	v.Panels = []bench.Panel{{Title: "Elapsed", Note: fmt.Sprintf("%d calls, %d workers, by chunk size", x.calls, x.workers), Run: chunked, State: measured.state, Body: []bench.Body{
		bench.Picture{ID: "chunks", Alt: "The time of all calls, by chunk size. " + v.Status, Draw: c.Draw, Table: func() chart.Table { return c.Table("Time by chunk size") }},
		bench.Prose{Text: fmt.Sprintf("Small chunks pay for many messages. With more than %s in a chunk there would not be one for each worker.", chart.CountOf(x.largest(), "call"))},
	}}}
	return v
}

// curves draws what was measured, before the curves of other people.
func (x sweep) curves(m *curve, ghosts ...runlog.Model) chart.Curves {
	sizes := x.sizes()
	low, high := 1.0, 10.0
	s := chart.Series{Name: "measured", Ink: chart.Running, Fill: chart.Thick}
	for i, p := range m.chunks {
		ms := float64(p.Took) / 1e6
		point := chart.Point{X: float64(p.Size), Y: ms, Title: fmt.Sprintf("chunks of %d: %s", p.Size, short(p.Took))}
		if p == m.best() {
			point.Label = short(p.Took)
		}
		s.Points = append(s.Points, point)
		if i == 0 {
			low, high = ms, ms
		}
		low, high = min(low, ms), max(high, ms)
	}
	var list []chart.Series
	for _, ghost := range ghosts {
		other := chart.Series{Ink: chart.Soft, Bare: true}
		for _, p := range ghost.(*curve).chunks {
			ms := float64(p.Took) / 1e6
			other.Points = append(other.Points, chart.Point{X: float64(p.Size), Y: ms})
			low, high = min(low, ms), max(high, ms)
		}
		list = append(list, other)
	}
	c := chart.Curves{
		X:      chart.Scale{Name: "calls in a chunk", Min: 1, Max: float64(max(2, sizes[len(sizes)-1])), Log: true},
		Y:      chart.Scale{Name: "ms", Min: low / 1.5, Max: high * 1.3, Log: true, Format: round},
		Series: append(list, s),
		Height: 240,
	}
	if best := m.best(); best.Took > 0 {
		c.Rules = []chart.Rule{{At: float64(best.Size), Ink: chart.Finished, Fill: chart.Outline, Label: fmt.Sprintf("fastest: %d", best.Size)}}
	}
	return c
}

// largest is the largest size: each worker gets one chunk.
func (x sweep) largest() int {
	sizes := x.sizes()
	return sizes[len(sizes)-1]
}

// guessChunk asks for the optimum.
func guessChunk(v form.Values) []bench.Prediction {
	most := sweep{v.Int("calls"), v.Int("workers")}.largest()
	var choices []float64
	for n := 1; n < most; n *= 10 {
		choices = append(choices, float64(n))
	}
	choices = append(choices, float64(most))
	return []bench.Prediction{bench.PredictNumber("chunk", "Fastest in chunks of", choices, "", func(m runlog.Model) (float64, string) {
		n := m.(*curve).best().Size
		return float64(n), fmt.Sprintf("Of the sizes that were measured, %d was the fastest.", n)
	})}
}
