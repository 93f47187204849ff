package page

import (
	"strings"
	"testing"
)

func TestFrameAncestors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":     "frame-ancestors 'self'",
		"self": "frame-ancestors 'self'",
		"none": "frame-ancestors 'none'",
		"*":    "frame-ancestors *",
		"self, https://Moodle.example.org/ http://*.school.example:8080": "frame-ancestors 'self' https://moodle.example.org http://*.school.example:8080",
	} {
		var f, again FrameAncestors
		if err := f.UnmarshalText([]byte(text)); err != nil || f.directive() != want {
			t.Errorf("%q: %s, %v", text, f.directive(), err)
		}
		written, _ := f.MarshalText()
		if err := again.UnmarshalText(written); err != nil || again.directive() != want {
			t.Errorf("%q is written as %q, which is %s, %v", text, written, again.directive(), err)
		}
	}
	for _, text := range []string{"moodle.example.org", "https://", "javascript:alert(1)", "https://a;script-src", "https://a/b", "none,self", "https://[::1]", "data:", "'unsafe-inline'"} {
		if err := new(FrameAncestors).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is taken for a site", text)
		}
	}
}

func TestPolicyNamesTheFrameAncestors(t *testing.T) {
	t.Parallel()
	p, err := New(Options{Files: built(t), FrameAncestors: FrameAncestors{"https://moodle.example.org"}})
	if err != nil {
		t.Fatal(err)
	}
	for page, want := range map[*Page]string{p: "frame-ancestors https://moodle.example.org", aPage(t): "frame-ancestors 'self'"} {
		for _, path := range []string{"/", "/nowhere", "/app-worker.js"} {
			if csp := get(page, "GET", path).Header().Get("Content-Security-Policy"); !strings.Contains(csp+";", "; "+want+";") {
				t.Errorf("%s: no %q in %q", path, want, csp)
			}
		}
	}
}

// In a frame with sandbox="allow-scripts" the page has an origin of its own, to which the
// files of its server are another's.
func TestFilesAreForSandboxedFramesToo(t *testing.T) {
	t.Parallel()
	p := aPage(t)
	for path := range p.assets {
		if got := get(p, "GET", path, "Origin", "null").Header().Get("Access-Control-Allow-Origin"); got != "*" {
			t.Errorf("%s: Access-Control-Allow-Origin %q", path, got)
		}
	}
}
