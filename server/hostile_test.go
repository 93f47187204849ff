//go:build !js

package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"flaglab/server/middleware"
	"flaglab/server/site"
)

// dial opens a connection to a server that ends with the test.
func dial(t *testing.T, base string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(10 * time.Second))
	return c
}

// What clients send that mean no good is refused, and the others hear nothing of it.
func TestHostileRequests(t *testing.T) {
	t.Parallel()
	l := startLab(t, noPage, "-upstream", "http://127.0.0.1:1")
	base := origin(t, l.sites["LOCAL"])
	get := func(path string) string { return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n" }
	for name, test := range map[string]struct {
		request string
		status  int // 0: any from 400, or none at all
	}{
		"a good one":                 {get("/flags/br/br.gif"), 200},
		"up and out":                 {get("/flags/../../etc/passwd"), 404},
		"up and out, encoded":        {get("/flags/%2e%2e%2f%2e%2e%2fetc%2fpasswd"), 404},
		"up and out by REMOTE":       {get("/remote/flags/../../secret"), 404},
		"encoded slashes by REMOTE":  {get("/remote/flags/br%2fbr.gif"), 404},
		"another host by REMOTE":     {get("/remote/flags/@127.0.0.1/br.gif"), 404},
		"a line break by REMOTE":     {get("/remote/flags/br/br.gif%0d%0aX:y"), 404},
		"a URL for a path":           {get("http://evil.example/flags/br/br.gif"), 421},
		"somebody else's host":       {"GET /flags/br/br.gif HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421},
		"no host":                    {"GET / HTTP/1.1\r\n\r\n", 0},
		"two hosts":                  {"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", 0},
		"a tunnel":                   {"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n", 0},
		"a huge header":              {"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + strings.Repeat("x", 64<<10) + "\r\n\r\n", 431},
		"many headers":               {"GET / HTTP/1.1\r\nHost: localhost\r\n" + strings.Repeat("X: y\r\n", 16<<10) + "\r\n", 431},
		"a long path":                {get("/flags/" + strings.Repeat("a", 64<<10)), 431},
		"two lengths":                {"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", 0},
		"a length and chunks":        {"POST /flags/br/br.gif HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 0},
		"a name with a space":        {"GET / HTTP/1.1\r\nHost: localhost\r\nX : y\r\n\r\n", 0},
		"a wrong escape":             {get("/flags/%zz"), 0},
		"a method of its own":        {"BREW /flags/br/br.gif HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
		"no HTTP at all":             {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello, TLS?\r\n\r\n", 0},
		"HTTP/2 without being asked": {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0},
		"a version of its own":       {"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", 0},
		"zeros":                      {strings.Repeat("\x00", 5000) + "\r\n\r\n", 0},
		"a query without end":        {get("/delay/flags/br/br.gif?delay=0&" + strings.Repeat("a=b&", 5000)), 200},
		"a delay without end":        {get("/delay/flags/br/br.gif?delay=1e9"), 400},
		"a body that nobody wants":   {"GET /flags/br/br.gif HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n0123456789", 200},
		"ranges":                     {"GET /flags/br/br.gif HTTP/1.1\r\nHost: localhost\r\nRange: bytes=" + strings.Repeat("0-,", 2000) + "0-\r\n\r\n", 200},
	} {
		c := dial(t, base)
		go io.WriteString(c, test.request) // the server may stop reading
		response, err := http.ReadResponse(bufio.NewReader(c), nil)
		switch {
		case err != nil && test.status != 0:
			t.Errorf("%s: %v", name, err)
		case err == nil && test.status == 0 && response.StatusCode < 400:
			t.Errorf("%s: status %d", name, response.StatusCode)
		case err == nil && test.status != 0 && response.StatusCode != test.status:
			t.Errorf("%s: status %d, want %d", name, response.StatusCode, test.status)
		}
		if err == nil {
			response.Body.Close()
		}
	}
}

// A thousand clients never finish their requests, and some never read the answers:
// the server goes on answering others, and ends in time.
func TestCrowdOfSlowClients(t *testing.T) {
	t.Parallel()
	base, stop := startServing(t, site.Config{})
	for range 1000 {
		fmt.Fprint(dial(t, base), "GET /flags/br/br.gif HTTP/1.1\r\nHost: local")
	}
	for range 30 {
		fmt.Fprint(dial(t, base), strings.Repeat("GET /flags/br/br.gif HTTP/1.1\r\nHost: localhost\r\n\r\n", 100))
	}
	client := newBookClient(t)
	counts := client.downloadMany(t.Context(), base+"/local/flags", lettersAToC(t), "")
	if counts[ok] != 43 || counts[notFound] != 35 {
		t.Errorf("others get %v", counts)
	}
	if _, text := fetch(t, newClient(t), base+middleware.MetricsPath); !regexp.MustCompile(`(?m)^flaglab_connections 1\d\d\d$`).MatchString(text) {
		t.Errorf("the metrics are\n%s", text)
	}
	start := time.Now()
	if err := stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(start); took > totalTimeout/2 {
		t.Errorf("stopping took %v", took)
	}
}

// A pool of a thousand, at full speed from this computer, is never refused.
func TestLargestPool(t *testing.T) {
	t.Parallel()
	l := startLab(t, noPage)
	transport := &http.Transport{MaxConnsPerHost: 1000, MaxIdleConnsPerHost: 1000}
	t.Cleanup(transport.CloseIdleConnections)
	client := http.Client{Transport: transport}
	var wait sync.WaitGroup
	var bad atomic.Int32
	for range 1000 {
		wait.Go(func() {
			for range 3 {
				response, err := client.Get(l.sites["LOCAL"] + "/br/br.gif")
				if err != nil {
					bad.Add(1)
					continue
				}
				if n, err := io.Copy(io.Discard, response.Body); response.StatusCode != 200 || n != response.ContentLength || err != nil {
					bad.Add(1)
				}
				response.Body.Close()
			}
		})
	}
	wait.Wait()
	if n := bad.Load(); n > 0 {
		t.Errorf("%d of 3000 requests fail", n)
	}
}

// The metrics tell of every part of the server.
func TestMetricsOfTheServer(t *testing.T) {
	t.Parallel()
	l, client := startLab(t, noPage), newClient(t)
	base := origin(t, l.sites["ERROR"])
	for _, path := range []string{"/flags/br/br.gif?delay=0&errors=1", "/local/flags/br/br.gif", "/delay/flags/zz/zz.gif?delay=0", "/remote/flags/x", "/"} {
		fetch(t, client, base+path)
	}
	_, text := fetch(t, client, base+middleware.MetricsPath)
	for _, want := range []string{
		`_count{part="ERROR",status="418"} 1`, `_count{part="LOCAL",status="200"} 1`, `_count{part="DELAY",status="404"} 1`, `_count{part="REMOTE",status="404"} 1`, `_count{part="page",status="200"} 1`,
		"flaglab_requests_waiting 0", `flaglab_remote_answers_total{cache="hit"} 0`, "flaglab_remote_cache_bytes 0",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}
