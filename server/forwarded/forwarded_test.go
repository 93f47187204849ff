package forwarded

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// ask makes a request with header lines, each "Name: value", from an address.
func ask(from string, lines ...string) *http.Request {
	r := httptest.NewRequest("GET", "/", nil)
	r.RemoteAddr, r.Host = from, "127.0.0.1:8000"
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Add(name, value)
	}
	return r
}

const (
	proxyAddr  = "127.0.0.1:40000"
	clientAddr = "203.0.113.9"
)

func trusted(t *testing.T) Proxies {
	t.Helper()
	var p Proxies
	if err := p.UnmarshalText([]byte("127.0.0.1, ::1 10.0.0.0/8")); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestResolve(t *testing.T) {
	p := trusted(t)
	for name, test := range map[string]struct {
		from                 string
		lines                []string
		client, scheme, host string // client "": not through a proxy
	}{
		"nobody says anything":        {proxyAddr, nil, "", "http", "127.0.0.1:8000"},
		"a stranger claims all":       {"192.0.2.1:5", []string{"X-Forwarded-For: 10.0.0.1", "X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example", "Forwarded: for=10.0.0.1;proto=https;host=evil.example"}, "", "http", "127.0.0.1:8000"},
		"X-Forwarded":                 {proxyAddr, []string{"X-Forwarded-For: " + clientAddr, "X-Forwarded-Proto: HTTPS", "X-Forwarded-Host: lab.example.org:8443"}, clientAddr, "https", "lab.example.org:8443"},
		"Forwarded":                   {proxyAddr, []string{"Forwarded: for=" + clientAddr + `;proto=https;by=10.0.0.1;host="lab.example.org:8443"`}, clientAddr, "https", "lab.example.org:8443"},
		"Forwarded with IPv6":         {"[::1]:1", []string{`Forwarded: For="[2001:db8::17]:4711";Proto=http`}, "2001:db8::17", "http", "127.0.0.1:8000"},
		"both, and they agree":        {proxyAddr, []string{"X-Forwarded-For: " + clientAddr, "X-Forwarded-Host: lab", "Forwarded: for=\"" + clientAddr + ":80\";host=LAB;proto=http"}, clientAddr, "http", "lab"},
		"only a host":                 {proxyAddr, []string{"X-Forwarded-Host: lab"}, "127.0.0.1", "http", "lab"},
		"the client invents an entry": {proxyAddr, []string{"X-Forwarded-For: 127.0.0.1, " + clientAddr}, clientAddr, "http", "127.0.0.1:8000"},
		"on a line of its own":        {proxyAddr, []string{"X-Forwarded-For: 127.0.0.1", "X-Forwarded-For: " + clientAddr}, clientAddr, "http", "127.0.0.1:8000"},
		"the client invents elements": {proxyAddr, []string{`Forwarded: for=127.0.0.1;host=evil, for="` + clientAddr + `";host=lab`}, clientAddr, "http", "lab"},
		"a quote left open":           {proxyAddr, []string{`Forwarded: for="10.0.0.1`, `Forwarded: for="` + clientAddr + `";host=lab`}, clientAddr, "http", "lab"},
		"two proxies":                 {proxyAddr, []string{"X-Forwarded-For: 10.6.6.6, " + clientAddr + ", 10.0.0.1"}, clientAddr, "http", "127.0.0.1:8000"},
		"two proxies, Forwarded":      {proxyAddr, []string{"Forwarded: for=" + clientAddr + ";proto=https;host=lab, for=10.0.0.1;proto=http;host=inner"}, clientAddr, "https", "lab"},
		"all are trusted":             {proxyAddr, []string{"X-Forwarded-For: 10.0.0.2, 10.0.0.1"}, "10.0.0.2", "http", "127.0.0.1:8000"},
		"the client is hidden":        {proxyAddr, []string{"Forwarded: for=_hidden;proto=https"}, "127.0.0.1", "https", "127.0.0.1:8000"},
		"the client is no address":    {proxyAddr, []string{"X-Forwarded-For: <script>"}, "127.0.0.1", "http", "127.0.0.1:8000"},
		"a scheme of its own":         {proxyAddr, []string{"X-Forwarded-For: " + clientAddr, "X-Forwarded-Proto: javascript"}, clientAddr, "http", "127.0.0.1:8000"},
		"IPv4 as IPv6":                {"[::ffff:127.0.0.1]:9", []string{"X-Forwarded-For: ::ffff:203.0.113.9"}, clientAddr, "http", "127.0.0.1:8000"},
	} {
		r, err := p.Resolve(ask(test.from, test.lines...))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := Of(r)
		if !got.Proxied && test.client == "" && got.Client == netip.MustParseAddrPort(test.from).Addr().Unmap() {
			test.client = got.Client.String()
		}
		if got.Client.String() != test.client || got.Scheme != test.scheme || r.Host != test.host || got.Proxied != (len(test.lines) > 0 && p.Trusts(peer(r))) {
			t.Errorf("%s: %+v, host %s", name, got, r.Host)
		}
	}
}

// A proxy writes one kind of headers and passes the other on. A client that adds it must
// not be believed.
func TestResolveRefusesAContradiction(t *testing.T) {
	for name, lines := range map[string][]string{
		"client": {"X-Forwarded-For: " + clientAddr, "Forwarded: for=10.0.0.1"},
		"scheme": {"X-Forwarded-Proto: https", "Forwarded: proto=http"},
		"host":   {"X-Forwarded-Host: evil.example", "Forwarded: for=" + clientAddr + ";host=lab"},
	} {
		if _, err := trusted(t).Resolve(ask(proxyAddr, lines...)); err != ErrConflict {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNobodyIsTrustedByDefault(t *testing.T) {
	r := ask(proxyAddr, "X-Forwarded-For: "+clientAddr, "X-Forwarded-Proto: https")
	r.TLS = new(tls.ConnectionState)
	got, err := Proxies(nil).Resolve(r)
	if want := (Request{Client: netip.MustParseAddr("127.0.0.1"), Scheme: "https"}); err != nil || Of(got) != want {
		t.Errorf("%+v, %v", Of(got), err)
	}
}

func TestProxiesAsText(t *testing.T) {
	for text, want := range map[string]int{"": 0, "127.0.0.1": 1, "::1,127.0.0.1 10.1.2.3/8": 3, "::ffff:10.0.0.1": 1} {
		var p, again Proxies
		if err := p.UnmarshalText([]byte(text)); err != nil || len(p) != want {
			t.Errorf("%q: %v, %v", text, p, err)
		}
		written, _ := p.MarshalText()
		if err := again.UnmarshalText(written); err != nil || !slices.Equal(p, again) {
			t.Errorf("%q is written as %q, and read as %v, %v", text, written, again, err)
		}
	}
	for _, text := range []string{"localhost", "10.0.0.0/33", "10.0.0.1:80", "fe80::1%eth0", "*"} {
		if err := new(Proxies).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is taken for a proxy", text)
		}
	}
}

// Whatever a client writes before the proxy adds its part, the client's address is the
// one that the proxy says.
func FuzzResolve(f *testing.F) {
	f.Add("127.0.0.1", `for="10.0.0.1`)
	f.Add(`"`, `for=_x;host=", for="`)
	f.Fuzz(func(t *testing.T, x, standard string) {
		p := Proxies{netip.MustParsePrefix("127.0.0.1/32")}
		for _, lines := range [][2]string{{"X-Forwarded-For", x + ", " + clientAddr}, {"Forwarded", standard + ", for=" + clientAddr}} {
			r := ask(proxyAddr)
			r.Header.Set(lines[0], lines[1])
			got, err := p.Resolve(r)
			if err != nil || Of(got).Client.String() != clientAddr || got.Host != r.Host {
				t.Errorf("%s: %q: %+v, %v", lines[0], lines[1], Of(got), err)
			}
		}
	})
}
