package runlog

import (
	"sync"
	"time"
)

// Writer appends to a log. Goroutines may use it concurrently, and others may read the log meanwhile.
type Writer struct {
	now func() time.Duration

	mu     sync.Mutex
	events []Event
	newest time.Duration // when the newest event was written
	latest *Run          // the run that began last
}

// NewWriter returns a writer of an empty log. The clock now must be monotonic.
func NewWriter(now func() time.Duration) *Writer {
	return &Writer{now: now}
}

// Since returns the events from the n-th on, counted from 0. The caller must not change them.
func (w *Writer) Since(n int) []Event {
	w.mu.Lock()
	defer w.mu.Unlock()
	end := len(w.events)
	return w.events[min(n, end):end:end]
}

// Idle returns how long ago the newest event was written.
func (w *Writer) Idle() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now() - w.newest
}

// Begin starts a run and its clock. Runs may follow each other or overlap.
func (w *Writer) Begin(run string) *Run {
	r := &Run{w: w, name: run, began: w.now(), lanes: map[int]int{}}
	w.mu.Lock()
	w.latest = r
	w.mu.Unlock()
	r.Add(Whole, NoLane, Running, nil)
	return r
}

// Run writes the events of one run. Many goroutines may use it.
type Run struct {
	w     *Writer
	name  string
	began time.Duration
	lanes map[int]int // the lane of each running task; guarded by w.mu
}

// Elapsed returns how long ago the run began.
func (r *Run) Elapsed() time.Duration { return r.w.now() - r.began }

// Add appends an event that happens now. A task stays in the lane in which it entered Running: later events of
// the task may pass NoLane.
func (r *Run) Add(task, lane int, state State, detail any) {
	r.w.mu.Lock()
	defer r.w.mu.Unlock()
	r.w.newest = r.w.now()
	r.add(r.w.newest-r.began, task, lane, state, detail)
}

// add appends an event, in the lane that its task is in if it passes NoLane. The caller holds the lock.
func (r *Run) add(at time.Duration, task, lane int, state State, detail any) {
	if task != Whole {
		if lane == NoLane {
			if known, ok := r.lanes[task]; ok {
				lane = known
			}
		}
		switch {
		case state == Running:
			r.lanes[task] = lane
		case state.Done():
			delete(r.lanes, task)
		}
	}
	r.w.events = append(r.w.events, Event{Run: r.name, Task: task, Lane: lane, State: state, At: at, Detail: detail})
}

// End appends the end of the run: Finished, Failed or Cancelled.
func (r *Run) End(state State, detail any) { r.Add(Whole, NoLane, state, detail) }

// Elapsed returns how long ago the latest run began; 0 before the first.
func (w *Writer) Elapsed() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.latest == nil {
		return 0
	}
	return w.now() - w.latest.began
}

// AddAt appends an event that happened at the time at since the run began, such as one that another process
// reports.
func (r *Run) AddAt(at time.Duration, task, lane int, state State, detail any) {
	r.w.mu.Lock()
	defer r.w.mu.Unlock()
	r.w.newest = r.w.now()
	r.add(max(at, 0), task, lane, state, detail)
}
