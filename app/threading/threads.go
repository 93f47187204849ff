package threading

import (
	"maps"
	"slices"
)

// Threads is a fold over a log: which threads are alive, and what they wait for.
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

// Waits returns the records with which the waits began that have not ended, by
// thread: each says on what, since when, and in which line.
func (t *Threads) Waits() []Record {
	list := make([]Record, 0, len(t.waiting))
	for _, thread := range slices.Sorted(maps.Keys(t.waiting)) {
		list = append(list, t.waiting[thread])
	}
	return list
}

// Stuck returns the waits that will never end: all of them, when every thread that is
// alive waits and no wait ends by itself. There is nobody left who could wake one. It
// returns nil while a thread can still go on: that one may yet wake the others, and the
// log cannot know that it never will. Of what happens outside the program's
// threads it knows nothing.
func (t *Threads) Stuck() []Record {
	if len(t.waiting) == 0 || len(t.waiting) < len(t.alive) {
		return nil
	}
	for _, r := range t.waiting {
		// The end of a thread is told before the end of the waits for it.
		joined := r.Op == OpJoin && r.Object.Kind == KindThread && !t.alive[r.Object.Number]
		if r.Limited || joined {
			return nil
		}
	}
	return t.Waits()
}
