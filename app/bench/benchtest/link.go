package benchtest

import (
	"testing"

	"flaglab/app/bench"
	"flaglab/app/form"
	"flaglab/app/recording"
	"flaglab/app/runlog"
)

// OpenLink opens a link to a lab with the settings of a query and a log that a stranger may have made up. The browser does not
// replay it by itself.
func OpenLink(t *testing.T, lab bench.Lab, query string, events []runlog.Event) (*bench.Bench, *Browser) {
	t.Helper()
	values, errs := form.Parse(lab.Fields, query)
	x, more := lab.Open(values, &Network{})
	if len(errs)+len(more) > 0 {
		t.Fatal(errs, more)
	}
	var details []any
	if recorder, ok := x.(bench.Recorder); ok {
		details = recorder.Details()
	}
	text := recording.Encode(lab.Path+"?"+values.Setup(), recording.Recording{Kind: bench.LocalRun, Events: events}, details...)
	browser := NewBrowser()
	browser.Calm = true
	b := bench.NewAt(query, "log="+text, lab, browser, &Network{})
	t.Cleanup(func() {
		b.Close()
		b.Wait()
	})
	return b, browser
}

// Refuses complains unless the lab refuses to show a log as impossible.
func Refuses(t *testing.T, lab bench.Lab, query string, events []runlog.Event) {
	t.Helper()
	if b, _ := OpenLink(t, lab, query, events); b.Screen().Foreign {
		t.Errorf("%s?%s shows a log of %d events that no run has", lab.Path, query, len(events))
	}
}
