package flags2

import (
	"testing"
	"time"

	"flaglab/app/bench"
	"flaglab/app/bench/benchtest"
	"flaglab/app/form"
	"flaglab/app/runlog"
)

// The example is a whole run with the default settings, and it counts.
func TestTheExampleIsARun(t *testing.T) {
	x, events := benchtest.Example(t, Lab())
	m := x.Model()
	runlog.Fold(m, events, time.Hour)
	v := x.View(m, bench.Moment{Phase: bench.AtEnd, Example: true, T: time.Hour, Values: form.New(fields)})
	if v.Verdict.Problem != "" || len(v.Verdict.Figures) != 1 || v.Verdict.Figures[0] != "20 flags" {
		t.Errorf("verdict %+v", v.Verdict)
	}
}
