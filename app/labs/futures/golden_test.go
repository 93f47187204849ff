package futures

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"flaglab/app/bench"
	"flaglab/app/bench/benchtest"
	"flaglab/app/recording"
	"flaglab/app/runlog"
)

// screen writes what is to be seen of a moment.
func screen(x *experiment, m *model, v bench.View) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  verdict: %s | %s | %s %s\n", strings.Join(v.Verdict.Figures, " "), v.Verdict.Sentence, v.Verdict.Note, v.Verdict.Problem)
	fmt.Fprintf(&b, "  finding: %s\n  status: %s\n", x.finding(m), v.Status)
	for i, f := range m.Futures {
		fmt.Fprintf(&b, "  %d %-8s %-9s %-9s %s\n", i, f.Name, f.Look(), f.Status(), f.Repr())
	}
	fmt.Fprintf(&b, "  map gives %v, as_completed gives %v, waits %v, calls %d\n", x.given(m), m.Completed, m.Waits, len(m.Calls))
	for _, line := range v.Transcripts()[0].Lines {
		fmt.Fprintf(&b, "  | %s\n", line.Text)
	}
	for _, mark := range v.Marks {
		fmt.Fprintf(&b, "  mark %d: %d\n", mark.Lane, mark.Line)
	}
	return addresses.ReplaceAllString(b.String(), "0x…")
}

// settle puts what program and workers did at the same moment into one order: which of them came first is the
// scheduler's choice. What changes a state stays in its order.
func settle(events []runlog.Event) []runlog.Event {
	events = slices.Clone(events)
	slots := map[time.Duration][]int{}
	for i, e := range events {
		if d, ok := e.Detail.(Detail); ok && d.Kind == Printed {
			slots[e.At] = append(slots[e.At], i)
		}
	}
	for _, slot := range slots {
		var printed []runlog.Event
		for _, i := range slot {
			printed = append(printed, events[i])
		}
		slices.SortFunc(printed, func(a, b runlog.Event) int {
			return strings.Compare(a.Detail.(Detail).Text, b.Detail.(Detail).Text)
		})
		for k, i := range slot {
			events[i] = printed[k]
		}
	}
	return events
}

// The lab is drawn from the log alone: the same log gives the same pages.
func TestScenesAgainstGoldenFiles(t *testing.T) {
	for _, scene := range scenes {
		t.Run(scene.name, func(t *testing.T) {
			link := "scene=" + scene.name
			switch scene.name {
			case "deadlock":
				link += "&timeout=2"
			case mapScene:
				link += "&fails=ID"
			}
			s := play(t, link, nil)
			events := settle(s.Log())
			x := s.Experiment.(*experiment)
			checkRecording(t, x, events)
			var got strings.Builder
			for _, at := range []time.Duration{4, 1000, 2500, 20000} {
				at *= time.Millisecond
				m := x.Model()
				runlog.Fold(m, events, at)
				fmt.Fprintf(&got, "%v\n%s", at, screen(x, m.(*model), x.View(m, moment(events, at))))
			}
			benchtest.Golden(t, scene.name+".golden", got.String())
		})
	}
}

// The example is a run of the default settings, as it was recorded.
func TestTheExampleIsARecordedRun(t *testing.T) {
	s := play(t, "", nil)
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile("example.txt", []byte(bench.WriteExample(Lab(), s.Experiment, settle(s.Log()))), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	x := s.Experiment.(*experiment)
	_, example := benchtest.Example(t, Lab())
	pages := make([]string, 2)
	for i, events := range [][]runlog.Event{settle(s.Log()), example} {
		for ms := time.Duration(5); ms < 3000; ms += 100 {
			m := x.Model().(*model)
			runlog.Fold(m, events, ms*time.Millisecond)
			pages[i] += screen(x, m, x.View(m, moment(events, ms*time.Millisecond)))
		}
	}
	if pages[0] != pages[1] {
		t.Errorf("UPDATE=1 records it anew; the run is now\n%s\nand the example\n%s", pages[0], pages[1])
	}
}

// checkRecording checks that the log survives being written for a link and read.
func checkRecording(t *testing.T, x *experiment, events []runlog.Event) {
	t.Helper()
	r, err := recording.Decode("", recording.Encode("", recording.Recording{Events: events}, x.Details()...), x.Details()...)
	if err != nil || !slices.Equal(events, r.Events) {
		t.Fatalf("the log does not survive a link: %v", err)
	}
}

// A link cannot make the page show more futures than a scene has.
func TestNoSceneHasSoManyFutures(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("future 900 is taken")
		}
	}()
	play(t, "", nil).Experiment.Model().Apply(runlog.Event{Run: "weird", Task: 900, State: runlog.Pending})
}
