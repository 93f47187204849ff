package bench_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
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
		if err != nil || len(rows) != 9 || !reflect.DeepEqual(rows[3], []string{"count", "1", "1", "finished", "100"}) {
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
