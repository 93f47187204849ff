package lab_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"flaglab/app/lab"
)

func TestExportJSON(t *testing.T) {
	plan, events := script(t)
	data, err := lab.ExportJSON(plan, events)
	if err != nil {
		t.Fatal(err)
	}
	var back struct {
		Plan   struct{ Codes []string }
		Events []struct {
			Code string
			lab.Event
		}
	}
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if len(back.Plan.Codes) != 3 || len(back.Events) != len(events) {
		t.Fatalf("%d codes and %d events", len(back.Plan.Codes), len(back.Events))
	}
	// What was written is the whole log: it can be replayed.
	var again []lab.Event
	for i, e := range back.Events {
		again = append(again, e.Event)
		if e.Task != lab.Whole && e.Code != plan.Codes[e.Task] {
			t.Errorf("event %d is of %s", i, e.Code)
		}
	}
	for _, at := range []time.Duration{0, 250 * ms, time.Hour} {
		if got, want := lab.VerboseLog(plan, lab.At(again, lab.Threads, 3, at)), lab.VerboseLog(plan, lab.At(events, lab.Threads, 3, at)); got != want {
			t.Errorf("at %v: %q, want %q", at, got, want)
		}
	}
}

func TestExportCSV(t *testing.T) {
	plan, events := script(t)
	events[len(events)-1].Detail = &lab.Detail{Message: "a \"quote\", a comma\nand a line"}
	rows, err := csv.NewReader(strings.NewReader(string(lab.ExportCSV(plan, events)))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(events)+1 {
		t.Fatalf("%d rows for %d events", len(rows), len(events))
	}
	if got, want := strings.Join(rows[7], "|"), "threads|CN|2|finished|200|ok||200|5|20|160|5|0|h2|"; got != want {
		t.Errorf("CN reads %s, want %s", got, want)
	}
	if got := rows[len(events)][14]; got != "a \"quote\", a comma\nand a line" {
		t.Errorf("message %q", got)
	}
}

// Slices of a thread must nest or follow each other: that is all that the format
// asks for.
func TestExportTrace(t *testing.T) {
	for name, log := range map[string]func() (lab.Plan, []lab.Event){
		"three codes": func() (lab.Plan, []lab.Event) { return script(t) },
		"attempts":    retried,
	} {
		plan, events := log()
		data, err := lab.ExportTrace(plan, events)
		if err != nil {
			t.Fatal(err)
		}
		var trace struct {
			TraceEvents []struct {
				Name, Ph string
				Ts, Dur  float64
				Pid, Tid int
				Args     map[string]any
			}
		}
		if err := json.Unmarshal(data, &trace); err != nil {
			t.Fatal(err)
		}
		named, open := map[int]bool{}, map[int][]float64{}
		slices := 0
		for _, e := range trace.TraceEvents {
			switch e.Ph {
			case "M":
				named[e.Tid] = true
			case "X":
				slices++
				if !named[e.Tid] || e.Pid != 1 || e.Dur < 0 {
					t.Errorf("%s: slice %+v", name, e)
				}
				ends := open[e.Tid]
				for len(ends) > 0 && ends[len(ends)-1] <= e.Ts {
					ends = ends[:len(ends)-1]
				}
				if len(ends) > 0 && e.Ts+e.Dur > ends[len(ends)-1] {
					t.Errorf("%s: slice %s at %v overlaps the one before", name, e.Name, e.Ts)
				}
				open[e.Tid] = append(ends, e.Ts+e.Dur)
			}
		}
		if slices < 3 {
			t.Errorf("%s: %d slices", name, slices)
		}
	}
}

func TestExportSVG(t *testing.T) {
	plan, events := script(t)
	for name, data := range map[string][]byte{
		"three": lab.ExportSVG(plan, events),
		"none":  lab.ExportSVG(plan, nil),
		"odd":   lab.ExportSVG(lab.Plan{Codes: plan.Codes, Site: `<"&>`, Workers: 1}, events),
	} {
		if dir := os.Getenv("FLAGLAB_SHOTS"); dir != "" {
			os.WriteFile(dir+"/timeline-"+name+".svg", data, 0o600)
		}
		bars := 0
		for d := xml.NewDecoder(strings.NewReader(string(data))); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if start, ok := token.(xml.StartElement); ok && start.Name.Local == "g" {
				bars++
			}
		}
		if name != "none" && bars != 3 {
			t.Errorf("%s: %d bars, want 3", name, bars)
		}
	}
	if text := string(lab.ExportSVG(plan, events)); !strings.Contains(text, "BR: error, attempt 1: HTTP error 418 - I&apos;m a Teapot") && !strings.Contains(text, "BR: error, attempt 1: HTTP error 418 - I'm a Teapot") {
		t.Error("the failed bar does not say why")
	}
}
