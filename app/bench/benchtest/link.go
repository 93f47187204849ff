package benchtest

import (
	"strings"
	"testing"

	"flaglab/app/bench"
	"flaglab/app/form"
	"flaglab/app/runlog"
)

// OpenLink opens a link to a lab with its default settings and a log that a stranger may have made up. The browser does not
// replay it by itself.
func OpenLink(t *testing.T, lab bench.Lab, events []runlog.Event) (*bench.Bench, *Browser) {
	t.Helper()
	x, errs := lab.Open(form.New(lab.Fields), &Network{})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	browser := NewBrowser()
	browser.Calm = true
	b := bench.NewAt("", "log="+bench.WriteExample(lab, x, events), lab, browser, &Network{})
	t.Cleanup(func() {
		b.Close()
		b.Wait()
	})
	return b, browser
}

// Refuses complains unless the lab refuses to show a log as impossible.
func Refuses(t *testing.T, lab bench.Lab, events []runlog.Event) {
	t.Helper()
	b, _ := OpenLink(t, lab, events)
	if s := b.Screen(); s.Foreign || !strings.Contains(s.Problem, "impossible run") {
		t.Errorf("%s: a log of %d events that no run has is shown (%v): %q", lab.Path, len(events), s.Foreign, s.Problem)
	}
}
