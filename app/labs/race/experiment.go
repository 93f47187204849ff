package race

import (
	"context"
	"time"

	"flaglab/app/bench"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// experiment is a race with certain settings. The two runs follow each other: together they would share a thread, a
// server and a set of connections, and slow each other down.
type experiment struct {
	plan    downloads.Plan
	runs    []string
	network bench.Network
	images  [2]downloads.Images // of the sequential run and of the other one

	// The forecast for each run, known before it begins.
	ideal    map[string]time.Duration
	schedule map[string][]downloads.Span
}

// Do implements [bench.Experiment].
func (x *experiment) Do(ctx context.Context, w *runlog.Writer) error {
	connection, err := downloads.Connect(ctx, x.network, x.plan, downloads.Threads)
	if err != nil {
		return err
	}
	for _, run := range x.runs {
		if ctx.Err() != nil {
			break
		}
		downloads.Do(ctx, x.plan, run, connection, x.imagesOf(run), w)
	}
	return nil
}

func (x *experiment) imagesOf(run string) *downloads.Images {
	if run == downloads.Sequential {
		return &x.images[0]
	}
	return &x.images[1]
}

// Model implements [bench.Experiment].
func (x *experiment) Model() runlog.Model { return downloads.NewModel(x.plan) }

// Playback implements [bench.Player]: both runs on one clock, slowed so that the eye can follow the shorter one. The
// verdict comes when that is over.
func (x *experiment) Playback(m runlog.Model) (speed float64, verdict time.Duration) {
	race := m.(*downloads.Model)
	verdict = race.Run(x.runs[len(x.runs)-1]).Elapsed
	for _, speed = range []float64{0.125, 0.25, 0.5} {
		if time.Duration(float64(verdict)/speed) <= longestReplay {
			return speed, verdict
		}
	}
	return 1, verdict
}

// longestReplay is how long a person may wait for the verdict after the runs. At an eighth of the speed, the usual
// 0.24 s take 1.9 s.
const longestReplay = 2200 * time.Millisecond

// Files implements [bench.Filer].
func (x *experiment) Files() map[string][]byte {
	return x.imagesOf(x.runs[len(x.runs)-1]).Files()
}

// Details implements [bench.Recorder].
func (x *experiment) Details() []any { return x.plan.Details() }

// The exports speak of the plan.

func (x *experiment) TaskName(run string, task int) string { return x.plan.TaskName(run, task) }
func (x *experiment) Columns() []string                    { return x.plan.Columns() }
func (x *experiment) Cells(e runlog.Event) []string        { return x.plan.Cells(e) }
func (x *experiment) Settings() any                        { return x.plan.Settings() }
