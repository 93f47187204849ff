package threads

import (
	"context"
	"sync"
	"time"

	"flaglab/app/runlog"
	"flaglab/app/threading"
)

// observer writes what a program does into a run's log, and ends the program when it hangs: when all of its threads
// have waited for each other for a while.
type observer struct {
	run      *runlog.Run
	patience time.Duration // how long a hanging program is shown to hang
	cancel   context.CancelFunc

	mu      sync.Mutex
	threads threading.Threads
	timer   *time.Timer // runs while the program hangs
	hung    bool
}

// observe implements [threading.Observer].
func (o *observer) observe(r threading.Record) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.hung {
		return // what follows is the page's doing
	}
	o.threads.Apply(r)
	task, lane, state := place(r)
	o.run.Add(task, lane, state, Detail{Record: &r})
	switch hangs := o.threads.Stuck() != nil; {
	case hangs && o.timer == nil:
		o.timer = time.AfterFunc(o.patience, o.hang)
	case !hangs && o.timer != nil:
		o.timer.Stop()
		o.timer = nil
	}
}

// hang ends the program, unless somebody has woken it.
func (o *observer) hang() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.threads.Stuck() == nil {
		return
	}
	o.hung = true
	o.run.Add(runlog.Whole, runlog.NoLane, "", Detail{Hang: true})
	o.cancel()
}

// end returns true if the program hung. Nothing is written afterwards.
func (o *observer) end() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.timer != nil {
		o.timer.Stop()
	}
	return o.hung
}

// place says whose event a record is: the task is the thread, from 0, and has a lane of its own. The main thread is the
// run as a whole.
func place(r threading.Record) (task, lane int, state runlog.State) {
	task, lane = r.Thread-1, r.Thread-1
	if r.Thread <= 0 {
		task, lane = runlog.Whole, runlog.NoLane
	}
	switch {
	case r.Op == threading.OpStart && r.Phase == threading.Done:
		return r.Object.Number - 1, runlog.NoLane, runlog.Pending
	case r.Thread <= 0:
	case r.Op == threading.OpRun:
		state = runlog.Running
	case r.Op == threading.OpEnd:
		state = runlog.Finished
		if r.Text != "" {
			state = runlog.Failed
		}
	}
	return task, lane, state
}
