package threading_test

import (
	"testing"

	"flaglab/app/threading"
)

// checkLog replays a log on a model of every object in it: rules O1 and O2. The
// model is as simple as can be, as it has one thread.
func checkLog(t *testing.T, records []threading.Record) {
	t.Helper()
	m := model{
		waiting: map[int]threading.Record{}, queues: map[threading.Object]*modelQueue{}, owners: map[threading.Object]*owner{},
		values: map[threading.Object]int{}, variables: map[threading.Object]threading.Record{},
	}
	for i, r := range records {
		if i > 0 && r.At < records[i-1].At {
			t.Errorf("time goes back: %v", r)
		}
		if problem := m.apply(r); problem != "" {
			t.Errorf("record %d: %v: %s", i, r, problem)
		}
	}
	for _, w := range m.waiting {
		t.Errorf("this wait has no end: %v", w)
	}
}

type model struct {
	waiting   map[int]threading.Record
	queues    map[threading.Object]*modelQueue
	owners    map[threading.Object]*owner
	values    map[threading.Object]int // of semaphores
	variables map[threading.Object]threading.Record
}

type modelQueue struct {
	items            []int
	last, unfinished int
	shutdown         bool
}

type owner struct{ thread, count int }

func (m *model) apply(r threading.Record) string {
	w, waits := m.waiting[r.Thread]
	switch {
	case r.Phase == threading.Waiting && waits:
		return "it waits already"
	case r.Phase == threading.Waiting:
		m.waiting[r.Thread] = r
		return ""
	case waits && w.Op == r.Op && w.Object == r.Object:
		delete(m.waiting, r.Thread)
	case waits && !(w.Op == threading.OpWait && r.Op == threading.OpRelease): // a condition releases while it waits
		return "it waits for something else"
	}
	if r.Phase != threading.Done {
		return ""
	}
	switch r.Object.Kind {
	case threading.KindQueue:
		q := m.queues[r.Object]
		if q == nil {
			q = &modelQueue{}
			m.queues[r.Object] = q
		}
		return q.apply(r)
	case threading.KindLock, threading.KindRLock:
		o := m.owners[r.Object]
		if o == nil {
			o = &owner{}
			m.owners[r.Object] = o
		}
		return o.apply(r)
	case threading.KindSemaphore:
		before, known := m.values[r.Object]
		m.values[r.Object] = r.Size
		switch {
		case r.Op == threading.OpAcquire && known && r.Size != before-1, r.Size < 0:
			return "a wrong value"
		case r.Op == threading.OpRelease && known && r.Size <= before:
			return "nothing was released"
		}
	case threading.KindVariable:
		last := m.variables[r.Object]
		if r.Op == threading.OpWrite {
			last.Item++
			last.Value = r.Value
			m.variables[r.Object] = last
		}
		if r.Item != last.Item || r.Value != last.Value {
			return "not the last value"
		}
	}
	return ""
}

func (q *modelQueue) apply(r threading.Record) string {
	switch r.Op {
	case threading.OpPut:
		q.last++
		q.unfinished++
		q.items = append(q.items, r.Item)
		if q.shutdown || r.Item != q.last {
			return "out of order"
		}
	case threading.OpGet:
		if len(q.items) == 0 || q.items[0] != r.Item {
			return "not the first item"
		}
		q.items = q.items[1:]
	case threading.OpTaskDone:
		q.unfinished--
		if r.Size != q.unfinished || r.Size < 0 {
			return "a wrong number of unfinished tasks"
		}
		return ""
	case threading.OpJoin:
		if q.unfinished != 0 {
			return "there are unfinished tasks"
		}
		return ""
	case threading.OpShutdown:
		q.shutdown = true
		if r.Size == 0 {
			q.unfinished = max(q.unfinished-len(q.items), 0)
			q.items = nil
		}
	default:
		return ""
	}
	if len(q.items) != r.Size {
		return "a wrong size"
	}
	return ""
}

func (o *owner) apply(r threading.Record) string {
	reentrant := r.Object.Kind == threading.KindRLock
	if reentrant && o.count > 0 && o.thread != r.Thread {
		return "another one has it"
	}
	switch {
	case r.Op == threading.OpAcquire && reentrant:
		o.count = r.Size
	case r.Op == threading.OpAcquire:
		o.count++
	case reentrant:
		o.count = r.Size
	default:
		o.count--
	}
	o.thread = r.Thread
	if o.count < 0 || !reentrant && o.count > 1 {
		return "it is held by two, or released by none"
	}
	return ""
}
