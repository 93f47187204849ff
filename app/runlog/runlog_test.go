package runlog_test

import (
	"reflect"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/runlog"
)

const ms = time.Millisecond

func TestWriterKeepsTheLaneOfATask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		w := runlog.NewWriter(func() time.Duration { return time.Since(began) })
		time.Sleep(5 * ms)
		run := w.Begin("threads")
		run.Add(0, runlog.NoLane, runlog.Pending, nil)
		time.Sleep(ms)
		run.Add(0, 3, runlog.Running, nil)
		time.Sleep(2 * ms)
		run.Add(0, runlog.NoLane, runlog.Finished, "done")
		run.Add(0, runlog.NoLane, runlog.Pending, nil)
		run.End(runlog.Finished, nil)
		want := []runlog.Event{
			{Run: "threads", Task: runlog.Whole, Lane: -1, State: runlog.Running},
			{Run: "threads", Lane: -1, State: runlog.Pending},
			{Run: "threads", Lane: 3, State: runlog.Running, At: ms},
			{Run: "threads", Lane: 3, State: runlog.Finished, At: 3 * ms, Detail: "done"},
			{Run: "threads", Lane: -1, State: runlog.Pending, At: 3 * ms},
			{Run: "threads", Task: runlog.Whole, Lane: -1, State: runlog.Finished, At: 3 * ms},
		}
		if got := w.Since(0); !reflect.DeepEqual(got, want) {
			t.Errorf("got %v\nwant %v", got, want)
		}
		if got := w.Since(5); len(got) != 1 || len(w.Since(99)) != 0 {
			t.Errorf("Since(5) has %d events, Since(99) %d", len(got), len(w.Since(99)))
		}
		time.Sleep(7 * ms)
		if w.Idle() != 7*ms || run.Elapsed() != 10*ms {
			t.Errorf("idle %v, elapsed %v", w.Idle(), run.Elapsed())
		}
	})
}

// An event that another process reports opens its lane, and ends it, like any other.
func TestWriterKeepsTheLaneOfAReportedTask(t *testing.T) {
	w := runlog.NewWriter(func() time.Duration { return time.Second })
	run := w.Begin("processes")
	run.AddAt(ms, 0, 2, runlog.Running, nil)
	run.Add(0, runlog.NoLane, runlog.Finished, nil)
	run.Add(0, runlog.NoLane, runlog.Pending, nil)
	var lanes []int
	for _, e := range w.Since(1) {
		lanes = append(lanes, e.Lane)
	}
	if want := []int{2, 2, runlog.NoLane}; !reflect.DeepEqual(lanes, want) {
		t.Errorf("lanes %v, want %v", lanes, want)
	}
}

func TestWriterIsSafeForManyGoroutines(t *testing.T) {
	w := runlog.NewWriter(func() time.Duration { return 0 })
	run := w.Begin("r")
	var wait sync.WaitGroup
	for i := range 50 {
		wait.Go(func() {
			run.Add(i, i, runlog.Running, nil)
			w.Since(0)
			run.Add(i, runlog.NoLane, runlog.Finished, nil)
		})
	}
	wait.Wait()
	for _, e := range w.Since(1) {
		if e.Lane != e.Task {
			t.Errorf("task %d ended in lane %d", e.Task, e.Lane)
		}
	}
	if n := len(w.Since(0)); n != 101 {
		t.Errorf("%d events", n)
	}
}

// log has two runs whose events overlap on the common clock.
var log = []runlog.Event{
	{Run: "a", At: 0}, {Run: "a", At: 10 * ms}, {Run: "a", At: 30 * ms},
	{Run: "b", At: 0}, {Run: "b", At: 10 * ms}, {Run: "b", At: 20 * ms},
}

func TestCursorStepsOverTimes(t *testing.T) {
	c := runlog.NewCursor(log)
	if c.At() != 30*ms {
		t.Fatalf("a new cursor is at %v", c.At())
	}
	var back, forth []time.Duration
	for c.At() > 0 {
		c.Previous()
		back = append(back, c.At())
	}
	c.Previous()
	if c.At() != 0 {
		t.Errorf("before the first event: %v", c.At())
	}
	for c.At() < c.End() {
		c.Next()
		forth = append(forth, c.At())
	}
	c.Next()
	if c.At() != c.End() {
		t.Errorf("after the last event: %v", c.At())
	}
	if want := []time.Duration{20 * ms, 10 * ms, 0}; !reflect.DeepEqual(back, want) {
		t.Errorf("back %v, want %v", back, want)
	}
	if want := []time.Duration{10 * ms, 20 * ms, 30 * ms}; !reflect.DeepEqual(forth, want) {
		t.Errorf("forth %v, want %v", forth, want)
	}
	c.Seek(15 * ms)
	c.Previous()
	if c.At() != 10*ms {
		t.Errorf("between two events, the one before is %v", c.At())
	}
}

func TestCursorPlays(t *testing.T) {
	c := runlog.NewCursor(log)
	c.Play()
	if c.At() != 0 || !c.Playing() {
		t.Fatalf("playing from the end: at %v", c.At())
	}
	c.SetSpeed(0.5)
	c.Advance(20 * ms)
	if c.At() != 10*ms {
		t.Errorf("half speed: at %v after 20 ms", c.At())
	}
	c.Pause()
	c.Advance(20 * ms)
	if c.At() != 10*ms {
		t.Errorf("a paused cursor moved to %v", c.At())
	}
	c.Play()
	c.SetSpeed(100)
	if c.Speed() != runlog.MaxSpeed {
		t.Errorf("speed %v", c.Speed())
	}
	c.Advance(time.Second)
	if c.At() != 30*ms || c.Playing() {
		t.Errorf("at the end: %v, playing %v", c.At(), c.Playing())
	}
	c.SetSpeed(0)
	if c.Speed() != runlog.MinSpeed {
		t.Errorf("speed %v", c.Speed())
	}
	c.Seek(-ms)
	if c.At() != 0 {
		t.Errorf("sought to %v", c.At())
	}
	c.Seek(time.Hour)
	if c.At() != 30*ms {
		t.Errorf("sought past the end, to %v", c.At())
	}
	empty := runlog.NewCursor(nil)
	empty.Play()
	empty.Next()
	empty.Previous()
	if empty.Playing() || empty.At() != 0 {
		t.Errorf("an empty log plays")
	}
}

// trace is a model that records its events.
type trace []runlog.Event

func (m *trace) Apply(e runlog.Event) { *m = append(*m, e) }

func TestMovingForwardIsTheSameAsFolding(t *testing.T) {
	c := runlog.NewCursor(log)
	var moved trace
	at := time.Duration(-1)
	for _, to := range []time.Duration{0, 5 * ms, 10 * ms, 10 * ms, 25 * ms, 30 * ms} {
		for _, e := range c.Between(at, to) {
			moved.Apply(e)
		}
		at = to
		for _, run := range []string{"a", "b"} {
			var folded trace
			runlog.Fold(&folded, log, to)
			if got, want := only(moved, run), only(folded, run); !reflect.DeepEqual(got, want) {
				t.Errorf("run %s at %v: %v, want %v", run, to, got, want)
			}
		}
	}
	if n := len(c.Between(30*ms, 10*ms)); n != 0 {
		t.Errorf("going back passes %d events", n)
	}
}

func only(events []runlog.Event, run string) (found []runlog.Event) {
	for _, e := range events {
		if e.Run == run {
			found = append(found, e)
		}
	}
	return found
}
