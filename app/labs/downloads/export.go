package downloads

import (
	"strconv"
	"time"

	"flaglab/app/runlog"
)

// TaskName is the code of a task; empty if there is no such task, as may be in a log of a link. With Columns, Cells and Settings
// it makes a Plan fit for the bench's exports.
func (p Plan) TaskName(_ string, task int) string {
	if task < 0 || task >= len(p.Codes) {
		return ""
	}
	return p.Codes[task]
}

// Columns are what a CSV file says of a download. Times are milliseconds.
func (p Plan) Columns() []string {
	return []string{"status", "cause", "http", "bytes", "stalled_ms", "waiting_ms", "receiving_ms", "backoff_ms", "protocol", "message"}
}

// Cells are the values of Columns for one event.
func (p Plan) Cells(e runlog.Event) []string {
	d, ok := e.Detail.(*Detail)
	if !ok || d == nil {
		return make([]string, len(p.Columns()))
	}
	return []string{d.Status(), string(d.Cause), strconv.Itoa(d.HTTP), strconv.Itoa(d.Bytes), inMilliseconds(d.Stalled),
		inMilliseconds(d.Waiting), inMilliseconds(d.Receiving), inMilliseconds(d.Backoff), d.Protocol, d.Message}
}

func inMilliseconds(d time.Duration) string {
	return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', -1, 64)
}

// Settings are the plan as the JSON file has it. Times are nanoseconds; the seed is a text, as JavaScript's numbers
// are too short for it.
func (p Plan) Settings() any {
	return struct {
		Codes    []string      `json:"codes"`
		Site     string        `json:"site"`
		Workers  int           `json:"workers"`
		MinDelay time.Duration `json:"min_delay"`
		MaxDelay time.Duration `json:"max_delay"`
		Errors   float64       `json:"errors"`
		Seed     string        `json:"seed"`
		Timeout  time.Duration `json:"timeout"`
		Attempts int           `json:"attempts"`
		Backoff  time.Duration `json:"backoff"`
	}{p.Codes, p.Site, p.Workers, p.Weather.MinDelay, p.Weather.MaxDelay, p.Weather.ErrorRate,
		strconv.FormatUint(p.Weather.Seed, 10), p.Timeout, max(1, p.Retry.Attempts), p.Retry.Backoff}
}

// Details makes a Plan fit for links to recorded runs.
func (p Plan) Details() []any { return []any{(*Detail)(nil)} }
