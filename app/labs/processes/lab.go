// Package processes is the lab about processes and threads: the same work in one goroutine, in many goroutines on one
// thread, and in many processes (Web Workers), each with a memory of its own.
package processes

import (
	"embed"
	"fmt"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/form"
	"flaglab/app/labs/downloads"
	"flaglab/app/process"
	"flaglab/app/runlog"
)

// code holds the files that are shown: the Go that was compiled, and the same idea in Python.
//
//go:embed tasks.go callback.go chunks.go prices.go processes.py
var code embed.FS

// example was recorded in Chromium on a machine of two cores.
//
//go:embed example.txt
var example string

// Lab returns the lab.
func Lab() bench.Lab {
	return bench.Lab{
		Path:        "/processes",
		Name:        "Processes",
		About:       "Compute and wait in goroutines and in Web Workers, and see what one thread can do at once.",
		Question:    question,
		Intro:       intro,
		Summary:     summary,
		Fields:      fields,
		Presets:     presets,
		Predictions: predictions,
		Seen:        seen,
		Sources:     sources,
		Open:        open,
		Example:     example,
	}
}

func open(v form.Values, network bench.Network) (bench.Experiment, form.Errors) {
	work := workOf(v)
	switch {
	case work != nil:
		return &experiment{work: work, batches: work.batches(v), wait: v.Seconds("wait"), workers: v.Int("workers"), cores: process.DefaultMaxWorkers(), network: network}, nil
	case v.Get("work") == chunked:
		return sweep{calls: v.Int("calls"), workers: v.Int("workers")}, nil
	}
	return prices{}, nil
}

func question(v form.Values) string {
	switch work := workOf(v); {
	case work != nil && v.Int("workers") == 1:
		return "Is one process faster than one goroutine?"
	case v.Get("work") == chunked:
		return "How many calls should go in one message?"
	case work == nil:
		return "What does a process cost?"
	case work.computes:
		return fmt.Sprintf("Do %s threads compute faster than one?", v.Get("workers"))
	}
	return fmt.Sprintf("Do %s threads wait faster than one?", v.Get("workers"))
}

func intro(v form.Values) string {
	work := workOf(v)
	switch {
	case v.Get("work") == chunked:
		return fmt.Sprintf("%s small calls to %s, in chunks of many sizes.", v.Get("calls"), chart.CountOf(v.Int("workers"), "process"))
	case work == nil:
		return "Goroutines, workers and messages, measured on this machine."
	}
	n, things := v.Int("workers"), chart.CountOf(v.Int("batches"), work.thing)+work.of
	if !work.computes {
		things += fmt.Sprintf(" of %s s", v.Get("wait"))
	}
	return fmt.Sprintf("%s: in one goroutine, then in %d, then in %s.", things, n, chart.CountOf(n, "process"))
}

func summary(v form.Values) string {
	switch v.Get("work") {
	case chunked:
		return chart.CountOf(v.Int("calls"), "call") + " · " + chart.CountOf(v.Int("workers"), "worker")
	case priced:
		return "the price list"
	}
	return v.Get("work") + " · " + chart.CountOf(v.Int("batches"), "batch") + " · " + chart.CountOf(v.Int("workers"), "worker")
}

// sources are the files that run.
func sources(v form.Values) (list []bench.Source) {
	names := []string{"tasks.go", "processes.py", "callback.go"}
	switch v.Get("work") {
	case chunked:
		names = []string{"chunks.go"}
	case priced:
		names = []string{"prices.go"}
	}
	for _, name := range names {
		list = append(list, bench.SourceFile(code, name))
	}
	return list
}

var presets = []bench.Preset{
	{Name: "Compute"},
	{Name: "SHA-256", Set: map[string]string{"work": "sha256"}},
	{Name: "Mandelbrot", Set: map[string]string{"work": "mandelbrot", "batches": "16"}},
	{Name: "Flags", Set: map[string]string{"work": "flags"}},
	{Name: "Small batches", Set: map[string]string{"batches": "32", "size": "10000"}},
	{Name: "Price list", Set: map[string]string{"work": priced}},
	{Name: "Chunks", Set: map[string]string{"work": chunked}},
}

// predictions asks what threads gain.
func predictions(v form.Values) []bench.Prediction {
	switch v.Get("work") {
	case chunked:
		return guessChunk(v)
	case priced:
		return guessPrice()
	}
	choices := []float64{1}
	for _, n := range []float64{2, v.Float("workers")} {
		if n > choices[len(choices)-1] {
			choices = append(choices, n)
		}
	}
	return []bench.Prediction{bench.PredictNumber("threads", "Speed-up with threads", choices, "×", func(m runlog.Model) (float64, string) {
		s := m.(*model).speedup(threads)
		return s, "Measured: " + downloads.FormatSpeedup(s) + "."
	})}
}

// short writes a short time.
func short(d time.Duration) string {
	switch {
	case d < 10*time.Microsecond:
		return fmt.Sprintf("%.1f µs", float64(d)/1e3)
	case d < time.Millisecond:
		return fmt.Sprintf("%.0f µs", float64(d)/1e3)
	case d < time.Second:
		return fmt.Sprintf("%.1f ms", float64(d)/1e6)
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}

// details are the types of the details of events, for links to recorded runs.
func details() []any {
	return []any{(*slice)(nil), (*outcome)(nil), (*price)(nil), (*load)(nil), (*said)(nil), (*chunk)(nil), (*host)(nil)}
}

// Details implements [bench.Recorder].
func (*experiment) Details() []any { return details() }

// Details implements [bench.Recorder].
func (sweep) Details() []any { return details() }

// Details implements [bench.Recorder].
func (prices) Details() []any { return details() }

// seen asks what the page could do while threads computed.
func seen(form.Values) []bench.Prediction {
	return []bench.Prediction{{
		ID: "beat", Prompt: "Did the page freeze while the threads ran?",
		Options: []form.Option{{Value: "stopped", Label: "yes"}, {Value: "beat", Label: "no"}},
		Truth: func(m runlog.Model) (string, string) {
			work, ok := m.(*model)
			if !ok || work.runs[threads].state != runlog.Finished {
				return "", ""
			}
			gap := work.runs[threads].gap()
			if gap > frozen {
				return "stopped", fmt.Sprintf("For %s nothing on the page could move: threads that compute share its one thread.", short(gap))
			}
			return "beat", fmt.Sprintf("The longest pause was %s.", short(gap))
		},
	}}
}
