package machine

import (
	_ "embed"
	"fmt"
	"strconv"

	"flaglab/app/bench"
	"flaglab/app/form"
	"flaglab/app/labs/machine/probe"
	"flaglab/app/runlog"
)

// example was recorded in Chromium on a machine of two cores.
//
//go:embed example.txt
var example string

// Lab returns the lab.
func Lab() bench.Lab {
	return bench.Lab{
		Path:     "/machine",
		Name:     "Machine",
		About:    "Measure this machine: its processor, its memory and the way to the server, and see how long each makes a program wait.",
		Question: func(form.Values) string { return "How many operations fit into a trip to memory?" },
		Intro: func(form.Values) string {
			return "How slow is slow: what your processor waits for, measured in this page."
		},
		Summary:     func(v form.Values) string { return fmt.Sprintf("memory up to %s MB", v.Get("memory")) },
		Action:      "Measure",
		Fields:      fields(),
		Presets:     presets,
		Predictions: predictions,
		Seen:        func(form.Values) []bench.Prediction { return []bench.Prediction{seenSteps} },
		Sources: func(form.Values) []bench.Source {
			return []bench.Source{{Name: "kernels.go", Language: "Go", Text: probe.Source}, {Name: "machine.py", Language: "Python", Text: probe.Python}}
		},
		Open:    open,
		Example: example,
		Still:   true, // it is read, not watched
	}
}

func fields() []form.Field {
	var memory []form.Option
	for _, mb := range []string{"16", "64", "256"} {
		memory = append(memory, form.Option{Value: mb, Label: mb + " MB"})
	}
	how := []form.Option{{Value: ""}}
	for _, m := range methods {
		how = append(how, form.Option{Value: m.id, Label: m.label})
	}
	return []form.Field{
		{Name: "memory", Label: "Largest memory", Kind: form.Choice, Default: "64", Options: memory, Hint: "More than the caches hold, to see the memory behind them."},
		{Name: "zoom", Label: "Zoom", Kind: form.Number, Default: "40", Min: 0, Max: 100, Whole: true, Unit: "%", Display: true, Hidden: true},
		{Name: "how", Label: "Method", Kind: form.Choice, Options: how, Display: true, Hidden: true},
	}
}

var presets = []bench.Preset{
	{Name: "64 MB"},
	{Name: "16 MB, for a phone", Set: map[string]string{"memory": "16"}},
	{Name: "256 MB, for large caches", Set: map[string]string{"memory": "256"}},
}

// TaskName implements [bench.Exporter].
func (x *experiment) TaskName(_ string, task int) string { return x.plan[task].name() }

// Columns implements [bench.Exporter]: what a CSV file says of a measurement.
func (x *experiment) Columns() []string {
	return []string{"size_bytes", "value", "low", "high", "unit", "bound", "blocks", "block_ms", "workers", "message"}
}

// Cells implements [bench.Exporter].
func (x *experiment) Cells(e runlog.Event) []string {
	cells := make([]string, len(x.Columns()))
	if e.Task != runlog.Whole && x.plan[e.Task].Size > 0 {
		cells[0] = strconv.Itoa(x.plan[e.Task].Size)
	}
	number := func(x float64) string { return strconv.FormatFloat(x, 'g', 6, 64) }
	switch d := e.Detail.(type) {
	case reading:
		copy(cells[1:], []string{number(d.Value), number(d.Low), number(d.High), string(d.Unit), strconv.FormatBool(d.Bound), strconv.Itoa(d.Blocks),
			number(d.Block.Seconds() * 1000), strconv.Itoa(d.Workers)})
	case string:
		cells[len(cells)-1] = d
	}
	return cells
}

// Settings implements [bench.Exporter].
func (x *experiment) Settings() any {
	return struct {
		Memory int `json:"memory_bytes"`
	}{x.largest()}
}

// largest is the size of the largest memory.
func (x *experiment) largest() (size int) {
	for _, s := range x.plan {
		if s.Kind == latency {
			size = max(size, s.Size)
		}
	}
	return size
}

// Details implements [bench.Recorder].
func (x *experiment) Details() []any { return []any{reading{}, ""} }
