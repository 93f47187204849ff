package machine

import (
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"flaglab/app/bench/benchtest"
	"flaglab/app/chart"
	"flaglab/app/labs/machine/probe"
	"flaglab/app/runlog"
)

func TestFormats(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{formatValue(7.694e9, flops), "7.69 GFLOP/s"},
		{formatValue(999.96e9, flops), "1.00 TFLOP/s"},
		{formatValue(36.14e9, bytesPerSec), "36.1 GB/s"},
		{formatValue(12e3, bytesPerSec), "12.0 kB/s"},
		{formatValue(1.526, nanoseconds), "1.53 ns"},
		{formatValue(0.0124, nanoseconds), "0.0124 ns"},
		{formatValue(999.7, nanoseconds), "1.00 µs"},
		{formatValue(16.7e6, nanoseconds), "16.7 ms"},
		{reading{Value: 7.694e9, Low: 7.6e9, High: 7.84e9, Unit: flops}.format(0), "7.69 ± 0.12 GFLOP/s"},
		{reading{Value: 7.694e9, Low: 7.694e9, High: 7.694e9, Unit: flops}.format(0), "7.69 ± 0.01 GFLOP/s"},
		{reading{Value: 200, Low: 200, High: 200, Unit: nanoseconds, Block: 10 * time.Millisecond}.format(100 * time.Microsecond), "200 ± 2 ns"},
		{reading{Value: 12e6, Low: 12e6, High: 12e6, Unit: nanoseconds}.format(100 * time.Microsecond), "12.0 ± 0.1 ms"},
		{reading{Value: 5e5, Unit: nanoseconds, Bound: true}.format(0), "below 500 µs"},
		{reading{Value: 2e9, Unit: bytesPerSec, Bound: true}.format(0), "above 2.00 GB/s"},
		{formatCount(1.66), "1.7"}, {formatCount(12.4), "12"}, {formatCount(1487), "1,490"}, {formatCount(999_600), "1.0 million"},
		{formatCount(91.2e6), "91 million"}, {formatCount(1.6e9), "1.6 billion"}, {formatCount(99.96), "100"},
		{formatTimes(1), "1×"}, {formatTimes(0.13), "0.1×"},
		{formatSize(8 << 10), "8 KB"}, {formatSize(64 << 20), "64 MB"},
		{formatSpan(1), "1 second"}, {formatSpan(12), "12 seconds"}, {formatSpan(1500), "25 minutes"}, {formatSpan(8e6), "93 days"}, {formatSpan(1.6e9), "51 years"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// mountainOf is a model in which the memories from 8 KB on have these latencies.
func mountainOf(ns ...float64) *model {
	m := newModel(planOf(smallest << (len(ns) - 1)))
	i := 0
	for task, s := range m.plan {
		if s.Kind == latency {
			m.Apply(runlog.Event{Task: task, State: runlog.Finished, Detail: reading{Value: ns[i], Unit: nanoseconds}})
			i++
		}
	}
	return m
}

func TestLevelsAreReadOffTheMountain(t *testing.T) {
	const kb, mb = 1 << 10, 1 << 20
	for name, c := range map[string]struct {
		ns   []float64
		want []level
	}{
		"three caches and a memory": {[]float64{1.5, 1.5, 1.6, 4.7, 5, 5, 5.4, 11, 20, 22, 138, 184, 192, 233}, []level{
			{"L1", 8 * kb, 32 * kb, 1.5}, {"L2", 64 * kb, 512 * kb, 5}, {"L3", 2 * mb, 4 * mb, 21}, {"DRAM", 8 * mb, 64 * mb, 233}}},
		"all within a large cache": {[]float64{1, 1, 1, 4, 4, 4, 4, 4, 20, 20, 20, 20}, []level{
			{"L1", 8 * kb, 32 * kb, 1}, {"L2", 64 * kb, mb, 4}, {"L3", 2 * mb, 16 * mb, 20}}},
		"no steps at all": {[]float64{2, 2, 2, 2}, []level{{"L1", 8 * kb, 64 * kb, 2}}},
		"a single one":    {[]float64{2}, nil},
	} {
		if got := mountainOf(c.ns...).levels(); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestSpansThatOverlapAddUp(t *testing.T) {
	start := time.UnixMilli(1000)
	at := func(from, to int, operations int) probe.Span {
		return probe.Span{Operations: operations, Began: start.Add(time.Duration(from) * ms), Took: time.Duration(to-from) * ms}
	}
	// Two workers, five spans: in the third they are apart, in the fourth something disturbs one.
	one := []probe.Span{at(0, 100, 100e6), at(100, 200, 100e6), at(200, 300, 100e6), at(300, 400, 10e6), at(400, 500, 100e6)}
	two := []probe.Span{at(5, 105, 200e6), at(100, 200, 210e6), at(280, 300, 90e6), at(300, 400, 200e6), at(400, 500, 220e6)}
	got := addUp([][]probe.Span{one, two})
	want := []float64{1 / 3.0, 1 / 3.1, 1 / 2.1, 1 / 3.2}
	if !slices.EqualFunc(got, want, func(a, b float64) bool { return math.Abs(a-b) < 1e-6 }) {
		t.Errorf("%v, want %v", got, want)
	}
	late := []probe.Span{at(100, 200, 1), at(200, 300, 1), at(300, 400, 1), at(400, 500, 1), {Began: start.Add(500 * ms)}}
	if got := addUp([][]probe.Span{one, late}); len(got) > 0 {
		t.Errorf("one after the other: %v", got)
	}
}

func TestTheLadderZoomsFromAnOperationToTheWorld(t *testing.T) {
	rungs := []rung{{Name: "one operation", NS: 0.25, Measured: true}, {Name: "a trip to memory", NS: 100, Measured: true}, {Name: "round the world", NS: worldNS}}
	lengths := func(zoom float64) (list []float64) {
		for _, s := range drawLadder(rungs, zoom, 600).Shapes {
			if s.Kind == chart.Rect {
				list = append(list, s.W)
			}
		}
		return list
	}
	const plot = 600 - nameWidth - spanWidth
	near, far := lengths(0), lengths(100)
	if len(near) != 3 || near[0] < plot*0.8 || near[0] >= plot || near[1] != plot || near[2] != plot {
		t.Errorf("nearest: bars of %v on %v", near, plot)
	}
	if len(far) != 3 || far[0] != 1 || far[1] != 1 || far[2] < plot*0.8 || far[2] >= plot {
		t.Errorf("farthest: bars of %v on %v", far, plot)
	}
	benchtest.Golden(t, "ladder.svg", chart.SVG(drawLadder(rungs, 33, 600), chart.Light, "ladder", nil))
	rungs[0].NS = 0
	if list := lengths(50); len(list) > 0 {
		t.Errorf("without an operation there are bars of %v", list)
	}
}

func TestSpansCrossAsBytes(t *testing.T) {
	began := time.Unix(1_800_000_000, 123_456_789)
	spans := []probe.Span{{Operations: 3_000_000_000, Began: began, Took: 16 * ms}, {Operations: 0, Began: began.Add(ms), Took: 0}}
	if got := decodeSpans(encodeSpans(spans)); !reflect.DeepEqual(got, spans) {
		t.Errorf("%+v instead of %+v", got, spans)
	}
	out, err := during(t.Context(), encodeRequest(probe.SpanRequest{Start: time.Now(), Length: ms, Spans: 3, Rounds: 10}))
	if got := decodeSpans(out); err != nil || len(got) != 3 {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := during(t.Context(), encodeRequest(probe.SpanRequest{Spans: 3})); err == nil {
		t.Error("no rounds are no error")
	}
}
