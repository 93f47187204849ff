package chart

import "testing"

func TestCountOf(t *testing.T) {
	for _, test := range []struct {
		n     int
		thing string
		want  string
	}{{1, "process", "1 process"}, {4, "process", "4 processes"}, {2, "batch", "2 batches"}, {1, "batch", "1 batch"}, {0, "flag", "0 flags"}} {
		if got := CountOf(test.n, test.thing); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
