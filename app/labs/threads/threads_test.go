package threads

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/bench"
	"flaglab/app/bench/benchtest"
	"flaglab/app/form"
	"flaglab/app/runlog"
	"flaglab/app/threading"
)

// play plays a scene with the settings of a link to its end.
func play(t *testing.T, link string, during func(*benchtest.Session)) (*model, bench.View, *benchtest.Session) {
	t.Helper()
	s := benchtest.Play(t, Lab(), link, &benchtest.Network{}, during)
	m, v := s.End()
	return m.(*model), v, s
}

// still shows a scene that has not run.
func still(t *testing.T, link string) bench.View {
	t.Helper()
	values, errs := form.Parse(Lab().Fields, link)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	x, errs := Lab().Open(values, &benchtest.Network{})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return x.View(x.Model(), bench.Moment{Values: values})
}

// control finds a control by its label.
func control(t *testing.T, v bench.View, label string) bench.Control {
	t.Helper()
	var all []bench.Control
	for _, p := range v.Panels {
		for _, body := range p.Body {
			switch b := body.(type) {
			case bench.Controls:
				all = append(all, b.Controls...)
			case bench.Cards:
				for _, c := range b.Cards {
					all = append(all, c.Controls...)
				}
			}
		}
	}
	i := slices.IndexFunc(all, func(c bench.Control) bool { return c.Label == label })
	if i < 0 {
		t.Fatalf("there is no control %q", label)
	}
	return all[i]
}

// press presses controls one after the other, and returns the link to what they lead to.
func press(t *testing.T, link string, labels ...string) string {
	t.Helper()
	for _, label := range labels {
		c := control(t, still(t, link), label)
		if c.Disabled {
			t.Fatalf("%q is disabled in %s", label, link)
		}
		values, _ := form.Parse(Lab().Fields, link)
		for name, text := range c.Set {
			values = values.With(name, text)
		}
		link = values.Query().Encode()
	}
	return link
}

func TestAPersonSchedules(t *testing.T) {
	link := press(t, "", "Move A", "Move B", "Move A", "Undo", "Move B", "Move A", "Move A")
	benchtest.Golden(t, "scheduler-steps.golden", benchtest.Text(still(t, link)))
	link = press(t, link, "Move B")
	benchtest.Golden(t, "scheduler-lost.golden", benchtest.Text(still(t, link)))
	values, _ := form.Parse(Lab().Fields, link)
	if values.Get("moves") != "ABBAAB" || len(values.Get("tried")) != 1 {
		t.Errorf("the link is %s", link)
	}
	if got := press(t, link, "Start again"); strings.Contains(got, "moves") || !strings.Contains(got, "tried") {
		t.Errorf("started again, the link is %s", got)
	}
}

func TestALinkWithImpossibleMovesShowsTheStart(t *testing.T) {
	if got := still(t, "moves=AAAA").Panels[0].Note; got != "step 0 of 6" {
		t.Errorf("AAAA: %s", got)
	}
}

func TestAfterTheRunAllOrdersAreKnown(t *testing.T) {
	for _, test := range []struct {
		link, figure string
		lost         int
	}{{"", "18 of 20", 18}, {"lock=count", "0 of 2", 0}} {
		m, v, _ := play(t, test.link, nil)
		if got := v.Verdict.Figures[0]; got != test.figure {
			t.Errorf("%q: %s, want %s", test.link, got, test.figure)
		}
		lost := 0
		for _, c := range v.Panels[1].Body[0].(bench.Cards).Cards {
			if c.Status == "lost" {
				lost++
			}
		}
		if lost != test.lost {
			t.Errorf("%q: %d cards lose an update, want %d", test.link, lost, test.lost)
		}
		if len(m.outcomes) != 100 {
			t.Errorf("%q: %d runs, want 100", test.link, len(m.outcomes))
		}
		for _, o := range m.outcomes {
			if o.Count+o.Lost != 2 || test.lost == 0 && o.Lost > 0 {
				t.Errorf("%q: a run counted %d and lost %d", test.link, o.Count, o.Lost)
			}
		}
	}
}

func TestPredictionsOfTheOrders(t *testing.T) {
	for link, want := range map[string]string{"": "18", "lock=count": "0"} {
		values, _ := form.Parse(Lab().Fields, link)
		p := Lab().Predictions(values)[0]
		got, _ := p.Truth(&model{})
		if got != want || !slices.ContainsFunc(p.Options, func(o form.Option) bool { return o.Value == got }) {
			t.Errorf("%q: %s came true, want %s, of %v", link, got, want, p.Options)
		}
	}
}

// Each lost update is in the log: two reads, two writes, and the count is that many short.
func TestLostUpdatesAreListed(t *testing.T) {
	m, v, s := play(t, "scene=lock&threads=40", nil)
	free := m.Run("nowhere")
	value, writes := free.Count()
	if writes != 40 || value >= 40 {
		t.Fatalf("%d of %d were counted", value, writes)
	}
	lost := 0
	for _, l := range free.Losses {
		lost += l.Updates
		if w := free.Accesses[l.Write]; !w.Write || !free.Accesses[l.LostWrite].Write || free.Accesses[l.Read].Write {
			t.Errorf("a loss of %+v is none", l)
		}
	}
	if lines := v.Panels[1].Body[0].(bench.Lines).Lines; len(lines) != len(free.Losses) {
		t.Errorf("%d lines for %d losses", len(lines), len(free.Losses))
	}
	for _, name := range []string{"count", "all"} {
		if value, _ := m.Run(name).Count(); value != 40 {
			t.Errorf("with the lock, %s: the count is %d", name, value)
		}
	}
	// Held in the slow part, the lock has everybody wait for everybody.
	if around, all := m.Run("count").End, m.Run("all").End; all < 40*around/2 {
		t.Errorf("the lock around the count takes %v, around all %v", around, all)
	}
	if v := s.Experiment.(bench.Exporter); len(v.Cells(s.Log()[1])) != len(v.Columns()) {
		t.Error("an event has not as many cells as there are columns")
	}
}

// Where the slow part is held by one thread after another, the lab says before a run how long that takes on its clock.
func TestASlowLockIsAnnounced(t *testing.T) {
	for link, want := range map[string]string{
		"scene=lock":                                "",
		"scene=lock&threads=30&work=1&speed=1":      "at least 30 s",
		"scene=lock&threads=30&work=1&speed=100":    "",
		"scene=lock&threads=100&work=0.1&speed=1":   "",
		"scene=lock&threads=100&work=0.1&speed=0.1": "at least 100 s",
	} {
		notices := strings.Join(still(t, link).Notices, "; ")
		if want == "" && notices != "" || !strings.Contains(notices, want) {
			t.Errorf("%s: %q, want %q", link, notices, want)
		}
	}
}

func TestTheSummaryNamesTheSpeedOfTheClock(t *testing.T) {
	for _, scene := range []string{"threads", "join", "queue", "lock", "leak"} {
		values, _ := form.Parse(Lab().Fields, "speed=7&scene="+scene)
		if got := Lab().Summary(values); !strings.HasSuffix(got, "clock 7×") {
			t.Errorf("%s: %q", scene, got)
		}
	}
}

// The model is a fold: applied in two parts it is the same.
func TestTheModelIsAFoldOfTheLog(t *testing.T) {
	m, _, s := play(t, "scene=lock&threads=5", nil)
	var records int
	again := s.Experiment.Model()
	for _, e := range s.Log() {
		if d, _ := e.Detail.(Detail); d.Record != nil {
			records++
		}
		again.Apply(e)
	}
	if records == 0 || m.State != runlog.Finished {
		t.Fatalf("%d records, state %s", records, m.State)
	}
	x := s.Experiment
	at := bench.Moment{Phase: bench.AtEnd, T: 1 << 40, Values: s.Values}
	if a, b := benchtest.Text(x.View(m, at)), benchtest.Text(x.View(again, at)); a != b {
		t.Errorf("two folds of one log differ:\n%s\n%s", a, b)
	}
	for _, th := range m.Run("all").Workers() {
		if !th.Over || th.Waiting != nil {
			t.Errorf("%s: over %v, waits for %v", th.Name, th.Over, th.Waiting)
		}
		if th.Spans[0].Record.Op != threading.OpAcquire && th.Spans[0].Record.Op != threading.OpSleep {
			t.Errorf("%s begins with %s", th.Name, th.Spans[0].Record.Op)
		}
	}
}

func TestScenesAgainstGoldenFiles(t *testing.T) {
	for name, link := range map[string]string{
		"threads": "scene=threads", "join": "scene=join", "leak": "scene=leak", "no-leak": "scene=leak&size=0",
		"queue": "scene=queue&make=0.37&use=1.03&producers=1&consumers=1&items=3&size=1", "queue-stop": "scene=queue&make=0.37&use=1.03&producers=1&consumers=1&items=2&forget=stop",
		"queue-reject": "scene=queue&make=0.37&use=1.03&producers=1&consumers=1&items=6&size=1&full=reject", "queue-drop": "scene=queue&make=0.37&use=1.03&producers=1&consumers=1&items=6&size=1&full=drop+oldest",
		"queue-full": "scene=queue&make=0.37&use=1.03&producers=1&consumers=1&items=6&size=1&put=0.4", "queue-empty": "scene=queue&make=3&use=1.03&producers=1&consumers=1&items=2&get=2",
	} {
		t.Run(name, func(t *testing.T) {
			_, v, _ := play(t, link, nil)
			benchtest.Golden(t, name+".golden", benchtest.Text(v))
		})
	}
}

// A setting that is wrong changes nothing that is shown.
func TestAWrongSettingIsNotDrawn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := bench.New(Lab(), benchtest.NewBrowser(), &benchtest.Network{})
		defer b.Close()
		b.Open("scene=queue&size=3", "")
		before := benchtest.Text(b.Screen().View)
		b.Set(map[string]string{"size": "25"})
		if s := b.Screen(); len(s.Errors) != 1 || benchtest.Text(s.View) != before {
			t.Errorf("errors %v, the page shows\n%s", s.Errors, benchtest.Text(s.View))
		}
	})
}

// A link that was made up cannot make the page draw without end.
func TestAQueueHasNotMorePlacesThanAProgram(t *testing.T) {
	x := experiment{}
	defer func() {
		if recover() == nil {
			t.Error("a queue of 1<<39 places was accepted")
		}
	}()
	x.Model().Apply(runlog.Event{Run: "producers", Task: runlog.Whole, Detail: Detail{Record: &threading.Record{
		Op: threading.OpResize, Phase: threading.Done, Value: 1 << 39, Object: threading.Object{Kind: threading.KindQueue}}}})
}

// The player shows the time of the program, as the panels do, whatever the speed of its clock.
func TestThePlayerHasTheProgramsClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := bench.New(Lab(), benchtest.NewBrowser(), &benchtest.Network{})
		defer b.Close()
		b.Open("scene=queue&speed=4&run=1", "")
		time.Sleep(time.Minute)
		s := b.Screen()
		if clock := s.View.Panels[0].Clock; s.At != s.End || clock != "6.5 s" || s.Clock != "6.50 s" {
			t.Errorf("at %v of %v the queue says %s, the player %s", s.At, s.End, clock, s.Clock)
		}
	})
}
