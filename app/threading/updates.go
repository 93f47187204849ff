package threading

// A Loss is the moment at which updates are lost: two threads read, each made its update of
// what it had read, and the second write overwrote the first. The indexes are those given
// to Updates.Apply with the records.
type Loss struct {
	Read, Write         int // of the thread that wrote over the other's update
	LostRead, LostWrite int // of that one; LostRead is -1 if it had not read
	Updates             int // how many this write loses: the other's, and those based on it
}

// Updates is a fold over a log: it knows how many updates of each variable are still part of
// its value. A write updates the version that its thread last read or wrote. The value
// contains the last write, the write on which that was based, and so on; all others are lost.
// So if every update adds one, a variable's value is the number of its writes minus Lost.
type Updates struct {
	variables map[Object]*history
}

type history struct {
	writes []update        // version v is writes[v-1]
	reads  map[int]reading // the last one, by thread
}

// An update is one write.
type update struct {
	record int
	from   reading // what it was made from
	depth  int     // how many updates the value holds with it
}

// A reading is what a thread knows of a variable.
type reading struct {
	record  int // -1: nothing
	version int
}

// Apply takes the next record, and its index in the log. It reports whether this
// record loses updates.
func (u *Updates) Apply(index int, r Record) (Loss, bool) {
	if r.Object.Kind != KindVariable {
		return Loss{}, false
	}
	h := u.variables[r.Object]
	if h == nil {
		h = &history{reads: map[int]reading{}}
		if u.variables == nil {
			u.variables = map[Object]*history{}
		}
		u.variables[r.Object] = h
	}
	if r.Op == OpWrite {
		return h.write(index, r.Thread)
	}
	h.reads[r.Thread] = reading{index, r.Item}
	return Loss{}, false
}

// Lost returns how many updates of a variable are not in its value.
func (u *Updates) Lost(o Object) int {
	h := u.variables[o]
	if h == nil {
		return 0
	}
	return len(h.writes) - h.depth(len(h.writes))
}

// depth returns how many updates a version contains.
func (h *history) depth(version int) int {
	if version == 0 {
		return 0
	}
	return h.writes[version-1].depth
}

func (h *history) write(index, thread int) (loss Loss, lost bool) {
	last := len(h.writes)
	from, known := h.reads[thread]
	if !known { // it updates nothing: it sets
		from = reading{-1, last}
	}
	depth := h.depth(from.version) + 1
	// The value contained n more updates than the version that the thread had read. n may
	// also be negative: then a write that was based on old updates brings them back.
	if n := h.depth(last) - h.depth(from.version); n > 0 {
		other := last // the update that competes with this one: made from as many as this
		for h.depth(other) > depth {
			other = h.writes[other-1].from.version
		}
		w := h.writes[other-1]
		loss, lost = Loss{Read: from.record, Write: index, LostRead: w.from.record, LostWrite: w.record, Updates: n}, true
	}
	h.writes = append(h.writes, update{record: index, from: from, depth: depth})
	h.reads[thread] = reading{index, last + 1} // it knows what it wrote
	return loss, lost
}
