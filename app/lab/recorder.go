package lab

import (
	"sync"
	"time"

	"flaglab/app/flags"
)

// Recorder writes the log of one run after another. It is a [flags.Watcher], and
// safe for use by many goroutines.
type Recorder struct {
	now func() time.Duration

	mu     sync.Mutex
	events []Event
	index  map[string]int // code to task
	run    string
	began  time.Duration
	newest time.Duration // when the newest event came
	lanes  map[int]int   // worker of each running task
}

// NewRecorder returns a recorder for the plan; now is a monotonic clock.
func NewRecorder(plan Plan, now func() time.Duration) *Recorder {
	r := &Recorder{now: now, index: make(map[string]int, len(plan.Codes)), lanes: map[int]int{}}
	for i, cc := range plan.Codes {
		r.index[cc] = i
	}
	return r
}

// Begin starts the clock of a run. Events up to the next Begin belong to it.
func (r *Recorder) Begin(run string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.run, r.began = run, r.now()
	r.newest = r.began
	clear(r.lanes)
	r.events = append(r.events, Event{Run: run, Task: Whole, Lane: -1, State: Running})
}

// End records that the run is over: Finished, Failed with a message, or Cancelled.
func (r *Recorder) End(state State, message string) {
	var detail *Detail
	if message != "" {
		detail = &Detail{Cause: flags.CauseOther, Message: message}
	}
	r.add(Whole, -1, state, detail)
}

// Elapsed returns how long the run has been going.
func (r *Recorder) Elapsed() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now() - r.began
}

// Idle returns how long ago the newest event was.
func (r *Recorder) Idle() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now() - r.newest
}

// Since returns the events from the n-th on. What it returns must not be changed.
func (r *Recorder) Since(n int) []Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.events[min(n, len(r.events)):len(r.events):len(r.events)]
}

// Pending implements [flags.Watcher].
func (r *Recorder) Pending(cc string) { r.add(r.index[cc], -1, Pending, nil) }

// Running implements [flags.Watcher].
func (r *Recorder) Running(cc string, worker int) {
	r.add(r.index[cc], worker, Running, nil)
}

// Retrying implements [flags.Watcher].
func (r *Recorder) Retrying(cc string, _ int, wait time.Duration, o flags.Outcome) {
	detail := detailOf(o)
	detail.Backoff = wait
	r.add(r.index[cc], -1, Running, detail)
}

// Done implements [flags.Watcher].
func (r *Recorder) Done(cc string, o flags.Outcome) {
	detail := detailOf(o)
	state := Finished
	switch detail.Cause {
	case flags.CauseNone, flags.CauseNotFound:
	case flags.CauseCancelled:
		state, detail.Message = Cancelled, ""
	default:
		state = Failed
	}
	r.add(r.index[cc], -1, state, detail)
}

// detailOf says what is known of a download that ended.
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

// add appends an event. A lane of -1 with a detail stands for the lane on which
// the task ran.
func (r *Recorder) add(task, lane int, state State, detail *Detail) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case state == Running && detail == nil:
		r.lanes[task] = lane
	case state == Running:
		lane = r.lanes[task]
	case state.Done() && task != Whole:
		if ran, ok := r.lanes[task]; ok {
			lane = ran
			delete(r.lanes, task)
		}
	}
	r.newest = r.now()
	r.events = append(r.events, Event{Run: r.run, Task: task, Lane: lane, State: state, At: r.newest - r.began, Detail: detail})
}
