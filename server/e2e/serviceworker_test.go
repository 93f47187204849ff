package e2e

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// address is a port of this computer where one server follows another.
type address struct {
	testing.TB
	listen string
	server *httptest.Server
}

func newAddress(t testing.TB) *address {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	a := &address{TB: t, listen: l.Addr().String()}
	l.Close()
	t.Cleanup(a.stop)
	return a
}

func (a *address) URL() string { return "http://" + a.listen }

// serve stops the server that is there, and starts another one.
func (a *address) serve(h http.Handler) {
	a.Helper()
	a.stop()
	l, err := net.Listen("tcp", a.listen)
	if err != nil {
		a.Fatal(err)
	}
	a.server = httptest.NewUnstartedServer(h)
	a.server.Listener.Close()
	a.server.Listener = l
	a.server.Start()
}

func (a *address) stop() {
	if a.server != nil {
		a.server.CloseClientConnections()
		a.server.Close()
		a.server = nil
	}
}

// releases writes the site as two releases, the first an hour older than the second, and returns their folders. Written
// in the same second they would have the same Last-Modified, by which the browser asks whether the service worker is new.
func releases(t testing.TB) (one, two string) {
	t.Helper()
	one, two = t.TempDir(), t.TempDir()
	runStatic(t, "-version", "one", one)
	runStatic(t, "-version", "two", two)
	old := time.Now().Add(-time.Hour)
	err := filepath.WalkDir(one, func(name string, _ fs.DirEntry, err error) error {
		return cmp.Or(err, os.Chtimes(name, old, old))
	})
	if err != nil {
		t.Fatal(err)
	}
	return one, two
}

func files(dir string) http.Handler { return http.FileServer(http.Dir(dir)) }

const pageVersion = `document.querySelector('script[data-version]').dataset.version`

// goTo navigates to a path and waits until the lab runs there.
func (p *page) goTo(url string) {
	p.Helper()
	p.do(chromedp.Navigate(url))
	p.waitFor(`document.readyState === 'complete' && document.querySelector('script[data-version]') && !document.querySelector('#app-wasm-loader')`)
}

// workerActive waits until a service worker has all that it keeps.
func (p *page) workerActive() {
	p.Helper()
	p.promised(`navigator.serviceWorker.ready.then(r => r.active.state === 'activated')`)
}

// workerKeeps waits until the active worker is that of the page, and no other one is on
// its way.
func (p *page) workerKeeps(version string) {
	p.Helper()
	p.promised(fmt.Sprintf(`navigator.serviceWorker.ready.then(async (r) => !r.installing && !r.waiting && r.active?.state === 'activated' &&
		(await caches.keys()).some((name) => name.startsWith('flaglab / %s ')))`, version))
}

// workerIsOf waits until the active worker says that it is of a release. It is asked seldom: Chromium puts a worker in the
// place of another one only while that has nothing to do.
func (p *page) workerIsOf(version string) {
	p.Helper()
	said := ""
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(3 * time.Second) {
		said = eval[string](p, `navigator.serviceWorker.ready.then((r) => new Promise((done) => {
			navigator.serviceWorker.addEventListener('message', ({ data }) => done(data.release), { once: true });
			r.active.postMessage('release');
		}))`)
		if said == version {
			return
		}
	}
	p.Fatalf("the worker is of %s, want %s", said, version)
}

// Another site that takes Flag Lab's port is shown as it is; the kept lab comes back
// only when no server answers.
func TestAnotherProjectOnTheSamePort(t *testing.T) {
	a := newAddress(t)
	dir := writeStatic(t, "/")
	a.serve(files(dir))
	p := open(t, a.URL()+"/")
	p.offlineReady()

	other := t.TempDir()
	for name, content := range map[string]string{"index.html": "<title>Another project</title>", "favicon.ico": "another icon", "manifest.webmanifest": `{"name":"Another"}`} {
		name = filepath.Join(other, name)
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		old := time.Now().Add(-365 * 24 * time.Hour) // so that a browser may keep it for weeks
		if err := os.Chtimes(name, old, old); err != nil {
			t.Fatal(err)
		}
	}
	a.serve(files(other))
	for range 2 {
		p.do(chromedp.Navigate(a.URL() + "/"))
		p.waitFor(`document.title === 'Another project'`)
	}
	for path, want := range map[string]string{"/favicon.ico": "another icon", "/manifest.webmanifest": `{"name":"Another"}`, "/": "<title>Another project</title>"} {
		if got := eval[string](p, fmt.Sprintf(`fetch(%q).then((r) => r.text())`, path)); got != want {
			t.Errorf("%s of the other project is %.40q", path, got)
		}
	}
	a.serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusInternalServerError)
		io.WriteString(w, "<title>Broken project</title>")
	}))
	p.do(chromedp.Navigate(a.URL() + "/futures"))
	p.waitFor(`document.title === 'Broken project'`)

	a.stop()
	p.goTo(a.URL() + "/")
	a.serve(files(dir))
	p.goTo(a.URL() + "/")
	p.forgive("") // of the other projects
}

// Whatever release a server has, the page is of that one at once, and back again; the
// worker follows. The one that was kept last is there when nobody answers.
func TestOlderAndNewerReleasesOnTheSamePort(t *testing.T) {
	a := newAddress(t)
	one, two := releases(t)
	a.serve(files(one))
	p := open(t, a.URL()+"/")
	first := eval[string](p, pageVersion)
	p.workerKeeps(first)
	a.serve(files(two))
	p.goTo(a.URL() + "/")
	second := eval[string](p, pageVersion)
	if first == second {
		t.Fatal("the page is of the first release, but the server has the second")
	}
	if n := p.count(`[data-action="update"]`) + p.count(`.update:not([hidden])`); n > 0 {
		t.Error("a page that is new is offered a new version")
	}
	p.workerKeeps(second)
	a.serve(files(one)) // rolled back
	p.goTo(a.URL() + "/")
	if now := eval[string](p, pageVersion); now != first {
		t.Errorf("the page is of %s, the server has %s", now, first)
	}
	p.promised(fmt.Sprintf(`navigator.serviceWorker.getRegistration().then((r) => !r.installing && !r.waiting && r.active.scriptURL.endsWith(%q))`, first))
	p.workerIsOf(first)
	a.stop()
	p.goTo(a.URL() + "/")
	if now := eval[string](p, pageVersion); now != first {
		t.Errorf("without a server the page is of %s, the last one was %s", now, first)
	}
	for _, version := range []string{first, second} {
		p.workerKeeps(version) // two releases are kept, in whatever order they came
	}
	p.forgive("net::ERR_")
	p.forgive("app-worker.js")
}

// Half of a release is no release: neither is it kept, nor does the page of it, whose
// program is not there, take the place of the whole one.
func TestHalfAReleaseDisplacesNothing(t *testing.T) {
	a := newAddress(t)
	one, two := releases(t)
	a.serve(files(one))
	p := open(t, a.URL()+"/")
	first := eval[string](p, pageVersion)
	p.workerKeeps(first)
	half := files(two)
	a.serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/pool"), strings.HasSuffix(r.URL.Path, ".wasm"), strings.HasSuffix(r.URL.Path, ".wasm.gz"):
			http.NotFound(w, r)
		default:
			half.ServeHTTP(w, r)
		}
	}))
	// Both releases have the same program, which is kept already; so the page starts.
	p.goTo(a.URL() + "/")
	second := eval[string](p, pageVersion)
	if first == second {
		t.Fatal("the page does not come from the server")
	}
	eval[bool](p, `navigator.serviceWorker.getRegistration().then((r) => r.update()).then(() => true, () => true)`)
	p.promised(`navigator.serviceWorker.getRegistration().then(async (r) =>
		!r.installing && !r.waiting && !(await caches.keys()).some((name) => name.includes(` + fmt.Sprintf("%q", second) + `)))`)

	// A page that names a program which is nowhere.
	a.serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		html, err := os.ReadFile(filepath.Join(two, "index.html"))
		if err != nil {
			t.Error(err)
		}
		text := string(html)
		start := strings.Index(text, ` data-wasm="`) + len(` data-wasm="`)
		end := start + strings.IndexByte(text[start:], '"')
		packed := strings.Index(text, ` data-packed="`)
		packedEnd := packed + len(` data-packed="`) + strings.IndexByte(text[packed+len(` data-packed="`):], '"') + 1
		text = text[:start] + "/web/app.gone.wasm?v=gone" + text[end:packed] + text[packedEnd:]
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, text)
	}))
	p.goTo(a.URL() + "/?seed=7")
	if now := eval[string](p, pageVersion); now != first {
		t.Errorf("the page is of %s, whole is only %s", now, first)
	}
	p.waitFor(`!location.search.includes('saved')`)
	a.stop()
	p.goTo(a.URL() + "/")
	p.forgive("net::ERR_")
	p.forgive("404")
	p.forgive("app-worker.js")
}

// With ?reset the worker and all that it kept are gone, whether the lab answers, another
// project, or nobody.
func TestReset(t *testing.T) {
	dir := writeStatic(t, "/")
	gone := `Promise.all([navigator.serviceWorker.getRegistrations(), caches.keys()]).then(([workers, names]) => workers.length === 0 && names.length === 0)`
	for name, visit := range map[string]func(p *page, a *address){
		"the lab answers": func(p *page, a *address) {
			p.do(chromedp.Navigate(a.URL() + "/?cc=A&reset"))
			p.waitFor(`document.querySelector('#app-wasm-loader-label')?.textContent.includes('has been removed')`)
			p.promised(gone)
			p.shot("reset")
			p.do(chromedp.Click(chromedp.JSPath(`document.querySelector('#app-wasm-loader-label a')`)))
			p.waitFor(`!document.querySelector('#app-wasm-loader') && location.search.startsWith('?cc=A')`)
		},
		"another project answers": func(p *page, a *address) {
			a.serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<title>Another project</title>") }))
			p.do(chromedp.Navigate(a.URL() + "/?reset"))
			p.waitFor(`document.title === 'Another project'`)
			p.promised(gone)
			p.do(chromedp.Navigate(a.URL() + "/"))
			if eval[bool](p, `Boolean(navigator.serviceWorker.controller)`) {
				p.Error("a worker still controls the page")
			}
		},
		"nobody answers": func(p *page, a *address) {
			a.stop()
			p.do(chromedp.Navigate(a.URL() + "/futures?reset"))
			p.waitFor(`document.body.textContent.includes('has been removed')`)
			// Some browsers ask the worker for an icon; nothing is kept again because of that.
			eval[bool](p, `fetch('/favicon.ico').then(() => true, () => true)`)
			p.promised(gone)
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAddress(t)
			a.serve(files(dir))
			p := open(t, a.URL()+"/")
			p.offlineReady()
			visit(p, a)
			p.forgive("") // of the other project, and of a server that is not there
		})
	}
}

// On a first visit the service worker takes from the browser's cache what the page has got.
func TestFirstVisitGetsEachFileOnce(t *testing.T) {
	var mu sync.Mutex
	sent := map[string]int{}
	p := open(t, behind(t, startServer(t).URL, func(r *http.Response) {
		mu.Lock()
		defer mu.Unlock()
		if r.StatusCode == http.StatusOK {
			sent[r.Request.URL.Path]++
		}
	}))
	p.workerActive()
	mu.Lock()
	defer mu.Unlock()
	for _, path := range []string{"/", "/web/app.wasm", "/app.js", "/web/app.css", "/web/fonts/serif.woff2", "/processes"} {
		if sent[path] != 1 {
			t.Errorf("%s was sent %d times: %v", path, sent[path], sent)
		}
	}
}

// runAtOnce presses the main button as soon as there is one, and notes the phase in which the service worker is registered.
const runAtOnce = `
	new MutationObserver((_, observer) => {
		const run = document.querySelector('[data-action="run"]:not([disabled])');
		if (run && !document.querySelector('#app-wasm-loader')) {
			observer.disconnect();
			run.click();
		}
	}).observe(document, { childList: true, subtree: true });
	const { register } = ServiceWorkerContainer.prototype;
	ServiceWorkerContainer.prototype.register = function (...args) {
		window.registeredIn = document.querySelector('.page').dataset.phase;
		return register.apply(this, args);
	};`

// What is kept for later visits does not disturb a run that takes longer than the page's start.
func TestServiceWorkerWaitsForARun(t *testing.T) {
	s := startServer(t)
	p := openRaw(t, "about:blank")
	p.first(runAtOnce)
	p.do(chromedp.Navigate(s.URL + "/"))
	p.is("live")
	p.is("end")
	p.waitFor(`window.registeredIn`)
	if phase := eval[string](p, `window.registeredIn`); phase == "live" {
		t.Error("the service worker comes during a run")
	}
}
