package bench_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/form"
	"flaglab/app/runlog"
)

// tabled shows its model as a table.
type tabled struct{ bench.Experiment }

func (tabled) Table(m runlog.Model) chart.Table {
	return chart.Table{Head: []string{"step", "said"}, Rows: [][]string{{"1", `one, "two"`}}}
}

func TestALabWithATableSavesItAsCSV(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lab := tinyLab()
		original := lab.Open
		lab.Open = func(v form.Values, n bench.Network) (bench.Experiment, form.Errors) {
			x, errs := original(v, n)
			return tabled{x}, errs
		}
		b, browser := open(t, lab, "run=1")
		time.Sleep(time.Second)
		b.Save("table.csv")
		if got := string(browser.Saved("flaglab-tiny.table.csv")); got != "step,said\r\n1,\"one, \"\"two\"\"\"\r\n" || !b.Screen().HasTable {
			t.Errorf("%q", got)
		}
	})
}

func TestExportsOfALabThatKnowsNothingOfThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, tinyLab(), "run=1")
		b.Save("json")
		if browser.Saved("flaglab-tiny.json") != nil {
			t.Error("a run under way was saved")
		}
		time.Sleep(time.Second)
		for _, f := range bench.Formats() {
			b.Dispatch(bench.ActSave, f.Name, "")
		}
		var log struct {
			Events []struct {
				Code, State string
				At          int64
			}
		}
		if err := json.Unmarshal(browser.Saved("flaglab-tiny.json"), &log); err != nil || len(log.Events) != 8 || log.Events[2].Code != "1" || log.Events[2].At != 100e6 {
			t.Errorf("JSON: %v, %+v", err, log)
		}
		rows, err := csv.NewReader(strings.NewReader(string(browser.Saved("flaglab-tiny.csv")))).ReadAll()
		if err != nil || len(rows) != 9 || !reflect.DeepEqual(rows[3], []string{"count", "1", "0", "finished", "100"}) {
			t.Errorf("CSV: %v, %q", err, rows)
		}
		var trace struct {
			TraceEvents []struct {
				Name, Ph string
				Ts, Dur  float64
				Pid, Tid int
			}
		}
		if err := json.Unmarshal(browser.Saved("flaglab-tiny.trace.json"), &trace); err != nil {
			t.Error(err)
		}
		slices := 0
		for _, e := range trace.TraceEvents {
			if e.Ph == "X" && e.Tid == 1 {
				slices++
				if e.Dur != 100e3 || e.Pid != 1 {
					t.Errorf("slice %+v", e)
				}
			}
		}
		if slices != 3 {
			t.Errorf("%d slices in the trace: %+v", slices, trace)
		}
		if err := wellFormed(browser.Saved("flaglab-tiny.svg")); err != nil {
			t.Errorf("SVG: %v", err)
		}
		if string(browser.Saved("flaglab-tiny-steps.png")) != "steps" {
			t.Error("PNG: it has not the picture's name")
		}
	})
}

func wellFormed(data []byte) error {
	if len(data) == 0 {
		return errors.New("it is empty")
	}
	d := xml.NewDecoder(strings.NewReader(string(data)))
	for {
		if _, err := d.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// A slice of the trace is a span in which a task ran, whatever else the log says of the task meanwhile.
func TestTheTraceHasTheSpansOfTheTasks(t *testing.T) {
	at := func(ms int, task, lane int, state runlog.State, detail any) runlog.Event {
		return runlog.Event{Run: "run", Task: task, Lane: lane, State: state, At: time.Duration(ms) * time.Millisecond, Detail: detail}
	}
	events := []runlog.Event{
		at(0, runlog.Whole, runlog.NoLane, runlog.Running, nil),
		at(1, 0, 0, runlog.Running, nil),
		at(2, 0, runlog.NoLane, "", "it is shown"),
		at(3, runlog.Whole, runlog.NoLane, "", "the program waits"),
		at(4, 1, 1, runlog.Running, "with a detail"),
		at(5, 0, 0, runlog.Running, "it has computed for a moment"),
		at(6, 1, runlog.NoLane, runlog.Running, "the attempt failed"),
		at(8, 1, 1, runlog.Running, nil),
		at(9, 1, runlog.NoLane, runlog.Failed, nil),
		at(10, 0, runlog.NoLane, runlog.Finished, nil),
		at(12, runlog.Whole, runlog.NoLane, runlog.Finished, nil),
	}
	var trace struct {
		TraceEvents []struct {
			Name, Ph string
			Ts, Dur  float64
			Tid      int
		}
	}
	if err := json.Unmarshal(bench.ExportTrace(nil, events), &trace); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range trace.TraceEvents {
		if e.Ph == "X" {
			got = append(got, fmt.Sprintf("%s in %d: %g to %g", e.Name, e.Tid, e.Ts/1000, (e.Ts+e.Dur)/1000))
		}
	}
	want := []string{"2 in 2: 4 to 6", "2 in 2: 8 to 9", "1 in 1: 1 to 10", "run in 0: 0 to 12"}
	if !slices.Equal(got, want) {
		t.Errorf("slices %q, want %q", got, want)
	}
}
