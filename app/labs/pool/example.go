package pool

import (
	"strconv"
	"strings"
	"time"

	"flaglab/app/form"
	"flaglab/app/runlog"
)

// recordedTimes are the downloads of a sweep with the default settings, as the page measured them in Chromium on a machine of two
// cores: the milliseconds of each run. They are shown before the person's first sweep.
const recordedTimes = "4140 2040 1360 900 670 570 520 580 590 530 440"

// example reads the recorded sweep. It has the times of the runs, and nothing of their tasks.
func example() (events []runlog.Event) {
	e, _ := open(form.New(fields), nil)
	runs := e.(*experiment).runs()
	for i, text := range strings.Fields(recordedTimes) {
		ms, _ := strconv.Atoi(text) // there is a test
		took := time.Duration(ms) * time.Millisecond
		if i == 0 {
			events = append(events, runlog.Event{Run: sweepRun, Task: runlog.Whole, Lane: runlog.NoLane, Detail: &first{waiting, took}})
		}
		events = append(events, runlog.Event{Run: runs[i].name(), Task: runlog.Whole, Lane: runlog.NoLane, State: runlog.Running},
			runlog.Event{Run: runs[i].name(), Task: runlog.Whole, Lane: runlog.NoLane, State: runlog.Finished, At: took})
	}
	return events
}
