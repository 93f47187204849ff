package downloads

import (
	"time"

	"flaglab/app/flags"
	"flaglab/app/runlog"
)

// Watch returns a watcher that writes the progress of each code of the plan to the log of a run.
func Watch(plan Plan, run *runlog.Run) flags.Watcher {
	w := watcher{run, make(map[string]int, len(plan.Codes))}
	for i, cc := range plan.Codes {
		w.task[cc] = i
	}
	return w
}

type watcher struct {
	run  *runlog.Run
	task map[string]int
}

func (w watcher) Pending(cc string) {
	w.run.Add(w.task[cc], runlog.NoLane, runlog.Pending, nil)
}

func (w watcher) Running(cc string, worker int) {
	w.run.Add(w.task[cc], worker, runlog.Running, nil)
}

func (w watcher) Retrying(cc string, _ int, wait time.Duration, o flags.Outcome) {
	detail := detailOf(o)
	detail.Backoff = wait
	w.run.Add(w.task[cc], runlog.NoLane, runlog.Running, detail)
}

func (w watcher) Done(cc string, o flags.Outcome) {
	detail := detailOf(o)
	state := runlog.Finished
	switch detail.Cause {
	case flags.CauseNone, flags.CauseNotFound:
	case flags.CauseCancelled:
		state, detail.Message = runlog.Cancelled, ""
	default:
		state = runlog.Failed
	}
	w.run.Add(w.task[cc], runlog.NoLane, state, detail)
}

// detailOf returns the details of a finished download.
func detailOf(o flags.Outcome) *Detail {
	detail := &Detail{
		Cause:     o.Cause(),
		HTTP:      o.Reply.Status,
		Bytes:     o.Result.Bytes,
		Stalled:   o.Reply.Timing.Stalled,
		Waiting:   o.Reply.Timing.Waiting,
		Receiving: o.Reply.Timing.Receiving,
		Protocol:  o.Reply.Timing.Protocol,
		Cache:     o.Reply.Cache,
	}
	if o.Err != nil {
		detail.Message = o.Err.Error()
	}
	return detail
}
