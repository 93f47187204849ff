package schedule

import "slices"

// addOne is count = count + 1, as the machine does it.
func addOne(variable string) []Op { return []Op{Read(variable), Add(1), Write(variable)} }

// locked is some operations with a lock around them.
func locked(lock string, ops ...Op) []Op {
	return slices.Concat([]Op{Acquire(lock)}, ops, []Op{Release(lock)})
}

// one is the choices of a puzzle that has none.
func one(threads ...[]Op) []Choice { return []Choice{{Program: threads}} }

// loses is the goal of losing an update.
func loses(m *Machine) bool { return m.Done() && m.Lost() }

// endsWith is the goal of a value of the count at the end.
func endsWith(count int) func(*Machine) bool {
	return func(m *Machine) bool { return m.Done() && m.Variable("count") == count }
}

// always is right if a program ends well in every order.
func always(good func(*Machine) bool) func(Program) bool {
	return func(p Program) bool { return Always(p, good) }
}

var (
	bothLocks     = []Op{Acquire("left"), Acquire("right"), Release("right"), Release("left")}
	bothLocksBack = []Op{Acquire("right"), Acquire("left"), Release("left"), Release("right")}
	eachAccess    = slices.Concat(locked("lock", Read("count")), []Op{Add(1)}, locked("lock", Write("count")))
)

var puzzles = []Puzzle{
	{
		Name:    "lose",
		Title:   "Lose an update",
		Task:    "Two threads each add one to the count. Make it come out as 1.",
		Choices: one(addOne("count"), addOne("count")),
		Goal:    loses,
		Hint:    "A thread that has read goes on with what it read, however old that is.",
		After:   "Both threads read the same value, so the second write put the same sum there again. Only one thread moved at any time: a race needs no second processor.",
	},
	{
		Name:    "three",
		Title:   "Three threads, one of them counts",
		Task:    "Three threads each add one. Make the count come out as 1.",
		Choices: one(addOne("count"), addOne("count"), addOne("count")),
		Goal:    endsWith(1),
		Hint:    "The last write decides. What must its thread have read?",
		After:   "The last writer had read 0 before anybody wrote. All that the others did in between is gone.",
	},
	{
		Name:  "six",
		Title: "Six additions",
		Task:  "Three threads each add one twice. Make the count come out as 2, the least possible.",
		Choices: one(
			slices.Concat(addOne("count"), addOne("count")),
			slices.Concat(addOne("count"), addOne("count")),
			slices.Concat(addOne("count"), addOne("count"))),
		Goal:  endsWith(2),
		Hint:  "Let one thread read 0 and rest. When it writes 1 at last, another must be about to read for the last time.",
		After: "The last write was made from a 1, and the 1 from a 0 read at the very start. It cannot be less: a thread's second read comes after its own first write, so it reads at least 1.",
	},
	{
		Name:    "two-locks",
		Title:   "A lock each",
		Task:    "Each thread holds a lock while it adds one. Lose an update all the same.",
		Choices: one(locked("left", addOne("count")...), locked("right", addOne("count")...)),
		Goal:    loses,
		Hint:    "Is it the same lock?",
		After:   "A lock keeps out only those who ask for the same lock. Two locks for one counter protect nothing.",
	},
	{
		Name:    "each-access",
		Title:   "Every access is locked",
		Task:    "No thread touches the count without the lock. Lose an update all the same.",
		Choices: one(eachAccess, eachAccess),
		Goal:    loses,
		Hint:    "Between the read and the write the lock is free.",
		After:   "Nothing may come between read, add and write. Two locked halves are not a locked whole.",
	},
	{
		Name:  "same-lock",
		Title: "The same lock",
		Task:  "Choose the locks so that the count is 2 in every order.",
		Choices: []Choice{
			{"A holds left, B holds right", Program{locked("left", addOne("count")...), locked("right", addOne("count")...)}},
			{"Each holds both: A takes left first, B takes right first", Program{
				locked("left", locked("right", addOne("count")...)...), locked("right", locked("left", addOne("count")...)...)}},
			{"The same lock, around each access", Program{eachAccess, eachAccess}},
			{"The same lock, around all three steps", Program{locked("lock", addOne("count")...), locked("lock", addOne("count")...)}},
		},
		Right: always(endsWith(2)),
		Hint:  "More locks are not more protection.",
		After: "One lock, held from before the read until after the write, by everybody who changes the count.",
	},
	{
		Name:  "two-counters",
		Title: "Two counters",
		Task:  "A and C add to x, B adds to y. Choose the locks so that both are right in every order, and nobody waits for a counter that it does not use.",
		Choices: []Choice{
			{"One lock for both counters", counters("lock", "lock", "lock")},
			{"No lock", counters("", "", "")},
			{"A lock for each thread", counters("first", "second", "third")},
			{"A lock for each counter", counters("x_lock", "y_lock", "x_lock")},
		},
		Right: func(p Program) bool {
			return Never(p, waitsNeedlessly) && Always(p, func(m *Machine) bool {
				return m.Done() && m.Variable("x") == 2 && m.Variable("y") == 1
			})
		},
		Hint:  "A lock belongs to what it protects.",
		After: "One lock for everything is right, but makes B wait for nothing. A lock for each thread keeps nobody out. A lock belongs to the data.",
	},
	{
		Name:    "deadlock",
		Title:   "Deadlock",
		Task:    "Each thread needs both locks. Bring them to where neither can move.",
		Choices: one(bothLocks, bothLocksBack),
		Goal:    (*Machine).Deadlocked,
		Hint:    "Each must hold what the other needs.",
		After:   "Each waits for the other, for ever. Nobody comes to sort it out: the scheduler may only choose among those that can move.",
	},
	{
		Name:  "lock-order",
		Title: "One order",
		Task:  "Choose the order of the locks so that no schedule deadlocks.",
		Choices: []Choice{
			{"A: left, right. B: right, left", Program{bothLocks, bothLocksBack}},
			{"The same, and each releases first what it took first", Program{
				{Acquire("left"), Acquire("right"), Release("left"), Release("right")},
				{Acquire("right"), Acquire("left"), Release("right"), Release("left")}}},
			{"Both: left, right", Program{bothLocks, bothLocks}},
		},
		Right: always((*Machine).Done),
		Hint:  "The order of releasing does not matter.",
		After: "If everybody takes the locks in one order, whoever holds the last one can finish. A circle cannot close.",
	},
	{
		Name:    "too-early",
		Title:   "Too early",
		Task:    "A sets config to 1, B reads it, both with the lock. Make B read the 0 that was there before.",
		Choices: one(locked("lock", Assign("config", 1)), locked("lock", Read("config"))),
		Goal:    func(m *Machine) bool { return m.Done() && m.Register(1) == 0 },
		Hint:    "Who says that A comes first?",
		After:   "No update was lost and nothing was torn: the lock did what it can. It keeps threads apart; it does not put them in order.",
	},
	{
		Name:  "in-order",
		Title: "In order",
		Task:  "Choose what makes B read 1 in every order.",
		Choices: []Choice{
			{"The lock", Program{locked("lock", Assign("config", 1)), locked("lock", Read("config"))}},
			{"A second lock around the first", Program{
				locked("outer", locked("lock", Assign("config", 1))...), locked("outer", locked("lock", Read("config"))...)}},
			{"B waits for an event that A sets, and holds the lock meanwhile", Program{
				locked("lock", Assign("config", 1), Set("ready")), locked("lock", Wait("ready"), Read("config"))}},
			{"B waits for an event that A sets, then takes the lock", Program{
				slices.Concat(locked("lock", Assign("config", 1)), []Op{Set("ready")}),
				slices.Concat([]Op{Wait("ready")}, locked("lock", Read("config")))}},
		},
		Right: always(func(m *Machine) bool { return m.Done() && m.Register(1) == 1 }),
		Hint:  "B has to wait for something, not just for its turn. What must it not hold while it waits?",
		After: "Make an order by waiting for what must come first: an event, a join, a queue. A thread that waits with a lock may keep out the one it waits for.",
	},
}

// counters is three threads that add to x, y and x, each with a lock unless it is "".
func counters(locks ...string) (p Program) {
	for i, variable := range []string{"x", "y", "x"} {
		ops := addOne(variable)
		if locks[i] != "" {
			ops = locked(locks[i], ops...)
		}
		p = append(p, ops)
	}
	return p
}

// waitsNeedlessly reports whether a thread is blocked by a thread that uses none of its
// variables.
func waitsNeedlessly(m *Machine) bool {
	for t, ops := range m.program {
		if holder := m.WaitsFor(t); holder >= 0 {
			theirs := Program{m.program[holder]}.Variables()
			if !slices.ContainsFunc(Program{ops}.Variables(), func(v string) bool { return slices.Contains(theirs, v) }) {
				return true
			}
		}
	}
	return false
}
