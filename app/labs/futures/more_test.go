package futures

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/bench"
	"flaglab/app/bench/benchtest"
	"flaglab/app/chart"
	"flaglab/app/flags"
	"flaglab/app/form"
	"flaglab/app/runlog"
)

type flagPlace = chart.Place

// unreachable is a site that does not answer.
type unreachable struct{}

func (unreachable) Get(context.Context, string, int) (flags.Reply, error) {
	return flags.Reply{}, &flags.ConnectionError{Err: errors.New("refused")}
}

// moment is a moment of a replay, or its end.
func moment(events []runlog.Event, t time.Duration) bench.Moment {
	last := events[len(events)-1].At
	if t >= last {
		return bench.Moment{Phase: bench.AtEnd, T: last}
	}
	return bench.Moment{Phase: bench.Replay, T: t}
}

func TestACancelledRunEndsAllFutures(t *testing.T) {
	for _, scene := range scenes {
		synctest.Test(t, func(t *testing.T) {
			values, _ := form.Parse(fields, "scene="+scene.name)
			x, errs := open(values, &benchtest.Network{})
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			began := time.Now()
			w := runlog.NewWriter(func() time.Duration { return time.Since(began) })
			ctx, cancel := context.WithTimeout(t.Context(), 400*time.Millisecond)
			defer cancel()
			go func() {
				time.Sleep(200 * time.Millisecond)
				x.(bench.Actor).Act("result:0") // it waits, and is given up with the run
			}()
			if err := x.Do(ctx, w); err != nil {
				t.Error(err)
			}
			m := x.Model().(*model)
			runlog.Fold(m, w.Since(0), time.Hour)
			if m.State != runlog.Cancelled || m.Elapsed != 400*time.Millisecond {
				t.Errorf("%s is %s after %v", scene.name, m.State, m.Elapsed)
			}
			for _, f := range m.Futures {
				if f.State != runlog.Cancelled {
					t.Errorf("%s: %s is %s, want cancelled", scene.name, f.Name, f.State)
				}
			}
			view := x.View(m, bench.Moment{Phase: bench.Stopped, T: m.Elapsed})
			if scene.name == "deadlock" {
				if view.Verdict.Sentence != "of deadlock, until the run was cancelled." {
					t.Errorf("verdict %+v", view.Verdict)
				}
			} else if view.Verdict.Problem == "" {
				t.Errorf("%s: verdict %+v, want a problem", scene.name, view.Verdict)
			}
		})
	}
}

func TestAServerThatCannotBeReachedIsAnError(t *testing.T) {
	values, _ := form.Parse(fields, "")
	x, _ := open(values, &benchtest.Network{Failure: "The server does not answer."})
	w := runlog.NewWriter(func() time.Duration { return 0 })
	if err := x.Do(t.Context(), w); err == nil || err.Error() != "The server does not answer." || len(w.Since(0)) > 0 {
		t.Errorf("error %v, %d events", err, len(w.Since(0)))
	}
}

func TestLinksOfEarlierReleasesWork(t *testing.T) {
	v, errs := form.Parse(fields, "scene=errors&cc=A&workers=5&delay=1&seed=9&fails=AD&timeout=1.5")
	x, more := open(v, &benchtest.Network{})
	if len(errs)+len(more) > 0 {
		t.Fatal(errs, more)
	}
	e := x.(*experiment)
	if e.scene.name != "errors" || len(e.plan.Codes) != 26 || e.plan.Workers != 5 || e.plan.Weather.MinDelay != time.Second ||
		e.plan.Weather.Seed != 9 || e.fails != "AD" || e.timeout != 1500*time.Millisecond {
		t.Errorf("%+v", e)
	}
	if got := v.Query().Encode(); got != "cc=A&delay=1&fails=AD&scene=errors&seed=9&timeout=1.5&workers=5" {
		t.Errorf("the link became %s", got)
	}
	for link, check := range map[string]func(*experiment) bool{
		"":                         func(e *experiment) bool { return e.scene.name == "as_completed" && e.fails == "" },
		"scene=errors":             func(e *experiment) bool { return e.fails == "CN" },
		"scene=errors&fails=NONE":  func(e *experiment) bool { return e.fails == "" },
		"scene=errors&fails=none":  func(e *experiment) bool { return e.fails == "" },
		"scene=deadlock&workers=9": func(e *experiment) bool { return e.plan.Workers == 1 },
		"scene=cancel":             func(e *experiment) bool { return e.plan.Weather.MinDelay == 9*time.Second },
		"cc=":                      func(e *experiment) bool { return len(e.plan.Codes) == 5 },
	} {
		v, _ := form.Parse(fields, link)
		if x, errs := open(v, &benchtest.Network{}); len(errs) > 0 || !check(x.(*experiment)) {
			t.Errorf("%q: %+v, %v", link, x, errs)
		}
	}
}

func TestWhatIsWrongInALinkIsNamed(t *testing.T) {
	for name, texts := range map[string][]string{
		"scene":   {"opera"},
		"cc":      {"ABC", "EVERY", "A+B"},
		"workers": {"0", "21", "x"},
		"delay":   {"-1", "11"},
		"seed":    {"x"},
		"fails":   {"FR"},
		"timeout": {"-1", "61", "NaN", "x", "0x1p3"},
		"pause":   {"61"},
	} {
		for _, text := range texts {
			v, errs := form.Parse(fields, name+"="+text)
			if len(errs) == 0 {
				_, errs = open(v, &benchtest.Network{})
			}
			if errs[name] == "" || len(errs) != 1 {
				t.Errorf("%s=%q: errors %v, want one for %s", name, text, errs, name)
			}
		}
	}
	_, errs := form.Parse(fields, "scene=zzz")
	if !strings.Contains(errs["scene"], "as_completed, executor_map, errors, cancel, callbacks, deadlock") {
		t.Errorf("no right scene is offered: %s", errs["scene"])
	}
}

func TestPredictionsAreToldWithTheRunsOwnFigures(t *testing.T) {
	for link, want := range map[string][]string{
		"":                            {"ID", "ID was first, after "},
		"cc=A&delay=0.1&workers=1":    {"AA", "AA was first, after 0.10 s"},
		"scene=executor_map":          {"submitted", "Map keeps the order: "},
		"scene=errors":                {"asked", "CN failed at "},
		"scene=cancel":                {"last", "Only what has not started"},
		"scene=cancel&workers=5":      {"neither", "Only what has not started"},
		"scene=callbacks":             {"worker", "The late one was run by main."},
		"scene=deadlock&timeout=2":    {"never", "It stood still for 2.00 s: result() gave up"},
		"scene=executor_map&fails=ID": {"on", "generator ends at the first error"},
	} {
		s := play(t, link, nil)
		list := predictions(s.Values)
		p := list[len(list)-1]
		value, reason := p.Truth(end(s))
		offered := false
		for _, o := range p.Options {
			offered = offered || o.Value == value
		}
		if value != want[0] || !offered || !strings.Contains(reason, want[1]) {
			t.Errorf("%q: %q, %q; want %q, %q", link, value, reason, want[0], want[1])
		}
		if value, _ := p.Truth(s.Experiment.Model()); value != "" && p.ID != "end" {
			t.Errorf("%q: without a run the truth is %q", link, value)
		}
	}
}

// Whatever the size of the page and the number of futures, each is seen in one place within the picture.
func TestEveryFutureIsInThePicture(t *testing.T) {
	for _, link := range []string{"", "cc=A&workers=20&delay=0.5-1.5", "scene=executor_map&fails=AD&cc=A&delay=0.2-0.6", "scene=deadlock&timeout=3", "scene=cancel&cc=A&workers=1"} {
		s := play(t, link, nil)
		x := s.Experiment.(*experiment)
		for _, width := range []float64{358, 699, 700, 1216} {
			for ms := range 12 {
				state, _ := s.At(time.Duration(ms) * 700 * time.Millisecond)
				m := state.(*model)
				d := x.draw(m, moment(s.Log(), time.Duration(ms)*700*time.Millisecond), width)
				seen := map[int]bool{}
				for _, f := range d.Flags {
					if f.X < 0 || f.Y < 0 || f.X+f.W > d.W+0.5 || f.Y+f.H > d.H+0.5 {
						t.Fatalf("%q at %d: tile %d lies at %+v, outside of %v × %v", link, ms, f.Task, f, d.W, d.H)
					}
					if seen[f.Task] {
						t.Fatalf("%q: tile %d lies there twice", link, f.Task)
					}
					seen[f.Task] = true
				}
				for i := range m.Futures {
					if !seen[i*copies+itself] {
						t.Fatalf("%q at %d: future %d is nowhere", link, ms, i)
					}
				}
			}
		}
	}
}

func TestAFlagMovesFromTheQueueToTheWorkerToTheShelf(t *testing.T) {
	s := play(t, "", nil)
	x := s.Experiment.(*experiment)
	const us = 4 // waits at first
	l := newLayout(1216, 3, 2)
	var parts []string
	for ms := time.Duration(10); ms < 5000; ms += 10 {
		state, _ := s.At(ms * time.Millisecond)
		d := x.draw(state.(*model), bench.Moment{Phase: bench.Replay, T: ms * time.Millisecond}, 1216)
		for _, f := range d.Flags {
			if f.Task != us*copies+itself {
				continue
			}
			part := "between"
			switch {
			case f.X < l.queue.x+l.queue.w:
				part = "queue"
			case f.X >= l.lanes.x+l.names && f.X < l.lanes.x+l.lanes.w:
				part = "lane"
			case f.X >= l.shelves[0].x && f.X < l.shelves[1].x:
				part = "shelf"
			}
			if len(parts) == 0 || parts[len(parts)-1] != part {
				parts = append(parts, part)
			}
		}
	}
	if got := strings.Join(parts, " "); got != "queue between lane shelf" && got != "queue between lane between shelf" {
		t.Errorf("it went %s", got)
	}
}

// Other people's runs are marks in the lanes of the workers, and the clock reaches their ends.
func TestOtherRunsInTheLanes(t *testing.T) {
	values, errs := form.Parse(fields, "")
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	e, _ := Lab().Open(values, &benchtest.Network{})
	x := e.(*experiment)
	const late = 20 * time.Second
	other := x.Model().(*model)
	other.Futures = []futureView{{Worker: 1, State: runlog.Finished, Ended: late}, {Worker: runlog.NoLane}, {Worker: 99, Ended: time.Second}}
	alone := x.draw(x.Model().(*model), bench.Moment{}, 1000)
	beside := x.draw(x.Model().(*model), bench.Moment{Ghosts: []runlog.Model{other}}, 1000)
	marks := func(d *chart.Drawing) (n int) {
		for _, s := range d.Shapes {
			if s.Kind == chart.Line && s.Ink == chart.Soft && s.W == 0 {
				n++
			}
		}
		return n
	}
	if got := marks(beside) - marks(alone); got != 1 {
		t.Errorf("%d marks, want 1", got)
	}
	if end := x.axis(x.Model().(*model), 0, []runlog.Model{other}).End; end < late {
		t.Errorf("the clock ends at %v", end)
	}
}
