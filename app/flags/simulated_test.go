package flags

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// files is a host of files that answers every request with a flag: for a flag
// that does not exist it would be wrong.
type files struct{ asked []string }

func (f *files) Get(_ context.Context, cc string, attempt int) (Reply, error) {
	f.asked = append(f.asked, cc)
	return Reply{Status: 200, ContentType: "image/gif", Body: []byte("GIF89a"), Timing: Timing{Known: true, Waiting: time.Millisecond}}, nil
}

func TestSimulatedWaitsAsForecast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		weather := Weather{MinDelay: 500 * time.Millisecond, MaxDelay: 5 * time.Second, ErrorRate: 0.25, Seed: 7}
		teapots, again := 0, 0
		for _, cc := range Pop20() {
			for attempt := 1; attempt <= 2; attempt++ {
				host := &files{}
				began := time.Now()
				reply, err := Simulated{host, weather}.Get(t.Context(), cc, attempt)
				forecast := weather.Forecast(cc, attempt)
				if took := time.Since(began); err != nil || took != forecast.Delay {
					t.Errorf("%s: took %v, %v; forecast %v", cc, took, err, forecast.Delay)
				}
				want, waiting := 200, forecast.Delay+time.Millisecond
				if forecast.Teapot {
					want, waiting = 418, forecast.Delay
					teapots++
				}
				if reply.Status != want || reply.Timing.Waiting != waiting || (len(host.asked) == 1) == forecast.Teapot {
					t.Errorf("%s, attempt %d: %d after %v, %d files asked for", cc, attempt, reply.Status, reply.Timing.Waiting, len(host.asked))
				}
				if attempt == 2 && forecast != weather.Forecast(cc, 1) {
					again++
				}
			}
		}
		if teapots == 0 || teapots == 40 || again == 0 {
			t.Errorf("%d teapots, %d other second attempts", teapots, again)
		}
	})
}

func TestSimulatedKnowsWhichFlagsThereAre(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host := &files{}
		s := Simulated{host, Weather{MinDelay: time.Second, MaxDelay: time.Second}}
		began := time.Now()
		for cc, want := range map[string]int{"BR": 200, "br": 200, "XX": 404, "ZZ": 404, "A": 404} {
			if reply, err := s.Get(t.Context(), cc, 1); err != nil || reply.Status != want {
				t.Errorf("%s: %d, %v, want %d", cc, reply.Status, err, want)
			}
		}
		if time.Since(began) != 5*time.Second || len(host.asked) != 2 {
			t.Errorf("took %v, asked for %v", time.Since(began), host.asked)
		}
	})
}

func TestSimulatedEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host := &files{}
		s := Simulated{host, Weather{MinDelay: 5 * time.Second, MaxDelay: 5 * time.Second}}
		d := Downloader{Source: s, Timeout: time.Second}
		began := time.Now()
		_, err := d.DownloadOne(t.Context(), "BR")
		var late *TimeoutError
		if !errors.As(err, &late) || time.Since(began) != time.Second {
			t.Errorf("%v after %v, want a time-out after 1s", err, time.Since(began))
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if _, err := s.Get(ctx, "BR", 1); !errors.Is(err, context.Canceled) || time.Since(began) != 2*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		if _, err := (Simulated{Source: host}).Get(ctx, "BR", 1); !errors.Is(err, context.Canceled) {
			t.Errorf("after the end: %v", err)
		}
		if len(host.asked) != 0 {
			t.Errorf("asked for %v", host.asked)
		}
	})
}
