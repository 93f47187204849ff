package threading

import (
	"maps"
	"slices"
)

// Threads is a fold over a log: it knows which threads are alive, and what they wait
// for.
type Threads struct {
	alive   map[int]bool
	waiting map[int]Record
}

// Apply takes the next record.
func (t *Threads) Apply(r Record) {
	if t.alive == nil {
		t.alive, t.waiting = map[int]bool{}, map[int]Record{}
	}
	switch r.Op {
	case OpRun:
		t.alive[r.Thread] = true
	case OpEnd:
		delete(t.alive, r.Thread)
	}
	if r.Phase == Waiting {
		t.waiting[r.Thread] = r
	} else if w, ok := t.waiting[r.Thread]; ok && w.Op == r.Op && w.Object == r.Object {
		delete(t.waiting, r.Thread)
	}
}

// Alive returns the numbers of the threads that have begun and not ended.
func (t *Threads) Alive() []int { return slices.Sorted(maps.Keys(t.alive)) }

// Waits returns the first record of each wait that has not ended, ordered by
// thread: it says for what the thread waits, since when, and in which line.
func (t *Threads) Waits() []Record {
	list := make([]Record, 0, len(t.waiting))
	for _, thread := range slices.Sorted(maps.Keys(t.waiting)) {
		list = append(list, t.waiting[thread])
	}
	return list
}

// Stuck returns the waits that will never end: all of them, when every live thread
// waits and no wait has a time limit, so that no thread is left to wake another. It
// returns nil while any thread can still run, because that thread may wake the others.
// It knows nothing of what happens outside the program's threads.
func (t *Threads) Stuck() []Record {
	if len(t.waiting) == 0 || len(t.waiting) < len(t.alive) {
		return nil
	}
	for _, r := range t.waiting {
		// A thread's end is recorded before the end of the waits for it.
		joined := r.Op == OpJoin && r.Object.Kind == KindThread && !t.alive[r.Object.Number]
		if r.Limited || joined {
			return nil
		}
	}
	return t.Waits()
}
