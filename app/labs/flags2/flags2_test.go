package flags2

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/bench"
	"flaglab/app/bench/benchtest"
	"flaglab/app/flags"
	"flaglab/app/form"
	"flaglab/app/runlog"
)

// storm is a link to a run in which everything happens: flags, a code without one, failed attempts that are made again,
// and downloads that fail for good.
const storm = "cc=AD+AE+AF+BR+CN+ZZ&server=ERROR&delay=0.2-1.2&errors=0.3&timeout=1&attempts=2&seed=18&max_req=3"

func TestARunAsItGoes(t *testing.T) {
	s := benchtest.Play(t, Lab(), storm, &benchtest.Network{Capacity: 30}, nil)
	log := settled(s.Log())
	var text strings.Builder
	for _, at := range []bench.Moment{
		{Phase: bench.Idle, T: -1},
		{Phase: bench.Live, T: 900 * ms},
		{Phase: bench.AtEnd, T: time.Hour},
	} {
		m := s.Experiment.Model()
		runlog.Fold(m, log, at.T)
		for _, code := range []string{"", "AE", "ZZ"} {
			at.Values = s.Values.With("select", code)
			view := s.Experiment.View(m, at)
			if code != "" { // only what is different then
				view = bench.View{Panels: view.Panels[1:2]}
			}
			view.Panels = slices.DeleteFunc(view.Panels, func(p bench.Panel) bool { return p.Below })
			text.WriteString("--- " + strings.TrimSpace(at.T.String()+" "+code) + "\n" + benchtest.Text(view))
		}
	}
	benchtest.Golden(t, "run.golden", text.String())
}

// settled puts what happened at the same instant into one order, and numbers the workers as they come.
func settled(log []runlog.Event) []runlog.Event {
	log = slices.Clone(log)
	slices.SortStableFunc(log, func(a, b runlog.Event) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Task, b.Task)) })
	number := map[int]int{runlog.NoLane: runlog.NoLane}
	for i, e := range log {
		if _, ok := number[e.Lane]; !ok {
			number[e.Lane] = len(number) - 1
		}
		log[i].Lane = number[e.Lane]
	}
	return log
}

// The programs print what the book's print.
func TestOutputs(t *testing.T) {
	for name, link := range map[string]string{
		"plain":      "cc=a+b+c&server=DELAY&delay=0.5",
		"verbose":    storm + "&verbose=1",
		"sequential": "program=sequential&server=DELAY&delay=0.2",
	} {
		s := benchtest.Play(t, Lab(), link, &benchtest.Network{}, nil)
		var text strings.Builder
		for _, at := range []time.Duration{0, 700 * ms, time.Hour} {
			_, view := s.At(at)
			if at == time.Hour {
				_, view = s.End()
			}
			for _, line := range view.Panels[1].Body[0].(bench.Lines).Lines {
				text.WriteString(line.Text + "\n")
			}
			text.WriteString("\n")
		}
		benchtest.Golden(t, "output-"+name+".golden", text.String())
	}
}

// verdict plays a link to its end and returns the verdict.
func verdict(t *testing.T, link string, network *benchtest.Network) bench.Verdict {
	t.Helper()
	_, view := benchtest.Play(t, Lab(), link, network, nil).End()
	return view.Verdict
}

func TestVerdicts(t *testing.T) {
	for link, want := range map[string]bench.Verdict{
		"cc=br+zz&server=ERROR&errors=1&delay=0.1": {Figures: []string{"2 failed"}, Sentence: "2 got 418.",
			Note: "It took 0.10 s; the waits alone take 0.10 s."},
		"cc=a+b+c&server=DELAY&delay=0.5": {Figures: []string{"43 flags"}, Sentence: "35 codes have none. “Not found” is an answer, not a failure.",
			Note: "It took 1.50 s; the waits alone take 1.50 s."},
		"cc=a+b+c&server=ERROR": {Figures: []string{"42 failed"}, Sentence: "33 timed out, 9 got 418. The other 36 went on as if nothing had happened.",
			Note: "It took 7.84 s; the waits alone take 7.84 s."},
		"cc=a+b+c&server=ERROR&delay=0.5&attempts=10": {Figures: []string{"43 flags"}, Sentence: "26 attempts failed, but no code failed for good.",
			Note: "It took 3.90 s; the waits alone take 3.90 s."},
		"server=DELAY&delay=0.2-0.6": {Figures: []string{"20 flags"}, Sentence: "came as they were ready, not from A to Z: EG first, VN last.",
			Note: "It took 0.58 s; the waits alone take 0.58 s."},
		"cc=BR+CN+ID+IN+US&server=DELAY&delay=0.2-0.6&seed=20": {Figures: []string{"5 flags"}, Sentence: "came as they were ready, not from A to Z: ID before CN.",
			Note: "It took 0.51 s; the waits alone take 0.51 s."},
		"server=DELAY&delay=0.2&program=sequential": {Figures: []string{"20 flags"}, Sentence: "came one after another, from BD to VN.",
			Note: "It took 4.00 s; the waits alone take 4.00 s."},
	} {
		if got := verdict(t, link, &benchtest.Network{}); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n%+v\nwant\n%+v", link, got, want)
		}
	}
}

// failing is a site whose answers for some codes are lost.
func failing(lost func(cc string) bool) *benchtest.Network {
	return &benchtest.Network{Through: func(_ string, next flags.Source) flags.Source { return lossy{next, lost} }}
}

type lossy struct {
	flags.Source
	lost func(cc string) bool
}

func (s lossy) Get(ctx context.Context, cc string, attempt int) (flags.Reply, error) {
	if s.lost(cc) {
		return flags.Reply{}, &flags.ConnectionError{Err: errors.New("refused")}
	}
	return s.Source.Get(ctx, cc, attempt)
}

// A run that differs from its forecast does not count, and the verdict says why. Neither is a guess about it right or
// wrong.
func TestARunThatIsNotAsForetoldDoesNotCount(t *testing.T) {
	for _, link := range []string{"cc=a", "cc=a&server=DELAY&delay=0.5", "cc=a&server=ERROR"} {
		for want, network := range map[string]*benchtest.Network{
			"26 of 26 downloads did not go as expected (AA got “no answer”)": failing(func(string) bool { return true }),
			"AM got “no answer”": failing(func(cc string) bool { return cc == "AM" }),
		} {
			s := benchtest.Play(t, Lab(), link, network, nil)
			m, view := s.End()
			if got, want := view.Verdict, (bench.Verdict{Problem: "This run does not count: " + want + "."}); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %+v, want %+v", link, got, want)
			}
			for _, p := range predictions(s.Values) {
				if value, _ := p.Truth(m); value != "" {
					t.Errorf("%s: it is said that %s came true", link, value)
				}
			}
		}
	}
}

func TestNothingRunsWhereTheServerDoesNotAnswer(t *testing.T) {
	for link, network := range map[string]*benchtest.Network{"": {Failure: "The server does not answer."}, "server=REMOTE": {}} {
		v, _ := form.Parse(fields, link)
		x, errs := open(v, network)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		w := runlog.NewWriter(func() time.Duration { return 0 })
		if err := x.Do(t.Context(), w); err == nil || len(w.Since(0)) > 0 {
			t.Errorf("%q: %v, %d events", link, err, len(w.Since(0)))
		}
	}
}

// The time of a simulated run in a hidden tab is that of the browser's slow timers.
func TestAHiddenSimulatedRunIsMarked(t *testing.T) {
	for _, static := range []bool{true, false} {
		s := benchtest.Play(t, Lab(), "cc=a&server=DELAY&delay=0.5", &benchtest.Network{Static: static}, nil)
		m, _ := s.End()
		view := s.Experiment.View(m, bench.Moment{Phase: bench.AtEnd, T: time.Second, Hidden: true, Values: s.Values})
		if marked := strings.Contains(view.Verdict.Note, "background"); marked != static || view.Verdict.Figures[0] != "11 flags" {
			t.Errorf("static %v: %+v", static, view.Verdict)
		}
	}
}

func TestPredictionsComeTrue(t *testing.T) {
	for link, want := range map[string]string{
		"cc=a+b+c":                                  "flags 43",
		"cc=a+b+c&server=ERROR":                     "failed 42",
		"server=DELAY&delay=0.2-0.6":                "order other",
		"server=DELAY&delay=0.2&program=sequential": "order sorted",
	} {
		s := benchtest.Play(t, Lab(), link, &benchtest.Network{}, nil)
		m, _ := s.End()
		p := predictions(s.Values)[0]
		value, _ := p.Truth(m)
		if got := p.ID + " " + value; got != want || !slices.ContainsFunc(p.Options, func(o form.Option) bool { return o.Value == value }) {
			t.Errorf("%s: %s, want %s, of %v", link, got, want, p.Options)
		}
		if value, _ := p.Truth(s.Experiment.Model()); value != "" {
			t.Errorf("%s: true before the end: %s", link, value)
		}
	}
}

func TestChoicesHaveTheTruth(t *testing.T) {
	for _, test := range []struct {
		list  []int
		truth int
		want  []int
	}{
		{[]int{19, 39, 58, 78}, 43, []int{19, 43, 58, 78}},
		{[]int{0, 19, 39, 58}, 2, []int{2, 19, 39, 58}},
		{[]int{1, 2, 3, 4}, 3, []int{1, 2, 3, 4}},
		{[]int{0, 1, 1, 2}, 4, []int{0, 1, 4}},
	} {
		if got := choices(slices.Clone(test.list), test.truth); !slices.Equal(got, test.want) {
			t.Errorf("%v with %d became %v, want %v", test.list, test.truth, got, test.want)
		}
	}
}

// What only says how a run is shown is changed after it, and the run stays.
func TestSelectAndFilterKeepTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		browser := benchtest.NewBrowser()
		b := bench.New(Lab(), browser, &benchtest.Network{})
		b.Open(storm, "")
		b.Run()
		time.Sleep(700 * ms)
		b.Dispatch(bench.ActSelect, "select", "BR") // while it runs, too
		if s := b.Screen(); s.Phase != bench.Live || s.View.Panels[1].Title != "BR: Brazil" {
			t.Errorf("during the run: phase %v, %s", s.Phase, s.View.Panels[1].Title)
		}
		time.Sleep(20 * time.Second)
		for _, c := range b.Screen().View.Panels[1].Controls {
			b.Set(c.Set)
		}
		b.Dispatch(bench.ActSettings, bench.EncodeSet(map[string]string{"filter": "not_found"}), "")
		s := b.Screen()
		board := s.View.Panels[2].Body[0].(bench.Picture)
		var shown []string
		for _, tile := range board.Tiles {
			if !tile.Faint {
				shown = append(shown, tile.Code)
			}
		}
		if s.Phase != bench.AtEnd || s.View.Panels[1].Title != "Output" || !slices.Equal(shown, []string{"ZZ"}) || !strings.Contains(browser.Address(), "filter=not_found") {
			t.Errorf("phase %v, %s, shown %v, address %s", s.Phase, s.View.Panels[1].Title, shown, browser.Address())
		}
		b.Set(map[string]string{"verbose": "1"})
		lines := b.Screen().View.Panels[1].Body[0].(bench.Lines).Lines
		if !slices.ContainsFunc(lines, func(l bench.Line) bool { return l.Text == "ZZ not found" }) {
			t.Errorf("verbose: %v", lines)
		}
		// A filter ends the selection, behind which it would not be seen.
		b.Dispatch(bench.ActSelect, "select", "CN")
		for _, c := range b.Screen().View.Panels[2].Controls {
			if strings.HasPrefix(c.Label, "errors") {
				b.Set(c.Set)
			}
		}
		if v := b.Screen().Values; v.Get("select") != "" || v.Get("filter") == "not_found" {
			t.Errorf("after another filter: %s", v.Query().Encode())
		}
		// Pressing the same tile again ends it, too.
		b.Dispatch(bench.ActSelect, "select", "CN")
		b.Dispatch(bench.ActSelect, "select", "CN")
		if got := b.Screen().Values.Get("select"); got != "" {
			t.Errorf("%s is still selected", got)
		}
		b.Set(map[string]string{"seed": "9"})
		if s := b.Screen(); s.Phase != bench.Idle {
			t.Error("another seed is another run")
		}
		b.Close()
		b.Wait()
	})
}

// A cancelled run shows its progress.
func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := bench.New(Lab(), benchtest.NewBrowser(), &benchtest.Network{})
		b.Open("cc=a+b&server=DELAY&delay=5&timeout=20&run=1", "")
		time.Sleep(time.Second)
		b.Cancel()
		time.Sleep(time.Second)
		s := b.Screen()
		var text strings.Builder
		for _, line := range s.View.Panels[1].Body[0].(bench.Lines).Lines {
			text.WriteString(line.Text + "\n")
		}
		if s.Phase != bench.Stopped || s.View.Verdict.Problem != "This run does not count: somebody cancelled before the end." ||
			!strings.Contains(text.String(), "  0 flags downloaded.\n 52 cancelled.\n") {
			t.Errorf("phase %v, %+v\n%s", s.Phase, s.View.Verdict, text.String())
		}
		b.Close()
		b.Wait()
	})
}

// folder is a browser in which a person picks a folder.
type folder struct {
	*benchtest.Browser
	files map[string][]byte
}

func (f *folder) CanSaveFolder() bool                { return true }
func (f *folder) SaveFolder(files map[string][]byte) { f.files = files }

func TestFlagsAreSaved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		browser := &folder{Browser: benchtest.NewBrowser()}
		b := bench.New(Lab(), browser, &benchtest.Network{})
		b.Open("cc=br+cn+zz&run=1", "")
		time.Sleep(time.Second)
		if s := b.Screen(); !s.HasFiles || !s.CanSaveFolder || s.Saved != "" {
			t.Errorf("files %v, folder %v, %q", s.HasFiles, s.CanSaveFolder, s.Saved)
		}
		b.Dispatch(bench.ActFolder, "", "")
		if len(browser.files) != 2 || string(browser.files["downloaded/BR.gif"]) != "GIF89a BR" {
			t.Errorf("%v", browser.files)
		}
		for _, test := range []struct{ count, problem, want string }{
			{"0", "", ""}, {"0", "not allowed here", "Not saved: not allowed here"}, {"2", "", "2 files written."}, {"1", "the disk is full", "1 file written, then: the disk is full"},
		} {
			b.Dispatch(bench.ActSaved, test.count, test.problem)
			if got := b.Screen().Saved; got != test.want {
				t.Errorf("%+v: %q", test, got)
			}
		}
		b.Run()
		time.Sleep(time.Second)
		if got := b.Screen().Saved; got != "" {
			t.Errorf("after another run: %q", got)
		}
		b.Close()
		b.Wait()
	})
}

// A log of a link may name a worker that the settings do not have, for a moment that is not among those that are tried.
func TestAWorkerThatThereIsNot(t *testing.T) {
	events := []runlog.Event{{Run: "threads", Task: runlog.Whole, Lane: runlog.NoLane, State: runlog.Running}}
	for i := range 99 {
		lane := 0
		if i == 51 {
			lane = 999
		}
		events = append(events, runlog.Event{Run: "threads", Lane: lane, State: runlog.Running, At: time.Duration(i) * time.Second})
	}
	b, _ := benchtest.OpenLink(t, Lab(), events)
	if !b.Screen().Foreign {
		t.Fatal(b.Screen().Problem)
	}
	b.Seek(51500 * time.Millisecond)
	for _, panel := range b.Screen().View.Panels {
		for _, body := range panel.Body {
			if p, ok := body.(bench.Picture); ok {
				p.Draw(600)
			}
		}
	}
}

// A wrong command stays wrong, whatever else the link says.
func TestAWrongCommandInALink(t *testing.T) {
	for _, query := range []string{"command=--bogus", "command=--bogus&select=BR"} {
		if _, errs := form.Parse(Lab().Fields, query); errs["command"] == "" {
			t.Errorf("%s: %v", query, errs)
		}
	}
}
