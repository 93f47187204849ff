package page

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"

	"flaglab/app/ui"
	"flaglab/server/compression"
	"flaglab/server/site"
	"flaglab/web"
)

// built are the files of the page as they are after a build, with a program that
// is small and does nothing.
func built(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(web.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(name, "app.wasm") {
			return err
		}
		content, err := fs.ReadFile(web.Files, name)
		files[name] = &fstest.MapFile{Data: content}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	wasm := bytes.Repeat([]byte("\x00asm\x01\x00\x00\x00"), 1000)
	files["app.wasm"] = &fstest.MapFile{Data: wasm}
	files["app.wasm.br"] = &fstest.MapFile{Data: compression.Compress("br", wasm)}
	files["app.wasm.gz"] = &fstest.MapFile{Data: compression.Compress("gzip", wasm)}
	files["wasm_exec.js"] = &fstest.MapFile{Data: []byte(strings.Repeat("globalThis.Go = class {};\n", 100))}
	return files
}

// newPage makes a page; most tests share the one of aPage.
func newPage(t *testing.T) *Page {
	t.Helper()
	p, err := New(Options{Files: built(t), Origins: testOrigins})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func testOrigins(r *http.Request) []string {
	return []string{"http://" + r.Host + ":8001"}
}

var shared struct {
	once sync.Once
	page *Page
}

func aPage(t *testing.T) *Page {
	t.Helper()
	shared.once.Do(func() { shared.page = newPage(t) })
	if shared.page == nil {
		t.Fatal("there is no page: see the first test that failed")
	}
	return shared.page
}

// get asks p for target; headers are pairs of a name and a value.
func get(p *Page, method, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w
}

// decode is what a browser does with a body.
func decode(t *testing.T, encoding string, body []byte) []byte {
	t.Helper()
	var r io.Reader = bytes.NewReader(body)
	switch encoding {
	case "br":
		r = brotli.NewReader(r)
	case "gzip":
		unzipped, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = unzipped
	}
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestEveryFileIsServedInEveryEncoding(t *testing.T) {
	t.Parallel()
	p := aPage(t)
	types := map[string]string{
		"/web/app.wasm":                   "application/wasm",
		"/web/app.css":                    "text/css; charset=utf-8",
		"/app.js":                         "text/javascript; charset=utf-8",
		"/wasm_exec.js":                   "text/javascript; charset=utf-8",
		"/pool-worker.js":                 "text/javascript; charset=utf-8",
		"/app-worker.js":                  "text/javascript; charset=utf-8",
		"/manifest.webmanifest":           "application/manifest+json",
		"/favicon.ico":                    "image/x-icon",
		"/web/icons/icon.svg":             "image/svg+xml",
		"/web/icons/icon-192.png":         "image/png",
		"/web/icons/icon-512.png":         "image/png",
		"/web/icons/maskable-512.png":     "image/png",
		"/web/icons/apple-touch-icon.png": "image/png",
	}
	for _, lab := range ui.Labs() {
		types[lab.Path] = "text/html; charset=utf-8"
	}
	for path, mime := range types {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			plain := get(p, "GET", path).Body.Bytes()
			tags := map[string]bool{}
			for _, accept := range []string{"", "gzip", "gzip, br"} {
				w := get(p, "GET", path, "Accept-Encoding", accept)
				header := w.Header()
				if w.Code != http.StatusOK || header.Get("Content-Type") != mime {
					t.Fatalf("%d %q, want 200 %q", w.Code, header.Get("Content-Type"), mime)
				}
				if got := header.Get("Content-Length"); got != strconv.Itoa(w.Body.Len()) {
					t.Errorf("Content-Length %s of %d bytes", got, w.Body.Len())
				}
				if got := header.Get("Cache-Control"); got != "no-cache" {
					t.Errorf("Cache-Control %q", got)
				}
				encoding := header.Get("Content-Encoding")
				if encoding != "" && header.Get("Vary") != "Accept-Encoding" {
					t.Errorf("encoded, but no Vary")
				}
				if !bytes.Equal(decode(t, encoding, w.Body.Bytes()), plain) {
					t.Errorf("the content differs in encoding %q", encoding)
				}
				tag := header.Get("ETag")
				tags[encoding+" "+tag] = true
				again := get(p, "GET", path, "Accept-Encoding", accept, "If-None-Match", `"other", W/`+tag)
				if again.Code != http.StatusNotModified || again.Body.Len() != 0 || again.Header().Get("ETag") != tag {
					t.Errorf("asked again: %d with %d bytes", again.Code, again.Body.Len())
				}
				head := get(p, "HEAD", path, "Accept-Encoding", accept)
				if head.Code != http.StatusOK || head.Body.Len() != 0 ||
					head.Header().Get("Content-Length") != strconv.Itoa(w.Body.Len()) {
					t.Errorf("HEAD: %d, %d bytes, Content-Length %s", head.Code, head.Body.Len(), head.Header().Get("Content-Length"))
				}
			}
			if !strings.HasSuffix(path, ".png") && !strings.HasSuffix(path, ".ico") && len(tags) != 3 {
				t.Errorf("not three encodings with tags of their own: %v", tags)
			}
		})
	}
}

func TestProgram(t *testing.T) {
	t.Parallel()

	t.Run("a name with its hash is kept for ever", func(t *testing.T) {
		t.Parallel()
		p := aPage(t)
		link, err := p.link("/web/app.wasm")
		if err != nil {
			t.Fatal(err)
		}
		if got := get(p, "GET", link).Header().Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("Cache-Control %q", got)
		}
		if got := get(p, "GET", "/web/app.wasm?v=older").Header().Get("Cache-Control"); got != "no-cache" {
			t.Errorf("under another hash: Cache-Control %q", got)
		}
	})

	t.Run("compressed files of another build are not sent", func(t *testing.T) {
		t.Parallel()
		files := built(t)
		files["app.wasm"] = &fstest.MapFile{Data: bytes.Repeat([]byte("newer"), 1000)}
		p, err := New(Options{Files: files})
		if err != nil {
			t.Fatal(err)
		}
		if w := get(p, "GET", "/web/app.wasm", "Accept-Encoding", "br, gzip"); w.Header().Get("Content-Encoding") != "" {
			t.Errorf("Content-Encoding %q", w.Header().Get("Content-Encoding"))
		}
	})

	t.Run("a file that cannot be read is not one that was not built", func(t *testing.T) {
		t.Parallel()
		for _, name := range []string{"app.wasm", "app.wasm.br", "app.wasm.gz", "wasm_exec.js"} {
			if _, err := New(Options{Files: unreadable{built(t), name}}); !errors.Is(err, fs.ErrPermission) || errors.Is(err, ErrNotBuilt) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})

	t.Run("a server without it says so", func(t *testing.T) {
		t.Parallel()
		for _, name := range []string{"app.wasm", "wasm_exec.js"} {
			files := built(t)
			delete(files, name)
			if _, err := New(Options{Files: files}); !errors.Is(err, ErrNotBuilt) {
				t.Errorf("without %s: %v", name, err)
			}
		}
	})
}

// unreadable are files of which one cannot be read.
type unreadable struct {
	fstest.MapFS
	name string
}

func (u unreadable) Open(name string) (fs.File, error) {
	if name == u.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return u.MapFS.Open(name)
}

func (u unreadable) ReadFile(name string) ([]byte, error) {
	if name == u.name {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrPermission}
	}
	return u.MapFS.ReadFile(name)
}

func TestPaths(t *testing.T) {
	t.Parallel()
	p := aPage(t)
	for _, test := range []struct{ target, want string }{
		{"/index.html", "/"},
		{"/index.html?cc=A&run=1", "/?cc=A&run=1"},
		{"/index", "/"},
		{"//", "/"},
	} {
		w := get(p, "GET", test.target)
		if w.Code != http.StatusPermanentRedirect || w.Header().Get("Location") != test.want {
			t.Errorf("%s: %d %q, want a redirect to %q", test.target, w.Code, w.Header().Get("Location"), test.want)
		}
	}
	for given, want := range map[string]string{
		"/pool": "/pool", "/pool/": "/pool", "/pool.html": "/pool", "/pool/index.html": "/pool", "/": "/", "/index.html/": "/",
	} {
		if got := plainPath(given); got != want {
			t.Errorf("plainPath(%q) = %q, want %q", given, got, want)
		}
	}
	if w := get(p, "POST", "/"); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") == "" {
		t.Errorf("POST: %d", w.Code)
	}
}

func TestNotFound(t *testing.T) {
	t.Parallel()
	p := aPage(t)
	w := get(p, "GET", "/nowhere", "Accept", "text/html,*/*;q=0.8")
	if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), `<a href="/">`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if strings.Contains(w.Body.String(), "<script") {
		t.Error("a page without a lab starts the program")
	}
	w = get(p, "GET", "/web/nothing.png", "Accept", "image/*")
	if w.Code != http.StatusNotFound || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
		t.Errorf("%d %s", w.Code, w.Header().Get("Content-Type"))
	}
}

func TestSources(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, origins, want string }{
		{"none", "", ""},
		{"ports may change", "http://localhost:8001 http://localhost:8002 http://127.0.0.1:8001", "http://localhost:* http://127.0.0.1:*"},
		{"no port is no other port", "https://delay.example.org", "https://delay.example.org"},
		{"what cannot be named is left out", "http://[::1]:8001 http://flag_lab:8001", ""},
		{"a host cannot add to the policy", "http://x;script-src:8001 javascript:alert(1) *", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(sources(strings.Fields(test.origins)), " "); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// What the server offers as an origin, the page may connect to: one reading of host
// names decides both.
func TestPolicyAllowsEveryOriginThatIsOffered(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"localhost:8000", "LOCALHOST.:8000", "127.0.0.1:8000", "lab.example.org", "lab.example.org:80", "flag_lab:8000", "[::1]:8000", "x--y:1", "a..b:8000", "evil;x:8000", ""} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = host
		origins := site.Origins(r, []int{8000, 8001})
		for _, origin := range origins[min(1, len(origins)):] {
			if source := sources([]string{origin}); len(source) != 1 || !strings.HasPrefix(origin, strings.TrimSuffix(source[0], ":*")) {
				t.Errorf("asked for as %q, the server offers %s, and the policy allows %q", host, origin, source)
			}
		}
	}
}

func TestPolicies(t *testing.T) {
	t.Parallel()
	p := aPage(t)
	for _, path := range []string{"/", "/app.js", "/app-worker.js", "/nowhere"} {
		header := get(p, "GET", "http://lab.example"+path).Header()
		csp := header.Get("Content-Security-Policy")
		for _, want := range []string{
			"default-src 'none'",
			"script-src 'self' 'wasm-unsafe-eval'",
			"connect-src 'self' http://lab.example:*",
			"style-src 'self'",
			"worker-src 'self' blob:",
			"base-uri 'none'",
		} {
			if !strings.Contains(csp+";", want+";") {
				t.Errorf("%s: no %q in %q", path, want, csp)
			}
		}
		if strings.Contains(csp, "unsafe-inline") || strings.Contains(csp, "'unsafe-eval'") {
			t.Errorf("%s: too lax: %q", path, csp)
		}
		if header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: types may be guessed", path)
		}
	}

	t.Run("another policy is another page and another release", func(t *testing.T) {
		t.Parallel()
		for _, path := range []string{"/", "/app-worker.js"} {
			a := get(p, "GET", "http://lab.example"+path).Header().Get("ETag")
			b := get(p, "GET", "http://other.example"+path).Header().Get("ETag")
			if a == b {
				t.Errorf("%s: %s under both policies", path, a)
			}
		}
	})
}
