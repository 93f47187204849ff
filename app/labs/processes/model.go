package processes

import (
	"slices"
	"time"

	"flaglab/app/runlog"
)

// model is the state of the three runs and of the example at one moment. It implements [runlog.Model].
type model struct {
	runs   map[string]*run
	called []string // what the example printed
	cores  int      // of the machine; 0: the log does not say it
}

// run is the state of one run.
type run struct {
	state   runlog.State // empty before it began
	elapsed time.Duration
	message string // why it failed
	spans   []span
	began   map[int]begun // tasks that run and were not heard of since
	beats   []time.Duration
	calls   map[int]int // by lane: how many tasks its memory had seen at last
	pixels  map[int][]byte
	done    int
	wrong   string // why a task failed

	now, most load // of the goroutines
	busiest   int  // lanes in which a task ran at once
}

// span is a time in which a task computed or waited.
type span struct {
	task, lane int
	from, to   time.Duration
}

type begun struct {
	lane int
	from time.Duration
}

// The limits of what is drawn for each core, for each goroutine and for each batch: a log may be of a link.
const (
	mostCores      = 256
	mostGoroutines = 1000
	mostBatches    = 32
)

func newModel() *model {
	m := &model{runs: map[string]*run{}}
	for _, name := range runs {
		m.runs[name] = &run{began: map[int]begun{}, calls: map[int]int{}, pixels: map[int][]byte{}}
	}
	return m
}

// Apply moves the state on by one event.
func (m *model) Apply(e runlog.Event) {
	switch d := e.Detail.(type) {
	case *said:
		m.called = append(m.called, d.Text)
		return
	case *host:
		m.cores = min(d.Cores, mostCores)
		return
	}
	r := m.runs[e.Run]
	if r == nil {
		return
	}
	if e.Task >= mostBatches {
		panic("processes: no run has so many batches")
	}
	r.elapsed = max(r.elapsed, e.At)
	switch d := e.Detail.(type) {
	case *load:
		if min(d.Running, d.Runnable, d.Waiting) < 0 || max(d.Running, d.Runnable, d.Waiting) > mostGoroutines {
			panic("processes: no run has so many goroutines")
		}
		r.now = *d
		r.most.most(*d)
		return
	case *slice:
		r.spans = append(r.spans, span{e.Task, e.Lane, d.Began, e.At})
		r.began[e.Task] = begun{e.Lane, e.At}
		return
	}
	switch {
	case e.Task == runlog.Whole:
		r.state = e.State
		if o, ok := e.Detail.(*outcome); ok {
			r.message = o.Message
		}
	case e.Task == heartbeat:
		r.beats = append(r.beats, e.At)
	case e.State == runlog.Running:
		r.began[e.Task] = begun{e.Lane, e.At}
		r.busiest = max(r.busiest, r.computing())
	case e.State.Done():
		if o, ok := e.Detail.(*outcome); ok {
			r.ended(e.Task, o)
		}
		delete(r.began, e.Task)
		r.done++
	}
}

// ended records the outcome of a task.
func (r *run) ended(task int, o *outcome) {
	if o.Message != "" {
		r.wrong = o.Message
		return
	}
	lane := r.began[task].lane
	r.calls[lane] = max(r.calls[lane], o.Calls)
	r.pixels[task] = o.pixels
}

// computing counts the lanes in which a task has begun and not ended.
func (r *run) computing() int {
	lanes := map[int]bool{}
	for _, o := range r.began {
		lanes[o.lane] = true
	}
	return len(lanes)
}

// load is how many goroutines, and tasks, there are at once: now, or at most when the run is over.
func (r *run) load() (load, int) {
	if r.state == runlog.Running {
		return r.now, r.computing()
	}
	return r.most, r.busiest
}

// serial is how long no task was under way: the time that more workers cannot shorten.
func (r *run) serial() time.Duration {
	busy, after := time.Duration(0), r.elapsed
	for _, s := range slices.Backward(r.spans) { // they are in the order of their ends
		if s.from < after {
			busy += min(s.to, after) - s.from
			after = s.from
		}
	}
	return max(0, r.elapsed-busy)
}

// gap is the longest time without a heartbeat, up to the end of what is known.
func (r *run) gap() (longest time.Duration) {
	last := time.Duration(0)
	for _, at := range append(slices.Clone(r.beats), r.elapsed) {
		longest = max(longest, at-last)
		last = at
	}
	return longest
}

// speedup is how many times faster a run was than the sequential one; 0 unless both finished.
func (m *model) speedup(name string) float64 {
	one, many := m.runs[sequential], m.runs[name]
	if one.state != runlog.Finished || many.state != runlog.Finished || many.elapsed <= 0 {
		return 0
	}
	return one.elapsed.Seconds() / many.elapsed.Seconds()
}

// end returns when the last task of a lane ended; 0 if there was none.
func (r *run) end(lane int) (end time.Duration) {
	for _, s := range r.spans {
		if s.lane == lane {
			end = max(end, s.to)
		}
	}
	return end
}
