package processes

import (
	"slices"
	"time"

	"flaglab/app/runlog"
)

// model is the state of the three runs and of the prices at one moment. It implements [runlog.Model].
type model struct {
	runs   map[string]*run
	prices []price
}

// run is the state of one run.
type run struct {
	state   runlog.State // empty before it began
	elapsed time.Duration
	message string // why it failed
	spans   []span
	began   map[int]open // tasks that run and were not heard of since
	beats   []time.Duration
	calls   map[int]int // by lane: how many tasks its memory had seen at last
	done    int
}

// span is a time in which a task computed or waited.
type span struct {
	task, lane int
	from, to   time.Duration
}

type open struct {
	lane int
	from time.Duration
}

func newModel() *model {
	m := &model{runs: map[string]*run{}}
	for _, name := range runs {
		m.runs[name] = &run{began: map[int]open{}, calls: map[int]int{}}
	}
	return m
}

// Apply moves the state on by one event.
func (m *model) Apply(e runlog.Event) {
	if p, ok := e.Detail.(*price); ok {
		m.prices = append(m.prices, *p)
		return
	}
	r := m.runs[e.Run]
	if r == nil {
		return
	}
	r.elapsed = max(r.elapsed, e.At)
	switch {
	case e.Task == runlog.Whole:
		r.state = e.State
		if o, ok := e.Detail.(*outcome); ok {
			r.message = o.Message
		}
	case e.Task == heartbeat:
		r.beats = append(r.beats, e.At)
	case e.State == runlog.Running && e.Detail == nil:
		r.began[e.Task] = open{e.Lane, e.At}
	case e.State == runlog.Running:
		if s, ok := e.Detail.(*slice); ok {
			r.spans = append(r.spans, span{e.Task, e.Lane, s.Began, e.At})
			r.began[e.Task] = open{e.Lane, e.At}
		}
	case e.State.Done():
		if o, ok := r.began[e.Task]; ok && !r.heard(e.Task) { // it only waited
			r.spans = append(r.spans, span{e.Task, o.lane, o.from, e.At})
		}
		if o, ok := e.Detail.(*outcome); ok && e.State == runlog.Finished {
			lane := r.began[e.Task].lane
			r.calls[lane] = max(r.calls[lane], o.Calls)
		}
		delete(r.began, e.Task)
		r.done++
	}
}

// heard reports whether the task has told of a slice.
func (r *run) heard(task int) bool {
	return slices.ContainsFunc(r.spans, func(s span) bool { return s.task == task })
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

// speedup is how many times faster a run was than the sequential one; 0 unless both came to their end.
func (m *model) speedup(name string) float64 {
	one, many := m.runs[sequential], m.runs[name]
	if one.state != runlog.Finished || many.state != runlog.Finished || many.elapsed <= 0 {
		return 0
	}
	return one.elapsed.Seconds() / many.elapsed.Seconds()
}
