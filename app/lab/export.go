package lab

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The exports say all that is known of the runs of a log. Times are counted from
// the beginning of each run.

// ExportJSON writes the plan and every event. Times are nanoseconds.
func ExportJSON(plan Plan, events []Event) ([]byte, error) {
	type named struct {
		Code string `json:"code,omitempty"`
		Event
	}
	type settings struct {
		Codes    []string      `json:"codes"`
		Site     string        `json:"site"`
		Workers  int           `json:"workers"`
		MinDelay time.Duration `json:"min_delay"`
		MaxDelay time.Duration `json:"max_delay"`
		Errors   float64       `json:"errors"`
		Seed     string        `json:"seed"` // as text: JavaScript has no integers of 64 bits
		Timeout  time.Duration `json:"timeout"`
		Attempts int           `json:"attempts"`
		Backoff  time.Duration `json:"backoff"`
	}
	list := make([]named, len(events))
	for i, e := range events {
		list[i] = named{plan.code(e.Task), e}
	}
	data, err := json.MarshalIndent(struct {
		Plan   settings `json:"plan"`
		Events []named  `json:"events"`
	}{settings{
		plan.Codes, plan.Site, plan.Workers, plan.Weather.MinDelay, plan.Weather.MaxDelay, plan.Weather.ErrorRate,
		strconv.FormatUint(plan.Weather.Seed, 10), plan.Timeout, max(1, plan.Retry.Attempts), plan.Retry.Backoff,
	}, list}, "", " ")
	return append(data, '\n'), err
}

func (p Plan) code(task int) string {
	if task == Whole {
		return ""
	}
	return p.Codes[task]
}

// ExportCSV writes every event as a line. Times are milliseconds; the worker counts
// from 1 and is empty where there is none.
func ExportCSV(plan Plan, events []Event) []byte {
	var b strings.Builder
	b.WriteString("run,code,worker,state,at_ms,status,cause,http,bytes,stalled_ms,waiting_ms,receiving_ms,backoff_ms,protocol,message\r\n")
	for _, e := range events {
		cells := []string{e.Run, plan.code(e.Task), "", string(e.State), inMilliseconds(e.At)}
		if e.Lane >= 0 {
			cells[2] = strconv.Itoa(e.Lane + 1)
		}
		if d := e.Detail; d != nil {
			cells = append(cells, d.Status(), string(d.Cause), strconv.Itoa(d.HTTP), strconv.Itoa(d.Bytes), inMilliseconds(d.Stalled),
				inMilliseconds(d.Waiting), inMilliseconds(d.Receiving), inMilliseconds(d.Backoff), d.Protocol, d.Message)
		} else {
			cells = append(cells, make([]string, 10)...)
		}
		for i, cell := range cells {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(csvCell(cell))
		}
		b.WriteString("\r\n")
	}
	return []byte(b.String())
}

// csvCell quotes a cell as RFC 4180 says.
func csvCell(text string) string {
	if !strings.ContainsAny(text, ",\"\r\n") {
		return text
	}
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}

func inMilliseconds(d time.Duration) string {
	return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', -1, 64)
}

// ExportTrace writes the runs in Chrome's trace event format, which Perfetto
// (ui.perfetto.dev) and chrome://tracing open: a process for each run, a thread for
// each worker, a slice for each attempt, and within it the parts that the browser
// told apart.
func ExportTrace(plan Plan, events []Event) ([]byte, error) {
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
	var list []trace
	for process, run := range runsOf(events) {
		process++
		name := func(what string, thread int, text string) {
			list = append(list, trace{Name: what, Phase: "M", Process: process, Thread: thread, Args: map[string]any{"name": text}})
		}
		slice := func(thread int, title, category string, from, to time.Duration, args map[string]any) {
			length := microseconds(to - from)
			list = append(list, trace{title, category, "X", microseconds(from), &length, process, thread, args})
		}
		s := At(events, run, len(plan.Codes), endOfTime)
		name("process_name", 0, run)
		lanes := 0
		for _, bar := range Bars(s, s.Elapsed) {
			lanes = max(lanes, bar.Lane+1)
		}
		for lane := range lanes {
			name("thread_name", lane+1, fmt.Sprintf("worker %d", lane+1))
		}
		for _, bar := range Bars(s, s.Elapsed) {
			detail := s.Tasks[bar.Task].detailOf(bar.Attempt)
			args := map[string]any{"state": bar.State, "attempt": bar.Attempt}
			if detail.HTTP != 0 {
				args["http"] = detail.HTTP
			}
			if detail.Bytes != 0 {
				args["bytes"] = detail.Bytes
			}
			if detail.Protocol != "" {
				args["protocol"] = detail.Protocol
			}
			if detail.Message != "" {
				args["message"] = detail.Message
			}
			slice(bar.Lane+1, plan.Codes[bar.Task], categoryOf(bar), bar.Start, bar.End, args)
			at := bar.Start
			for _, part := range []struct {
				name string
				took time.Duration
			}{{"stalled", bar.Stalled}, {"waiting", bar.Waiting}, {"receiving", bar.Receiving}} {
				if part.took > 0 {
					slice(bar.Lane+1, part.name, part.name, at, at+part.took, nil)
					at += part.took
				}
			}
		}
	}
	return json.Marshal(struct {
		TraceEvents []trace `json:"traceEvents"`
		Unit        string  `json:"displayTimeUnit"`
	}{list, "ms"})
}

// endOfTime is later than every event.
const endOfTime = time.Duration(1<<63 - 1)

func microseconds(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

// categoryOf is the status of a bar, or its state if it has none.
func categoryOf(bar Bar) string {
	if bar.Status != "" {
		return bar.Status
	}
	return string(bar.State)
}

// detailOf is what is known of an attempt at the task, counted from 1.
func (t Task) detailOf(attempt int) Detail {
	if attempt <= len(t.Earlier) {
		return t.Earlier[attempt-1].Detail
	}
	return t.Detail
}

// runsOf lists the runs of a log in the order in which they began.
func runsOf(events []Event) []string {
	var runs []string
	for _, e := range events {
		if !slices.Contains(runs, e.Run) {
			runs = append(runs, e.Run)
		}
	}
	return runs
}
