package hostname

import (
	"net/url"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]Host{
		"localhost":         {"localhost", 0},
		"LocalHost:8000":    {"localhost", 8000},
		"lab.example.org.":  {"lab.example.org.", 0},
		"127.0.0.1:65535":   {"127.0.0.1", 65535},
		"flag_lab:9000":     {"flag_lab", 9000},
		"xn--fl-xka.org":    {"xn--fl-xka.org", 0},
		"[::1]":             {"[::1]", 0},
		"[FE80::0:1]:8000":  {"[fe80::1]", 8000},
		"[::ffff:10.0.0.1]": {"[::ffff:10.0.0.1]", 0},
	} {
		if got, ok := Parse(text); !ok || got != want {
			t.Errorf("%q: %+v, %v, want %+v", text, got, ok, want)
		}
	}
}

// hostile are texts that are no host.
var hostile = []string{
	"", ".", "..", "a..b", ".a", ":8000", "localhost:", "localhost:0", "localhost:65536", "localhost:-1", "localhost:+1", "localhost:8000:8000", "localhost:http",
	"evil.example/", "evil.example/x:80", "user@evil.example", "evil.example?x", "evil.example#x", "evil example", "evil.example\r\nX: y",
	"evil;example", "'none'", "*", "*.example", `"`, "<script>", "évil.example", "evil%2eexample", "evil.example,other",
	"::1", "[::1", "::1]", "[::1]x", "[::1]:", "[::1%25eth0]:8000", "[fe80::1%eth0]", "[127.0.0.1]:8000", "[]", "[]:80", "[x]:80", "[[::1]]",
	strings.Repeat("a", 64), strings.Repeat("a.", 127),
}

func TestParseRefuses(t *testing.T) {
	for _, text := range hostile {
		if got, ok := Parse(text); ok {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

func TestIsLoopback(t *testing.T) {
	for text, want := range map[string]bool{
		"localhost": true, "localhost.:80": true, "a.localhost": true, "127.1.2.3": true, "[::1]:1": true, "[::ffff:127.0.0.1]": true,
		"localhost.evil.example": false, "127.0.0.1.evil.example": false, "notlocalhost": false, "0.0.0.0": false, "[::]": false, "10.0.0.1": false,
	} {
		if host, ok := Parse(text); !ok || host.IsLoopback() != want {
			t.Errorf("%q: %v, %v, want %v", text, host.IsLoopback(), ok, want)
		}
	}
}

func TestOrigin(t *testing.T) {
	for _, test := range []struct {
		scheme string
		port   int
		want   string
	}{
		{"http", 0, "http://lab"}, {"http", 80, "http://lab"}, {"http", 443, "http://lab:443"}, {"https", 443, "https://lab"}, {"https", 80, "https://lab:80"},
	} {
		if got := (Host{Name: "lab"}).Origin(test.scheme, test.port); got != test.want {
			t.Errorf("%+v: %s", test, got)
		}
	}
}

// Whatever is taken for a host is one in a URL too, and cannot add to a policy.
func FuzzParse(f *testing.F) {
	for _, text := range append(hostile, "localhost:8000", "[::1]:80", "a.b-c_d", "1.2.3.4") {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		host, ok := Parse(text)
		if !ok {
			return
		}
		origin := host.Origin("http", host.Port)
		u, err := url.Parse(origin)
		if err != nil || u.Host != strings.TrimPrefix(origin, "http://") || u.Path != "" {
			t.Errorf("%q becomes %s, %v", text, origin, err)
		}
		if strings.Trim(host.Name, "abcdefghijklmnopqrstuvwxyz0123456789-._:[]") != "" {
			t.Errorf("%q gives the name %q", text, host.Name)
		}
		if again, ok := Parse(strings.TrimPrefix(origin, "http://")); !ok || again.Name != host.Name {
			t.Errorf("%q is read as %q, and that as %q", text, host.Name, again.Name)
		}
	})
}
