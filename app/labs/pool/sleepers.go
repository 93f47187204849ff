package pool

import (
	"context"
	"fmt"

	"flaglab/app/labs/downloads"
	"flaglab/app/labs/sleepers"
	"flaglab/app/runlog"
)

const (
	sleepersRun   = "sleepers"
	sleepersCount = 1000
)

// measureSleepers writes the cost of sleeping goroutines, measured at the end of a sweep.
func measureSleepers(ctx context.Context, w *runlog.Writer) {
	run := w.Begin(sleepersRun)
	run.End(runlog.Finished, sleepers.Measure(ctx, sleepersCount))
}

// sleepersText says what the sleepers cost.
func sleepersText(s *sleepers.Cost) string {
	text := fmt.Sprintf("At its end, a sweep measures the cost of %d sleeping goroutines.", sleepersCount)
	if s != nil {
		text = fmt.Sprintf("A worker that sleeps costs next to nothing: %d sleeping goroutines took %.1f ms to start here", s.Count, float64(s.Start)/1e6)
		if s.Bytes > 0 {
			text += fmt.Sprintf(" and held %.1f KB each", float64(s.Bytes)/float64(s.Count)/1024)
		}
		text += "."
	}
	return text + fmt.Sprintf(" The cost of many workers is what they do when they wake. So a pool for waiting may be large; but it always needs a limit (%d in this lab), "+
		"or a mistake in one line asks a server for everything at once.", downloads.MaxWorkers)
}
