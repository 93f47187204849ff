package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// staticSite is the lab as files, on a host that knows nothing else.
type staticSite struct {
	URL  string // of the lab, without a slash at its end
	sent atomic.Int64
	host *httptest.Server
}

// dist holds the folders that were written, by base: each is made once.
var dist struct {
	sync.Mutex
	dirs map[string]string
}

// writeStatic writes the site for a base, as make static does.
func writeStatic(t testing.TB, base string) string {
	t.Helper()
	dist.Lock()
	defer dist.Unlock()
	if dir := dist.dirs[base]; dir != "" {
		return dir
	}
	dir, err := os.MkdirTemp("", "flaglab-dist-")
	if err != nil {
		t.Fatal(err)
	}
	runStatic(t, "-base", base, dir)
	if dist.dirs == nil {
		dist.dirs = map[string]string{}
	}
	dist.dirs[base] = dir
	return dir
}

// runStatic runs the program that writes the site.
func runStatic(t testing.TB, args ...string) {
	t.Helper()
	cmd := exec.Command("go", append([]string{"run", "./server/cmd/static"}, args...)...)
	cmd.Dir = "../.."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// removeStatic removes what writeStatic wrote.
func removeStatic() {
	for _, dir := range dist.dirs {
		os.RemoveAll(dir)
	}
}

// startStatic serves the site at a base. Beside it, the host has nothing.
func startStatic(t testing.TB, base string) *staticSite {
	t.Helper()
	return serveStatic(t, base, http.FileServer(http.Dir(writeStatic(t, base))))
}

func serveStatic(t testing.TB, base string, files http.Handler) *staticSite {
	s := &staticSite{}
	prefix := strings.TrimSuffix(base, "/")
	mux := http.NewServeMux()
	mux.Handle(prefix+"/", http.StripPrefix(prefix, files))
	s.host = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(&counter{w, &s.sent}, r)
	}))
	t.Cleanup(s.stop)
	s.URL = s.host.URL + prefix
	return s
}

// stop ends the host, and all connections to it.
func (s *staticSite) stop() {
	s.host.CloseClientConnections()
	s.host.Close()
}

// counter counts the bytes of bodies.
type counter struct {
	http.ResponseWriter
	n *atomic.Int64
}

func (c *counter) Write(p []byte) (int, error) {
	c.n.Add(int64(len(p)))
	return c.ResponseWriter.Write(p)
}

// precompressed serves the .br or .gz beside a file, as nginx does with brotli_static or gzip_static.
func precompressed(dir, encoding string) http.Handler {
	suffix := map[string]string{"br": ".br", "gzip": ".gz"}[encoding]
	files := http.FileServer(http.Dir(dir))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := r.URL.Path
		if strings.HasSuffix(name, "/") {
			name += "index.html"
		}
		w.Header().Set("Vary", "Accept-Encoding")
		if _, err := os.Stat(path.Join(dir, name+suffix)); err == nil && strings.Contains(r.Header.Get("Accept-Encoding"), encoding) {
			types := map[string]string{".wasm": "application/wasm", ".js": "text/javascript", ".css": "text/css", ".html": "text/html; charset=utf-8", ".json": "application/json", ".svg": "image/svg+xml"}
			w.Header().Set("Content-Type", types[path.Ext(name)])
			w.Header().Set("Content-Encoding", encoding)
			http.ServeFile(w, r, path.Join(dir, name+suffix))
			return
		}
		files.ServeHTTP(w, r)
	})
}

// promised waits until the promise in the expression is true.
func (p *page) promised(expression string) {
	p.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if eval[bool](p, expression) {
			return
		}
	}
	p.Fatalf("never true: %s", expression)
}

// offlineReady waits until the worker keeps the shell and all flags.
func (p *page) offlineReady() {
	p.Helper()
	p.promised(`navigator.serviceWorker.ready.then(async () => {
		for (const name of await caches.keys()) {
			if (name.startsWith('flaglab-flags ') && (await (await caches.open(name)).keys()).length === 194) return true;
		}
		return false;
	})`)
}

func TestStaticLabs(t *testing.T) {
	for _, base := range []string{"/", "/flag-lab/"} {
		t.Run(base, func(t *testing.T) {
			s := startStatic(t, base)
			p := open(t, s.URL+"/?delay=0.2")
			p.waitFor(`document.querySelector('.kind').dataset.kind === 'Simulated'`)
			p.click("Race")
			p.is("end")
			for _, run := range []string{sequential, threads} {
				if n := p.count("section" + run + ` [data-status="ok"] img`); n != 20 {
					t.Errorf("%s: %d flags, want 20", run, n)
				}
			}
			if seq, conc := p.elapsed(sequential), p.elapsed(threads); seq < 4 || conc < 0.2 || conc > seq/4 {
				t.Errorf("sequential %.2fs, concurrent %.2fs", seq, conc)
			}
			p.shot("race")

			// By the menu, within the page.
			menu := func(lab string) string {
				return fmt.Sprintf(`[...document.querySelectorAll('nav a')].find(a => a.lastChild.textContent === %q)`, lab)
			}
			p.do(chromedp.Click(chromedp.JSPath(menu("Futures"))))
			p.waitFor(fmt.Sprintf(`location.pathname === %q && document.querySelector('.page').dataset.lab === 'Futures'`, base+"futures"))
			p.waitFor(`document.querySelector('.kind').dataset.kind === 'Simulated'`)
			p.begin()
			p.is("end")
			p.waitFor(`document.querySelectorAll('.card[data-status="ok"] img').length === 5`)
			p.shot("futures")
			p.do(chromedp.Click(chromedp.JSPath(menu("Flags2"))))
			p.waitFor(fmt.Sprintf(`location.pathname === %q && document.querySelector('.page').dataset.lab === 'Flags2'`, base+"flags2"))
		})
	}
}

func TestStaticFailuresAreToldApart(t *testing.T) {
	s := startStatic(t, "/flag-lab/")
	p := open(t, s.URL+"/?cc=a&site=ERROR&delay=0-1.5&errors=0.4&timeout=1&workers=30&seed=5&runs=threads&run=1")
	p.is("end")
	p.waitFor(`[...document.querySelectorAll('section[data-run="threads"] [data-cc]')].every(e => e.dataset.status)`)
	words := eval[map[string]int](p, `(() => { const n = {}; document.querySelectorAll('section[data-run="threads"] [data-cc]').forEach(e => { const word = e.dataset.status === 'ok' ? 'ok' : e.firstElementChild.dataset.word; n[word] = (n[word] || 0) + 1 }); return n })()`)
	for _, word := range []string{"ok", "404", "418", "timed out"} {
		if words[word] == 0 {
			t.Errorf("no tile says %q: %v", word, words)
		}
	}
}

func TestStaticFutureThatFails(t *testing.T) {
	s := startStatic(t, "/flag-lab/")
	p := open(t, s.URL+"/futures?scene=errors&delay=0.3&run=1")
	p.waitFor(`document.querySelector('.card[data-cc="CN"]').dataset.state === 'finished'`)
	p.waitFor(`[...document.querySelectorAll('.transcript')].some(e => e.textContent.includes("HTTP error 418 - I'm a Teapot")) || document.querySelector('.page').dataset.phase === 'live'`)
}

func TestStaticFlags2(t *testing.T) {
	s := startStatic(t, "/flag-lab/")
	p := open(t, s.URL+"/flags2?cc=a&server=LOCAL&run=1")
	p.is("end")
	if ok, missing := p.count(`li[data-cc][data-status="ok"]`), p.count(`li[data-cc][data-status="not_found"]`); ok == 0 || ok+missing != 26 {
		t.Errorf("%d ok and %d not found of 26", ok, missing)
	}
	p.shot("flags2")
}

func TestStaticSaysWhyThereIsNoRemote(t *testing.T) {
	s := startStatic(t, "/")
	p := open(t, s.URL+"/?site=REMOTE&cc=BR&run=1")
	p.waitFor(`document.querySelector('.notice')?.textContent.includes('REMOTE cannot be reached')`)
}

func TestStaticAddresses(t *testing.T) {
	for _, base := range []string{"/flag-lab/"} {
		s := startStatic(t, base)
		for address, plain := range map[string]string{
			"/":                           "",
			"/index.html":                 "",
			"/futures":                    "futures",
			"/futures/":                   "futures",
			"/futures.html?scene=errors":  "futures?scene=errors",
			"/flags2/index.html?cc=a&x=1": "flags2?cc=a&x=1",
		} {
			p := open(t, s.URL+address)
			p.waitFor(fmt.Sprintf(`location.pathname + location.search === %q`, base+plain))
			lab := "Race"
			if strings.HasPrefix(plain, "futures") {
				lab = "Futures"
			} else if strings.HasPrefix(plain, "flags2") {
				lab = "Flags2"
			}
			p.waitFor(fmt.Sprintf(`document.querySelector('.page').dataset.lab === %q`, lab))
			p.do(chromedp.Reload())
			p.waitFor(fmt.Sprintf(`!document.querySelector('#app-wasm-loader') && document.querySelector('.page').dataset.lab === %q`, lab))
		}
	}
}

func TestStaticOffline(t *testing.T) {
	s := startStatic(t, "/flag-lab/")
	p := open(t, s.URL+"/")
	p.offlineReady()
	s.stop()
	p.do(chromedp.Navigate(s.URL + "/?cc=a+b&site=ERROR&delay=0.1&workers=30&runs=threads"))
	p.waitFor(`!document.querySelector('#app-wasm-loader') && document.querySelector('.kind').dataset.kind === 'Simulated'`)
	p.click("Race")
	p.is("end")
	if n := p.flags(threads); n < 10 {
		t.Errorf("%d flags without a host", n)
	}
	if n := p.count("section" + threads + ` [data-cause="connection"]`); n > 0 {
		t.Errorf("%d flags got no answer", n)
	}
	for _, lab := range []string{"futures", "flags2/", "futures.html"} {
		p.do(chromedp.Navigate(s.URL + "/" + lab))
		p.waitFor(`!document.querySelector('#app-wasm-loader') && document.querySelector('.page').dataset.lab !== 'Race'`)
	}
	p.do(chromedp.Reload())
	p.waitFor(`!document.querySelector('#app-wasm-loader')`)
	p.shot("offline")
	p.forgive("net::ERR_")
	p.forgive("app-worker.js")
}

// Two sites on one origin: each keeps its own, and a flag that is lost fails as a
// future does.
func TestStaticSitesDoNotDisturbEachOther(t *testing.T) {
	a, b := writeStatic(t, "/a/"), writeStatic(t, "/")
	mux := http.NewServeMux()
	mux.Handle("/a/", http.StripPrefix("/a", http.FileServer(http.Dir(a))))
	mux.Handle("/", http.FileServer(http.Dir(b)))
	s := serveStatic(t, "/", mux)
	p := open(t, s.URL+"/")
	p.offlineReady()
	before := eval[string](p, `caches.keys().then(names => names.sort().join('|'))`)
	p.do(chromedp.Navigate(s.URL + "/a/futures"))
	p.waitFor(`!document.querySelector('#app-wasm-loader') && location.pathname === '/a/futures'`)
	p.promised(`navigator.serviceWorker.getRegistration().then(r => r?.active && r.scope.endsWith('/a/'))`)
	for name := range strings.SplitSeq(before, "|") {
		if !eval[bool](p, fmt.Sprintf(`caches.has(%q)`, name)) {
			t.Errorf("the cache %q of the other site is gone", name)
		}
	}
	s.stop()
	p.do(chromedp.Navigate(s.URL + "/"))
	p.waitFor(`!document.querySelector('#app-wasm-loader') && document.querySelector('.page').dataset.lab === 'Race'`)
	p.forgive("net::ERR_")
	p.forgive("app-worker.js")
}

func TestStaticLostConnection(t *testing.T) {
	s := startStatic(t, "/")
	p := open(t, s.URL+"/?delay=0.3")
	p.click("Race")
	p.runIs(sequential, "running") // the flags before are those of the example
	p.waitFor(`document.querySelectorAll('section[data-run="sequential"] [data-status="ok"]').length > 2`)
	s.stop()
	p.is("end")
	if n := p.count("section" + sequential + ` [data-state="failed"]`); n == 0 {
		t.Error("no failure is shown")
	}
	p.waitFor(`document.querySelector('.verdict').dataset.verdict === 'problem'`)
	p.forgive("net::ERR_")
	p.forgive("app-worker.js")
	p.forgive("fetching the script") // of the service worker
}

// The first race must fit a classroom's network: thirty laptops that share 2 MB/s.
func TestStaticTransfer(t *testing.T) {
	dir := writeStatic(t, "/")
	for _, test := range []struct {
		name  string
		files http.Handler
		first int64
		page  string // as it is transferred
	}{
		{"brotli", precompressed(dir, "br"), 1_600_000, "index.html.br"},
		{"gzip", precompressed(dir, "gzip"), 2_100_000, "index.html.gz"},
		{"uncompressed", http.FileServer(http.Dir(dir)), 2_100_000, "index.html"}, // the page unpacks the program, and the service worker the other labs
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serveStatic(t, "/", test.files)
			p := open(t, s.URL+"/")
			p.click("Race")
			p.is("end")
			p.workerActive()
			first := s.sent.Load()
			p.offlineReady()
			all := s.sent.Load()
			p.do(chromedp.Navigate(s.URL + "/"))
			p.waitFor(`!document.querySelector('#app-wasm-loader')`)
			second := s.sent.Load() - all
			t.Logf("transferred: first race %.3f MB, with all flags for offline use %.2f MB, second visit %d bytes",
				float64(first)/1e6, float64(all)/1e6, second)
			if first > test.first {
				t.Errorf("the first race takes %d bytes, want at most %d", first, test.first)
			}
			if all > first+1_500_000 {
				t.Errorf("then %d bytes follow, want little more than the flags", all-first)
			}
			page, err := os.Stat(filepath.Join(dir, test.page))
			if err != nil {
				t.Fatal(err)
			}
			if second > page.Size()+2000 {
				t.Errorf("the second visit takes %d bytes, want little more than the %d of the document", second, page.Size())
			}
		})
	}
}

// A new release is got in the background and offered to a page that is open; until the
// person takes it, the page is wholly the old one.
func TestStaticNewVersionIsOffered(t *testing.T) {
	a := newAddress(t)
	one, two := releases(t)
	a.serve(files(one))
	p := open(t, a.URL()+"/")
	p.offlineReady()
	old := eval[string](p, pageVersion)
	a.serve(files(two))
	// As if the person had been away and came back.
	eval[bool](p, `document.dispatchEvent(new Event('visibilitychange'))`)
	p.waitFor(`[...document.querySelectorAll('button')].some(b => b.textContent === 'New version: reload')`)
	if now := eval[string](p, pageVersion); now != old {
		t.Errorf("the page is of %s before the person takes the new version", now)
	}
	p.click("New version: reload")
	p.waitFor(fmt.Sprintf(`document.querySelector('script[data-version]') && !document.querySelector('#app-wasm-loader') && %s !== %q`, pageVersion, old))
	p.click("Race")
	p.is("end")
}
