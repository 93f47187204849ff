package race

import (
	"slices"
	"strings"
	"testing"
	"time"

	"flaglab/app/bench"
	"flaglab/app/bench/benchtest"
	"flaglab/app/chart"
	"flaglab/app/form"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// end plays a race to its end and returns what it shows then.
func end(t *testing.T, link string, network bench.Network) bench.View {
	t.Helper()
	s := benchtest.Play(t, Lab(), link, network, nil)
	m := s.Experiment.Model()
	runlog.Fold(m, s.Log(), time.Hour)
	return s.Experiment.View(m, bench.Moment{Phase: bench.AtEnd, T: time.Hour, Values: s.Values})
}

func TestARaceIsAsFastAsItsWeatherAllows(t *testing.T) {
	v := end(t, "", &benchtest.Network{})
	if v.Verdict.Figures[0] != "20×" || v.Verdict.Sentence != "The waiting overlapped." || v.Verdict.Note != "Best possible here: 20×, 0.20 s." {
		t.Errorf("verdict %+v", v.Verdict)
	}
	if v.Panels[0].Clock != "4.00 s" || v.Panels[1].Clock != "0.20 s" {
		t.Errorf("clocks %q and %q", v.Panels[0].Clock, v.Panels[1].Clock)
	}
	v = end(t, "workers=5", &benchtest.Network{})
	if v.Verdict.Figures[0] != "5.0×" || v.Verdict.Sentence != "The waiting overlapped, 5 at a time." {
		t.Errorf("five workers: %+v", v.Verdict)
	}
	v = end(t, "workers=1", &benchtest.Network{})
	if v.Verdict.Figures[0] != "1.00×" || !strings.Contains(v.Verdict.Sentence, "nothing to overlap") {
		t.Errorf("one worker: %+v", v.Verdict)
	}
}

// Beside what is possible stands what the browser's limit of requests in flight allows. A page of files simulates them.
func TestTheBestPossibleKnowsTheBrowsersLimit(t *testing.T) {
	for _, test := range []struct {
		link    string
		network *benchtest.Network
		want    string
	}{
		{"", &benchtest.Network{Capacity: 18}, "Best possible here: 20×, 0.20 s; with 18 requests at a time, 0.40 s."},
		{"workers=18", &benchtest.Network{Capacity: 18}, "Best possible here: 10×, 0.40 s."},
		{"", &benchtest.Network{Capacity: 18, Static: true}, "Best possible here: 20×, 0.20 s."},
	} {
		if got := end(t, test.link, test.network).Verdict.Note; got != test.want {
			t.Errorf("%q, %+v: %s, want %s", test.link, test.network, got, test.want)
		}
	}
}

// Workers that have nothing to do are not in the question, nor among its answers.
func TestTheQuestionCountsWorkersThatHaveWork(t *testing.T) {
	for link, want := range map[string]string{
		"runs=sequential": "How long does one worker take?", "runs=threads": "How long do 20 workers take?", "runs=threads&workers=1": "How long does 1 worker take?",
		"": "How much faster are 20 workers?", "cc=BR+CN": "How much faster are 2 workers?", "cc=BR": "How much faster is 1 worker?", "workers=5": "How much faster are 5 workers?",
	} {
		values, errs := form.Parse(Lab().Fields, link)
		if got := Lab().Question(values); got != want || len(errs) > 0 {
			t.Errorf("%q asks %q, want %q", link, got, want)
		}
		if p := predictions(values); link == "cc=BR+CN" && p[0].Options[len(p[0].Options)-1].Value != "2" {
			t.Errorf("%q offers %v", link, p[0].Options)
		}
	}
}

// More workers than flags are named where their number is read.
func TestWorkersWithoutWorkAreNamed(t *testing.T) {
	for link, want := range map[string]string{"": "20 workers", "workers=30": "20 of 30 workers have work", "workers=5": "5 workers"} {
		if got := end(t, link, &benchtest.Network{}).Panels[1].Note; got != want {
			t.Errorf("%q: %q, want %q", link, got, want)
		}
	}
}

func TestTheIntroductionCountsWhatIsFetched(t *testing.T) {
	for link, want := range map[string]string{
		"": "The same 20 flags, fetched twice. ", "cc=BR": "The same flag, fetched twice. ", "cc=A+B+C": "The same 78 codes, fetched twice. ",
		"runs=sequential": "20 flags, fetched by 1 worker. ", "runs=threads": "20 flags, fetched by 20 workers. ", "cc=BR&runs=threads": "1 flag, fetched by 1 worker. ",
	} {
		if values, _ := form.Parse(Lab().Fields, link); !strings.HasPrefix(Lab().Intro(values), want) {
			t.Errorf("%q says %q, want %q", link, Lab().Intro(values), want)
		}
	}
}

func TestWhatDoesNotCompareHasNoFigure(t *testing.T) {
	for name, test := range map[string]struct {
		link    string
		network bench.Network
		want    string
	}{
		"the server stops": {"", leavingAfter(30), "nothing to compare: in the all-at-once run, 10 of 20 downloads did not go as expected"},
		"one run only":     {"runs=threads", leavingAfter(3), "This time does not count"},
	} {
		t.Run(name, func(t *testing.T) {
			v := end(t, test.link, test.network)
			if len(v.Verdict.Figures) > 0 || !strings.Contains(v.Verdict.Problem, test.want) {
				t.Errorf("verdict %+v, want a problem with %q", v.Verdict, test.want)
			}
		})
	}
}

// What a picture shows of waiting is said where the requests went as expected.
func TestThePicturesSayWhatTheyShow(t *testing.T) {
	for name, test := range map[string]struct {
		network bench.Network
		want    []bool // for each run
	}{
		"as expected":      {&benchtest.Network{}, []bool{true, true}},
		"the server stops": {leavingAfter(30), []bool{true, false}},
		"no server":        {leavingAfter(0), []bool{false, false}},
	} {
		t.Run(name, func(t *testing.T) {
			for i, panel := range end(t, "", test.network).Panels[:2] {
				d := panel.Body[0].(bench.Picture).Draw(598)
				said := slices.ContainsFunc(d.Shapes, func(s chart.Shape) bool {
					return s.Text == "Each request waits for the one before." || s.Text == "The same waits, side by side."
				})
				if said != test.want[i] {
					t.Errorf("%s says what it shows: %v, want %v", panel.Run, said, test.want[i])
				}
			}
		})
	}
}

// A speed-up that is a little more than what is possible says why.
func TestASpeedUpAboveTheBestSaysWhy(t *testing.T) {
	s := benchtest.Play(t, Lab(), "", &benchtest.Network{}, nil)
	for took, want := range map[time.Duration]string{4050 * time.Millisecond: "0.20 s.", 4300 * time.Millisecond: "0.20 s. The speed-up is higher as something slowed the first run down."} {
		m := s.Experiment.Model()
		runlog.Fold(m, s.Log(), time.Hour)
		m.Apply(runlog.Event{Run: downloads.Sequential, Task: runlog.Whole, State: runlog.Finished, At: took})
		if v := s.Experiment.View(m, bench.Moment{Phase: bench.AtEnd, Values: s.Values}).Verdict; v.Note != "Best possible here: 20×, "+want {
			t.Errorf("after %v one at a time: %+v", took, v)
		}
	}
}

// Runs with failures that are in the forecast can be compared.
func TestForetoldFailuresCompare(t *testing.T) {
	v := end(t, "cc=a&site=ERROR&delay=0.1&errors=0.4", &benchtest.Network{})
	if v.Verdict.Problem != "" || v.Verdict.Figures[0] != "13×" {
		t.Errorf("verdict %+v", v.Verdict)
	}
}

// Whether a download fails in the preset for failures is no matter of a few milliseconds on its way.
func TestTheFailuresOfThePresetAreTheSameInBothRuns(t *testing.T) {
	i := slices.IndexFunc(presets, func(p bench.Preset) bool { return p.Name == "Failures" })
	values := form.New(Lab().Fields)
	for name, text := range presets[i].Set {
		values = values.With(name, text)
	}
	plan := planOf(values)
	for _, cc := range plan.Codes {
		if late := plan.Weather.Forecast(cc, 1).Delay - plan.Timeout; late > -40*time.Millisecond && late < 10*time.Millisecond {
			t.Errorf("%s is due %v after its time-out", cc, late)
		}
	}
	if expected, _ := plan.Expected(downloads.Threads); expected.Errors == 0 || expected.OK == 0 {
		t.Errorf("%+v", expected)
	}
}

func TestASimulatedRaceInAHiddenTabDoesNotCompare(t *testing.T) {
	for _, link := range []string{"", "runs=threads"} {
		s := benchtest.Play(t, Lab(), link, &benchtest.Network{Static: true}, nil)
		m := s.Experiment.Model()
		runlog.Fold(m, s.Log(), time.Hour)
		v := s.Experiment.View(m, bench.Moment{Phase: bench.AtEnd, T: time.Hour, Hidden: true, Values: s.Values})
		if len(v.Verdict.Figures) > 0 || v.Kind != bench.SimulatedRun || !strings.Contains(v.Verdict.Problem, "hidden tabs") {
			t.Errorf("%q, %s: verdict %+v", link, v.Kind, v.Verdict)
		}
	}
}

func TestLinksOfOtherLabsAndReleases(t *testing.T) {
	v, errs := form.Parse(Lab().Fields, "cc=a&server=local&max_req=7")
	if len(errs) > 0 || v.Get("site") != "LOCAL" || v.Int("workers") != 7 {
		t.Errorf("%v, %v", v.Query(), errs)
	}
}

// Every flag has its place in the picture, and no two share one.
func TestEveryFlagHasItsPlace(t *testing.T) {
	for _, link := range []string{"", "workers=2", "cc=BR", "cc=A+B+C&workers=30", "cc=ALL&workers=30", "cc=EVERY&workers=30&delay=0.02", "site=LOCAL"} {
		s := benchtest.Play(t, Lab(), link, &benchtest.Network{}, nil)
		m := s.Experiment.Model()
		runlog.Fold(m, s.Log(), time.Hour)
		v := s.Experiment.View(m, bench.Moment{Phase: bench.AtEnd, T: time.Hour, Values: s.Values})
		for _, panel := range v.Panels[:2] {
			for _, width := range []float64{340, 598} {
				p := panel.Body[0].(bench.Picture)
				d := p.Draw(width)
				seen := map[chart.Place]bool{}
				for _, f := range d.Flags {
					if f.X < -1 || f.X+f.W > width+1 || f.Y < -1 || f.Y+f.H > d.H+1 || f.W <= 0 {
						t.Errorf("%q at %g px: the flag %d lies at %+v, outside of %g × %g", link, width, f.Task, f, d.W, d.H)
					}
					f.Task = 0
					if seen[f] {
						t.Errorf("%q: two flags at %+v", link, f)
					}
					seen[f] = true
				}
				ok := 0
				for _, tile := range p.Tiles {
					if tile.Status == "ok" {
						ok++
					}
				}
				if len(d.Flags) < ok {
					t.Errorf("%q at %g px, %s: %d places for %d flags", link, width, panel.Run, len(d.Flags), ok)
				}
			}
		}
	}
}

// The example is a whole race, and it compares.
func TestTheExampleIsARace(t *testing.T) {
	x, events := benchtest.Example(t, Lab())
	m := x.Model().(*downloads.Model)
	runlog.Fold(m, events, time.Hour)
	v := x.View(m, bench.Moment{Phase: bench.AtEnd, Example: true, T: time.Hour, Values: form.New(fields)})
	if v.Verdict.Problem != "" || len(v.Verdict.Figures) != 1 {
		t.Errorf("verdict %+v", v.Verdict)
	}
	for _, run := range []string{downloads.Sequential, downloads.Threads} {
		if s := m.Run(run); s.Counts.OK != 20 || s.State != runlog.Finished {
			t.Errorf("%s: %s", run, s.Summary())
		}
	}
}

func BenchmarkView(b *testing.B) {
	v, _ := form.Parse(fields, "cc=EVERY&workers=30")
	x, _ := open(v, &benchtest.Network{})
	m := x.Model()
	for b.Loop() {
		for _, p := range x.View(m, bench.Moment{Phase: bench.Live, Values: v}).Panels[:2] {
			p.Body[0].(bench.Picture).Draw(598)
		}
	}
}

// Each run leaves its result on the slider, if its other settings are the present ones.
func TestMarksOnTheSlider(t *testing.T) {
	values := func(query string) form.Values {
		v, errs := form.Parse(fields, query)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		return v
	}
	at := bench.Moment{Values: values("workers=8"), Past: []bench.Past{
		{Values: values("workers=20"), Figures: []string{"15×"}},
		{Values: values("workers=5"), Figures: []string{"4.6×"}},
		{Values: values("workers=5&delay=0.5"), Figures: []string{"4.9×"}},
		{Values: values("workers=20"), Figures: []string{"16×"}},
	}}
	want := []bench.Mark{{At: 5, Text: "4.6×"}, {At: 20, Text: "16×"}}
	if got := marks(at); !slices.Equal(got, want) {
		t.Errorf("marks %v, want %v", got, want)
	}
}

// An answer that waited for the page shows how long; what went wrong stands alone behind its bar.
func TestTheBarsOfAnAnswerThatWaitedForThePage(t *testing.T) {
	x := &experiment{plan: downloads.Plan{Codes: []string{"FR"}}}
	late := downloads.Bar{State: runlog.Finished, Status: "ok", Waiting: 100 * time.Millisecond, End: 200 * time.Millisecond}
	if bars := x.bars(late, false); len(bars) != 2 || bars[1].Ink != chart.Busy || bars[1].Label != "FR" || bars[0].Label != "" {
		t.Errorf("%+v", bars)
	}
	late.State, late.Status, late.HTTP = runlog.Failed, "error", 503
	if bars := x.bars(late, false); len(bars) != 1 || bars[0].Mark == "" || bars[0].Label != "FR" || bars[0].To != late.End {
		t.Errorf("%+v", bars)
	}
}

func TestNoTaskIsTriedForEver(t *testing.T) {
	events := make([]runlog.Event, 30_000)
	for i := range events {
		events[i] = runlog.Event{Run: downloads.Sequential, State: runlog.Running, Detail: &downloads.Detail{}}
	}
	benchtest.Refuses(t, Lab(), events)
}

// The largest guess is the best possible speed-up: more than that cannot be right.
func TestNoGuessIsImpossible(t *testing.T) {
	for link, want := range map[string][]string{"workers=12": {"1", "2", "5", "10"}, "workers=4": {"1", "2", "4"}, "workers=2": {"1", "2"}, "workers=12&delay=0": {"1", "2", "6", "12"}, "": {"2", "5", "10", "20"}} {
		values, errs := form.Parse(Lab().Fields, link)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		var got []string
		for _, o := range predictions(values)[0].Options {
			got = append(got, o.Value)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q offers %v, want %v", link, got, want)
		}
	}
}
