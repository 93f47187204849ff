package front

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
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func ok(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "fine") }

// label is the first word of the path.
func label(r *http.Request) string {
	word, _, _ := strings.Cut(r.URL.Path[1:], "/")
	return word[:min(len(word), 8)]
}

// ask sends a request as if it came from remote to the address local.
func ask(h http.Handler, local, remote, host, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	address := &net.TCPAddr{IP: net.ParseIP(local), Port: 8000}
	r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, address))
	r.RemoteAddr, r.Host = remote, host
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// Whoever comes over loopback must have asked for this computer; in a network it
// may have any name.
func TestHostNames(t *testing.T) {
	h := New(Config{Hosts: []string{"lab.example.org", "Proxy.Example:8080"}}).Handler(http.HandlerFunc(ok), label)
	for host, want := range map[string]int{
		"localhost": 200, "localhost:8000": 200, "LocalHost:8000": 200, "localhost.": 200, "a.localhost:1": 200,
		"127.0.0.1": 200, "127.0.0.1:8000": 200, "127.1.2.3:80": 200, "[::1]": 200, "[::1]:8000": 200, "[::ffff:127.0.0.1]:8000": 200,
		"lab.example.org": 200, "lab.example.org:8000": 200, "LAB.example.org.": 200, "proxy.example": 200,
		"": 421, "evil.example": 421, "evil.example:8000": 421, "localhost.evil.example": 421, "127.0.0.1.evil.example:8000": 421, "notlocalhost": 421,
		"192.168.1.5:8000": 421, "0.0.0.0:8000": 421, "[::]:8000": 421, "x@localhost": 421, "localhost:8000:evil.example": 421, "[localhost": 200,
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
	c := newClients(1, 1)
	for i := range 3 * maxClients {
		client, _ := clientOf(fmt.Sprintf("10.%d.%d.%d:1", i>>16, i>>8&255, i&255))
		c.allow(client)
	}
	if c.known.Len() != maxClients {
		t.Errorf("%d clients are remembered", c.known.Len())
	}
}

func TestConnectionLimits(t *testing.T) {
	c := newConnections(5, 2)
	for i, test := range []struct {
		remote string
		n      int
		want   bool
	}{
		{"10.0.0.1:1", 1, true}, {"10.0.0.1:2", 1, true}, {"10.0.0.1:3", 1, false}, {"10.0.0.1:3", -1, true},
		{"127.0.0.1:1", 1, true}, {"127.0.0.1:2", 1, true}, {"127.0.0.1:3", 1, true}, {"127.0.0.1:4", 1, false}, {"127.0.0.1:4", -1, true},
		{"10.0.0.2:1", 1, false}, {"10.0.0.2:1", -1, true}, {"10.0.0.1:1", -1, true}, {"10.0.0.2:1", 1, true},
	} {
		if got := c.add(test.remote, test.n); got != test.want {
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
	if n := f.traffic.dropped.Load(); n != 1 {
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
		Collect: func(m *Metrics) { m.Gauge("flaglab_more", "More.", 1.5, "a", `b"\`, "c", "d") },
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
		`flaglab_more{a="b\"\\",c="d"} 1.5` + "\n",
		"# TYPE go_goroutines gauge\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	line := regexp.MustCompile(`^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="([^"\\]|\\.)*",?)+\})? [-+.e\d]+)$`)
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

func FuzzHostName(f *testing.F) {
	for _, host := range []string{"localhost:80", "[::1]:80", "evil", "[", "]:", ":", "[::1"} {
		f.Add(host)
	}
	front := New(Config{})
	f.Fuzz(func(t *testing.T, host string) {
		if front.isOurName(host) && !strings.Contains(strings.ToLower(host), "localhost") && !strings.Contains(host, "127.") && !strings.ContainsAny(host, "1f") {
			t.Errorf("%q is taken for ours", host)
		}
	})
}
