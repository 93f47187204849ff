//go:build !js

package proxy

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// upstreamThat is a server of raw bytes: script has the connection after the
// header of a request was read from it. It returns a proxy for that server.
func upstreamThat(t *testing.T, timeout time.Duration, script func(net.Conn)) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer c.Close()
				c.SetDeadline(time.Now().Add(10 * time.Second))
				if _, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
					script(c)
				}
			})
		}
	})
	t.Cleanup(func() { l.Close(); running.Wait() })
	return proxyFor(t, "http://"+l.Addr().String(), timeout)
}

func proxyFor(t *testing.T, upstream string, timeout time.Duration) *Proxy {
	t.Helper()
	u, err := ParseUpstream(upstream)
	if err != nil {
		t.Fatal(err)
	}
	client := NewClient(u)
	p, err := New(Config{Upstream: u, Doer: client, Cache: NewMemory(1 << 20), Timeout: timeout})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close(); client.Close() })
	return p
}

const head = "HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\n"

// The length of a whole GIF, and the GIF as a chunk.
var (
	gifLength = fmt.Sprintf("Content-Length: %d\r\n\r\n", len(tinyGIF))
	gifChunk  = fmt.Sprintf("%x\r\n%s\r\n", len(tinyGIF), tinyGIF)
)

func TestHostileUpstreams(t *testing.T) {
	say := func(text string) func(net.Conn) { return func(c net.Conn) { io.WriteString(c, text) } }
	drip := func(start, drop string) func(net.Conn) {
		return func(c net.Conn) {
			io.WriteString(c, start)
			for range 500 {
				if _, err := io.WriteString(c, drop); err != nil {
					return
				}
				time.Sleep(10 * time.Millisecond)
			}
		}
	}
	flood := func(start string) func(net.Conn) {
		return func(c net.Conn) {
			io.WriteString(c, start)
			junk := strings.Repeat("x", 1<<16)
			for range 1 << 10 { // 64 MiB, if anybody reads them
				if _, err := io.WriteString(c, junk); err != nil {
					return
				}
			}
		}
	}
	for name, test := range map[string]struct {
		script func(net.Conn)
		status int
	}{
		"a good one":                     {say(head + gifLength + tinyGIF), 200},
		"chunks":                         {say(head + "Transfer-Encoding: chunked\r\n\r\n" + gifChunk + "0\r\n\r\n"), 200},
		"no length":                      {say(head + "Connection: close\r\n\r\n" + tinyGIF), 200},
		"gone":                           {say("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"), 404},
		"not found, and an endless page": {flood("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n"), 404},
		"says nothing":                   {func(c net.Conn) { io.Copy(io.Discard, c) }, 504},
		"a slow header":                  {drip("HTTP/1.1 200 OK\r\n", "X"), 504},
		"a slow body":                    {drip(head+"Content-Length: 60000\r\n\r\nGIF89a", "x"), 504},
		"an endless header":              {flood("HTTP/1.1 200 OK\r\nX: "), 502},
		"an endless body":                {flood(head + "Connection: close\r\n\r\nGIF89a"), 502},
		"endless chunks":                 {drip(head+"Transfer-Encoding: chunked\r\n\r\n", "40000\r\nGIF89a"+strings.Repeat("x", 1<<18-6)+"\r\n"), 502},
		"a huge length":                  {say(head + "Content-Length: 9999999999\r\n\r\nGIF89a"), 502},
		"HTML with 200":                  {say("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<h1>"), 502},
		"HTML that says it is a GIF":     {say(head + "Content-Length: 8\r\n\r\n<script>"), 502},
		"a GIF that says it is HTML":     {say("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + gifLength + tinyGIF), 502},
		"no type":                        {say("HTTP/1.1 200 OK\r\n" + gifLength + tinyGIF), 502},
		"nothing":                        {say(head + "Content-Length: 0\r\n\r\n"), 502},
		"compressed":                     {say(head + "Content-Encoding: gzip\r\n" + gifLength + tinyGIF), 502},
		"cut short, without a word":      {say(head + "Connection: close\r\n\r\n" + tinyGIF[:len(tinyGIF)-1]), 502},
		"a length that cuts it short":    {say(head + fmt.Sprintf("Content-Length: %d\r\n\r\n", len(tinyGIF)/2) + tinyGIF), 502},
		"shorter than it says":           {say(head + "Content-Length: 60\r\n\r\nGIF89a"), 502},
		"broken chunks":                  {say(head + "Transfer-Encoding: chunked\r\n\r\nzz\r\nGIF89a"), 502},
		"half a chunk":                   {say(head + "Transfer-Encoding: chunked\r\n\r\n60\r\nGIF89a"), 502},
		"two lengths":                    {say(head + "Content-Length: 6\r\nContent-Length: 7\r\n\r\nGIF89a"), 502},
		"another protocol":               {say("SSH-2.0-OpenSSH_9.2\r\n"), 502},
		"an error of its own":            {say("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"), 502},
		"a refusal":                      {say("HTTP/1.1 429 Slow Down\r\nContent-Length: 0\r\n\r\n"), 502},
		"a part":                         {say("HTTP/1.1 206 Partial\r\nContent-Type: image/gif\r\nContent-Length: 6\r\n\r\nGIF89a"), 502},
		"not modified":                   {say("HTTP/1.1 304 Not Modified\r\n\r\n"), 502},
		"a redirect to nowhere":          {say("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"), 502},
		"a redirect to itself":           {say("HTTP/1.1 302 Found\r\nLocation: /br/br.gif\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), 502},
		"switching protocols":            {say("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"), 502},
		"endless hints":                  {drip("", "HTTP/1.1 103 Early Hints\r\n\r\n"), 504},
		"hangs up":                       {func(net.Conn) {}, 502},
		"resets": {func(c net.Conn) {
			io.WriteString(c, head+"Content-Length: 60\r\n\r\nGIF89a")
			c.(*net.TCPConn).SetLinger(0)
		}, 502},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timeout := 20 * time.Second
			if test.status == 504 {
				timeout = 300 * time.Millisecond
			}
			p := upstreamThat(t, timeout, test.script)
			start := time.Now()
			w := get(t, p, "/br/br.gif")
			if w.Code != test.status && !(name == "endless hints" && w.Code == 502) {
				t.Errorf("%d %s, want %d", w.Code, w.Body, test.status)
			}
			if strings.Contains(w.Body.String(), "127.0.0.1") {
				t.Errorf("the client reads %s", w.Body)
			}
			if took := time.Since(start); took > time.Minute {
				t.Errorf("it took %v", took)
			}
			if e, ok := p.config.Cache.Get(t.Context(), "br/br.gif"); ok && test.status >= 500 && (e.Status != w.Code || time.Until(e.Fresh) > rememberFailure) {
				t.Errorf("a failure is kept as %+v", e)
			}
		})
	}
}

// A redirect within the upstream is followed, one to anywhere else never.
func TestRedirects(t *testing.T) {
	var secrets atomic.Int32
	secret := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		secrets.Add(1)
		w.Header().Set("Content-Type", "image/gif")
		io.WriteString(w, tinyGIF)
	}))
	defer secret.Close()
	var location string
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/elsewhere.gif" {
			w.Header().Set("Content-Type", "image/gif")
			io.WriteString(w, tinyGIF)
			return
		}
		w.Header().Set("Location", location)
		w.WriteHeader(http.StatusFound)
	}))
	defer upstream.Close()
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(upstream.URL, "http://"))
	for _, test := range []struct {
		location string
		status   int
	}{
		{"/elsewhere.gif", 200},
		{"../elsewhere.gif", 200},
		{upstream.URL + "/elsewhere.gif", 200},
		{"//127.0.0.1:" + port + "/elsewhere.gif", 200},
		{secret.URL + "/br/br.gif", 502},
		{strings.Replace(upstream.URL, "http", "https", 1) + "/elsewhere.gif", 502},
		{"http://localhost:" + port + "/elsewhere.gif", 502},
		{"http://127.0.0.1.:" + port + "/elsewhere.gif", 502},
		{"http://127.0.0.1:" + port + "@" + strings.TrimPrefix(secret.URL, "http://") + "/", 502},
		{"http://169.254.169.254/latest/meta-data", 502},
		{"http://[::1]:" + port + "/elsewhere.gif", 502},
		{"file:///etc/passwd", 502},
		{"gopher://127.0.0.1:" + port + "/", 502},
		{"http://%zz/", 502},
	} {
		location = test.location
		w := get(t, proxyFor(t, upstream.URL, 20*time.Second), "/br/br.gif")
		if w.Code != test.status || secrets.Load() > 0 {
			t.Errorf("to %s: %d %s", location, w.Code, w.Body)
		}
	}
}

func TestUpstreamWithAWrongCertificate(t *testing.T) {
	upstream := httptest.NewUnstartedServer(http.NotFoundHandler())
	upstream.Config.ErrorLog = log.New(io.Discard, "", 0)
	upstream.StartTLS()
	defer upstream.Close()
	if w := get(t, proxyFor(t, upstream.URL, 20*time.Second), "/br/br.gif"); w.Code != 502 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestUpstreamThatIsNotThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if w := get(t, proxyFor(t, "http://"+l.Addr().String(), 20*time.Second), "/br/br.gif"); w.Code != 502 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestPrivateAddresses(t *testing.T) {
	for address, public := range map[string]bool{
		"1.1.1.1": true, "2606:4700::1111": true, "::ffff:1.1.1.1": true, "64:ff9b::101:101": true,
		"127.0.0.1": false, "10.0.0.1": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false, "0.0.0.0": false, "0.1.2.3": false,
		"100.64.0.1": false, "198.18.0.1": false, "224.0.0.1": false, "255.255.255.255": false, "240.0.0.1": false, "192.0.2.1": false,
		"::": false, "::1": false, "fe80::1": false, "fc00::1": false, "fd12::1": false, "ff02::1": false, "::ffff:127.0.0.1": false,
		"::7f00:1": false, "64:ff9b::7f00:1": false, "64:ff9b::a00:1": false, "2002:7f00:1::": false, "2001:db8::1": false,
	} {
		if got := isPublic(netip.MustParseAddr(address)); got != public {
			t.Errorf("%s: public %v", address, got)
		}
		if err := publicOnly("tcp", netip.AddrPortFrom(netip.MustParseAddr(address), 80).String(), nil); (err == nil) != public {
			t.Errorf("%s: %v", address, err)
		}
	}
	for host, private := range map[string]bool{
		"localhost": true, "LOCALHOST.": true, "a.localhost": true, "mirror.local": true, "flags": true, "127.0.0.1": true, "192.168.0.7": true, "::1": true,
		"www.fluentpython.com": false, "localhost.example.org": false, "1.1.1.1": false, "127.0.0.1.example.org": false,
	} {
		if got := isPrivateName(host); got != private {
			t.Errorf("%s: private %v", host, got)
		}
	}
}

// A public name that leads to a private address is not connected to.
func TestNamesThatLeadInside(t *testing.T) {
	inside := httptest.NewServer(http.NotFoundHandler())
	defer inside.Close()
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(inside.URL, "http://"))
	public, _ := url.Parse("http://flags.example.org")
	client := NewClient(public)
	defer client.Close()
	// The name need not be looked up: what counts is the address, in the end.
	r, err := http.NewRequest("GET", fmt.Sprintf("http://127.0.0.1:%s/br/br.gif", port), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Do(r); err == nil || !strings.Contains(err.Error(), errPrivate.Error()) {
		t.Errorf("%v", err)
	}
}
