package site

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"flaglab/app/flags"
	flagimages "flaglab/web/flags"
)

// newLab returns a handler as a test wants it: with the real flags.
func newLab(change ...func(*Config)) *Handler {
	config := Config{Flags: flagimages.FS, Version: "v1.2.3"}
	for _, f := range change {
		f(&config)
	}
	return New(config)
}

func siteOf(label string) flags.Site {
	site, ok := flags.SiteByLabel(label)
	if !ok {
		panic("no site " + label)
	}
	return site
}

// ask sends one request. It fails the test if the answer breaks a rule that all
// answers keep.
func ask(t *testing.T, h http.Handler, method, target string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, target, nil)
	r.Header.Set("Origin", "http://another.example")
	if method == http.MethodOptions {
		r.Header.Set("Access-Control-Request-Method", http.MethodGet)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	response := w.Result()
	if got := response.Header.Get("X-Content-Type-Options"); got != "nosniff" {
		t.Errorf("%s %s: X-Content-Type-Options is %q", method, target, got)
	}
	if got := response.Header.Get("Content-Encoding"); got != "" {
		t.Errorf("%s %s: the answer is compressed: %s", method, target, got)
	}
	length, err := strconv.Atoi(response.Header.Get("Content-Length"))
	if response.StatusCode == http.StatusOK && // of errors, net/http adds the length
		(err != nil || method != http.MethodHead && length != w.Body.Len()) {
		t.Errorf("%s %s: Content-Length is %q, the body has %d bytes", method, target,
			response.Header.Get("Content-Length"), w.Body.Len())
	}
	return response
}

func get(t *testing.T, h http.Handler, target string) *http.Response {
	t.Helper()
	return ask(t, h, http.MethodGet, target)
}

func read(t *testing.T, response *http.Response) string {
	t.Helper()
	var b strings.Builder
	if err := response.Write(&b); err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(b.String(), "\r\n\r\n")
	return body
}
