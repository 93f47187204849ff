package middleware

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"flaglab/server/forwarded"
)

func ok(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "fine") }

// label is the first word of the path.
func label(r *http.Request) string {
	word, _, _ := strings.Cut(r.URL.Path[1:], "/")
	return word[:min(len(word), 8)]
}

// ask sends a request as if it came from remote to the address local, with header lines.
func ask(h http.Handler, local, remote, host, path string, lines ...string) *httptest.ResponseRecorder {
	return askBy(h, "GET", local, remote, host, path, lines...)
}

func askBy(h http.Handler, method, local, remote, host, path string, lines ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Set(name, value)
	}
	address := &net.TCPAddr{IP: net.ParseIP(local), Port: 8000}
	r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, address))
	r.RemoteAddr, r.Host = remote, host
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// A request over loopback must name this computer; one from the network may use
// any name.
func TestHostNames(t *testing.T) {
	h := New(Config{Hosts: []string{"lab.example.org", "Proxy.Example:8080"}}).Handler(http.HandlerFunc(ok), label)
	for host, want := range map[string]int{
		"localhost": 200, "localhost:8000": 200, "LocalHost:8000": 200, "localhost.": 200, "a.localhost:1": 200,
		"127.0.0.1": 200, "127.0.0.1:8000": 200, "127.1.2.3:80": 200, "[::1]": 200, "[::1]:8000": 200, "[::ffff:127.0.0.1]:8000": 200,
		"lab.example.org": 200, "lab.example.org:8000": 200, "LAB.example.org.": 200, "proxy.example": 200,
		"": 421, "evil.example": 421, "evil.example:8000": 421, "localhost.evil.example": 421, "127.0.0.1.evil.example:8000": 421, "notlocalhost": 421,
		"192.168.1.5:8000": 421, "0.0.0.0:8000": 421, "[::]:8000": 421, "x@localhost": 421, "localhost:8000:evil.example": 421, "[localhost": 421, "localhost:x": 421,
	} {
		if got := ask(h, "127.0.0.1", "127.0.0.1:50000", host, "/").Code; got != want {
			t.Errorf("Host %q over loopback: %d, want %d", host, got, want)
		}
		if got := ask(h, "192.168.1.5", "192.168.1.9:50000", host, "/").Code; got != 200 {
			t.Errorf("Host %q in a network: %d", host, got)
		}
	}
	if got := ask(h, "::1", "[::1]:50000", "evil.example", "/").Code; got != 421 {
		t.Errorf("over ::1: %d", got)
	}
}

func TestRateOfClients(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := New(Config{Rate: 10, Burst: 5}).Handler(http.HandlerFunc(ok), label)
		count := func(remote string, n int) (answered int) {
			for range n {
				switch w := ask(h, "192.168.1.5", remote, "lab", "/"); w.Code {
				case 200:
					answered++
				case 429:
					if w.Header().Get("Retry-After") != "1" || w.Header().Get("Access-Control-Allow-Origin") != "*" {
						t.Errorf("header %v", w.Header())
					}
				default:
					t.Errorf("status %d", w.Code)
				}
			}
			return answered
		}
		for _, test := range []struct {
			remote string
			want   int
		}{
			{"192.168.1.9:1", 5}, {"192.168.1.9:2", 0}, {"192.168.1.10:1", 5}, {"[::ffff:192.168.1.10]:1", 0},
			{"[2001:db8:1:2::3]:1", 5}, {"[2001:db8:1:2:ffff::4%eth0]:1", 0}, {"[2001:db8:1:3::3]:1", 5},
			{"127.0.0.1:1", 20}, {"[::1]:1", 20}, {"", 20},
		} {
			if got := count(test.remote, 20); got != test.want {
				t.Errorf("%s: %d of 20, want %d", test.remote, got, test.want)
			}
		}
		time.Sleep(300 * time.Millisecond)
		if got := count("192.168.1.9:3", 20); got != 3 {
			t.Errorf("a while later: %d", got)
		}
	})
}

func TestStrangersAreForgotten(t *testing.T) {
	c := newClientLimits(1, 1)
	for i := range 3 * maxClients {
		c.allow(networkOf(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})))
	}
	if c.limiters.Len() != maxClients {
		t.Errorf("%d clients are remembered", c.limiters.Len())
	}
}

func TestConnectionLimits(t *testing.T) {
	m := New(Config{MaxConnections: 5, MaxPerClient: 2, Proxies: forwarded.Proxies{netip.MustParsePrefix("10.9.9.9/32")}})
	c := m.connections
	for i, test := range []struct {
		remote string
		n      int
		want   bool
	}{
		{"10.0.0.1:1", 1, true}, {"10.0.0.1:2", 1, true}, {"10.0.0.1:3", 1, false}, {"10.0.0.1:3", -1, true},
		{"127.0.0.1:1", 1, true}, {"127.0.0.1:2", 1, true}, {"127.0.0.1:3", 1, true}, {"127.0.0.1:4", 1, false}, {"127.0.0.1:4", -1, true},
		{"10.0.0.2:1", 1, false}, {"10.0.0.2:1", -1, true}, {"10.0.0.1:1", -1, true}, {"10.0.0.2:1", 1, true},
		// A trusted proxy's connections are those of many.
		{"127.0.0.1:1", -1, true}, {"127.0.0.1:2", -1, true}, {"127.0.0.1:3", -1, true},
		{"10.9.9.9:1", 1, true}, {"10.9.9.9:2", 1, true}, {"10.9.9.9:3", 1, true},
	} {
		client, limited := m.limitedClient(net.TCPAddrFromAddrPort(netip.MustParseAddrPort(test.remote)))
		if got := c.add(client, limited, test.n); got != test.want {
			t.Errorf("step %d: %v, want %v", i, got, test.want)
		}
	}
	if c.count() != 5 || len(c.each) != 2 {
		t.Errorf("%d open, of %v", c.count(), c.each)
	}
}

// A connection too many is shut, and the others go on.
func TestConnectionsTooMany(t *testing.T) {
	f := New(Config{MaxConnections: 3})
	server := httptest.NewUnstartedServer(f.Handler(http.HandlerFunc(ok), label))
	server.Config.ConnState = f.ConnState
	server.Start()
	defer server.Close()
	var open []net.Conn
	for range 3 {
		c, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
		if n, err := c.Read(make([]byte, 100)); n == 0 || err != nil {
			t.Fatal(n, err)
		}
		open = append(open, c)
	}
	c, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(5 * time.Second))
	if n, err := c.Read(make([]byte, 1)); n > 0 || err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("one too many reads %d, %v", n, err)
	}
	fmt.Fprint(open[0], "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
	if n, err := open[0].Read(make([]byte, 100)); n == 0 || err != nil {
		t.Error("the others do not go on")
	}
	if n := f.metrics.dropped.Get(); n != 1 {
		t.Errorf("%d were dropped", n)
	}
}

func TestLineOfTheLog(t *testing.T) {
	var log bytes.Buffer
	f := New(Config{
		Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	h := f.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		io.WriteString(w, "tea")
	}), label)
	ask(h, "192.168.1.5", "192.168.1.9:50000", "lab", "/flags/br/br.gif?name=Ada")
	line := regexp.MustCompile(`^time=\S+ level=INFO msg=request part=flags method=GET path=/flags/br/br.gif status=418 bytes=3 ms=\S+ protocol=HTTP/1.1\n$`)
	if !line.MatchString(log.String()) {
		t.Errorf("%s", &log)
	}
	log.Reset()
	ask(h, "192.168.1.5", "192.168.1.9:50000", "lab", "/"+strings.Repeat("%0a", 5000))
	if strings.Count(log.String(), "\n") != 1 || log.Len() > 500 {
		t.Errorf("%d bytes for a long path", log.Len())
	}
}

// The metrics are in the form that Prometheus reads, and only for this computer.
func TestMetrics(t *testing.T) {
	f := New(Config{
		Collect: func(set *metrics.Set) { set.GetOrCreateGauge(`flaglab_more{a="b\"\\"}`, nil).Set(1.5) },
	})
	h := f.Handler(http.HandlerFunc(ok), label)
	ask(h, "127.0.0.1", "127.0.0.1:1", "localhost", "/page")
	ask(h, "127.0.0.1", "127.0.0.1:1", "localhost", "/page")
	if got := ask(h, "192.168.1.5", "192.168.1.9:1", "lab", MetricsPath).Body.String(); got != "fine" {
		t.Errorf("a stranger reads %s", got)
	}
	w := ask(h, "127.0.0.1", "127.0.0.1:1", "localhost", MetricsPath)
	text := w.Body.String()
	for _, want := range []string{
		"# TYPE flaglab_request_seconds histogram\n",
		`flaglab_request_seconds_bucket{part="page",status="200",le="0.001"} `,
		`flaglab_request_seconds_bucket{part="page",status="200",le="+Inf"} 2` + "\n",
		`flaglab_request_seconds_count{part="page",status="200"} 2` + "\n",
		`flaglab_response_bytes_total{part="page",status="200"} 8` + "\n",
		"flaglab_requests_active 1\n",
		`flaglab_more{a="b\"\\"} 1.5` + "\n",
		"# TYPE go_goroutines gauge\n",
		"# TYPE flaglab_response_bytes_total counter\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	line := regexp.MustCompile(`^(# HELP \w+|# TYPE \w+ (counter|gauge|histogram|summary)|\w+(\{(\w+="([^"\\]|\\.)*",? ?)+\})? [-+.e\d]+)$`)
	for _, got := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if !line.MatchString(got) {
			t.Errorf("not in Prometheus' form: %s", got)
		}
	}
}

func TestHandlersCanFlush(t *testing.T) {
	h := New(Config{}).Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
	}), label)
	ask(h, "127.0.0.1", "127.0.0.1:1", "localhost", "/")
}

func TestMetricsAreForReading(t *testing.T) {
	h := New(Config{}).Handler(http.HandlerFunc(ok), label)
	for method, want := range map[string]int{"GET": 200, "HEAD": 200, "POST": 405, "PUT": 405, "DELETE": 405, "OPTIONS": 405, "BREW": 405} {
		w := askBy(h, method, "127.0.0.1", "127.0.0.1:1", "localhost", MetricsPath)
		if w.Code != want || (w.Header().Get("Allow") == "GET, HEAD") != (want == 405) {
			t.Errorf("%s: %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
	}
}

// Behind a proxy on this computer every client comes over loopback. The headers of a
// trusted proxy tell its clients apart; an unknown proxy gives no access.
func TestBehindAProxy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		visitor := []string{"X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https", "X-Forwarded-Host: lab.example.org"}
		var asked *http.Request
		next := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { asked = r; ok(w, r) })
		trusting := New(Config{Rate: 1, Burst: 3, Proxies: forwarded.Proxies{netip.MustParsePrefix("127.0.0.1/32")}}).Handler(next, label)

		if w := ask(trusting, "127.0.0.1", "127.0.0.1:9", "127.0.0.1:8000", "/page", visitor...); w.Code != 200 || asked.Host != "lab.example.org" || forwarded.Of(asked).Scheme != "https" {
			t.Errorf("%d, host %s, %+v", w.Code, asked.Host, forwarded.Of(asked))
		}
		if got := ask(trusting, "127.0.0.1", "127.0.0.1:9", "127.0.0.1:8000", MetricsPath, visitor...).Body.String(); got != "fine" {
			t.Errorf("a visitor reads the metrics: %s", got)
		}
		ask(trusting, "127.0.0.1", "127.0.0.1:9", "127.0.0.1:8000", "/page", visitor...)
		if w := ask(trusting, "127.0.0.1", "127.0.0.1:9", "127.0.0.1:8000", "/page", visitor...); w.Code != 429 {
			t.Errorf("the fourth request of a visitor: %d", w.Code)
		}
		if w := ask(trusting, "127.0.0.1", "127.0.0.1:9", "127.0.0.1:8000", "/page", "X-Forwarded-For: 203.0.113.10"); w.Code != 200 {
			t.Errorf("another visitor: %d", w.Code)
		}
		for range 10 {
			if w := ask(trusting, "127.0.0.1", "127.0.0.1:9", "localhost:8000", MetricsPath); w.Code != 200 || w.Body.String() == "fine" {
				t.Errorf("this computer itself: %d", w.Code)
			}
		}
		if w := ask(trusting, "127.0.0.1", "127.0.0.1:9", "127.0.0.1:8000", "/page", "X-Forwarded-For: 203.0.113.11", "Forwarded: for=203.0.113.12"); w.Code != 400 {
			t.Errorf("a contradiction: %d", w.Code)
		}

		wary := New(Config{}).Handler(next, label)
		for _, line := range []string{visitor[0], "Forwarded: for=203.0.113.9", "Via: 1.1 proxy", "X-Real-IP: 203.0.113.9"} {
			if got := ask(wary, "127.0.0.1", "127.0.0.1:9", "127.0.0.1:8000", MetricsPath, line).Body.String(); got != "fine" {
				t.Errorf("%s: the metrics are read through a proxy that nobody told of", line)
			}
		}
		if ask(wary, "127.0.0.1", "127.0.0.1:9", "127.0.0.1:8000", "/page", visitor...); asked.Host != "127.0.0.1:8000" || forwarded.Of(asked).Scheme != "http" {
			t.Errorf("a stranger is believed: host %s, %+v", asked.Host, forwarded.Of(asked))
		}
	})
}
