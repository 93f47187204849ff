package futures

import (
	"flag"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"flaglab/app/bench/benchtest"
	"flaglab/app/flags"
	"flaglab/app/form"
	"flaglab/app/futures"
	"flaglab/app/runlog"
)

func TestMain(m *testing.M) {
	flag.Parse()
	futures.LogTo(io.Discard) // a faulty callback is logged, at length
	os.Exit(m.Run())
}

// play plays a scene with the settings of a link.
func play(t *testing.T, link string, during func(*benchtest.Session)) *benchtest.Session {
	t.Helper()
	return benchtest.Play(t, Lab(), link, &benchtest.Network{}, during)
}

// end returns the state after the last event.
func end(s *benchtest.Session) *model {
	m, _ := s.End()
	return m.(*model)
}

var addresses = regexp.MustCompile(`0x[0-9a-f]+`)

// transcript returns what was printed, without the addresses.
func transcript(m *model) string {
	var b strings.Builder
	for _, l := range m.Lines {
		b.WriteString(addresses.ReplaceAllString(l.Text, "0x…") + "\n")
	}
	return b.String()
}

func TestMarkedLinesAreThoseOfTheScene(t *testing.T) {
	for _, scene := range scenes {
		s := play(t, "timeout=50&scene="+scene.name, nil)
		file, skipped := scene.goFile()
		lines := strings.Split(file.Text, "\n")
		marked := 0
		for _, e := range s.Log() {
			d, _ := e.Detail.(Detail)
			if d.Line == 0 {
				continue
			}
			marked++
			marks := []string{"p.Print", "p.Scheduled", "p.Pause", "futures.Submit", "futures.Map"}
			if text := lines[d.Line-skipped-1]; !slices.ContainsFunc(marks, func(mark string) bool { return strings.Contains(text, mark) }) {
				t.Errorf("%s: line %d is marked: %s", scene.name, d.Line, text)
			}
		}
		if marked < 4 {
			t.Errorf("%s: only %d lines are marked", scene.name, marked)
		}
		if list := scene.sources(); !strings.HasPrefix(list[0].Text, "func ") || !strings.HasPrefix(list[1].Text, "from concurrent import futures") {
			t.Errorf("%s: the sources begin with %.20q and %.20q", scene.name, list[0].Text, list[1].Text)
		}
	}
}

func TestATimeoutEndsTheWaitingNotTheTasks(t *testing.T) {
	m := end(play(t, "timeout=1.2", nil))
	if text := transcript(m); !strings.Contains(text, "(of 5) futures unfinished") {
		t.Errorf("the transcript does not tell the time-out:\n%s", text)
	}
	for i, f := range m.Futures {
		if f.State != runlog.Finished {
			t.Errorf("future %d is %s, want finished", i, f.State)
		}
	}
}

func TestAMissingFlagIsFinishedNotFailed(t *testing.T) {
	for _, scene := range scenes {
		m := end(play(t, "cc=XX+BR&timeout=9&scene="+scene.name+"&fails=NONE", nil))
		for _, f := range m.Futures {
			if f.Code != "XX" || strings.HasPrefix(f.Name, "outer") || f.State == runlog.Cancelled {
				continue
			}
			if f.State != runlog.Finished || f.Status() != "not_found" || f.Detail.Word() != "404" {
				t.Errorf("%s: %s is %s, %s, %s; want finished, not_found, 404", scene.name, f.Name, f.State, f.Status(), f.Detail.Word())
			}
		}
	}
}

// A task that is cancelled in the queue has ended: map gives what became of each.
func TestMapGivesWhatWasCancelledInTheQueue(t *testing.T) {
	s := play(t, "scene=executor_map&workers=1&delay=0.8", func(s *benchtest.Session) {
		time.Sleep(100 * time.Millisecond)
		s.Act("shutdown-cancel")
	})
	if m := end(s); len(m.Given) != len(m.Futures) {
		t.Errorf("map has given %v of %d", m.Given, len(m.Futures))
	}
	if _, view := s.At(time.Hour); strings.Contains(view.Verdict.Sentence, "time-out") {
		t.Errorf("verdict %+v", view.Verdict)
	}
}

func TestDeadlockIsSeenAndLeft(t *testing.T) {
	s := play(t, "scene=deadlock", func(s *benchtest.Session) {
		time.Sleep(5 * time.Second)
		s.Act("cancel:1") // the inner future
	})
	state, view := s.At(4 * time.Second)
	if m := state.(*model); !m.Deadlock() || m.State.Done() {
		t.Errorf("at 4 s there is no deadlock: %+v", m)
	}
	if v := view.Verdict; !v.Early || v.Figures[0] != "Deadlock" || v.Sentence != "outer BR waits for inner BR, which needs the only worker." {
		t.Errorf("verdict %+v", v)
	}
	m := end(s)
	if m.Deadlock() || m.State != runlog.Finished || m.Futures[1].State != runlog.Cancelled || m.Futures[0].State != runlog.Failed {
		t.Errorf("the deadlock was not left: %+v", m)
	}
	if took := m.Stuck(0); took < 4990*time.Millisecond || took > 5*time.Second {
		t.Errorf("the deadlock took %v, want 5 s but for the first milliseconds", took)
	}
	// Its futures are named rightly from their first event on.
	for i, e := range s.Log() {
		if d, _ := e.Detail.(Detail); e.State == runlog.Pending && d.Text != []string{"outer BR", "inner BR"}[e.Task] {
			t.Errorf("event %d names future %d %q", i, e.Task, d.Text)
		}
	}
}

func TestAFailureIsFinishedUntilSomebodyAsks(t *testing.T) {
	for _, who := range []string{"program", "person"} {
		s := play(t, "scene=errors&delay=1&pause=9", func(s *benchtest.Session) {
			if who == "person" {
				time.Sleep(5 * time.Second)
				s.Act("result:1")
			}
		})
		state, view := s.At(4 * time.Second)
		f := state.(*model).Futures[1]
		if f.State != runlog.Failed || f.Look() != runlog.Finished || f.Status() != "unopened" || strings.Contains(f.Repr(), "raised") {
			t.Errorf("at 4 s it is %s, looks %s, %s: %s", f.State, f.Look(), f.Status(), f.Repr())
		}
		// An address may have the digits of the status.
		if text := addresses.ReplaceAllString(benchtest.Text(view), "0x…"); strings.Contains(text, "failed,") || strings.Contains(text, "raised") || strings.Contains(text, "418") {
			t.Errorf("the page tells too early:\n%s", text)
		}
		want := map[string]time.Duration{"program": 11 * time.Second, "person": 5 * time.Second}[who]
		if f := end(s).Futures[1]; f.Look() != runlog.Failed || f.Status() != "error" || f.OpenedAt.Round(time.Second) != want {
			t.Errorf("asked by the %s it looks %s, %s, opened at %v; want %v", who, f.Look(), f.Status(), f.OpenedAt, want)
		}
	}
}

func TestCancelWaitsForThePerson(t *testing.T) {
	// Left alone, it goes on by itself, while the first ones still run.
	m := end(play(t, "scene=cancel", nil))
	if m.Futures[0].State != runlog.Finished || m.Futures[4].State != runlog.Cancelled {
		t.Errorf("the first is %s, the last %s", m.Futures[0].State, m.Futures[4].State)
	}
	// When both were tried it goes on at once.
	s := play(t, "scene=cancel", func(s *benchtest.Session) {
		time.Sleep(2 * time.Second)
		s.Act("cancel:0")
		time.Sleep(time.Second)
		s.Act("cancel:4")
	})
	for _, e := range s.Log() {
		if d, _ := e.Detail.(Detail); d.Kind == Resumed && e.At.Round(10*time.Millisecond) != 3*time.Second {
			t.Errorf("it went on at %v, want 3 s", e.At)
		}
	}
	text := transcript(end(s))
	for _, want := range []string{
		"> BR: cancel() → false: it is running, and a running task is not stopped from outside",
		"> US: cancel() → true: it will never start",
		"cancel the first: false, it is <Future at 0x… state=running>",
		"submit raised: cannot schedule new futures after shutdown",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	// Continue needs no more.
	s = play(t, "scene=cancel&pause=60", func(s *benchtest.Session) {
		time.Sleep(time.Second)
		s.Act("continue")
	})
	if m := end(s); m.Elapsed > 11*time.Second {
		t.Errorf("it went on after %v only", m.Elapsed)
	}
}

func TestAPauseBeginsAnewWithEachAction(t *testing.T) {
	s := play(t, "scene=callbacks&delay=0&pause=5", func(s *benchtest.Session) {
		for range 3 {
			time.Sleep(4 * time.Second)
			s.Act("callback:1")
		}
	})
	if m := end(s); m.Elapsed.Round(time.Second) != 17*time.Second {
		t.Errorf("it ended after %v, want 12 s + 5 s", m.Elapsed)
	}
	if state, view := s.At(11 * time.Second); state.(*model).Paused == nil || view.Verdict.Note != "It goes on by itself in 2 s." {
		t.Errorf("at 11 s: %+v", view.Verdict)
	}
}

func TestWhatAPersonCanDo(t *testing.T) {
	s := play(t, "", func(s *benchtest.Session) {
		time.Sleep(100 * time.Millisecond)
		for _, act := range []string{"cancel:0", "cancel:4", "faulty:1", "callback:1", "callback:3", "submit", "timeout:0"} {
			s.Act(act)
			time.Sleep(10 * time.Millisecond)
		}
		s.Act("shutdown")
		s.Act("cancel:3") // its callback runs in the one who cancels
		time.Sleep(100 * time.Millisecond)
		s.Act("submit")
		s.Over()
		for _, act := range []string{"callback:1", "result:1", "exception:1", "cancel:1", "result:4", "nonsense", "cancel:99", "shutdown-no-wait"} {
			s.Act(act)
		}
	})
	text := transcript(end(s))
	for _, want := range []string{
		"> BR: cancel() → false: it is running",
		"> US: cancel() → true",
		"> IN: got(<Future at 0x… state=cancelled>), run by you, who cancelled it",
		"> CN: faulty(<Future at 0x… state=finished returned string>), run by ThreadPoolExecutor-0_1, the worker that finished it: panics",
		"> CN: got(<Future at 0x… state=finished returned string>), run by ThreadPoolExecutor-0_1, the worker that finished it",
		"> CN: got(<Future at 0x… state=finished returned string>), run by you, the caller, at once",
		"> BR: result(timeout=1) …",
		"> BR: result(timeout=1) raised timed out waiting for a future; the task goes on: <Future at 0x… state=running>",
		`> CN: result() → "CN"`,
		"> CN: exception() → None: it did not fail",
		"> CN: cancel() → false: it is done",
		"> US: result() raised future cancelled",
		"Scheduled for BD: <Future at 0x… state=pending>",
		"> shutdown(wait=True, cancel_futures=False) …",
		"> shutdown(wait=True, cancel_futures=False) returned",
		`> submit(download, "CD") raised: cannot schedule new futures after shutdown`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if m := end(s); m.Futures[5].Name != "BD" || m.Futures[5].State != runlog.Finished {
		t.Errorf("what was submitted by hand is %+v", m.Futures[5])
	}
}

func TestARunWaitsForWhatAPersonAsked(t *testing.T) {
	s := play(t, "cc=BR&delay=1", func(s *benchtest.Session) {
		time.Sleep(500 * time.Millisecond)
		s.Act("result:0")
		s.Act("submit")
		s.Act("shutdown-cancel")
		s.Over()
	})
	events := s.Log()
	if last := events[len(events)-1]; last.Task != runlog.Whole || last.State != runlog.Finished {
		t.Errorf("after the end came %+v", last)
	}
	if text := transcript(end(s)); !strings.Contains(text, `> BR: result() → "BR"`) {
		t.Errorf("the answer is missing in\n%s", text)
	}
}

func TestMapEndsInPythonAndGoesOnHere(t *testing.T) {
	s := play(t, "scene=executor_map&fails=ID", nil)
	m := end(s)
	if m.firstError() != 2 || !slices.Equal(m.Given, []int{0, 1, 2, 3, 4}) {
		t.Errorf("given %v, first error %d", m.Given, m.firstError())
	}
	x := s.Experiment.(*experiment)
	if x.shelves(m) != 3 || x.finding(m) != "Python’s generator ends at ID’s error. Ours goes on." {
		t.Errorf("%d shelves, finding %q", x.shelves(m), x.finding(m))
	}
	d := x.draw(m, moment(s.Log(), time.Hour), 1216)
	for i := range 5 {
		ours := slices.ContainsFunc(d.Flags, func(p flagPlace) bool { return p.Task == i*copies+onMap })
		python := slices.ContainsFunc(d.Flags, func(p flagPlace) bool { return p.Task == i*copies+onPythonsMap })
		if !ours || python != (i <= 2) {
			t.Errorf("result %d is on our shelf: %v, on Python's: %v", i, ours, python)
		}
	}
	// Where they do not differ, there is one shelf.
	if s := play(t, "scene=executor_map", nil); s.Experiment.(*experiment).shelves(end(s)) != 2 {
		t.Error("three shelves without an error")
	}
}

func TestAMapThatTimesOutGivesWhatWasReady(t *testing.T) {
	m := end(play(t, "scene=executor_map&timeout=1&delay=0.8&workers=1", nil))
	if !slices.Equal(m.Given, []int{0}) {
		t.Errorf("given %v, want the first only:\n%s", m.Given, transcript(m))
	}
	if text := transcript(m); !strings.Contains(text, "map raised: timed out") {
		t.Errorf("the time-out is missing in\n%s", text)
	}
}

func TestAStoppedServerTellsNothing(t *testing.T) {
	broken := &benchtest.Network{Through: func(string, flags.Source) flags.Source { return unreachable{} }}
	for _, scene := range scenes {
		if scene.name == "deadlock" {
			continue // nothing is downloaded before it is left
		}
		_, view := benchtest.Play(t, Lab(), "pause=1&scene="+scene.name, broken, nil).End()
		if v := view.Verdict; !strings.HasPrefix(v.Problem, "The server did not answer ") || len(v.Figures) > 0 {
			t.Errorf("%s: verdict %+v", scene.name, v)
		}
	}
}

// A link may hold events of tasks that no program has.
func TestEveryTaskHasAName(t *testing.T) {
	s := play(t, "", nil)
	x := s.Experiment.(*experiment)
	for task, want := range map[int]string{-2: "task -1", 0: x.names()[0], 99: "task 100"} {
		if got := x.TaskName("", task); got != want {
			t.Errorf("task %d is %q, want %q", task, got, want)
		}
	}
}

func TestNoSceneWaitsForEver(t *testing.T) {
	wait := func(task int) runlog.Event {
		return runlog.Event{Run: "threads", Task: task, Detail: Detail{Kind: Blocked}}
	}
	events := []runlog.Event{{Run: "threads", Lane: runlog.NoLane, State: runlog.Pending, Detail: Detail{}}}
	for range mostTasks + 1 {
		events = append(events, wait(0))
	}
	benchtest.Refuses(t, Lab(), events)
	benchtest.Refuses(t, Lab(), append(events[:1:1], wait(-5)))
}

// A future that was cancelled before its task ran has not completed first.
func TestACancelledFutureIsNotTheFirst(t *testing.T) {
	s := play(t, "", func(s *benchtest.Session) {
		time.Sleep(100 * time.Millisecond)
		s.Act("cancel:4")
	})
	m, view := s.End()
	state := m.(*model)
	if state.Futures[4].State != runlog.Cancelled || state.Completed[0] != 4 {
		t.Fatalf("the last future is %s, and the order %v", state.Futures[4].State, state.Completed)
	}
	first := state.Futures[state.Completed[1]].Name
	if got := view.Verdict.Figures[0]; got != first {
		t.Errorf("%s completed first, want %s", got, first)
	}
	values, _ := form.Parse(Lab().Fields, "")
	if value, _ := Lab().Predictions(values)[0].Truth(m); value != state.Futures[state.Completed[1]].Code {
		t.Errorf("the right guess is %q", value)
	}
}
