package site

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// Every request gets one of the possible answers, and every path passed to REMOTE is
// below it.
func FuzzRequests(f *testing.F) {
	for _, target := range []string{
		"/flags/br/br.gif", "/local/flags/zz/zz.gif?seed=1", "/delay/flags/br/br.gif?delay=0.5-5&attempt=2", "/error/flags/br/metadata.json?errors=1",
		"/remote/flags/br/br.gif", "/remote/flags/..%2f", "/lab/config.json", "/healthz", "/flags/%2e%2e/x?delay=%zz;", "//", "/?delay=1e9",
	} {
		path, query, _ := strings.Cut(target, "?")
		f.Add(path, query)
	}
	h := newLab(func(c *Config) {
		c.Remote = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if path := r.URL.EscapedPath(); path != "" && path[0] != '/' {
				panic("REMOTE sees " + path)
			}
			http.NotFound(w, r)
		})
	})
	gone, cancel := context.WithCancel(context.Background())
	cancel() // nobody waits for delays
	f.Fuzz(func(t *testing.T, path, query string) {
		u, err := url.ParseRequestURI("http://localhost" + path)
		if err != nil {
			return
		}
		u.RawQuery = query
		r := httptest.NewRequestWithContext(gone, http.MethodGet, "/", nil)
		r.URL, r.Host = u, "localhost"
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		switch w.Code {
		case 200, 400, 404, 418, 503:
		default:
			t.Errorf("%s is answered with %d", u, w.Code)
		}
		if w.Code != 200 && strings.Count(w.Body.String(), "\n") != 1 {
			t.Errorf("%s is answered with %q", u, w.Body)
		}
	})
}
