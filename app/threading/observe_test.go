package threading_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/threading"
)

func TestO01_AWaitHasABeginningAndOneEnd(t *testing.T) {
	records := run(t, func(ctx context.Context) {
		q := queue(ctx, 1)
		getter := spawn(ctx, func(ctx context.Context) { q.Get(ctx) })
		wait()
		q.Put(ctx, 1)
		joinAll(t, ctx, getter)
		q.Get(ctx, limit)
		q.GetNowait(ctx)
		q.Get(cancelled(ctx))
	})
	wantEqual(t, phases(records, threading.OpGet), "1 waiting, 1 done, 0 waiting, 0 timed out, 0 refused, 0 cancelled")
	wantEqual(t, phases(records, threading.OpPut), "0 done")
}

// phases lists the threads and phases of an operation.
func phases(records []threading.Record, op threading.Op) string {
	var all []string
	for _, r := range records {
		if r.Op == op {
			all = append(all, fmt.Sprint(r.Thread, " ", r.Phase))
		}
	}
	return strings.Join(all, ", ")
}

func TestO02_TheRecordsAreInTheOrderOfTheirEffect(t *testing.T) {
	records := run(t, func(ctx context.Context) {
		var l threading.Lock
		l.SetName("count")
		l.Acquire(ctx)
		other := spawn(ctx, func(ctx context.Context) { l.With(ctx, func() error { return nil }) })
		wait()
		l.Release(ctx) // the lock goes to the other at this moment
		joinAll(t, ctx, other)
	})
	var lines []string
	for _, r := range records {
		if r.Object.Name == "count" {
			lines = append(lines, fmt.Sprintf("%d %s %s", r.Thread, r.Op, r.Phase))
		}
	}
	wantEqual(t, lines, []string{"0 acquire done", "1 acquire waiting", "0 release done", "1 acquire done", "1 release done"})
}

func TestO02_ManyThreadsAndObjects(t *testing.T) {
	// Without a bubble, so that the threads run side by side where there are cores.
	var log threading.Log
	err := threading.Run(t.Context(), func(ctx context.Context) error {
		q := threading.NewQueue[int](3)
		var l threading.Lock
		var rl threading.RLock
		var v threading.Variable
		s := semaphore(t, 2)
		for range 8 {
			spawn(ctx, func(ctx context.Context) {
				for i := range 50 {
					q.Put(ctx, i)
					l.With(ctx, func() error { v.Write(ctx, v.Read(ctx)+1); return nil })
					s.With(ctx, func() error { return rl.With(ctx, func() error { return rl.With(ctx, func() error { return nil }) }) })
					q.Get(ctx)
					q.TaskDone(ctx)
				}
			})
		}
		if err := q.Join(ctx); err != nil {
			return err
		}
		for _, thread := range threading.Enumerate(ctx)[1:] {
			thread.Join(ctx)
		}
		wantEqual(t, v.Value(), 400)
		return nil
	}, threading.Config{Observe: log.Observe})
	wantErr(t, err, nil)
	checkLog(t, log.Records(0))
	wantEqual(t, len(log.Records(len(log.Records(0))-1)), 1)
	wantEqual(t, len(log.Records(1e9)), 0)
}

func TestO03_ARecordHasTheLineOfTheCall(t *testing.T) {
	var lock threading.Lock
	var rlock threading.RLock
	var condition threading.Condition
	var event threading.Event
	var variable threading.Variable
	records := run(t, func(ctx context.Context) {
		q := threading.NewQueue[int](1)
		q.Put(ctx, 1)                                               // logs: put
		q.Put(ctx, 1, limit)                                        // logs: put put
		q.PutNowait(ctx, 1)                                         // logs: put
		q.Get(ctx)                                                  // logs: get
		q.GetNowait(ctx)                                            // logs: get
		q.TaskDone(ctx)                                             // logs: task_done
		q.Join(ctx)                                                 // logs: join
		q.SetMaxsize(ctx, 0)                                        // logs: maxsize
		q.ShutdownImmediate(ctx)                                    // logs: shutdown
		lock.Acquire(ctx)                                           // logs: acquire
		lock.Release(ctx)                                           // logs: release
		lock.With(ctx, func() error { return nil })                 // logs: acquire release
		rlock.TryAcquire(ctx)                                       // logs: acquire
		rlock.With(ctx, func() error { return nil })                // logs: acquire release
		condition.Acquire(ctx)                                      // logs: acquire
		condition.Wait(ctx, limit)                                  // logs: wait release wait acquire
		condition.WaitFor(ctx, func() bool { return false }, limit) // logs: wait release wait acquire
		condition.Notify(ctx, 1)                                    // logs: notify
		event.Set(ctx)                                              // logs: set
		event.Wait(ctx)                                             // logs: wait
		variable.Write(ctx, variable.Read(ctx)+1)                   // logs: read write
		threading.Sleep(ctx, second)                                // logs: sleep sleep
		threading.Print(ctx, "%d", 1)                               // logs: print
	})
	source, err := os.ReadFile("observe_test.go")
	if err != nil {
		t.Skip("without its source: ", err) // in a browser
	}
	seen := map[int]string{}
	for _, r := range records {
		if r.File == "observe_test.go" {
			seen[r.Line] += " " + string(r.Op)
		}
	}
	checked := 0
	for i, line := range strings.Split(string(source), "\n") {
		if _, want, ok := strings.Cut(line, "// logs"+":"); ok {
			wantEqual(t, fmt.Sprint(i+1, seen[i+1]), fmt.Sprint(i+1, want))
			checked++
		}
	}
	if checked < 20 {
		t.Errorf("only %d lines were checked", checked)
	}
}

func TestO04_TheLogTellsWhoWaitsForEver(t *testing.T) {
	var log threading.Log
	stuck := func() []threading.Record {
		var threads threading.Threads
		for _, r := range log.Records(0) {
			threads.Apply(r)
		}
		return threads.Stuck()
	}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan error)
		go func() {
			over <- threading.Run(ctx, func(ctx context.Context) error {
				results := queue(ctx, 1)
				results.SetName("results")
				for i := range 3 {
					spawn(ctx, func(ctx context.Context) {
						threading.Sleep(ctx, second)
						results.Put(ctx, i) // only one of them finds somebody who gets it, and one a place
					})
				}
				_, err := results.Get(ctx)
				return err
			}, threading.Config{Observe: log.Observe})
		}()
		wait()
		if s := stuck(); s != nil {
			t.Errorf("stuck while there are sleepers: %v", s)
		}
		time.Sleep(2 * second)
		wait()
		s := stuck()
		if len(s) != 1 || s[0].Op != threading.OpPut || s[0].Object.Name != "results" || s[0].At != second || s[0].Line == 0 {
			t.Errorf("stuck: %v", s)
		}
		cancel()
		wantErr(t, <-over, nil)
		if s := stuck(); s != nil {
			t.Errorf("stuck after the end: %v", s)
		}
	})
	checkLog(t, log.Records(0))
}

func TestO04_WhoWaitsForALimitedTimeIsNotStuck(t *testing.T) {
	var threads threading.Threads
	for _, r := range run(t, func(ctx context.Context) {
		var e threading.Event
		spawn(ctx, func(ctx context.Context) { e.Wait(ctx, limit); e.Set(ctx) })
		e.Wait(ctx)
	}) {
		threads.Apply(r)
		if s := threads.Stuck(); s != nil {
			t.Errorf("after %v: stuck: %v", r, s)
		}
	}
	wantEqual(t, threads.Alive(), []int(nil))
	wantEqual(t, threads.Waits(), []threading.Record(nil))
}

// lose makes a log of reads and writes: "a0 b0 a1 b1" is a reads 0, b reads 0, a writes
// 1, b writes 1; capitals write.
func variableLog(script string) (records []threading.Record) {
	version, value := 0, 0
	for _, s := range strings.Fields(script) {
		r := threading.Record{Op: threading.OpRead, Phase: threading.Done, Thread: int(s[0] - 'a'), Object: threading.Object{Kind: threading.KindVariable, Number: 1}}
		if s[0] < 'a' {
			r.Thread = int(s[0] - 'A')
			r.Op = threading.OpWrite
			value = int(s[1] - '0')
			version++
		}
		r.Value, r.Item = value, version
		records = append(records, r)
	}
	return records
}

func TestO05_TheLogTellsWhichUpdatesAreLost(t *testing.T) {
	for _, c := range []struct {
		script string
		lost   int
		losses string // how many: which write goes over which
	}{
		{"a A1 b B2", 0, ""},
		{"a b A1 B1", 1, "1: 3 over 2"},
		{"a b c A1 B1 C1", 2, "1: 4 over 3, 1: 5 over 4"},
		{"a b B1 b B2 A1", 2, "2: 5 over 2"}, // one write loses two updates
		{"a b B1 c A1 C2", 1, "1: 4 over 2"}, // C brings B's back, and loses A's
		{"A5 b B6", 0, ""},                   // to set is not to update what was there
		{"a A1 A2 b B3", 0, ""},              // who wrote knows what it wrote
		{"a b A1 a A2 B1 a A2", 2, "2: 5 over 2"},
	} {
		var updates threading.Updates
		var losses []string
		var object threading.Object
		for i, r := range variableLog(c.script) {
			if l, lost := updates.Apply(i, r); lost {
				losses = append(losses, fmt.Sprintf("%d: %d over %d", l.Updates, l.Write, l.LostWrite))
			}
			object = r.Object
		}
		if got := strings.Join(losses, ", "); got != c.losses || updates.Lost(object) != c.lost {
			t.Errorf("%s: %d lost: %s; want %d: %s", c.script, updates.Lost(object), got, c.lost, c.losses)
		}
	}
	var updates threading.Updates
	wantEqual(t, updates.Lost(threading.Object{}), 0)
	// Both reads of the one value and both writes are named.
	for i, r := range variableLog("a b A1 B1") {
		if l, lost := updates.Apply(i, r); lost && l != (threading.Loss{Read: 1, Write: 3, LostRead: 0, LostWrite: 2, Updates: 1}) {
			t.Errorf("%+v", l)
		}
	}
}

func TestO05_WhatIsNotLostIsInTheValue(t *testing.T) {
	for _, slow := range []time.Duration{0, time.Millisecond} {
		var count threading.Variable
		records := run(t, func(ctx context.Context) {
			for range 100 {
				spawn(ctx, func(ctx context.Context) {
					value := count.Read(ctx)
					threading.Sleep(ctx, slow)
					count.Write(ctx, value+1)
				})
			}
		})
		var updates threading.Updates
		sum := 0
		for i, r := range records {
			l, _ := updates.Apply(i, r)
			sum += l.Updates
		}
		lost := updates.Lost(threading.Object{Kind: threading.KindVariable, Number: 1})
		if lost == 0 || sum < lost || count.Value() != 100-lost {
			t.Errorf("count is %d; %d updates are lost, %d were seen", count.Value(), lost, sum)
		}
	}
}

func TestO06_TheClockMayGoFaster(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log threading.Log
		clock := threading.NewClock(10)
		start := time.Now()
		threading.Run(t.Context(), func(ctx context.Context) error {
			wantErr(t, threading.Sleep(ctx, 10*second), nil)
			wantTook(t, start, second)
			_, err := threading.NewQueue[int](0).Get(ctx, 20*limit)
			wantErr(t, err, threading.ErrEmpty)
			wantTook(t, start, 3*second)
			return nil
		}, threading.Config{Clock: clock, Observe: log.Observe})
		wantEqual(t, clock.Now(), 30*second)
		records := log.Records(0)
		wantEqual(t, records[len(records)-1].At, 30*second)
	})
}

func TestO06_TheSpeedMayChangeDuringASleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := threading.NewClock(1)
		start := time.Now()
		threading.Run(t.Context(), func(ctx context.Context) error {
			sleeper := spawn(ctx, func(ctx context.Context) {
				wantErr(t, threading.Sleep(ctx, 10*second), nil)
				wantTook(t, start, 7*second) // 2 s at 1, 3 s at 0, 2 s at 4
			})
			time.Sleep(2 * second)
			clock.SetSpeed(0)
			wantEqual(t, clock.Now(), 2*second)
			time.Sleep(3 * second)
			wantEqual(t, clock.Now(), 2*second)
			clock.SetSpeed(4)
			wantEqual(t, clock.Speed(), 4.0)
			joinAll(t, ctx, sleeper)
			return nil
		}, threading.Config{Clock: clock})
		wantEqual(t, clock.Now(), 10*second)
		clock.SetSpeed(-1)
		wantEqual(t, clock.Speed(), 0.0)
	})
}

func TestO06_OddSpeedsDoNotWakeTooEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, speed := range []float64{3, 7, 0.3, 1e-3, 1e9} {
			clock := threading.NewClock(speed)
			threading.Run(t.Context(), func(ctx context.Context) error {
				for range 5 {
					before := clock.Now()
					threading.Sleep(ctx, second)
					if took := clock.Now() - before; took < second || float64(took) > float64(second)+speed+2 {
						t.Errorf("at speed %v a second took %v", speed, took)
					}
				}
				return nil
			}, threading.Config{Clock: clock})
		}
	})
}

func TestSleep(t *testing.T) {
	run(t, func(ctx context.Context) {
		start := time.Now()
		wantErr(t, threading.Sleep(ctx, -1), threading.ErrNegativeSleep)
		wantErr(t, threading.Sleep(ctx, 0), nil)
		wantErr(t, threading.Sleep(cancelled(ctx), 0), context.Canceled)
		wantTook(t, start, 0)
		near, cancel := context.WithTimeout(ctx, second)
		defer cancel()
		wantErr(t, threading.Sleep(near, 2*second), threading.ErrTimeout)
		wantTook(t, start, second)
	})
}

func TestTheLogSurvivesJSON(t *testing.T) {
	records := run(t, func(ctx context.Context) {
		var v threading.Variable
		v.Write(ctx, 3)
		q := queue(ctx, 1, 1)
		q.Put(ctx, 2, limit)
		threading.Print(ctx, "Done after %d sec!", 2)
	})
	data, err := json.Marshal(records)
	if err != nil {
		t.Fatal(err)
	}
	var read []threading.Record
	if err := json.Unmarshal(data, &read); err != nil || !slices.Equal(records, read) {
		t.Errorf("%v: got %v, want %v", err, read, records)
	}
	last := records[len(records)-2]
	if got := last.String(); !strings.HasPrefix(got, "1s thread 0 print (Done after 2 sec!) at observe_test.go:") {
		t.Error(got)
	}
}
