package bench_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/bench"
	"flaglab/app/bench/benchtest"
	"flaglab/app/form"
	"flaglab/app/runlog"
)

// connecting is a tiny experiment that connects first.
type connecting struct {
	tiny
	network bench.Network
}

func (x connecting) Do(ctx context.Context, w *runlog.Writer) error {
	if _, err := x.network.Connect(ctx, 1); err != nil {
		return err
	}
	return x.tiny.Do(ctx, w)
}

// What a connection has to say is shown with the run that made it, whatever the lab.
func TestTheNoticeOfAConnectionStandsWithItsRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const notice = "Only 1 of the server's 5 addresses can be reached."
		lab := tinyLab()
		lab.Open = func(v form.Values, network bench.Network) (bench.Experiment, form.Errors) {
			return connecting{tiny{v.Int("to")}, network}, nil
		}
		b := bench.New(lab, benchtest.NewBrowser(), &benchtest.Network{Warning: notice})
		b.Open("", "")
		defer b.Wait()
		defer b.Close()
		shows := func(when string, want bool) {
			t.Helper()
			if got := b.Screen().Notices; slices.Contains(got, notice) != want {
				t.Errorf("%s: notices %q", when, got)
			}
		}
		shows("before a run", false)
		b.Run()
		time.Sleep(150 * ms)
		shows("in a run", true)
		time.Sleep(time.Second)
		shows("at its end", true)
		b.Set(map[string]string{"to": "2"})
		shows("with other settings", false)
	})
}
