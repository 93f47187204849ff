package site

import (
	"crypto/tls"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"flaglab/app/flags"
	"flaglab/server/forwarded"
)

func TestConfig(t *testing.T) {
	h := newLab(func(c *Config) { c.Ports = []int{8000, 8001, 8002, 40001} })
	r := httptest.NewRequest("GET", flags.ConfigPath, nil)
	r.Host = "localhost:8001"
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var config flags.Config
	if err := json.Unmarshal(w.Body.Bytes(), &config); err != nil {
		t.Fatal(err)
	}
	want := []string{"http://localhost:8001", "http://localhost:8000", "http://localhost:8002", "http://localhost:40001"}
	if config.Version != "v1.2.3" || config.Static || config.Remote != "" || !slices.Equal(config.Origins, want) {
		t.Errorf("%+v", config)
	}
	if w.Header().Get("Content-Type") != "application/json" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("header %v", w.Header())
	}
}

func TestOrigins(t *testing.T) {
	for _, test := range []struct{ host, want string }{
		{"localhost:8000", "http://localhost:8000 http://localhost http://localhost:8001"},
		{"LocalHost:8001", "http://localhost:8001 http://localhost http://localhost:8000"},
		{"lab.example.org", "http://lab.example.org http://lab.example.org:8000 http://lab.example.org:8001"},
		{"lab.example.org:80", "http://lab.example.org http://lab.example.org:8000 http://lab.example.org:8001"},
		{"192.168.1.5:8000", "http://192.168.1.5:8000 http://192.168.1.5 http://192.168.1.5:8001"},
		// A policy cannot name these, so the page could not use other ports of them.
		{"flag_lab:9000", "http://flag_lab:9000"},
		{"[::1]:8000", "http://[::1]:8000"},
		{"[FE80::0:1]", "http://[fe80::1]"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = test.host
		if got := strings.Join(Origins(r, []int{80, 8000, 8001}), " "); got != test.want {
			t.Errorf("Host %s: %s, want %s", test.host, got, test.want)
		}
	}
}

func TestOriginsOverHTTPSAndProxies(t *testing.T) {
	for name, test := range map[string]struct {
		change func(r *http.Request) *http.Request
		want   []string
	}{
		"TLS": {func(r *http.Request) *http.Request { r.TLS = new(tls.ConnectionState); return r }, []string{"https://lab.example.org"}},
		"a proxy with HTTPS": {func(r *http.Request) *http.Request {
			return forwarded.With(r, forwarded.Request{Scheme: "https", Proxied: true})
		}, []string{"https://lab.example.org"}},
		"a proxy without": {func(r *http.Request) *http.Request {
			return forwarded.With(r, forwarded.Request{Scheme: "http", Proxied: true})
		}, []string{"http://lab.example.org"}},
		"a claim of anybody's": {func(r *http.Request) *http.Request {
			r.Header.Set("X-Forwarded-Proto", "https")
			r.URL.Scheme = "https"
			return r
		}, []string{"http://lab.example.org", "http://lab.example.org:8000"}},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = "lab.example.org"
		if got := Origins(test.change(r), []int{8000}); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestConfigForAHostThatIsNone(t *testing.T) {
	h := newLab(func(c *Config) { c.Ports = []int{8000} })
	for _, host := range []string{"", ":8000", "evil.example/x", "user@evil.example", "evil;example", "évil.example", "[::1"} {
		r := httptest.NewRequest("GET", flags.ConfigPath, nil)
		r.Host = host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusBadRequest || strings.Count(w.Body.String(), "\n") != 1 {
			t.Errorf("Host %q: %d %s", host, w.Code, w.Body)
		}
	}
}
