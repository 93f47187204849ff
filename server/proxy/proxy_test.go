//go:build !js

package proxy

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/time/rate"

	"flaglab/app/flags"
	"flaglab/server/flagfile"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// doerFunc is an upstream that needs no network.
type doerFunc func(*http.Request) (*http.Response, error)

func (f doerFunc) Do(r *http.Request) (*http.Response, error) { return f(r) }

func reply(status int, mediaType, body string) *http.Response {
	return &http.Response{
		StatusCode:    status,
		Header:        http.Header{"Content-Type": {mediaType}},
		Body:          io.NopCloser(strings.NewReader(body)),
		ContentLength: -1,
	}
}

// newProxy returns a proxy with a cache, until the test ends.
func newProxy(t *testing.T, upstream doerFunc, change ...func(*Config)) *Proxy {
	t.Helper()
	u, err := ParseUpstream("https://upstream.example/data/flags/")
	if err != nil {
		t.Fatal(err)
	}
	c := Config{Upstream: u, Doer: upstream, Cache: NewMemory(1 << 20)}
	for _, f := range change {
		f(&c)
	}
	p, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// get sends one request, and fails the test if the answer breaks a rule that all
// answers keep.
func get(t *testing.T, p *Proxy, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	if w.Code == 200 && w.Header().Get("Content-Length") != fmt.Sprint(w.Body.Len()) {
		t.Errorf("%s: Content-Length %q, %d bytes", path, w.Header().Get("Content-Length"), w.Body.Len())
	}
	if w.Code >= 400 && (strings.Count(w.Body.String(), "\n") != 1 || w.Header().Get("ETag") != "") {
		t.Errorf("%s: %d with %q, header %v", path, w.Code, w.Body, w.Header())
	}
	return w
}

func use(w *httptest.ResponseRecorder) flags.CacheUse {
	return flags.ParseCacheUse(w.Header().Get(flags.CacheStatusHeader))
}

// What goes out has nothing of the client in it.
func TestRequestIsMadeAnew(t *testing.T) {
	var sent *http.Request
	p := newProxy(t, func(r *http.Request) (*http.Response, error) {
		sent = r
		return reply(200, "image/gif", tinyGIF), nil
	}, func(c *Config) { c.Agent = "FlagLab/v1 (a test)" })
	w := get(t, p, "/br/br.gif?x=1", "Cookie", "a=b", "User-Agent", "me", "Authorization", "Basic x", "X-Forwarded-For", "1.2.3.4", "Range", "bytes=1-2", "If-None-Match", `"x"`)
	if w.Code != 200 || w.Body.String() != tinyGIF || w.Header().Get("Content-Type") != "image/gif" {
		t.Errorf("%d %s %v", w.Code, w.Body, w.Header())
	}
	if got := sent.URL.String(); got != "https://upstream.example/data/flags/br/br.gif" || sent.Method != "GET" || sent.Body != nil {
		t.Errorf("%s %s", sent.Method, got)
	}
	want := http.Header{"User-Agent": {"FlagLab/v1 (a test)"}, "Accept": {"image/gif"}, "Accept-Encoding": {"identity"}}
	if fmt.Sprint(sent.Header) != fmt.Sprint(want) {
		t.Errorf("header %v", sent.Header)
	}
}

func TestOnlyFilesOfASiteAreAskedFor(t *testing.T) {
	asked := 0
	p := newProxy(t, func(r *http.Request) (*http.Response, error) {
		asked++
		return reply(404, "text/html", "<p>no"), nil
	})
	for _, path := range []string{
		"/", "//", "/br", "/br/", "/BR/BR.gif", "/br/us.gif", "/br/br.png", "/br/br.gif/", "/b/b.gif", "/bra/bra.gif", "/b1/b1.gif",
		"/../br.gif", "/br/../br/br.gif", "/%62r/br.gif", "/br%2fbr.gif", "/br/br%2egif", "/br/br.gif%00", "/br/br.gif;x", "/ßß/ßß.gif",
		"/@evil.example/br.gif", "//evil.example/br/br.gif", "/br/METADATA.json", "/metadata.json", `/br/br.gif\`, "/br/br.gif%3Fx",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		u, err := url.Parse("http://x" + path)
		if err != nil {
			t.Fatal(err)
		}
		r.URL = u
		w := httptest.NewRecorder()
		p.ServeHTTP(w, r)
		if w.Code != 404 || asked > 0 {
			t.Errorf("%s: %d, and %d requests went out", path, w.Code, asked)
		}
	}
	if get(t, p, "/br/metadata.json"); asked != 1 {
		t.Errorf("%d requests for the metadata", asked)
	}
}

func FuzzFileOf(f *testing.F) {
	f.Add("/br/br.gif")
	f.Add("/br/metadata.json")
	f.Add("/../../x")
	f.Add("0br/br.gif")
	f.Fuzz(func(t *testing.T, path string) {
		_, file, ok := flagfile.Parse(path)
		if !ok {
			return
		}
		u, _ := ParseUpstream(DefaultUpstream)
		target := u.JoinPath(file)
		if target.Host != u.Host || target.Path != u.Path+path || len(file) > len("br/metadata.json") {
			t.Errorf("%q becomes %s", path, target)
		}
	})
}

func TestUpstreams(t *testing.T) {
	for text, good := range map[string]bool{
		DefaultUpstream: true, "http://localhost:9000": true, "http://[::1]:9000/x/": true, "https://example.org": true,
		"": false, "example.org": false, "/flags": false, "file:///etc": false, "ftp://x/y": false, "http://": false, "http://:80/": false,
		"https://me:secret@example.org": false, "https://example.org?x": false, "https://example.org/?": false, "https://example.org/#x": false, "http://a b": false,
	} {
		u, err := ParseUpstream(text)
		if (err == nil) != good {
			t.Errorf("%q: %v, %v", text, u, err)
		}
	}
}

func TestKeepsFlagsAndTheirAbsence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		p := newProxy(t, func(r *http.Request) (*http.Response, error) {
			asked++
			if strings.HasSuffix(r.URL.Path, "/zz.gif") {
				return reply(404, "text/html", "<p>no"), nil
			}
			return reply(200, "image/gif", tinyGIF), nil
		})
		steps := []struct {
			sleep  time.Duration
			path   string
			status int
			use    flags.CacheUse
			asked  int
		}{
			{0, "/br/br.gif", 200, flags.CacheMiss, 1},
			{0, "/br/br.gif", 200, flags.CacheHit, 1},
			{0, "/zz/zz.gif", 404, flags.CacheMiss, 2},
			{0, "/zz/zz.gif", 404, flags.CacheHit, 2},
			{freshMissing, "/zz/zz.gif", 404, flags.CacheMiss, 3},
			{0, "/br/br.gif", 200, flags.CacheHit, 3},
			{freshFlag, "/br/br.gif", 200, flags.CacheMiss, 4},
		}
		for i, step := range steps {
			time.Sleep(step.sleep)
			w := get(t, p, step.path)
			if w.Code != step.status || use(w) != step.use || asked != step.asked {
				t.Errorf("step %d: %d %q, %d requests; want %+v", i, w.Code, w.Header().Get("Cache-Status"), asked, step)
			}
		}
		if s := p.Stats(); s != (Stats{Hits: 3, Misses: 4, Fetched: 4}) {
			t.Errorf("%+v", s)
		}
	})
}

func TestEntityTags(t *testing.T) {
	p := newProxy(t, func(*http.Request) (*http.Response, error) { return reply(200, "image/gif", tinyGIF), nil })
	tag := get(t, p, "/br/br.gif").Header().Get("ETag")
	for header, want := range map[string]int{tag: 304, "W/" + tag: 304, `"x", ` + tag: 304, "*": 304, `"x"`: 200, "": 200} {
		w := get(t, p, "/br/br.gif", "If-None-Match", header)
		if w.Code != want || w.Header().Get("ETag") != tag || use(w) != flags.CacheHit {
			t.Errorf("If-None-Match: %s is answered %d", header, w.Code)
		}
	}
}

// However many wait for a flag, the upstream is asked once; and who goes away does
// not spoil it for the others.
func TestOneRequestForMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int32
		p := newProxy(t, func(*http.Request) (*http.Response, error) {
			asked.Add(1)
			time.Sleep(time.Second)
			return reply(200, "image/gif", tinyGIF), nil
		})
		impatient, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		var wait sync.WaitGroup
		wait.Go(func() {
			w := httptest.NewRecorder()
			p.ServeHTTP(w, httptest.NewRequestWithContext(impatient, "GET", "/br/br.gif", nil))
			if w.Code != 503 {
				t.Errorf("the first, who went away: %d", w.Code)
			}
		})
		synctest.Wait()
		for range 100 {
			wait.Go(func() {
				if w := get(t, p, "/br/br.gif"); w.Code != 200 || use(w) != flags.CacheMiss {
					t.Errorf("%d %v", w.Code, w.Header())
				}
			})
		}
		wait.Wait()
		if n := asked.Load(); n != 1 {
			t.Errorf("%d requests", n)
		}
	})
}

// Of the requests that wait for one answer, the one that asked says so; the others joined it.
func TestOneOfManyHasAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newProxy(t, func(*http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			return reply(200, "image/gif", tinyGIF), nil
		})
		var asked atomic.Int32
		var wait sync.WaitGroup
		for range 10 {
			wait.Go(func() {
				if !strings.Contains(get(t, p, "/br/br.gif").Header().Get("Cache-Status"), "collapsed") {
					asked.Add(1)
				}
			})
		}
		wait.Wait()
		if n := asked.Load(); n != 1 {
			t.Errorf("%d requests say that they asked", n)
		}
	})
}

func TestRateToTheUpstream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newProxy(t, func(*http.Request) (*http.Response, error) { return reply(404, "", ""), nil }, func(c *Config) {
			c.Limiter, c.MaxQueue = rate.NewLimiter(10, 1), 5*time.Second
		})
		start := time.Now()
		var busy, answered atomic.Int32
		var wait sync.WaitGroup
		for _, cc := range flags.Every()[:100] {
			wait.Go(func() {
				switch w := get(t, p, flags.ImagePath(cc)); w.Code {
				case 404:
					answered.Add(1)
				case 503:
					busy.Add(1)
					if w.Header().Get("Retry-After") == "" || time.Since(start) > 0 {
						t.Errorf("%v after %v", w.Header(), time.Since(start))
					}
				}
			})
		}
		wait.Wait()
		if answered.Load() != 51 || busy.Load() != 49 || time.Since(start) != 5*time.Second {
			t.Errorf("%d answered, %d not, in %v", answered.Load(), busy.Load(), time.Since(start))
		}
		if s := p.Stats(); s.Failed != 0 { // what waited too long here did not reach the upstream
			t.Errorf("%d failures of the upstream", s.Failed)
		}
	})
}

func TestCloseEndsRequests(t *testing.T) {
	arrived := make(chan struct{})
	p := newProxy(t, func(r *http.Request) (*http.Response, error) {
		close(arrived)
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	done := make(chan int)
	go func() { done <- get(t, p, "/br/br.gif").Code }()
	<-arrived
	p.Close()
	if code := <-done; code != 502 {
		t.Errorf("status %d", code)
	}
	if w := get(t, p, "/us/us.gif"); w.Code != 503 {
		t.Errorf("after that: %d", w.Code)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	ctx := t.Context()
	m := NewMemory(10 * (1000 + entryCost))
	for i := range 100 {
		m.Put(ctx, fmt.Sprint(i), Entry{Body: make([]byte, 1000)})
		m.Get(ctx, "0")
	}
	if n, bytes := m.Size(); n != 10 || bytes != 10*(1000+entryCost) {
		t.Errorf("%d entries, %d bytes", n, bytes)
	}
	if _, ok := m.Get(ctx, "0"); !ok {
		t.Error("what is asked for all the time went")
	}
	for range 100 {
		m.Put(ctx, "0", Entry{Body: make([]byte, 500)})
	}
	if n, bytes := m.Size(); n != 10 || bytes != 10*(1000+entryCost)-500 {
		t.Errorf("after replacing: %d entries, %d bytes", n, bytes)
	}
	m.Put(ctx, "huge", Entry{Body: make([]byte, 1<<20)})
	if n, bytes := m.Size(); n != 0 || bytes != 0 {
		t.Errorf("after what does not fit: %d entries, %d bytes", n, bytes)
	}
}
