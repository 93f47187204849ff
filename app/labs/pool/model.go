package pool

import (
	"strconv"
	"strings"
	"time"

	"flaglab/app/labs/downloads"
	"flaglab/app/labs/sleepers"
	"flaglab/app/runlog"
)

// model is the state of a sweep.
type model struct {
	*downloads.Model                        // of the pools that wait
	computing        *downloads.Model       // of the pools that compute
	first            map[kind]time.Duration // what the first run of a kind took
	queues           []*filled              // what pools did whose queue was full
	sleepers         *sleepers.Cost         // nil before they were measured
}

func newModel(plan downloads.Plan) *model {
	return &model{Model: downloads.NewModel(plan), computing: downloads.NewModel(downloads.Plan{Codes: make([]string, tasks)}), first: map[kind]time.Duration{}}
}

// isWaiting reports whether the run of that name downloads.
func isWaiting(name string) bool { return strings.HasPrefix(name, string(waiting)+"-") }

// Apply implements [runlog.Model].
func (m *model) Apply(e runlog.Event) {
	switch detail := e.Detail.(type) {
	case *firstRun:
		m.first[detail.Kind] = detail.Took
	case *filled:
		if len(m.queues) >= len(policies) {
			panic("pool: no run fills so many queues")
		}
		m.queues = append(m.queues[:len(m.queues):len(m.queues)], detail)
	case *sleepers.Cost:
		m.sleepers = detail
	default:
		switch {
		case isWaiting(e.Run):
			m.Model.Apply(e)
		case e.Run != sweepRun && e.Run != queueRun && e.Run != sleepersRun:
			m.computing.Apply(e)
		}
	}
}

// of returns the state of a run.
func (m *model) of(r run) *downloads.Snapshot {
	if r.kind == waiting {
		return m.Run(r.name())
	}
	return m.computing.Run(r.name())
}

// taskName names a task that is no download.
func taskName(task int) string { return "task " + strconv.Itoa(task+1) }
