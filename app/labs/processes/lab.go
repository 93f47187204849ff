// Package processes is the lab about processes and threads: the same work in one goroutine, in many goroutines on one
// thread, and in many processes (Web Workers), each with a memory of its own.
package processes

import (
	"embed"
	"fmt"
	"strconv"
	"time"

	"flaglab/app/bench"
	"flaglab/app/form"
	"flaglab/app/labs/downloads"
	"flaglab/app/process"
	"flaglab/app/runlog"
)

// code holds the files that are shown: the Go that was compiled, and the same idea in Python.
//
//go:embed tasks.go processes.py
var code embed.FS

// Lab returns the lab.
func Lab() bench.Lab {
	return bench.Lab{
		Path:  "/processes",
		Name:  "Processes",
		About: "Compute and wait in goroutines and in Web Workers, and see what one thread can do at once.",
		Question: func(v form.Values) string {
			if v.Get("work") == "wait" {
				return fmt.Sprintf("Do %s threads wait faster than one?", v.Get("workers"))
			}
			return fmt.Sprintf("Do %s threads compute faster than one?", v.Get("workers"))
		},
		Intro: func(v form.Values) string {
			if v.Get("work") == "wait" {
				return fmt.Sprintf("%s waits of %s s: in one goroutine, then in %s, then in %s processes.", v.Get("batches"), v.Get("wait"), v.Get("workers"), v.Get("workers"))
			}
			return fmt.Sprintf("%s batches of primes: in one goroutine, then in %s, then in %s processes.", v.Get("batches"), v.Get("workers"), v.Get("workers"))
		},
		Summary: func(v form.Values) string {
			return fmt.Sprintf("%s · %s batches · %s workers", v.Get("work"), v.Get("batches"), v.Get("workers"))
		},
		Action:      "Compute",
		Fields:      fields,
		Presets:     presets,
		Predictions: predictions,
		Sources: func(form.Values) []bench.Source {
			return []bench.Source{{Name: "tasks.go", Language: "Go", Text: read("tasks.go")}, {Name: "processes.py", Language: "Python", Text: read("processes.py")}}
		},
		Open: func(v form.Values, _ bench.Network) (bench.Experiment, form.Errors) {
			return &experiment{
				work: v.Get("work"), workers: v.Int("workers"), cores: process.DefaultMaxWorkers(),
				batches: newBatches(v.Get("work"), v.Int("batches"), v.Int("size"), v.Seconds("wait")),
			}, nil
		},
	}
}

func read(name string) string {
	text, err := code.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded
	}
	return string(text)
}

func computes(v form.Values) bool { return v.Get("work") == "primes" }

var fields = []form.Field{
	{Name: "work", Label: "Work", Kind: form.Choice, Default: "primes", Options: []form.Option{{Value: "primes", Label: "Compute: count primes"}, {Value: "wait", Label: "Wait, as for a download"}}},
	{Name: "workers", Label: "Workers", Kind: form.Number, Default: "4", Min: 1, Max: 16, Whole: true, Hint: "Goroutines, then processes."},
	{Name: "batches", Label: "Batches", Kind: form.Number, Default: "8", Min: 1, Max: 32, Whole: true},
	{Name: "size", Label: "Numbers in a batch", Kind: form.Number, Default: "60000", Min: 1000, Max: 1_000_000, Whole: true, Shown: computes},
	{Name: "wait", Label: "Wait", Kind: form.Number, Default: "0.2", Min: 0.01, Max: 5, Unit: "s", Shown: func(v form.Values) bool { return !computes(v) }},
}

var presets = []bench.Preset{
	{Name: "Compute"},
	{Name: "Wait", Set: map[string]string{"work": "wait"}},
	{Name: "2 workers", Set: map[string]string{"workers": "2"}},
	{Name: "Small batches", Set: map[string]string{"batches": "32", "size": "10000"}},
}

// predictions asks what threads gain.
func predictions(v form.Values) []bench.Prediction {
	choices := []int{1}
	for _, n := range []int{2, v.Int("workers")} {
		if n > choices[len(choices)-1] {
			choices = append(choices, n)
		}
	}
	var options []form.Option
	for _, n := range choices {
		options = append(options, form.Option{Value: strconv.Itoa(n), Label: fmt.Sprintf("%d×", n)})
	}
	return []bench.Prediction{{ID: "threads", Prompt: "Threads will be faster by", Options: options, Truth: func(m runlog.Model) (string, string) {
		s := m.(*model).speedup(threads)
		if s == 0 {
			return "", ""
		}
		best := choices[0]
		for _, n := range choices {
			if ratio(float64(n), s) < ratio(float64(best), s) {
				best = n
			}
		}
		return strconv.Itoa(best), "Threads were " + downloads.FormatSpeedup(s) + "."
	}}}
}

func ratio(a, b float64) float64 { return max(a/b, b/a) }

// seconds writes a short time.
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
