package flags_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/flags"
)

// fakeSite answers after the delay of its weather, as the real one does.
type fakeSite struct {
	weather flags.Weather
	answer  func(cc string) (flags.Reply, error) // nil: by HasFlag

	mu          sync.Mutex
	active, top int
}

func (s *fakeSite) Get(ctx context.Context, cc string, attempt int) (flags.Reply, error) {
	s.mu.Lock()
	s.active++
	s.top = max(s.top, s.active)
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.active--
		s.mu.Unlock()
	}()
	forecast := s.weather.Forecast(cc, attempt)
	select {
	case <-time.After(forecast.Delay):
	case <-ctx.Done():
		return flags.Reply{}, ctx.Err()
	}
	switch {
	case s.answer != nil:
		return s.answer(cc)
	case forecast.Teapot:
		return flags.Reply{Status: 418}, nil
	case !flags.HasFlag(cc):
		return flags.Reply{Status: 404}, nil
	}
	return flags.Reply{Status: 200, ContentType: "image/gif", Body: []byte("GIF89a " + cc)}, nil
}

// notebook is a Watcher that records its calls.
type notebook struct {
	mu      sync.Mutex
	lines   []string
	ends    map[string]flags.Outcome
	workers map[int]bool
}

func newNotebook() *notebook {
	return &notebook{ends: map[string]flags.Outcome{}, workers: map[int]bool{}}
}

func (n *notebook) Pending(cc string) { n.note("pending " + cc) }
func (n *notebook) Running(cc string, worker int) {
	n.note("running " + cc)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.workers[worker] = true
}
func (n *notebook) Retrying(cc string, attempt int, wait time.Duration, o flags.Outcome) {
	n.note(fmt.Sprintf("retrying %s after attempt %d (%v) in %v", cc, attempt, o.Err, wait))
}
func (n *notebook) Done(cc string, o flags.Outcome) {
	n.note("done " + cc)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.ends[cc] = o
}
func (n *notebook) note(line string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lines = append(n.lines, line)
}

func fixed(d time.Duration) flags.Weather { return flags.Weather{MinDelay: d, MaxDelay: d} }

func TestSequentialTakesTheSumOfTheDelays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		site := &fakeSite{weather: fixed(200 * time.Millisecond)}
		notes := newNotebook()
		saved := map[string]string{}
		d := &flags.Downloader{Source: site, Watch: notes, Save: func(cc string, image []byte) error {
			saved[cc] = string(image)
			return nil
		}}
		counts := d.Sequential(t.Context(), flags.Pop20())
		if counts != (flags.Counts{OK: 20}) || site.top != 1 || len(saved) != 20 || saved["BR"] != "GIF89a BR" {
			t.Errorf("counts %+v, %d at once, %d saved", counts, site.top, len(saved))
		}
		if got := time.Since(began); got != 4*time.Second {
			t.Errorf("took %v, want 4s", got)
		}
		if i := slices.Index(notes.lines, "running BR"); notes.lines[i-1] != "done BD" {
			t.Errorf("BR began before BD was done: %v", notes.lines)
		}
	})
}

func TestThreadPoolTakesTheLongestDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		site := &fakeSite{weather: fixed(200 * time.Millisecond)}
		notes := newNotebook()
		d := &flags.Downloader{Source: site, Watch: notes}
		counts, err := d.ThreadPool(t.Context(), flags.Pop20(), 20)
		if err != nil || counts != (flags.Counts{OK: 20}) || site.top != 20 {
			t.Errorf("counts %+v, %d at once, error %v", counts, site.top, err)
		}
		if got := time.Since(began); got != 200*time.Millisecond {
			t.Errorf("took %v, want 200ms", got)
		}
		if len(notes.workers) != 20 || !notes.workers[0] || !notes.workers[19] {
			t.Errorf("workers %v, want 0 to 19", notes.workers)
		}
	})
}

func TestThreadPoolKeepsToItsSize(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		site := &fakeSite{weather: fixed(time.Second)}
		d := &flags.Downloader{Source: site}
		counts, err := d.ThreadPool(t.Context(), flags.Every(), 30)
		if err != nil || counts != (flags.Counts{OK: 194, NotFound: 482}) || site.top != 30 {
			t.Errorf("counts %+v, %d at once, error %v", counts, site.top, err)
		}
	})
}

func TestABCGivesTheLecturesCounts(t *testing.T) {
	codes, err := flags.ParseCodes("a b c")
	if err != nil {
		t.Fatal(err)
	}
	d := &flags.Downloader{Source: &fakeSite{}}
	if counts := d.Sequential(t.Context(), codes); counts != (flags.Counts{OK: 43, NotFound: 35}) {
		t.Errorf("counts %+v, want 43 and 35", counts)
	}
}

func TestFailuresAreToldApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		site := &fakeSite{answer: func(cc string) (flags.Reply, error) {
			switch cc {
			case "BD":
				return flags.Reply{Status: 418}, nil
			case "BR":
				return flags.Reply{}, &flags.ConnectionError{Err: errors.New("refused")}
			case "CD":
				return flags.Reply{Status: 200, ContentType: "text/html", Body: []byte("<html>")}, nil
			case "CN":
				time.Sleep(time.Minute)
			}
			return flags.Reply{Status: 200, Body: []byte("GIF89a")}, nil
		}}
		site.weather = fixed(0)
		notes := newNotebook()
		d := &flags.Downloader{Source: slowCN{site}, Watch: notes, Timeout: 3100 * time.Millisecond}
		counts, err := d.ThreadPool(t.Context(), []string{"BD", "BR", "CD", "CN", "DE"}, 5)
		if err != nil || counts != (flags.Counts{OK: 1, Errors: 4}) {
			t.Errorf("counts %+v, error %v", counts, err)
		}
		for cc, want := range map[string]flags.Cause{"BD": flags.CauseHTTP, "BR": flags.CauseConnection, "CD": flags.CauseImage, "CN": flags.CauseTimeout, "DE": flags.CauseNone} {
			if got := notes.ends[cc].Cause(); got != want {
				t.Errorf("%s: cause %q, want %q", cc, got, want)
			}
		}
		if got := notes.ends["BD"].Err.Error(); got != "HTTP error 418 - I'm a Teapot" {
			t.Errorf("418 reads %q", got)
		}
	})
}

// slowCN never answers for CN.
type slowCN struct{ flags.Source }

func (s slowCN) Get(ctx context.Context, cc string, attempt int) (flags.Reply, error) {
	if cc == "CN" {
		<-ctx.Done()
		return flags.Reply{}, ctx.Err()
	}
	return s.Source.Get(ctx, cc, attempt)
}

func TestAFailedSaveIsAnError(t *testing.T) {
	full := errors.New("disk full")
	d := &flags.Downloader{Source: &fakeSite{}, Save: func(string, []byte) error { return full }}
	if _, err := d.DownloadOne(t.Context(), "BR"); !errors.Is(err, full) {
		t.Errorf("error %v, want %v", err, full)
	}
}

func TestCancelEndsEverything(t *testing.T) {
	for _, workers := range []int{0, 3} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			site := &fakeSite{weather: fixed(time.Second)}
			notes := newNotebook()
			d := &flags.Downloader{Source: site, Watch: notes}
			time.AfterFunc(2500*time.Millisecond, cancel)
			began := time.Now()
			var counts flags.Counts
			if workers == 0 {
				counts = d.Sequential(ctx, flags.Pop20())
			} else {
				counts, _ = d.ThreadPool(ctx, flags.Pop20(), workers)
			}
			if took := time.Since(began); took != 2500*time.Millisecond {
				t.Errorf("%d workers: ended after %v, want 2.5s", workers, took)
			}
			ok := 2 * max(1, workers)
			if counts != (flags.Counts{OK: ok, Cancelled: 20 - ok}) {
				t.Errorf("%d workers: counts %+v", workers, counts)
			}
			if site.active != 0 {
				t.Errorf("%d workers: %d requests still under way", workers, site.active)
			}
			if len(notes.ends) != 20 {
				t.Errorf("%d workers: %d ends, want 20", workers, len(notes.ends))
			}
		})
	}
}

func TestBothRunsMeetTheSameWeather(t *testing.T) {
	weather := flags.Weather{MinDelay: 0, MaxDelay: time.Second, ErrorRate: 0.5, Seed: 42}
	outcomes := func(run func(d *flags.Downloader)) string {
		notes := newNotebook()
		synctest.Test(t, func(t *testing.T) {
			run(&flags.Downloader{Source: &fakeSite{weather: weather}, Watch: notes})
		})
		var line []string
		for _, cc := range flags.Pop20() {
			line = append(line, cc+string(notes.ends[cc].Cause()))
		}
		return strings.Join(line, " ")
	}
	sequential := outcomes(func(d *flags.Downloader) { d.Sequential(context.Background(), flags.Pop20()) })
	pool := outcomes(func(d *flags.Downloader) { d.ThreadPool(context.Background(), flags.Pop20(), 20) })
	if sequential != pool || !strings.Contains(pool, "http") {
		t.Errorf("sequential %s\nthreads    %s", sequential, pool)
	}
}
