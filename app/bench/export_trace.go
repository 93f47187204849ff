package bench

import (
	"fmt"
	"time"

	"flaglab/app/json"
	"flaglab/app/runlog"
)

// ExportTrace writes the runs in Chrome's trace event format, which Perfetto and chrome://tracing open: a process for
// each run, a thread for each lane, a slice for each span in which a task ran. Events that do not change the state of a task
// neither begin nor end a span.
func ExportTrace(x Exporter, events []runlog.Event) []byte {
	type trace struct {
		Name     string         `json:"name"`
		Category string         `json:"cat,omitempty"`
		Phase    string         `json:"ph"` // X: a slice; M: a name
		Begin    float64        `json:"ts"` // microseconds
		Duration *float64       `json:"dur,omitempty"`
		Process  int            `json:"pid"`
		Thread   int            `json:"tid"`
		Args     map[string]any `json:"args,omitempty"`
	}
	type key struct {
		run  string
		task int
	}
	list := []trace{}
	processes := map[string]int{}
	lanes := map[key]bool{}
	began := map[key]runlog.Event{}
	for _, e := range events {
		if processes[e.Run] == 0 {
			processes[e.Run] = len(processes) + 1
			list = append(list, trace{Name: "process_name", Phase: "M", Process: processes[e.Run], Args: map[string]any{"name": e.Run}})
		}
		process, k := processes[e.Run], key{e.Run, e.Task}
		if lane := (key{e.Run, e.Lane}); e.Lane >= 0 && !lanes[lane] {
			lanes[lane] = true
			list = append(list, trace{Name: "thread_name", Phase: "M", Process: process, Thread: e.Lane + 1, Args: map[string]any{"name": fmt.Sprintf("worker %d", e.Lane)}})
		}
		start, open := began[k]
		if e.State == "" || open && e.State == runlog.Running && e.Lane == start.Lane {
			continue // the span goes on
		}
		if open {
			delete(began, k)
			took := microseconds(e.At - start.At)
			name := taskName(x, e)
			if e.Task == runlog.Whole {
				name = e.Run
			}
			list = append(list, trace{name, string(e.State), "X", microseconds(start.At), &took, process, start.Lane + 1, args(x, e)})
		}
		if e.State == runlog.Running && (e.Lane >= 0 || e.Task == runlog.Whole) { // in no lane a task waits for another attempt
			began[k] = e
		}
	}
	return json.Marshal(struct {
		TraceEvents []trace `json:"traceEvents"`
		Unit        string  `json:"displayTimeUnit"`
	}{list, "ms"})
}

// args is what an exporter says of an event, without what is empty.
func args(x Exporter, e runlog.Event) map[string]any {
	said := map[string]any{"state": e.State}
	if x == nil || e.Detail == nil {
		return said
	}
	cells := x.Cells(e)
	for i, name := range x.Columns() {
		if cells[i] != "" && cells[i] != "0" {
			said[name] = cells[i]
		}
	}
	return said
}

func microseconds(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }
