package processes

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"flaglab/app/bench"
	"flaglab/app/form"
	"flaglab/app/recording"
	"flaglab/app/runlog"
)

// measure runs one of the measurements with real processes.
func measure[M runlog.Model](t *testing.T, ctx context.Context, link string, phase bench.Phase) (M, bench.View) {
	t.Helper()
	values, errs := form.Parse(fields, link)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	e, _ := Lab().Open(values, nil)
	began := time.Now()
	w := runlog.NewWriter(func() time.Duration { return time.Since(began) })
	if err := e.Do(ctx, w); err != nil {
		t.Fatal(err)
	}
	details := e.(bench.Recorder).Details()
	text := recording.Encode(link, recording.Recording{Events: w.Since(0)}, details...)
	if _, err := recording.Decode(link, text, details...); err != nil {
		t.Errorf("a link to it cannot be opened: %v", err)
	}
	m := e.Model()
	runlog.Fold(m, w.Since(0), time.Hour)
	return m.(M), e.View(m, bench.Moment{Phase: phase})
}

func TestThePriceList(t *testing.T) {
	m, v := measure[*priceList](t, t.Context(), "work=prices", bench.AtEnd)
	if len(m.prices) != 9 || m.state != runlog.Finished {
		t.Fatalf("%s: %v", m.state, m.prices)
	}
	for _, p := range m.prices {
		if p.Took <= 0 && p.Bytes <= 0 || p.Took > 0 && p.Bytes > 0 {
			t.Errorf("%q has the price %v", p.Name, p)
		}
	}
	if m.ratio() < 10 || len(v.Verdict.Figures) != 1 {
		t.Errorf("a worker costs %v goroutines: %+v", m.ratio(), v.Verdict)
	}
}

// What was cancelled before it was measured has no price.
func TestOnlyWhatWasMeasuredHasAPrice(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m, v := measure[*priceList](t, ctx, "work=prices", bench.Stopped)
	if slices.ContainsFunc(m.prices, func(p price) bool { return strings.Contains(p.Name, "orker") }) || m.state != runlog.Cancelled {
		t.Errorf("%s: %v", m.state, m.prices)
	}
	if v.Verdict.Problem == "" || len(v.Verdict.Figures) > 0 {
		t.Errorf("verdict %+v", v.Verdict)
	}
}

func TestRound(t *testing.T) {
	for x, want := range map[float64]string{7.44: "7.4", 0.25: "0.3", 99.4: "99", 104: "100", 1549: "1500", 38_400: "38000"} {
		if got := round(x); got != want {
			t.Errorf("%v: %s, want %s", x, got, want)
		}
	}
}

func TestTheSweepFindsItsOptimum(t *testing.T) {
	m, v := measure[*curve](t, t.Context(), "work=chunks&calls=200&workers=2", bench.AtEnd)
	var sizes []int
	for _, c := range m.chunks {
		sizes = append(sizes, c.Size)
	}
	if want := []int{1, 2, 5, 10, 20, 50, 100}; !slices.Equal(sizes, want) {
		t.Errorf("sizes %v, want %v", sizes, want)
	}
	if best := m.best(); best.Size <= 1 || v.Verdict.Figures == nil {
		t.Errorf("best %+v of %v", best, m.chunks) // a message costs more than a call
	}
	if d := v.Panels[0].Body[0].(bench.Picture).Draw(350); len(d.Shapes) < 20 {
		t.Errorf("%d shapes", len(d.Shapes))
	}
	measure[*curve](t, t.Context(), "work=chunks&calls=1000&workers=1", bench.AtEnd)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if m, v := measure[*curve](t, ctx, "work=chunks", bench.Stopped); m.state != runlog.Cancelled || v.Verdict.Problem == "" {
		t.Errorf("%s: %+v", m.state, v.Verdict)
	}
}

func TestSizesOfASweep(t *testing.T) {
	for _, test := range []struct {
		sweep
		want []int
	}{{sweep{100, 16}, []int{1, 2, 5, 6}}, {sweep{100, 1}, []int{1, 2, 5, 10, 20, 50, 100}}} {
		if got := test.sizes(); !slices.Equal(got, test.want) {
			t.Errorf("%+v: %v, want %v", test.sweep, got, test.want)
		}
	}
}

// Other people's measurements stand behind one's own curve, and beside one's own prices.
func TestOtherMeasurements(t *testing.T) {
	own, other := &curve{chunks: []chunk{{1, 20 * time.Millisecond}, {10, 5 * time.Millisecond}}}, &curve{chunks: []chunk{{1, 80 * time.Millisecond}, {10, 9 * time.Millisecond}}}
	x := sweep{calls: 100, workers: 2}
	alone, beside := x.curves(own), x.curves(own, other)
	if len(alone.Series) != 1 || len(beside.Series) != 2 || beside.Series[1].Name != "measured" || beside.Series[0].Points[0].Y != 80 || beside.Y.Max <= 80 {
		t.Errorf("%d and %d series, up to %g ms: %+v", len(alone.Series), len(beside.Series), beside.Y.Max, beside.Series)
	}
	list, theirs := &priceList{}, &priceList{}
	for i, m := range []*priceList{list, theirs} {
		m.Apply(runlog.Event{Detail: &price{Name: aGoroutine, Took: time.Duration(i+1) * time.Microsecond}})
	}
	list.Apply(runlog.Event{Detail: &price{Name: aWorker, Took: time.Millisecond}})
	table := prices{}.View(list, bench.Moment{Ghosts: []runlog.Model{theirs}}).Panels[0].Body[0].(bench.Table)
	if len(table.Head) != 3 || table.Rows[0][2] != short(2*time.Microsecond) || table.Rows[1][2] != "" {
		t.Errorf("%q %q", table.Head, table.Rows)
	}
}
