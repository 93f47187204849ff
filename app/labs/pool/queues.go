package pool

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/futures"
	"flaglab/app/runlog"
)

// What is asked of a pool whose queue has a bound: more tasks, all at once, than it has places.
const (
	queueWorkers = 2
	queueRoom    = 2
	queueTasks   = 8
	queueWait    = 20 * time.Millisecond // what each task takes
	queueRun     = "queues"
)

// policy is what a pool does when its queue is full.
type policy struct {
	name   string
	submit func(*boundedPool, task) (accepted bool)
}

var policies = []policy{
	{"Block the caller", (*boundedPool).block},
	{"Reject the task", (*boundedPool).reject},
	{"Run it in the caller", (*boundedPool).callerRuns},
}

// filled is the result of a policy.
type filled struct {
	Policy string        `json:"policy"`
	Done   int           `json:"done"`
	Kept   time.Duration `json:"kept"` // how long the pool kept the caller
	Took   time.Duration `json:"took"` // until the last task was done
}

// measureQueues has a pool do each of the three, one after another.
func measureQueues(ctx context.Context, w *runlog.Writer) {
	log := w.Begin(queueRun)
	for _, p := range policies {
		if ctx.Err() == nil {
			log.Add(runlog.Whole, runlog.NoLane, "", p.measure())
		}
	}
	log.End(runlog.Finished, nil)
}

func (p policy) measure() *filled {
	workers, err := futures.NewThreadPoolExecutor(queueWorkers)
	if err != nil {
		panic(err) // there are some
	}
	pool := &boundedPool{workers, make(chan struct{}, queueWorkers+queueRoom)}
	began := time.Now()
	var done atomic.Int32
	for range queueTasks {
		p.submit(pool, func(context.Context, []byte) ([]byte, error) {
			time.Sleep(queueWait)
			done.Add(1)
			return nil, nil
		})
	}
	kept := time.Since(began)
	workers.Shutdown()
	return &filled{p.name, int(done.Load()), kept, time.Since(began)}
}

// queuePanel shows the result of each policy.
func queuePanel(m *model) bench.Panel {
	t := chart.Table{Caption: "What a pool with a full queue does", Head: []string{"", "tasks done", "caller blocked", "all done after"}}
	for i, p := range policies {
		row := []string{p.name, "–", "–", "–"}
		if i < len(m.queues) {
			f := m.queues[i]
			row = []string{p.name, fmt.Sprintf("%d of %d", f.Done, queueTasks), inMilliseconds(f.Kept), inMilliseconds(f.Took)}
		}
		t.Rows = append(t.Rows, row)
	}
	return bench.Panel{Title: "A full queue", Note: fmt.Sprintf("%d tasks of %s, %s, %d places", queueTasks, inMilliseconds(queueWait), workers(queueWorkers), queueRoom),
		Wide: 6, Below: true, Body: []bench.Body{bench.Table{Table: t}}}
}

func inMilliseconds(d time.Duration) string { return fmt.Sprintf("%.0f ms", float64(d)/1e6) }
