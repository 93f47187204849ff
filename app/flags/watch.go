package flags

import (
	"context"
	"time"

	"flaglab/app/futures"
)

// Watcher gets the progress of each code, in the goroutine where it happens. It
// must be quick, and safe for use by many goroutines.
type Watcher interface {
	Pending(cc string)             // it waits for a worker
	Running(cc string, worker int) // worker, counted from 0, took it, or tries it again
	// Retrying: the attempt, counted from 1, ended as o says; the worker keeps the
	// code and waits before it tries again. Then Running is called once more.
	Retrying(cc string, attempt int, wait time.Duration, o Outcome)
	Done(cc string, o Outcome) // it came to its end
}

// Outcome is the end of one download.
type Outcome struct {
	Result Result
	Err    error
	Reply  Reply
}

// Cause classifies the outcome.
func (o Outcome) Cause() Cause {
	if o.Err == nil && !o.Result.Found {
		return CauseNotFound
	}
	return CauseOf(o.Err)
}

func (d *Downloader) pending(codes []string) {
	if d.Watch == nil {
		return
	}
	for _, cc := range codes {
		d.Watch.Pending(cc)
	}
}

func (d *Downloader) running(ctx context.Context, cc string) {
	if d.Watch == nil {
		return
	}
	worker, _ := futures.WorkerFrom(ctx) // the zero worker outside a pool
	d.Watch.Running(cc, worker.Index)
}

func (d *Downloader) retrying(cc string, attempt int, wait time.Duration, reply Reply, err error) {
	if d.Watch != nil {
		d.Watch.Retrying(cc, attempt, wait, Outcome{Result: Result{Code: cc}, Err: err, Reply: reply})
	}
}

func (d *Downloader) done(cc string, reply Reply, result Result, err error) {
	if d.Watch != nil {
		d.Watch.Done(cc, Outcome{Result: result, Err: err, Reply: reply})
	}
}
