package race

import (
	_ "embed"
	"strconv"
	"strings"
	"time"

	"flaglab/app/flags"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// exampleCSV is a race with the default settings, as the page saved it (Events as CSV) in Chromium on a machine of two
// cores. It is shown before the person's first race.
//
//go:embed example.csv
var exampleCSV string

// example reads the recorded race.
func example() (events []runlog.Event) {
	task := map[string]int{"": runlog.Whole}
	for i, cc := range flags.Pop20() {
		task[cc] = i
	}
	column := map[string]int{}
	for i, line := range strings.Split(strings.TrimSpace(exampleCSV), "\n") {
		cells := strings.Split(strings.TrimSpace(line), ",")
		if i == 0 {
			for n, name := range cells {
				column[name] = n
			}
			continue
		}
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
			e.Detail = &downloads.Detail{HTTP: http, Bytes: bytes, Protocol: cells[column["protocol"]],
				Stalled: ms("stalled_ms"), Waiting: ms("waiting_ms"), Receiving: ms("receiving_ms")}
		}
		events = append(events, e)
	}
	return events
}
