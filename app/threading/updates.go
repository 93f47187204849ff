package threading

// A Loss is one lost update: a thread read a value, another wrote, and the first wrote
// over it what it had made of the value it had read. The numbers are those given to
// Updates.Apply with the records.
type Loss struct {
	Read, Write          int // of the thread that wrote over the update
	LostRead, LostWrite  int // of the one whose update was lost; LostRead is -1 if it had not read
	Thread, LostThread   int
	Value                int // what the variable had when it was read
	Written, Overwritten int // what was written, and what was there
}

// Updates is a fold over a log: it knows which of the writes to each variable are still
// part of its value. A write is an update of what its thread last read; the value holds
// the last write, the one that it was made from, and so on. All others are lost. So if
// every update adds one, a variable's value is the number of its writes less Lost.
type Updates struct {
	variables map[Object]*history
}

type history struct {
	writes []update
	reads  map[int]reading // the last one, by thread
}

// An update is one write. Versions count from 1, so writes[v-1] is version v.
type update struct {
	record, thread int
	from           reading // what it was made from
	value          int
	depth          int // how many updates its value holds
}

// A reading is what a thread knows of a variable.
type reading struct {
	record, version, value int
}

// Apply takes the next record, with its place in the log, and returns the updates that
// it makes lost.
func (u *Updates) Apply(place int, r Record) []Loss {
	if r.Object.Kind != KindVariable {
		return nil
	}
	h := u.variables[r.Object]
	if h == nil {
		h = &history{reads: map[int]reading{}}
		if u.variables == nil {
			u.variables = map[Object]*history{}
		}
		u.variables[r.Object] = h
	}
	switch r.Op {
	case OpRead:
		h.reads[r.Thread] = reading{record: place, version: r.Item, value: r.Value}
	case OpWrite:
		return h.write(place, r)
	}
	return nil
}

// Lost is how many updates of a variable its value does not hold.
func (u *Updates) Lost(o Object) int {
	h := u.variables[o]
	if h == nil || len(h.writes) == 0 {
		return 0
	}
	return len(h.writes) - h.writes[len(h.writes)-1].depth
}

func (h *history) write(place int, r Record) (losses []Loss) {
	now := len(h.writes)
	from, known := h.reads[r.Thread]
	if !known { // it updates nothing: it sets
		from = reading{record: -1, version: now}
	}
	w := update{record: place, thread: r.Thread, from: from, value: r.Value, depth: 1}
	if from.version > 0 {
		w.depth += h.writes[from.version-1].depth
	}
	// What the value held before and the new one does not: back from the last write until
	// one that the new write was made from.
	kept := h.ancestors(from.version)
	for v := now; v > 0 && !kept[v]; v = h.writes[v-1].from.version {
		lost := h.writes[v-1]
		losses = append(losses, Loss{
			Read: from.record, Write: place, Thread: r.Thread, Value: from.value, Written: r.Value,
			LostRead: lost.from.record, LostWrite: lost.record, LostThread: lost.thread, Overwritten: lost.value,
		})
	}
	h.writes = append(h.writes, w)
	h.reads[r.Thread] = reading{record: place, version: now + 1, value: r.Value} // it knows what it wrote
	return losses
}

// ancestors is the set of the versions that a version holds, itself included.
func (h *history) ancestors(v int) map[int]bool {
	set := map[int]bool{}
	for ; v > 0; v = h.writes[v-1].from.version {
		set[v] = true
	}
	return set
}
