package programs_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/threading"
	"flaglab/app/threading/programs"
)

const second = time.Second

// run runs a program in a bubble with its own time, for a while; then it is cancelled,
// unless it has ended. It returns the log of that while, and whether the program ended.
func run(t *testing.T, name string, s *programs.Settings, meanwhile ...func()) (records []threading.Record, ended bool) {
	t.Helper()
	i := slices.IndexFunc(programs.Programs(), func(p programs.Program) bool { return p.Name == name })
	synctest.Test(t, func(t *testing.T) {
		var log threading.Log
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		over := make(chan error, 1)
		go func() { over <- programs.Programs()[i].Run(ctx, s, threading.Config{Observe: log.Observe}) }()
		for _, f := range meanwhile {
			f()
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		records = log.Records(0)
		select {
		case err := <-over:
			ended = true
			if err != nil {
				t.Error(err)
			}
		default:
			cancel()
			if err := <-over; err != nil && !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		}
	})
	return records, ended
}

func transcript(records []threading.Record) (lines []string) {
	for _, r := range records {
		if r.Op == threading.OpPrint {
			lines = append(lines, r.Text)
		}
	}
	return lines
}

// took is the time of the last record.
func took(records []threading.Record) time.Duration { return records[len(records)-1].At }

// sleeps are how long the threads sleep, in the order of their numbers; each sleeps once.
func sleeps(records []threading.Record) (all []time.Duration) {
	slept := map[int]time.Duration{}
	for _, r := range records {
		switch {
		case r.Op != threading.OpSleep:
		case r.Phase == threading.Waiting:
			slept[r.Thread] = -r.At
		default:
			slept[r.Thread] += r.At
		}
	}
	for _, thread := range slices.Sorted(maps.Keys(slept)) {
		all = append(all, slept[thread])
	}
	return all
}

func count(records []threading.Record, op threading.Op, phase threading.Phase) (n int) {
	for _, r := range records {
		if r.Op == op && r.Phase == phase {
			n++
		}
	}
	return n
}

func stuck(records []threading.Record) []threading.Record {
	var threads threading.Threads
	for _, r := range records {
		threads.Apply(r)
	}
	return threads.Stuck()
}

func TestThePoolTakesAsLongAsTheLongestSleep(t *testing.T) {
	records, ended := run(t, "pool", &programs.Settings{Threads: 4, Seed: 1})
	all := sleeps(records)
	if !ended || len(all) != 4 || took(records) != slices.Max(all) {
		t.Errorf("took %v for %v", took(records), all)
	}
	want := slices.Repeat([]string{"Doing some work..."}, 4)
	slices.Sort(all)
	for _, d := range all {
		if d < second || d > 10*second {
			t.Errorf("a sleep of %v", d)
		}
		want = append(want, fmt.Sprintf("Done after %d sec!", d/second))
	}
	if got := transcript(records); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestOneByOneTakesAsLongAsAllSleeps(t *testing.T) {
	s := func() *programs.Settings { return &programs.Settings{Threads: 4, Seed: 7} }
	records, _ := run(t, "one_by_one", s())
	sum := time.Duration(0)
	for _, d := range sleeps(records) {
		sum += d
	}
	if took(records) != sum {
		t.Errorf("took %v for %v", took(records), sleeps(records))
	}
	together, _ := run(t, "pool", s()) // the same sleeps
	if !slices.Equal(sleeps(records), sleeps(together)) {
		t.Errorf("with the same seed: %v and %v", sleeps(records), sleeps(together))
	}
	other, _ := run(t, "pool", &programs.Settings{Threads: 4, Seed: 8})
	if slices.Equal(sleeps(other), sleeps(together)) {
		t.Error("another seed makes no difference")
	}
}

// factory is producers that are faster than the consumers.
func factory(change func(*programs.Settings)) *programs.Settings {
	s := &programs.Settings{Producers: 2, Consumers: 2, Items: 10, Maxsize: 3, WhenFull: programs.Block}
	s.SetMakeTime(second)
	s.SetUseTime(3 * second)
	if change != nil {
		change(s)
	}
	return s
}

func TestAFullQueueBlocksRejectsOrDrops(t *testing.T) {
	for policy, check := range map[programs.Policy]func(t *testing.T, records []threading.Record, used int){
		programs.Block: func(t *testing.T, records []threading.Record, used int) {
			if used != 20 || count(records, threading.OpPut, threading.Waiting) == 0 {
				t.Errorf("%d of 20 were used; %d waited", used, count(records, threading.OpPut, threading.Waiting))
			}
			if took(records) != 31*second { // the first is made, then 2 consumers use 20 at 3 s each
				t.Errorf("took %v", took(records))
			}
		},
		programs.Reject: func(t *testing.T, records []threading.Record, used int) {
			rejected := len(transcript(records)) - 1
			if rejected == 0 || used+rejected != 20 || rejected != count(records, threading.OpPut, threading.Refused) {
				t.Errorf("%d were used, %d rejected", used, rejected)
			}
		},
		programs.DropOldest: func(t *testing.T, records []threading.Record, used int) {
			dropped := len(transcript(records)) - 1
			if dropped == 0 || used+dropped != 20 || count(records, threading.OpPut, threading.Done) != 22 {
				t.Errorf("%d were used, %d dropped", used, dropped)
			}
		},
	} {
		t.Run(string(policy), func(t *testing.T) {
			records, ended := run(t, "producers", factory(func(s *programs.Settings) { s.WhenFull = policy }))
			if !ended {
				t.Errorf("it hangs: %v", stuck(records))
			}
			used := 0
			for _, r := range records {
				if r.Op == threading.OpSleep && r.Phase == threading.Done && r.Thread > 2 {
					used++
				}
				if r.Op == threading.OpPut && r.Phase == threading.Done && r.Size > 3 {
					t.Errorf("more than fit: %v", r)
				}
			}
			if policy != programs.Block && count(records, threading.OpPut, threading.Waiting) > 0 {
				for _, r := range records {
					if r.Op == threading.OpPut && r.Phase == threading.Waiting && r.Thread > 0 { // the main thread puts the stop markers
						t.Errorf("it waits: %v", r)
					}
				}
			}
			check(t, records, used)
			if lines := transcript(records); lines[len(lines)-1] != "All items are done." {
				t.Error(lines)
			}
		})
	}
}

func TestSpeedsAndSizeChangeWhileItRuns(t *testing.T) {
	slow, _ := run(t, "producers", factory(nil))
	s := factory(nil)
	fast, ended := run(t, "producers", s, func() {
		time.Sleep(10 * second)
		s.SetUseTime(0)
		s.SetMakeTime(second / 2)
		s.SetMaxsize(50)
	})
	if !ended || took(fast) >= took(slow) || count(fast, threading.OpResize, threading.Done) != 1 {
		t.Errorf("took %v, and %v when it was made faster", took(slow), took(fast))
	}
	s.SetMaxsize(1) // of nothing that runs
}

func TestAForgottenStopMarkerHangs(t *testing.T) {
	records, ended := run(t, "producers", factory(func(s *programs.Settings) { s.ForgetStop = true }))
	if ended {
		t.Fatal("it ends")
	}
	var where []string
	for _, r := range stuck(records) {
		where = append(where, fmt.Sprint(r.Thread, " ", r.Op, " ", r.Object, " ", line(t, r)))
	}
	if got := strings.Join(where, "; "); got != "0 join consumer-1 if err := t.Join(ctx); err != nil {; "+
		"3 get orders item, err := q.Get(ctx, timeout(s.GetTimeout)...); 4 get orders item, err := q.Get(ctx, timeout(s.GetTimeout)...)" {
		t.Error(got)
	}
}

func TestAForgottenTaskDoneHangs(t *testing.T) {
	records, ended := run(t, "producers", factory(func(s *programs.Settings) { s.ForgetTaskDone = true }))
	hung := stuck(records)
	if ended || len(hung) != 3 || hung[0].Op != threading.OpJoin || hung[0].Object.Kind != threading.KindQueue {
		t.Errorf("stuck: %v", hung)
	}
}

func TestTimeoutsEndTheirThreads(t *testing.T) {
	for _, c := range []struct {
		change func(*programs.Settings)
		op     threading.Op
		text   string
	}{
		{func(s *programs.Settings) { s.PutTimeout = second / 2 }, threading.OpPut, threading.ErrFull.Error()},
		{func(s *programs.Settings) { s.GetTimeout = second / 2 }, threading.OpGet, threading.ErrEmpty.Error()},
	} {
		records, _ := run(t, "producers", factory(c.change))
		if count(records, c.op, threading.TimedOut) == 0 || !slices.ContainsFunc(records, func(r threading.Record) bool {
			return r.Op == threading.OpEnd && r.Text == c.text
		}) {
			t.Errorf("no thread ends because of its %s: %q", c.op, c.text)
		}
	}
}

func TestTheCountIsRightWithTheLock(t *testing.T) {
	for _, where := range []programs.Where{programs.AroundCount, programs.AroundAll} {
		records, _ := run(t, "count", &programs.Settings{Threads: 100, Lock: where, Work: second, Seed: 5})
		if got := transcript(records); !slices.Equal(got, []string{"100"}) {
			t.Errorf("with the lock around %s: %v", where, got)
		}
		want := second
		if where == programs.AroundAll {
			want = 100 * second // nothing overlaps
		}
		if took(records) != want {
			t.Errorf("with the lock around %s it takes %v", where, took(records))
		}
	}
}

func TestTheLogHasEachLostUpdate(t *testing.T) {
	lossless := 0
	for seed := range uint64(20) {
		records, _ := run(t, "count", &programs.Settings{Threads: 100, Lock: programs.Nowhere, Seed: seed})
		var updates threading.Updates
		var object threading.Object
		losses := 0
		for i, r := range records {
			l, lost := updates.Apply(i, r)
			if !lost {
				continue
			}
			losses++
			read, write, lostRead, lostWrite := records[l.Read], records[l.Write], records[l.LostRead], records[l.LostWrite]
			if read.Thread != write.Thread || lostRead.Thread != lostWrite.Thread || read.Thread == lostRead.Thread ||
				read.Value != lostRead.Value || write.Value != lostWrite.Value || l.LostRead > l.LostWrite || l.LostWrite > l.Write {
				t.Errorf("not two reads of one value and two writes: %v, %v, %v, %v", read, lostRead, lostWrite, write)
			}
			object = write.Object
		}
		got := transcript(records)[0]
		if want := fmt.Sprint(100 - updates.Lost(object)); got != want {
			t.Errorf("the count is %s, by the log %s", got, want)
		}
		if losses == 0 {
			lossless++
		}
	}
	if lossless == 20 {
		t.Error("no update was lost in twenty runs")
	}
}

func TestAForgottenReceiverLeaks(t *testing.T) {
	records, ended := run(t, "leak", &programs.Settings{Threads: 5, Maxsize: 1, Seed: 2})
	hung := stuck(records)
	if ended || len(hung) != 3 {
		t.Errorf("stuck: %v", hung)
	}
	for _, r := range hung {
		if r.Op != threading.OpPut || r.File != "leak.go" || !strings.Contains(line(t, r), "answers.Put") {
			t.Errorf("stuck: %v: %s", r, line(t, r))
		}
	}
	if _, ended := run(t, "leak", &programs.Settings{Threads: 5, Maxsize: 0, Seed: 2}); !ended {
		t.Error("with room for all it leaks too")
	}
}

// line is the text of a record's line.
func line(t *testing.T, r threading.Record) string {
	t.Helper()
	source, err := programs.Code.ReadFile(r.File)
	if err != nil {
		t.Fatal(r, err)
	}
	return strings.TrimSpace(strings.Split(string(source), "\n")[r.Line-1])
}

func TestMarkedLinesAreThoseOfThePrograms(t *testing.T) {
	method := map[threading.Op]string{
		threading.OpStart: ".Start(", threading.OpJoin: ".Join(", threading.OpSleep: "Sleep(", threading.OpPrint: "Print(",
		threading.OpPut: ".Put", threading.OpGet: ".Get", threading.OpTaskDone: "TaskDone(", threading.OpAcquire: "lock.With(",
		threading.OpRelease: "lock.With(", threading.OpRead: ".Read(", threading.OpWrite: ".Write(",
	}
	for _, p := range programs.Programs() {
		s := factory(func(s *programs.Settings) {
			s.Threads, s.Lock, s.Work = 3, programs.AroundAll, second
		})
		records, _ := run(t, p.Name, s)
		for _, r := range records {
			if r.Op == threading.OpRun || r.Op == threading.OpEnd {
				continue
			}
			if want, ok := method[r.Op]; !ok || !strings.Contains(line(t, r), want) {
				t.Errorf("%s: %v: %s", p.Name, r, line(t, r))
			}
		}
		if twin, err := programs.Code.ReadFile(p.Name + ".py"); err != nil || !strings.Contains(string(twin), "def main(") {
			t.Errorf("%s has no Python twin: %v", p.Name, err)
		}
		if p.Title == "" {
			t.Errorf("%s has no title", p.Name)
		}
	}
}
