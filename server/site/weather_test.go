package site

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/flags"
)

// Every test here runs on the clock of synctest, which moves on at once when
// all goroutines sleep: nothing waits really, and times are exact.

// timed sends a GET and measures how long the answer took.
func timed(t *testing.T, h http.Handler, target string) (status int, took time.Duration) {
	t.Helper()
	start := time.Now()
	status = get(t, h, target).StatusCode
	return status, time.Since(start)
}

// The seed determines what the server will do.
func TestServerKeepsTheForecast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newLab()
		weather := flags.Weather{MinDelay: 100 * time.Millisecond, MaxDelay: 9 * time.Second, ErrorRate: 0.5, Seed: 42}
		for _, place := range []string{"/flags", "/local/flags", "/delay/flags", "/error/flags"} {
			for attempt := 1; attempt <= 2; attempt++ {
				for _, cc := range flags.Every() {
					query := fmt.Sprintf("?%s&attempt=%d", weather.Query().Encode(), attempt)
					status, took := timed(t, h, place+flags.ImagePath(cc)+query)
					forecast := weather.Forecast(cc, attempt)
					want := http.StatusNotFound
					switch {
					case forecast.Teapot:
						want = http.StatusTeapot
					case flags.HasFlag(cc):
						want = http.StatusOK
					}
					if status != want || took != forecast.Delay {
						t.Fatalf("%s%s, attempt %d: %d after %v, want %d after %v", place, cc, attempt, status, took, want, forecast.Delay)
					}
				}
			}
		}
	})
}

// A seed alone changes luck, and nothing else of the site's weather.
func TestSeedKeepsTheSitesWeather(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newLab()
		weather := siteOf("ERROR").Weather
		weather.Seed = 7
		for _, cc := range flags.Pop20() {
			status, took := timed(t, h, "/error/flags"+flags.ImagePath(cc)+"?seed=7")
			if f := weather.Forecast(cc, 1); took != f.Delay || (status == http.StatusTeapot) != f.Teapot {
				t.Errorf("%s: %d after %v, want %v", cc, status, took, f)
			}
		}
	})
}

func TestMetadataHasItsOwnWeather(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const query = "?delay=0-10&seed=1"
		h := newLab()
		_, image := timed(t, h, "/flags/br/br.gif"+query)
		_, metadata := timed(t, h, "/flags/br/metadata.json"+query)
		if image == metadata {
			t.Errorf("both take %v", image)
		}
	})
}

// As in the book: from half a second to five, evenly, 404s too; ERROR refuses
// a quarter; LOCAL does neither.
func TestWeatherWithoutParameters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		luck := uint64(0)
		h := newLab(func(c *Config) {
			c.Random = func() uint64 { luck++; return luck }
		})
		for _, site := range flags.Sites() {
			at := h.At(site)
			const n = 2000
			var teapots, missing int
			var sum, shortest, longest time.Duration = 0, time.Hour, 0
			for i := range n {
				target := "/flags/br/br.gif"
				if i%2 == 0 {
					target = "/flags/zz/zz.gif"
				}
				status, took := timed(t, at, target)
				switch status {
				case http.StatusTeapot:
					teapots++
				case http.StatusNotFound:
					missing++
				}
				sum, shortest, longest = sum+took, min(shortest, took), max(longest, took)
			}
			w := site.Weather
			span := (w.MaxDelay - w.MinDelay) / 20
			if shortest < w.MinDelay || shortest > w.MinDelay+span || longest > w.MaxDelay || longest < w.MaxDelay-span {
				t.Errorf("%s: delays from %v to %v", site.Label, shortest, longest)
			}
			if mean := sum / n; (mean - (w.MinDelay+w.MaxDelay)/2).Abs() > span {
				t.Errorf("%s: mean delay %v", site.Label, mean)
			}
			if share := float64(teapots) / n; share < w.ErrorRate*0.85 || share > w.ErrorRate*1.15 {
				t.Errorf("%s: %v of the answers are 418", site.Label, share)
			}
			if teapots == 0 && missing != n/2 {
				t.Errorf("%s: %d of %d not found", site.Label, missing, n/2)
			}
		}
	})
}

func TestWithoutSeedWeatherIsLuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newLab()
		seen := map[time.Duration]bool{}
		for range 20 {
			_, took := timed(t, h, "/flags/br/br.gif?delay=0-10")
			seen[took] = true
		}
		if len(seen) < 10 {
			t.Errorf("20 requests met only %d delays", len(seen))
		}
	})
}

func TestHeadHasNoWeather(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newLab()
		start := time.Now()
		for _, target := range []string{
			"/delay/flags/br/br.gif", "/error/flags/br/br.gif", "/flags/br/br.gif?delay=5&errors=1", "/error/flags/br/metadata.json",
		} {
			if got := ask(t, h, "HEAD", target).StatusCode; got != http.StatusOK {
				t.Errorf("HEAD %s: status %d", target, got)
			}
		}
		if got := ask(t, h, "HEAD", "/error/flags/zz/zz.gif").StatusCode; got != http.StatusNotFound {
			t.Errorf("HEAD for ZZ: status %d", got)
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("HEAD took %v", took)
		}
	})
}

func TestBadParameters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newLab()
		for query, name := range map[string]string{
			"delay=x": "delay", "delay=11": "delay", "delay=5-1": "delay", "delay=-1": "delay", "delay=NaN": "delay",
			"errors=2": "errors", "errors=-1": "errors", "errors=x": "errors",
			"seed=-1": "seed", "seed=1.5": "seed", "seed=x": "seed",
			"attempt=0": "attempt", "attempt=-1": "attempt", "attempt=x": "attempt", "attempt=1000001": "attempt",
			"attempt=99999999999999999999": "attempt",
		} {
			for _, method := range []string{"GET", "HEAD"} {
				start := time.Now()
				response := ask(t, h, method, "/error/flags/br/br.gif?"+query)
				if response.StatusCode != http.StatusBadRequest || time.Since(start) != 0 {
					t.Errorf("%s ?%s: status %d after %v", method, query, response.StatusCode, time.Since(start))
				}
				if line := read(t, response); method == "GET" && !strings.Contains(line, " is not valid: "+name+" must be ") {
					t.Errorf("?%s: %q", query, line)
				}
			}
		}
		for _, query := range []string{"delay=%zz", "delay=0;errors=1"} {
			if got := get(t, h, "/flags/br/br.gif?"+query).StatusCode; got != http.StatusBadRequest {
				t.Errorf("?%s cannot be read, but has status %d", query, got)
			}
		}
		for _, query := range []string{"", "utm=1", "Delay=x", "attempt=", "delay=&errors=&seed=&attempt="} {
			if got := get(t, h, "/flags/br/br.gif?"+query).StatusCode; got != http.StatusOK {
				t.Errorf("?%s: status %d", query, got)
			}
		}
	})
}

func TestThousandRequestsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newLab()
		weather := flags.Weather{MinDelay: 0, MaxDelay: 10 * time.Second, Seed: 3}
		start := time.Now()
		var wait sync.WaitGroup
		for attempt := 1; attempt <= 1000; attempt++ {
			wait.Go(func() {
				status, took := timed(t, h, fmt.Sprintf("/flags/br/br.gif?%s&attempt=%d", weather.Query().Encode(), attempt))
				if want := weather.Forecast("BR", attempt).Delay; status != http.StatusOK || took != want {
					t.Errorf("attempt %d: %d after %v, want %v", attempt, status, took, want)
				}
			})
		}
		wait.Wait()
		if took := time.Since(start); took > flags.MaxDelay {
			t.Errorf("all together took %v", took)
		}
		if len(h.sleeping) != 0 {
			t.Errorf("%d still sleep", len(h.sleeping))
		}
	})
}

func TestClientThatGoesAwayNoLongerCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newLab(func(c *Config) { c.MaxWaiting = 1 })
		ctx, cancel := context.WithCancel(t.Context())
		var wait sync.WaitGroup
		start := time.Now()
		w := httptest.NewRecorder()
		wait.Go(func() {
			h.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", "/flags/br/br.gif?delay=10", nil))
		})
		synctest.Wait()
		if len(h.sleeping) != 1 {
			t.Fatalf("%d sleep", len(h.sleeping))
		}
		time.Sleep(time.Second)
		cancel()
		wait.Wait()
		if took := time.Since(start); took != time.Second || len(h.sleeping) != 0 {
			t.Errorf("it slept for %v, and %d sleep now", took, len(h.sleeping))
		}
		if w.Code != http.StatusServiceUnavailable { // for one who is still there when the server stops
			t.Errorf("status %d", w.Code)
		}
		if status, took := timed(t, h, "/flags/br/br.gif?delay=2"); status != http.StatusOK || took != 2*time.Second {
			t.Errorf("the next one: %d after %v", status, took)
		}
	})
}

func TestTooManySleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const limit = 100
		h := newLab(func(c *Config) { c.MaxWaiting = limit })
		at := h.At(siteOf("DELAY")) // all ports share the limit
		var wait sync.WaitGroup
		for i := range limit {
			wait.Go(func() {
				one := []*Handler{h, at}[i%2]
				if status, took := timed(t, one, "/flags/br/br.gif?delay=10"); status != http.StatusOK || took != 10*time.Second {
					t.Errorf("one within the limit: %d after %v", status, took)
				}
			})
		}
		synctest.Wait()
		start := time.Now()
		response := get(t, h, "/delay/flags/br/br.gif")
		if response.StatusCode != http.StatusServiceUnavailable || response.Header.Get("Retry-After") != "10" || time.Since(start) != 0 {
			t.Errorf("one too many: %d after %v, Retry-After %q", response.StatusCode, time.Since(start), response.Header.Get("Retry-After"))
		}
		if status, took := timed(t, h, "/local/flags/br/br.gif"); status != http.StatusOK || took != 0 {
			t.Errorf("one who need not wait: %d after %v", status, took)
		}
		wait.Wait()
		if status, _ := timed(t, h, "/delay/flags/br/br.gif"); status != http.StatusOK {
			t.Errorf("after the rush: %d", status)
		}
	})
}

func TestSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limit := make(sleepLimit, 1)
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		for name, test := range map[string]struct {
			ctx  context.Context
			d    time.Duration
			want error
		}{
			"no delay":                 {t.Context(), 0, nil},
			"no delay, and gone":       {cancelled, 0, nil},
			"a delay":                  {t.Context(), time.Second, nil},
			"gone before it has begun": {cancelled, time.Second, errStopping},
		} {
			if err := limit.sleep(test.ctx, test.d); !errors.Is(err, test.want) || len(limit) != 0 {
				t.Errorf("%s: %v, and %d sleep", name, err, len(limit))
			}
		}
	})
}
