package bench_test

import (
	"testing"

	"flaglab/app/bench"
	"flaglab/app/runlog"
)

func TestTheRightNumberIsTheNearestByRatio(t *testing.T) {
	for _, test := range []struct {
		x    float64
		want string
	}{{0, ""}, {1, "1"}, {3, "1"}, {4, "10"}, {500, "1000"}} {
		p := bench.PredictNumber("", "", []float64{1, 10, 1000}, "×", func(runlog.Model) (float64, string) { return test.x, "so" })
		if got, _ := p.Truth(nil); got != test.want {
			t.Errorf("%v: %q, want %q", test.x, got, test.want)
		}
	}
}
