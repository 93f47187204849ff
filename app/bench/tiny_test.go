package bench_test

import (
	"context"
	"fmt"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/form"
	"flaglab/app/runlog"
)

// tinyLab is the smallest lab: it counts to three, a step each 100 ms. It has no line about replay, links, predictions,
// exports or keys, and gets all of them.
func tinyLab() bench.Lab { return tinyLabOf(func(x tiny) bench.Experiment { return x }) }

// tinyLabOf is the tiny lab with another experiment, which is made of the tiny one.
func tinyLabOf(experiment func(tiny) bench.Experiment) bench.Lab {
	return bench.Lab{
		Path: "/tiny", Name: "Tiny", About: "Count to three.",
		Question: func(v form.Values) string { return "How long does it take to count to " + v.Get("to") + "?" },
		Intro:    func(form.Values) string { return "A step each 100 ms." },
		Summary:  func(v form.Values) string { return v.Get("to") + " steps" },
		Fields:   []form.Field{{Name: "to", Label: "Steps", Kind: form.Number, Default: "3", Min: 1, Max: 9, Whole: true}},
		Presets:  []bench.Preset{{Name: "Three"}, {Name: "Five", Set: map[string]string{"to": "5"}}},
		Predictions: func(form.Values) []bench.Prediction {
			return []bench.Prediction{{ID: "time", Prompt: "Your guess", Options: []form.Option{{Value: "1", Label: "100 ms"}, {Value: "3", Label: "300 ms"}},
				Truth: func(m runlog.Model) (string, string) {
					return fmt.Sprint(m.(*count).steps), "Steps follow each other."
				}}}
		},
		Open: opens(experiment),
	}
}

// opens opens an experiment that is made of the tiny one.
func opens(experiment func(tiny) bench.Experiment) func(form.Values, bench.Network) (bench.Experiment, form.Errors) {
	return func(v form.Values, _ bench.Network) (bench.Experiment, form.Errors) {
		return experiment(tiny{v.Int("to")}), nil
	}
}

type tiny struct{ to int }

type count struct{ steps int }

func (c *count) Apply(e runlog.Event) {
	if e.Task != runlog.Whole && e.State == runlog.Finished {
		c.steps++
	}
}

func (x tiny) Do(ctx context.Context, w *runlog.Writer) error {
	run := w.Begin("count")
	for i := range x.to {
		run.Add(i, 0, runlog.Running, nil)
		select {
		case <-ctx.Done():
			run.End(runlog.Cancelled, nil)
			return nil
		case <-time.After(100 * time.Millisecond):
		}
		run.Add(i, 0, runlog.Finished, nil)
	}
	run.End(runlog.Finished, nil)
	return nil
}

func (tiny) Model() runlog.Model { return &count{} }

func (x tiny) View(m runlog.Model, at bench.Moment) bench.View {
	c := m.(*count)
	v := bench.View{Status: fmt.Sprintf("%d of %d", c.steps, x.to)}
	v.Panels = []bench.Panel{{Title: "Steps", Run: "count", Clock: fmt.Sprint(c.steps), Body: []bench.Body{bench.Picture{
		ID: "steps", Draw: func(width float64) *chart.Drawing {
			d := &chart.Drawing{W: width, H: 20}
			d.Rect(0, 0, width*float64(c.steps)/float64(x.to), 20, chart.Running, chart.Solid)
			return d
		},
	}}}}
	if c.steps == x.to {
		v.Verdict = bench.Verdict{Figures: []string{fmt.Sprint(c.steps)}, Sentence: "All steps are done."}
	}
	return v
}

// downloads is the tiny lab as one that downloads something.
type downloads struct{ tiny }

func (x downloads) View(m runlog.Model, at bench.Moment) bench.View {
	v := x.tiny.View(m, at)
	v.Kind = bench.LocalRun
	return v
}

// playedLab is the tiny lab with a replay of its own after a run.
func playedLab() bench.Lab {
	return tinyLabOf(func(x tiny) bench.Experiment { return played{x} })
}

type played struct{ tiny }

func (played) Playback(runlog.Model) (float64, time.Duration) { return 0.5, 100 * time.Millisecond }

// refusedLab is the tiny lab where nothing can run.
func refusedLab() bench.Lab {
	return tinyLabOf(func(x tiny) bench.Experiment { return refused{x} })
}

type refused struct{ tiny }

func (refused) Do(context.Context, *runlog.Writer) error {
	return bench.Problem("There is nothing to count.")
}

func (x refused) View(m runlog.Model, at bench.Moment) bench.View {
	v := x.tiny.View(m, at)
	if at.Phase == bench.Stopped {
		v.Verdict.Problem = "The run was cancelled."
	}
	return v
}
