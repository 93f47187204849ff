package threads

import (
	"slices"
	"sort"
	"time"

	"flaglab/app/runlog"
	"flaglab/app/threading"
)

// model is the state of a scene at one moment: a pure function of its log.
type model struct {
	runs     []*run
	outcomes []Outcome // of the many runs
	State    runlog.State

	speed float64 // of the programs' clocks
}

// run is one run of a program.
type run struct {
	Name  string
	State runlog.State
	Err   string

	Threads  []*thread // by number: the main thread is the first
	Lines    []printed
	Accesses []access
	Losses   []threading.Loss // indexes are those of Accesses
	Queue    queue
	Hung     bool
	Waits    []threading.Record // once it hangs: who waits for what
	End      time.Duration      // of the last record, on the program's clock

	real    time.Duration // and on the lab's
	speed   float64
	alive   threading.Threads
	updates threading.Updates
}

// thread is one of the program's threads.
type thread struct {
	Number  int
	Name    string
	Started time.Duration // by another
	Ended   time.Duration
	Over    bool
	Err     string
	Spans   []span
	Waiting *threading.Record // nil: it does not wait
	Line    int               // from which it wrote last
	Joined  []int             // the threads that it has joined
}

// span is a time in which a thread waited, for what Record says.
type span struct {
	From, To time.Duration
	Record   threading.Record
	Open     bool // it still waits
	How      threading.Phase
}

// printed is a line of the transcript.
type printed struct {
	Text   string
	Thread int
	At     time.Duration
}

// access is one reading or writing of the count.
type access struct {
	Thread, Value int
	Write         bool
	Lost          int // by this write
	At            time.Duration
}

// Run returns a run by its name; one that has not begun is empty.
func (m *model) Run(name string) *run {
	if i := slices.IndexFunc(m.runs, func(r *run) bool { return r.Name == name }); i >= 0 {
		return m.runs[i]
	}
	return newRun(name, m.speed)
}

func newRun(name string, speed float64) *run {
	return &run{Name: name, speed: speed, Queue: queue{Maxsize: -1}}
}

// Apply implements [runlog.Model].
func (m *model) Apply(e runlog.Event) {
	d, _ := e.Detail.(Detail)
	if d.Outcome != nil {
		m.outcomes = append(m.outcomes, *d.Outcome)
	}
	i := slices.IndexFunc(m.runs, func(r *run) bool { return r.Name == e.Run })
	if i < 0 {
		i = len(m.runs)
		m.runs = append(m.runs, newRun(e.Run, m.speed))
	}
	r := m.runs[i]
	if e.Task == runlog.Whole && e.State != "" {
		r.State, r.Err, m.State = e.State, d.Err, e.State
	}
	now := r.now(e.At)
	r.real = max(r.real, e.At)
	switch {
	case d.Hang:
		r.Hung, r.Waits, r.End = true, r.alive.Waits(), now
	case d.Record != nil:
		r.apply(*d.Record)
	}
}

// now is what the program's clock shows at a moment of the lab's.
func (r *run) now(at time.Duration) time.Duration {
	if r.State == "" || r.State.Done() || r.Hung || at <= r.real {
		return r.End
	}
	return r.End + time.Duration(float64(at-r.real)*r.speed)
}

func (r *run) thread(number int) *thread {
	if number > 2*MaxThreads {
		panic("threads: a log has more threads than a program")
	}
	for number >= len(r.Threads) {
		r.Threads = append(r.Threads, &thread{Number: len(r.Threads)})
	}
	return r.Threads[max(number, 0)]
}

func (r *run) apply(rec threading.Record) {
	r.End = max(r.End, rec.At)
	r.alive.Apply(rec)
	t := r.thread(rec.Thread)
	if rec.Line > 0 {
		t.Line = rec.Line
	}
	t.wait(rec)
	switch rec.Op {
	case threading.OpStart:
		if rec.Phase == threading.Done {
			started := r.thread(rec.Object.Number)
			started.Name, started.Started = rec.Object.Name, rec.At
		}
	case threading.OpRun:
		t.Name = rec.Object.Name
	case threading.OpEnd:
		t.Over, t.Ended, t.Err, t.Line = true, rec.At, rec.Text, 0
	case threading.OpPrint:
		r.Lines = append(r.Lines, printed{rec.Text, rec.Thread, rec.At})
	case threading.OpRead, threading.OpWrite:
		r.access(rec)
	case threading.OpJoin:
		if rec.Phase == threading.Done && rec.Object.Kind == threading.KindThread {
			t.Joined = append(t.Joined, rec.Object.Number)
		}
	}
	r.Queue.apply(rec, r.real)
}

// wait notes that a thread waits, or no longer does.
func (t *thread) wait(rec threading.Record) {
	switch {
	case rec.Phase == threading.Waiting:
		t.Waiting = &rec
		t.Spans = append(t.Spans, span{From: rec.At, To: rec.At, Record: rec, Open: true})
	case t.Waiting != nil && t.Waiting.Op == rec.Op && t.Waiting.Object == rec.Object:
		t.Waiting = nil
		last := &t.Spans[len(t.Spans)-1]
		last.To, last.Open, last.How = rec.At, false, rec.Phase
		if last.To == last.From { // nothing to see
			t.Spans = t.Spans[:len(t.Spans)-1]
		}
	}
}

func (r *run) access(rec threading.Record) {
	a := access{Thread: rec.Thread, Value: rec.Value, Write: rec.Op == threading.OpWrite, At: rec.At}
	if loss, lost := r.updates.Apply(len(r.Accesses), rec); lost {
		a.Lost = loss.Updates
		r.Losses = append(r.Losses, loss)
	}
	r.Accesses = append(r.Accesses, a)
}

// Count is the value of the count, and how many have added to it.
func (r *run) Count() (value, writes int) {
	for _, a := range r.Accesses {
		if a.Write {
			value = a.Value
			writes++
		}
	}
	return value, writes
}

// Stuck returns the waits that will never end.
func (r *run) Stuck() []threading.Record {
	if r.Hung {
		return r.Waits
	}
	return r.alive.Stuck()
}

// Workers are the threads without the main thread.
func (r *run) Workers() []*thread {
	if len(r.Threads) < 2 {
		return nil
	}
	return r.Threads[1:]
}

// Finished are the workers that have ended, in that order.
func (r *run) Finished() []*thread {
	var list []*thread
	for _, t := range r.Workers() {
		if t.Over {
			list = append(list, t)
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].Ended < list[j].Ended })
	return list
}

// slept is how long a thread slept, up to now.
func (t *thread) slept(now time.Duration) (d time.Duration) {
	for _, s := range t.Spans {
		if s.Record.Op == threading.OpSleep {
			d += s.end(now) - s.From
		}
	}
	return d
}

// end is when a span ended; one that still is open, now.
func (s span) end(now time.Duration) time.Duration {
	if s.Open {
		return max(now, s.From)
	}
	return s.To
}
