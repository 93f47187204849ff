package site

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"flaglab/app/flags"
)

// fair makes every site of a request quick and free of errors.
const fair = "?delay=0&errors=0"

func TestEveryCode(t *testing.T) {
	h := newLab()
	for _, cc := range flags.Every() {
		response := get(t, h, "/flags"+flags.ImagePath(cc))
		image, _ := io.ReadAll(response.Body)
		want := http.StatusNotFound
		if flags.HasFlag(cc) {
			want = http.StatusOK
			if response.Header.Get("Content-Type") != "image/gif" || !strings.HasPrefix(string(image), "GIF89a") {
				t.Errorf("%s: %s that begins with %.6q", cc, response.Header.Get("Content-Type"), image)
			}
		}
		if response.StatusCode != want {
			t.Errorf("%s: status %d, want %d", cc, response.StatusCode, want)
		}
	}
}

func TestEveryMetadata(t *testing.T) {
	h := newLab()
	for _, cc := range flags.Every() {
		response := get(t, h, "/flags/"+strings.ToLower(cc)+"/metadata.json")
		if !flags.HasFlag(cc) {
			if response.StatusCode != http.StatusNotFound {
				t.Errorf("%s: status %d", cc, response.StatusCode)
			}
			continue
		}
		var about struct {
			Country string
			Code    string `json:"iso_cc"`
		}
		if err := json.NewDecoder(response.Body).Decode(&about); err != nil {
			t.Errorf("%s: %v", cc, err)
		}
		if about.Code != cc || about.Country != flags.Country(cc) || response.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: %+v as %s", cc, about, response.Header.Get("Content-Type"))
		}
	}
}

// The lecture's own count.
func TestLettersAToC(t *testing.T) {
	h := newLab()
	codes, err := flags.ParseCodes("a b c")
	if err != nil {
		t.Fatal(err)
	}
	count := map[int]int{}
	for _, cc := range codes {
		count[get(t, h, "/flags"+flags.ImagePath(cc)).StatusCode]++
	}
	if count[200] != 43 || count[404] != 35 {
		t.Errorf("statuses %v, want 43 flags and 35 not found", count)
	}
}

func TestPaths(t *testing.T) {
	const page = 299 // the page's own answer
	h := newLab(func(c *Config) {
		c.Page = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "0")
			w.WriteHeader(page)
		})
	})
	tests := []struct {
		path   string
		status int
	}{
		{"/flags/br/br.gif", 200},
		{"/flags/br/metadata.json", 200},
		{"/local/flags/br/br.gif", 200},
		{"/delay/flags/br/br.gif", 200},
		{"/error/flags/br/br.gif", 200},
		{"/error/flags/br/metadata.json", 200},

		{"/flags", 404},
		{"/flags/", 404},
		{"/delay/flags", 404},
		{"/flags/br", 404},
		{"/flags/br/", 404},
		{"/flags/br.gif", 404},
		{"/flags/br/br.gif/", 404},
		{"/flags/br/br.gif/br.gif", 404},
		{"/flags/br/us.gif", 404},
		{"/flags/br/br.png", 404},
		{"/flags/br/br.GIF", 404},
		{"/flags/BR/BR.gif", 404},
		{"/flags/Br/br.gif", 404},
		{"/flags/br/Metadata.json", 404},
		{"/flags/zz/zz.gif", 404},
		{"/flags/bra/bra.gif", 404},
		{"/flags/b/b.gif", 404},
		{"/flags/b1/b1.gif", 404},
		{"/flags//br/br.gif", 404},
		{"/flags/br//br.gif", 404},
		{"/flags/./br/br.gif", 404},
		{"/flags/../flags/br/br.gif", 404},
		{"/flags/br/../br/br.gif", 404},
		{"/flags/../../../etc/passwd", 404},
		{"/flags/..%2f..%2fetc%2fpasswd", 404},
		{"/flags/%2e%2e/%2e%2e/etc/passwd", 404},
		{"/flags/br%2fbr.gif", 404},
		{"/flags%2fbr/br.gif", page},
		{"/flags/br/br.gif%00", 404},
		{"/flags/br/br%2egif", 404},
		{"/flags/%62r/br.gif", 404},
		{"/flags/%62r/%62r.gif", 404},
		{"/flags/br/br.gif;x=1", 404},
		{`/flags/br\br.gif`, 404},
		{"/flags/ßß/ßß.gif", 404},
		{"/flags/README.md", 404},
		{"/flags/generate/generate.mjs", 404},
		{"/flags/ge/generate", 404},
		{"/flags/" + strings.Repeat("a/", 5000), 404},

		{"/healthz", 200},
		{"/lab/config.json", 200},

		{"/", page},
		{"/flags2", page},
		{"/Flags/br/br.gif", page},
		{"//flags/br/br.gif", page},
		{"/local", page},
		{"/delay/", page},
		{"/error/Flags/br/br.gif", page},
		{"/remote/flags/br/br.gif", 501},
		{"/remote/flags", 501},
		{"/remote/", page},
		{"/healthz/", page},
		{"/lab/config.json/", page},
		{"/lab", page},
	}
	for _, test := range tests {
		if got := get(t, h, test.path+fair).StatusCode; got != test.status {
			t.Errorf("%.60s: status %d, want %d", test.path, got, test.status)
		}
	}
}

func TestWithoutPage(t *testing.T) {
	response := get(t, newLab(), "/")
	if response.StatusCode != http.StatusNotFound || response.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Errorf("status %d, %s", response.StatusCode, response.Header.Get("Content-Type"))
	}
}

func TestErrorsAreOneLine(t *testing.T) {
	h := newLab()
	for target, status := range map[string]int{
		"/flags/zz/zz.gif":                 404,
		"/flags/br/br.gif?delay=x":         400,
		"/flags/br/br.gif?errors=1":        418,
		"/flags/br/br.gif?delay=%0a%0a":    400,
		"/flags/br/br.gif?seed=%c3%28%0d":  400,
		"/flags/br/br.gif?attempt=%e2%80a": 400,
	} {
		response := get(t, h, target)
		body := read(t, response)
		if response.StatusCode != status || response.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
			t.Errorf("%s: status %d as %s", target, response.StatusCode, response.Header.Get("Content-Type"))
		}
		if strings.Count(body, "\n") != 1 || !strings.HasSuffix(body, "\n") || strings.Contains(body, "\r") {
			t.Errorf("%s: the body is not one line: %q", target, body)
		}
	}
}

func TestTeapotSaysSo(t *testing.T) {
	if got := read(t, get(t, newLab(), "/flags/br/br.gif?errors=1")); got != "I'm a Teapot\n" {
		t.Errorf("%q", got)
	}
}

// brokenFiles is a file system whose files fail with an error each.
type brokenFiles map[string]error

func (f brokenFiles) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: f[name]}
}

// Only a file that does not exist is not found. A failure that is answered 404 would be
// counted as a flag that there is not.
func TestFilesThatCannotBeRead(t *testing.T) {
	errs := map[string]error{
		"aa": fs.ErrNotExist, "bb": fs.ErrPermission, "cc": io.ErrUnexpectedEOF, "dd": fmt.Errorf("%w: status 500", ErrBackend),
		"ee": context.DeadlineExceeded, "ff": os.ErrDeadlineExceeded, "gg": fmt.Errorf("%w: %w", ErrBackend, context.DeadlineExceeded),
	}
	files := brokenFiles{}
	for cc, err := range errs {
		files[cc+"/"+cc+".gif"] = err
	}
	var log bytes.Buffer
	h := newLab(func(c *Config) { c.Flags, c.Log = files, slog.New(slog.NewTextHandler(&log, nil)) })
	for cc, want := range map[string]int{"aa": 404, "bb": 500, "cc": 500, "dd": 502, "ee": 504, "ff": 504, "gg": 504} {
		for _, root := range []string{"/flags", "/local/flags", "/error/flags"} {
			log.Reset()
			response := get(t, h, root+"/"+cc+"/"+cc+".gif"+fair)
			if response.StatusCode != want || response.Header.Get("ETag") != "" || (log.Len() > 0) != (want >= 500) {
				t.Errorf("%s: %v is answered %d, with %v; the log says %q", root, errs[cc], response.StatusCode, response.Header, &log)
			}
			if body := read(t, response); want >= 500 && (body != "the flag cannot be read\n" || response.Header.Get("Cache-Control") != "no-store") {
				t.Errorf("%s: %v: %q, %v", root, errs[cc], body, response.Header)
			}
		}
	}
}

// The site at /flags differs from port to port; the others do not.
func TestOwnSite(t *testing.T) {
	lab := newLab()
	for _, own := range flags.Sites() {
		h := lab.At(own)
		for target, want := range map[string]flags.Site{
			"/flags":       own,
			"/local/flags": siteOf("LOCAL"),
			"/delay/flags": siteOf("DELAY"),
			"/error/flags": siteOf("ERROR"),
		} {
			got, file, ok := h.site(target + "/br/br.gif")
			if !ok || got != want || file != "/br/br.gif" {
				t.Errorf("%s at the port of %s is %q (%v), %q", target, own.Label, got.Label, ok, file)
			}
		}
	}
}

func TestCaching(t *testing.T) {
	h := newLab()
	for target, want := range map[string]string{
		"/flags/br/br.gif":               "no-cache",
		"/local/flags/br/br.gif":         "no-cache",
		"/local/flags/br/br.gif?v=1":     "no-cache",
		"/flags/zz/zz.gif":               "no-cache",
		"/flags/br/br.gif?delay=0":       "no-store",
		"/flags/br/br.gif?errors=0":      "no-store",
		"/flags/br/br.gif?seed=1":        "no-store",
		"/flags/br/br.gif?attempt=1":     "no-store",
		"/flags/br/br.gif?delay=x":       "no-store",
		"/flags/zz/zz.gif?delay=0":       "no-store",
		"/flags/br/br.gif?errors=1":      "no-store",
		"/delay/flags/br/br.gif?delay=0": "no-store",
		"/error/flags/br/br.gif" + fair:  "no-store",
		"/lab/config.json":               "no-store",
		"/healthz":                       "no-store",
	} {
		response := get(t, h, target)
		if got := response.Header.Get("Cache-Control"); got != want {
			t.Errorf("%s: Cache-Control is %q, want %q", target, got, want)
		}
		if tag := response.Header.Get("ETag"); (tag != "") != (want == "no-cache" && response.StatusCode == 200) {
			t.Errorf("%s: ETag is %q", target, tag)
		}
	}
}

func TestNotModified(t *testing.T) {
	h := newLab()
	tag := get(t, h, "/flags/br/br.gif").Header.Get("ETag")
	if other := get(t, h, "/flags/us/us.gif").Header.Get("ETag"); other == tag {
		t.Errorf("two flags have the tag %s", tag)
	}
	for target, want := range map[string]int{
		"/flags/br/br.gif":         304,
		"/flags/us/us.gif":         200,
		"/flags/br/br.gif?delay=0": 200, // weather is never met in a cache
	} {
		r := httptest.NewRequest("GET", target, nil)
		r.Header.Set("If-None-Match", tag)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s with the tag of BR: status %d, want %d", target, w.Code, want)
		}
	}
}

func TestMethods(t *testing.T) {
	h := newLab()
	for _, target := range []string{"/flags/br/br.gif", "/delay/flags/br/br.gif", "/lab/config.json", "/healthz", "/flags/zz/zz.gif"} {
		for _, method := range []string{"GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "BREW"} {
			response := ask(t, h, method, target+fair)
			header := response.Header
			reads := method == "GET" || method == "HEAD"
			if (reads || method == "OPTIONS") != (header.Get("Access-Control-Allow-Origin") == "*") || reads && header.Get("Timing-Allow-Origin") != "*" {
				t.Errorf("%s %s: what other origins may do is %v", method, target, header)
			}
			if header.Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("%s %s: it takes credentials", method, target)
			}
			switch method {
			case "OPTIONS":
				if response.StatusCode != 204 || header.Get("Access-Control-Allow-Methods") != "GET" {
					t.Errorf("%s %s: status %d, %v", method, target, response.StatusCode, header)
				}
			case "GET", "HEAD":
				if response.StatusCode != 200 && response.StatusCode != 404 {
					t.Errorf("%s %s: status %d", method, target, response.StatusCode)
				}
			default:
				if response.StatusCode != 405 || header.Get("Allow") != "GET, HEAD, OPTIONS" {
					t.Errorf("%s %s: status %d, Allow %q", method, target, response.StatusCode, header.Get("Allow"))
				}
			}
		}
	}
}

// HEAD has the header of GET.
func TestHead(t *testing.T) {
	h := newLab()
	for _, target := range []string{"/flags/br/br.gif", "/flags/br/metadata.json", "/flags/zz/zz.gif", "/flags/br/br.gif?seed=1", "/flags/br/br.gif?seed=x"} {
		got, want := ask(t, h, "HEAD", target), get(t, h, target)
		for _, name := range []string{"Content-Length", "Content-Type", "ETag", "Cache-Control"} {
			if got.Header.Get(name) != want.Header.Get(name) {
				t.Errorf("%s: %s is %q for HEAD and %q for GET", target, name, got.Header.Get(name), want.Header.Get(name))
			}
		}
		if got.StatusCode != want.StatusCode {
			t.Errorf("%s: status %d for HEAD and %d for GET", target, got.StatusCode, want.StatusCode)
		}
	}
}

func TestHealth(t *testing.T) {
	if got := read(t, get(t, newLab(), HealthPath)); got != "ok" {
		t.Errorf("%q", got)
	}
}
