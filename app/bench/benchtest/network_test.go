package benchtest_test

import (
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/bench/benchtest"
	"flaglab/app/flags"
)

func TestTheNetworkHasTheWeatherThatWasAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		connection, err := new(benchtest.Network).Connect(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		for cc, want := range map[string]int{"BR": 200, "XX": 404} {
			began := time.Now()
			reply, err := connection.Source("DELAY", &flags.Weather{MinDelay: time.Second, MaxDelay: time.Second}).Get(t.Context(), cc, 1)
			if err != nil || reply.Status != want || time.Since(began) != time.Second {
				t.Errorf("%s: status %d after %v, %v; want %d after 1s", cc, reply.Status, time.Since(began), err, want)
			}
		}
		// Without a choice the weather is the site's own.
		began := time.Now()
		connection.Source("DELAY", nil).Get(t.Context(), "BR", 1)
		if took := time.Since(began); took < 500*time.Millisecond || took > 5*time.Second {
			t.Errorf("the site's own weather took %v, want 0.5 to 5 s", took)
		}
	})
}

func TestANetworkThatFailsSaysWhy(t *testing.T) {
	n := &benchtest.Network{Failure: "the server does not answer"}
	if _, err := n.Connect(t.Context(), 1); err == nil || err.Error() != n.Failure {
		t.Errorf("error %v, want %q", err, n.Failure)
	}
}
