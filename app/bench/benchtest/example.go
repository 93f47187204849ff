package benchtest

import (
	"testing"

	"flaglab/app/bench"
	"flaglab/app/form"
	"flaglab/app/runlog"
)

// Example opens a lab with its default settings, and reads its example.
func Example(t testing.TB, lab bench.Lab) (bench.Experiment, []runlog.Event) {
	t.Helper()
	x, errs := lab.Open(form.New(lab.Fields), &Network{})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	events, err := bench.ReadExample(lab, x)
	if err != nil {
		t.Fatal(err)
	}
	return x, events
}
