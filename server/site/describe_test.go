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
		{"flag_lab:9000", "http://flag_lab:9000 http://flag_lab http://flag_lab:8000 http://flag_lab:8001"},
		{"[::1]:8000", "http://[::1]:8000 http://[::1] http://[::1]:8001"},
		{"[FE80::0:1]", "http://[fe80::1] http://[fe80::1]:8000 http://[fe80::1]:8001"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = test.host
		if got := strings.Join(Origins(r, []int{80, 8000, 8001}), " "); got != test.want {
			t.Errorf("Host %s: %s, want %s", test.host, got, test.want)
		}
	}
}

func TestOriginsOverHTTPS(t *testing.T) {
	for name, change := range map[string]func(*http.Request){
		"TLS":         func(r *http.Request) { r.TLS = new(tls.ConnectionState) },
		"a proxy":     func(r *http.Request) { r.Header.Set("X-Forwarded-Proto", "https") },
		"an edge URL": func(r *http.Request) { r.URL.Scheme = "https" },
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = "lab.example.org"
		change(r)
		if got := Origins(r, []int{8000, 8001}); !slices.Equal(got, []string{"https://lab.example.org"}) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

var hostileHosts = []string{
	"", ":8000", "localhost:", "localhost:0", "localhost:65536", "localhost:-1", "localhost:+1", "localhost:8000:8000", "localhost:http",
	"evil.example/", "evil.example/x:80", "user@evil.example", "evil.example?x", "evil.example#x", "evil example", "evil.example\r\nX: y",
	"evil;example", "'none'", "*", "*.example", `"`, "<script>", "évil.example", "evil%2eexample", "evil.example,other",
	"::1", "[::1", "::1]", "[::1]x", "[::1]:", "[::1%25eth0]:8000", "[fe80::1%eth0]", "[127.0.0.1]:8000", "[]", "[]:80", "[x]:80", "[[::1]]",
	strings.Repeat("a", 254),
}

func TestHostileHosts(t *testing.T) {
	h := newLab(func(c *Config) { c.Ports = []int{8000} })
	for _, host := range hostileHosts {
		r := httptest.NewRequest("GET", flags.ConfigPath, nil)
		r.Host = host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusBadRequest || strings.Count(w.Body.String(), "\n") != 1 {
			t.Errorf("Host %q: %d %s", host, w.Code, w.Body)
		}
	}
}

// Origins go into a Content-Security-Policy and into the page's own requests.
func FuzzOrigins(f *testing.F) {
	for _, host := range append(hostileHosts, "localhost:8000", "[::1]:80", "a.b-c_d", "1.2.3.4") {
		f.Add(host)
	}
	f.Fuzz(func(t *testing.T, host string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = host
		for _, origin := range Origins(r, []int{8000}) {
			if name, ok := strings.CutPrefix(origin, "http://"); !ok || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-._:[]") != "" {
				t.Errorf("Host %q gives the origin %q", host, origin)
			}
		}
	})
}
