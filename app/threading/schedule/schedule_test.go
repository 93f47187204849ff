package schedule_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"flaglab/app/threading/schedule"
)

var addOne = []schedule.Op{schedule.Read("count"), schedule.Add(1), schedule.Write("count")}

var twoAdds = schedule.Program{addOne, addOne}

func withLock(lock string) []schedule.Op {
	return slices.Concat([]schedule.Op{schedule.Acquire(lock)}, addOne, []schedule.Op{schedule.Release(lock)})
}

func parse(t *testing.T, p schedule.Program, s string) *schedule.Machine {
	t.Helper()
	m, err := schedule.Parse(p, s)
	if err != nil {
		t.Fatal(s, err)
	}
	return m
}

func TestStepAndUndo(t *testing.T) {
	m := schedule.New(twoAdds)
	if m.Undo() {
		t.Error("a step back from the start")
	}
	look := func() string {
		return fmt.Sprint(m, m.Variable("count"), m.Register(0), m.Register(1), m.Position(0), m.Position(1), m.Lost(), m.Done(), len(m.Trace()))
	}
	var was []string
	for _, thread := range []int{0, 1, 0, 0, 1, 1} {
		was = append(was, look())
		if err := m.Step(thread); err != nil {
			t.Fatal(err)
		}
	}
	if got := look(); got != "ABAABB 1 1 1 3 3 true true 6" {
		t.Error(got)
	}
	want := []schedule.Step{
		{Thread: 0, Index: 0, Op: schedule.Read("count"), Value: 0},
		{Thread: 1, Index: 0, Op: schedule.Read("count"), Value: 0},
		{Thread: 0, Index: 1, Op: schedule.Add(1), Value: 1},
		{Thread: 0, Index: 2, Op: schedule.Write("count"), Value: 1},
		{Thread: 1, Index: 1, Op: schedule.Add(1), Value: 1},
		{Thread: 1, Index: 2, Op: schedule.Write("count"), Value: 1, Lost: true},
	}
	if !slices.Equal(m.Trace(), want) {
		t.Errorf("trace %+v", m.Trace())
	}
	if accesses(m) != 4 || m.Switches() != 3 {
		t.Error(accesses(m), m.Switches())
	}
	for range want {
		if !m.Undo() || look() != was[len(was)-1] {
			t.Fatalf("a step back leads to %s, not %s", look(), was[len(was)-1])
		}
		was = was[:len(was)-1]
	}
	if m.Undo() {
		t.Error("a step back from the start")
	}
}

func TestWhoCannotMove(t *testing.T) {
	p := schedule.Program{
		{schedule.Acquire("lock"), schedule.Set("ready"), schedule.Release("lock")},
		{schedule.Wait("ready"), schedule.Acquire("lock")},
		{},
	}
	m := schedule.New(p)
	status := func(want ...schedule.Status) {
		t.Helper()
		for thread, s := range want {
			if got := m.Status(thread); got != s {
				t.Errorf("after %q thread %s is %d, want %d", m, schedule.Letter(thread), got, s)
			}
		}
	}
	step := func(thread int, want error) {
		t.Helper()
		if err := m.Step(thread); !errors.Is(err, want) {
			t.Errorf("after %q: %v, want %v", m, err, want)
		}
	}
	status(schedule.Ready, schedule.Blocked, schedule.Ended)
	step(1, schedule.ErrBlocked)
	step(2, schedule.ErrEnded)
	step(3, schedule.ErrThread)
	step(-1, schedule.ErrThread)
	if m.WaitsFor(1) != -1 {
		t.Error("who waits for an event waits for no thread")
	}
	step(0, nil)
	step(0, nil)
	step(1, nil)
	status(schedule.Ready, schedule.Blocked, schedule.Ended)
	if m.WaitsFor(1) != 0 || m.Holder("lock") != 0 || !m.IsSet("ready") || m.WaitsFor(0) != -1 {
		t.Error("B does not wait for A")
	}
	step(0, nil)
	step(1, nil)
	if !m.Done() || m.Holder("lock") != 1 || m.Holder("none") != -1 || m.Variable("none") != 0 {
		t.Error("not done")
	}
}

func TestWhatIsALostUpdate(t *testing.T) {
	set := schedule.Program{{schedule.Assign("count", 5)}, addOne}
	twice := schedule.Program{slices.Concat(addOne, addOne), addOne}
	again := schedule.Program{{schedule.Read("count"), schedule.Add(1), schedule.Write("count"), schedule.Add(1), schedule.Write("count")}}
	for _, c := range []struct {
		p     schedule.Program
		s     string
		lost  bool
		count int
	}{
		{twoAdds, "AAABBB", false, 2},
		{twoAdds, "AABBAB", true, 1},
		{set, "ABBB", false, 6},
		{set, "BBBA", false, 5}, // to assign is not to update: it was meant to go over what was there
		{set, "BABB", true, 1},  // but what was assigned can be lost
		{twice, "AAAAAABBB", false, 3},
		{twice, "BAAAAAABB", true, 1},
		{again, "AAAAA", false, 2},
	} {
		m := parse(t, c.p, c.s)
		if !m.Done() || m.Lost() != c.lost || m.Variable("count") != c.count {
			t.Errorf("%s: lost %v, count %d; want %v, %d", c.s, m.Lost(), m.Variable("count"), c.lost, c.count)
		}
	}
}

// Independently of the machine: a thread is three numbers, a run a string.
func naive(s string) (count int) {
	var pc, r [2]int
	for _, letter := range s {
		t := letter - 'A'
		switch pc[t] {
		case 0:
			r[t] = count
		case 1:
			r[t]++
		case 2:
			count = r[t]
		}
		pc[t]++
	}
	return count
}

func TestRunsAreAllInterleavings(t *testing.T) {
	var want []string // all words of three A and three B, in order
	for n := range 1 << 6 {
		word := ""
		for bit := 5; bit >= 0; bit-- {
			word += string(rune('A' + n>>bit&1))
		}
		if strings.Count(word, "A") == 3 {
			want = append(want, word)
		}
	}
	var got []string
	losing := uint64(0)
	for m := range schedule.Runs(twoAdds) {
		got = append(got, m.String())
		if count := naive(m.String()); count != m.Variable("count") || (count < 2) != m.Lost() {
			t.Errorf("%s: count %d, lost %v; want %d", m, m.Variable("count"), m.Lost(), count)
		}
		if m.Lost() {
			losing++
		}
	}
	if len(want) != 20 || !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if total := schedule.Total(twoAdds); total != (schedule.Totals{Runs: 20, Losing: losing}) || losing != 18 {
		t.Errorf("%+v, %d lose", total, losing)
	}
	for range schedule.Runs(twoAdds) {
		break // may be left early
	}
}

func TestTheLockLeavesTheOrdersThatAreRight(t *testing.T) {
	p := schedule.Program{withLock("lock"), withLock("lock")}
	outcomes := schedule.Count(p)
	if len(outcomes) != 1 || outcomes[0].Runs != 2 || outcomes[0].Lost || outcomes[0].Deadlocked || !slices.Equal(outcomes[0].Values, []int{2}) {
		t.Errorf("%+v", outcomes)
	}
}

func TestCountAgreesWithRuns(t *testing.T) {
	programs := []schedule.Program{{}, {{}, {}}, {addOne, addOne, addOne}, {slices.Concat(addOne, addOne), addOne}}
	for _, p := range schedule.Puzzles() {
		for _, c := range p.Choices {
			programs = append(programs, c.Program)
		}
	}
	for _, p := range programs {
		if p.Steps() > 12 {
			continue
		}
		counted := map[string]uint64{}
		for m := range schedule.Runs(p) {
			var values []int
			for _, name := range p.Variables() {
				values = append(values, m.Variable(name))
			}
			counted[fmt.Sprint(values, m.Lost(), m.Deadlocked())]++
			if !m.Over() || m.Done() == m.Deadlocked() {
				t.Errorf("%s is no end", m)
			}
		}
		outcomes := schedule.Count(p)
		if len(outcomes) != len(counted) {
			t.Errorf("%v: %+v, and %v", p, outcomes, counted)
		}
		for _, o := range outcomes {
			if n := counted[fmt.Sprint(o.Values, o.Lost, o.Deadlocked)]; n != o.Runs {
				t.Errorf("%v: %+v, and %d", p, o, n)
			}
		}
	}
}

func TestTheShortestThatLoses(t *testing.T) {
	lost := schedule.Shortest(twoAdds, (*schedule.Machine).Lost)
	if lost == nil || !lost.Lost() || accesses(lost) != 4 {
		t.Fatal(lost)
	}
	// No shorter one does, and none before it in the alphabet.
	for m := range schedule.Runs(twoAdds) {
		s := m.String()
		for i := range s {
			if n := parse(t, twoAdds, s[:i]); n.Lost() && (i < len(lost.String()) || i == len(lost.String()) && n.String() < lost.String()) {
				t.Errorf("%s comes before %s", n, lost)
			}
		}
	}
	if schedule.Shortest(schedule.Program{withLock("a"), withLock("a")}, (*schedule.Machine).Lost) != nil {
		t.Error("a lock loses an update")
	}
}

func TestWhenALossCannotBeAvoidedAnyMore(t *testing.T) {
	for s, want := range map[string]bool{"": false, "A": false, "AA": false, "AB": true, "BA": true, "AAA": false, "AAB": true, "AAABBB": false} {
		if got := parse(t, twoAdds, s).Certain((*schedule.Machine).Lost); got != want {
			t.Errorf("after %q: %v", s, got)
		}
	}
	certain := schedule.Shortest(twoAdds, func(m *schedule.Machine) bool { return m.Certain((*schedule.Machine).Lost) })
	if certain.String() != "AB" {
		t.Error(certain)
	}
}

func TestParseIsStrict(t *testing.T) {
	for s, want := range map[string]error{
		"a": schedule.ErrThread, "C": schedule.ErrThread, " A": schedule.ErrThread, "A ": schedule.ErrThread, "Ä": schedule.ErrThread,
		"AAAA": schedule.ErrEnded, "1": schedule.ErrThread, "@": schedule.ErrThread,
	} {
		if _, err := schedule.Parse(twoAdds, s); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", s, err, want)
		}
	}
	_, err := schedule.Parse(schedule.Program{withLock("a"), withLock("a")}, "AAB")
	var parse *schedule.ParseError
	if !errors.As(err, &parse) || parse.Step != 2 || !errors.Is(err, schedule.ErrBlocked) || err.Error() != "step 3: the thread is blocked" {
		t.Error(err)
	}
}

func TestOperationsInPython(t *testing.T) {
	var got []string
	for _, op := range []schedule.Op{
		schedule.Read("x"), schedule.Add(1), schedule.Write("x"), schedule.Assign("x", 2),
		schedule.Acquire("l"), schedule.Release("l"), schedule.Wait("e"), schedule.Set("e"), {Kind: 99},
	} {
		got = append(got, op.String())
	}
	if s := strings.Join(got, "; "); s != "r = x; r = r + 1; x = r; x = 2; l.acquire(); l.release(); e.wait(); e.set(); kind 99" {
		t.Error(s)
	}
}

func TestTooManyThreads(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a thread without a letter")
		}
	}()
	schedule.New(make(schedule.Program, schedule.MaxThreads+1))
}

// FuzzParse checks that what parses is what is written, that each step was possible, and
// that all of them can be taken back.
func FuzzParse(f *testing.F) {
	f.Add(0, "")
	f.Add(0, "AABBAB")
	f.Add(3, "3AAAAABBBBB")
	f.Add(7, "AB")
	f.Add(5, "2AABA")
	f.Add(5, "9")
	f.Fuzz(func(t *testing.T, n int, s string) {
		all := schedule.Puzzles()
		p := all[uint(n)%uint(len(all))]
		a, err := p.ParseAttempt(s)
		if err != nil {
			if a.Machine != nil {
				t.Error("an attempt besides the error")
			}
			return
		}
		if a.String() != s {
			t.Errorf("%q is written %q", s, a)
		}
		if len(a.Trace()) > a.Program().Steps() {
			t.Errorf("%q has more steps than the program", s)
		}
		start := fmt.Sprint(p.Choose(a.Choice).Machine)
		for a.Undo() {
			if a.Over() {
				t.Error("over, before a step that was made")
			}
		}
		if fmt.Sprint(a.Machine) != start || len(a.Trace()) != 0 {
			t.Errorf("taken back to %q", a)
		}
	})
}

// accesses returns how many steps read or wrote a variable.
func accesses(m *schedule.Machine) (n int) {
	for _, step := range m.Trace() {
		if step.Op.Kind == schedule.KindRead || step.Op.Kind == schedule.KindWrite {
			n++
		}
	}
	return n
}
