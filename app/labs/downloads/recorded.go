package downloads

import (
	"strconv"
	"strings"
	"time"

	"flaglab/app/flags"
	"flaglab/app/runlog"
)

// Recorded reads the log of runs of the twenty most populous countries, as the page saved it (Events as CSV). It is for the
// examples that the labs carry, not for what a person brings: it reports no error.
func Recorded(csv string) (events []runlog.Event) {
	task := map[string]int{"": runlog.Whole}
	for i, cc := range flags.Pop20() {
		task[cc] = i
	}
	header, rows, _ := strings.Cut(strings.TrimSpace(csv), "\n")
	column := map[string]int{}
	for i, name := range strings.Split(strings.TrimSpace(header), ",") {
		column[name] = i
	}
	for row := range strings.Lines(rows) {
		cells := strings.Split(strings.TrimSpace(row), ",")
		ms := func(name string) time.Duration {
			x, _ := strconv.ParseFloat(cells[column[name]], 64)
			return time.Duration(x * float64(time.Millisecond))
		}
		e := runlog.Event{Run: cells[column["run"]], Task: task[cells[column["code"]]], Lane: runlog.NoLane, State: runlog.State(cells[column["state"]]), At: ms("at_ms")}
		if worker, err := strconv.Atoi(cells[column["worker"]]); err == nil {
			e.Lane = worker - 1
		}
		if e.State.Done() && e.Task != runlog.Whole {
			http, _ := strconv.Atoi(cells[column["http"]])
			bytes, _ := strconv.Atoi(cells[column["bytes"]])
			e.Detail = &Detail{HTTP: http, Bytes: bytes, Protocol: cells[column["protocol"]],
				Stalled: ms("stalled_ms"), Waiting: ms("waiting_ms"), Receiving: ms("receiving_ms")}
		}
		events = append(events, e)
	}
	return events
}
