//go:build !js

package proxy

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/flags"
)

// A failure is remembered for a short while: who asks again hears of it at once, and the
// upstream is left alone. The limit of our own is no failure of the upstream.
func TestFailuresAreRememberedForAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked int
		var outcome func() (*http.Response, error)
		p := newProxy(t, func(*http.Request) (*http.Response, error) { asked++; return outcome() })
		for name, test := range map[string]struct {
			outcome func() (*http.Response, error)
			status  int
		}{
			"aa": {func() (*http.Response, error) { return nil, errors.New("down") }, 502},
			"bb": {func() (*http.Response, error) { return reply(500, "text/html", "<p>oh"), nil }, 502},
			"cc": {func() (*http.Response, error) { return nil, context.DeadlineExceeded }, 504},
			"dd": {func() (*http.Response, error) { return reply(200, "image/gif", tinyGIF[:20]), nil }, 502},
		} {
			path := "/" + name + "/" + name + ".gif"
			asked, outcome = 0, test.outcome
			first := get(t, p, path)
			time.Sleep(rememberFailure / 4)
			for range 3 {
				again := get(t, p, path)
				if again.Code != test.status || again.Code != first.Code || again.Body.String() != first.Body.String() || again.Header().Get("Cache-Control") != "no-store" {
					t.Errorf("%s: %d %s, then %d %s", name, first.Code, first.Body, again.Code, again.Body)
				}
				if status, after := again.Header().Get("Cache-Status"), again.Header().Get("Retry-After"); status != "flaglab; hit; ttl=8" || after != "8" {
					t.Errorf("%s: Cache-Status %q, Retry-After %q", name, status, after)
				}
			}
			if asked != 1 {
				t.Errorf("%s: the upstream is asked %d times", name, asked)
			}
			outcome = func() (*http.Response, error) { return reply(200, "image/gif", tinyGIF), nil }
			time.Sleep(rememberFailure)
			if w := get(t, p, path); w.Code != 200 || use(w) != flags.CacheMiss || asked != 2 {
				t.Errorf("%s: after a while %d, and the upstream is asked %d times", name, w.Code, asked)
			}
		}
	})
}

func TestOurOwnLimitIsNotRemembered(t *testing.T) {
	busy := true
	p := newProxy(t, func(*http.Request) (*http.Response, error) { return reply(200, "image/gif", tinyGIF), nil }, func(c *Config) {
		c.Limiter = limiterFunc(func(context.Context) error {
			if busy {
				return errors.New("not now")
			}
			return nil
		})
	})
	if w := get(t, p, "/br/br.gif"); w.Code != 503 || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	busy = false
	if w := get(t, p, "/br/br.gif"); w.Code != 200 {
		t.Errorf("a moment later: %d", w.Code)
	}
}

type limiterFunc func(context.Context) error

func (f limiterFunc) Wait(ctx context.Context) error { return f(ctx) }

// While the upstream is down, an old answer is better than none, for some days.
func TestStaleWhileTheUpstreamIsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		up, asked := true, 0
		p := newProxy(t, func(*http.Request) (*http.Response, error) {
			asked++
			if !up {
				return nil, errors.New("down")
			}
			return reply(200, "image/gif", tinyGIF), nil
		})
		get(t, p, "/br/br.gif")
		up = false
		time.Sleep(freshFlag)
		for i := range 3 {
			w := get(t, p, "/br/br.gif")
			if w.Code != 200 || w.Body.String() != tinyGIF || use(w) != flags.CacheStale || w.Header().Get("Age") != "86400" || asked != 2 {
				t.Errorf("%d: %d %v after %d requests", i, w.Code, w.Header(), asked)
			}
		}
		if w := get(t, p, "/us/us.gif"); w.Code != 502 || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("one that is not kept: %d %v", w.Code, w.Header())
		}
		time.Sleep(rememberFailure)
		up = true
		if w := get(t, p, "/br/br.gif"); use(w) != flags.CacheMiss || w.Header().Get("Age") != "0" {
			t.Errorf("when it is up again: %v", w.Header())
		}
		up = false
		time.Sleep(keepStale + time.Second)
		if w := get(t, p, "/br/br.gif"); w.Code != 502 {
			t.Errorf("after a week: %d", w.Code)
		}
	})
}

func TestPanicOfADoer(t *testing.T) {
	p := newProxy(t, func(*http.Request) (*http.Response, error) { panic("spilled the tea") })
	if w := get(t, p, "/br/br.gif"); w.Code != 502 || strings.Contains(w.Body.String(), "tea") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
