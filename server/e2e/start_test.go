package e2e

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// hello is the least page that go-app makes: a text and a button.
const hello = `package main

import (
	"fmt"
	"net"
	"net/http"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

type hello struct {
	app.Compo
	name string
}

func (h *hello) Render() app.UI {
	return app.Div().Body(app.H1().Text("Hello "+h.name), app.Button().Text("Run").OnClick(func(app.Context, app.Event) { h.name = "world" }))
}

func main() {
	app.Route("/", &hello{})
	app.RunWhenOnBrowser()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("http://%s\n", listener.Addr())
	http.Serve(listener, &app.Handler{Name: "Hello"})
}
`

// startHello builds the least page as go-app's book says, and serves it.
func startHello(b *testing.B) string {
	b.Helper()
	dir := b.TempDir()
	source := filepath.Join(dir, "main.go")
	if err := os.WriteFile(source, []byte(hello), 0o644); err != nil {
		b.Fatal(err)
	}
	for name, env := range map[string][]string{"server": nil, "web/app.wasm": {"GOOS=js", "GOARCH=wasm"}} {
		build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", filepath.Join(dir, name), source)
		build.Dir, build.Env = "../..", append(os.Environ(), env...)
		if out, err := build.CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
	}
	server := exec.Command(filepath.Join(dir, "server"))
	server.Dir, server.Stderr = dir, os.Stderr
	out, err := server.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := server.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	line := bufio.NewScanner(out)
	if !line.Scan() {
		b.Fatal("the least page's server does not say where it is")
	}
	return line.Text()
}

// watchStart makes a page record when a press on its button counts, when its program answers one, when the program's own page is
// there, and for how long tasks of more than 50 ms kept it from answering until then.
const watchStart = `(() => {
	const start = window.start = {counts: 0, works: 0, whole: 0, blocked: 0};
	start.over = new Promise(resolve => start.end = resolve);
	new PerformanceObserver(list => {
		for (const task of list.getEntries()) if (!start.whole || task.startTime < start.whole) start.blocked += task.duration - 50;
	}).observe({type: 'longtask', buffered: true});
	new MutationObserver((_, observer) => {
		const lab = document.querySelector('.page');
		const buttons = document.querySelectorAll(lab ? '[data-action="run"]:not([disabled])' : 'button');
		const loading = document.querySelector('#app-wasm-loader');
		if (buttons.length > 0) start.counts ||= performance.now();
		if (buttons.length > 0 && (lab ? !document.querySelector('[data-loading]') : !loading)) start.works ||= performance.now();
		if (start.works && !loading) {
			start.whole = performance.now();
			observer.disconnect();
			start.end();
		}
	}).observe(document, {childList: true, subtree: true, attributes: true});
})()`

// begun is how long a page took until a press counted, until its program answered one and until the program's own page was there, and
// for how long it was blocked, in ms.
type begun struct {
	Counts  float64 `json:"counts"`
	Works   float64 `json:"works"`
	Whole   float64 `json:"whole"`
	Blocked float64 `json:"blocked"`
}

// start opens a page. The browser rests before, as if the person had been reading, and is asked for nothing meanwhile.
func (p *page) start(url string) begun {
	p.Helper()
	p.do(chromedp.Sleep(time.Second), chromedp.Navigate(url))
	eval[bool](p, `start.over.then(() => new Promise(done => setTimeout(() => done(true), 1000)))`) // long tasks are reported later
	return eval[begun](p, `start`)
}

// BenchmarkStart compares this page with the least page that go-app makes, in turns, on the first visit of a browser and on the
// second: from navigation to a Run button that works, which means that the program hears a press and starts the run at once, and to
// the program's own page. The least page has both at the same time.
func BenchmarkStart(b *testing.B) {
	urls := map[string]string{"least": startHello(b), "lab": startServer(b).URL}
	for b.Loop() {
		figures := map[string][]float64{}
		note := func(key string, x float64) { figures[key] = append(figures[key], x) }
		for range rounds {
			for name, url := range urls {
				p := openRaw(b, "about:blank")
				p.unwatched()
				p.first(watchStart)
				first := p.start(url)
				note("counts "+name, first.Counts)
				note("first "+name, first.Works)
				note("first whole "+name, first.Whole)
				note("blocked "+name, first.Blocked)
				if name == "lab" { // the least page's worker wants icons from the network, and comes to nothing without one
					p.workerActive()
				}
				second := p.start(url)
				note("second "+name, second.Works)
				note("second whole "+name, second.Whole)
				p.do(chromedp.Navigate("about:blank")) // or the lab draws on, beside the next start
			}
		}
		for name, keys := range map[string]struct{ lab, least string }{
			"press-counts": {"counts lab", "first least"}, // the least page has a rendered button too, but nothing comes of a press
			"first-visit":  {"first lab", "first least"},
			"second-visit": {"second lab", "second least"},
			"first-whole":  {"first whole lab", "first whole least"},
			"second-whole": {"second whole lab", "second whole least"},
			"blocked":      {"blocked lab", "blocked least"},
		} {
			lab, least := median(figures[keys.lab]), median(figures[keys.least])
			b.ReportMetric(lab, name+"-ms")
			if least > 0 { // neither page is blocked where the processor is fast
				b.ReportMetric(lab/least, name+"/hello-world")
			}
		}
	}
}

// behind passes on what a server answers, changed by something in between.
func behind(t *testing.T, server string, change func(*http.Response)) string {
	t.Helper()
	target, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = target.Host
		},
		ModifyResponse: func(r *http.Response) error {
			change(r)
			return nil
		},
	})
	t.Cleanup(s.Close)
	return s.URL
}

// gotProgram reports whether the page itself got its program, not a worker for it.
const gotProgram = `performance.getEntriesByType('resource').some(r => r.name.includes('/web/app.wasm'))`

// A worker compiles the program. Where there is none, the page does it.
func TestStartWithAndWithoutAWorker(t *testing.T) {
	server := startServer(t).URL
	for _, test := range []struct {
		name     string
		change   func(*http.Response)
		complain string // what the browser says on its console
		itself   bool
	}{
		{name: "worker", change: func(*http.Response) {}},
		{"no script", func(r *http.Response) {
			if r.Request.URL.Path == "/compiler.js" {
				r.StatusCode = http.StatusNotFound
			}
		}, "/compiler.js", true},
		{"forbidden", func(r *http.Response) { r.Header.Add("Content-Security-Policy", "worker-src 'none'") }, "worker-src", true},
		{"it fails", func(r *http.Response) {
			if r.Request.URL.Path == "/compiler.js" {
				r.Header.Add("Content-Security-Policy", "default-src 'none'")
			}
		}, "Content Security Policy", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := open(t, behind(t, server, test.change))
			if itself := eval[bool](p, gotProgram); itself != test.itself {
				t.Errorf("the page got its program itself: %v, want %v", itself, test.itself)
			}
			if test.complain != "" {
				p.forgive(test.complain)
			}
		})
	}
}

// The worker asks for the program before the page's script is here.
func TestProgramIsAskedForEarly(t *testing.T) {
	asked := make(chan struct{})
	var once sync.Once
	open(t, behind(t, startServer(t).URL, func(r *http.Response) {
		switch r.Request.URL.Path {
		case "/web/app.wasm":
			once.Do(func() { close(asked) })
		case "/app.js":
			<-asked
		}
	}))
}

// pause is a part of an answer, without content, that comes when the channel is closed.
type pause <-chan struct{}

func (p pause) Read([]byte) (int, error) {
	<-p
	return 0, io.EOF
}

// While the program comes, the page shows how much of it is here.
func TestProgressOfTheProgram(t *testing.T) {
	server := startServer(t).URL
	for name, policy := range map[string]string{"worker": "", "page": "worker-src 'none'"} {
		t.Run(name, func(t *testing.T) {
			rest := make(chan struct{})
			goOn := sync.OnceFunc(func() { close(rest) })
			url := behind(t, server, func(r *http.Response) {
				if policy != "" {
					r.Header.Add("Content-Security-Policy", policy)
				}
				if body := r.Body; r.Request.URL.Path == "/web/app.wasm" {
					half := io.LimitReader(body, r.ContentLength/2)
					r.Body = struct {
						io.Reader
						io.Closer
					}{io.MultiReader(half, pause(rest), body), body}
				}
			})
			t.Cleanup(goOn) // before the server stops, which waits for its answers
			p := openRaw(t, url)
			const shown = `(document.querySelector('#app-wasm-loader progress')?.value ?? 0)`
			p.waitFor(shown + ` > 0.2`)
			if share := eval[float64](p, shown); share > 0.8 {
				t.Errorf("with half of the program here, the page shows a share of %.2f", share)
			}
			goOn()
			p.waitFor(`!document.querySelector('#app-wasm-loader')`)
			if policy != "" {
				p.forgive("worker-src")
			}
		})
	}
}

// heldBack passes on what a server answers, but holds the program back until it is released, and then answers with a status.
func heldBack(t *testing.T, server string, status int) (url string, release func()) {
	t.Helper()
	released := make(chan struct{})
	release = sync.OnceFunc(func() { close(released) })
	url = behind(t, server, func(r *http.Response) {
		if r.Request.URL.Path == "/web/app.wasm" {
			<-released
			r.StatusCode = status
		}
	})
	t.Cleanup(release) // before the server stops, which waits for its answers
	return url, release
}

// Who presses the main button before the program is here need not press it again: the run starts with the program.
func TestAnEarlyPressStartsTheRun(t *testing.T) {
	url, release := heldBack(t, startServer(t).URL, http.StatusOK)
	p := openRaw(t, url)
	p.waitFor(runButton)
	eval[bool](p, `(() => { const run = `+runButton+`; run.focus(); run.click(); return true })()`)
	if text := p.text(`[data-action="run"]`); text != "Starting…" {
		t.Errorf("after a press the button says %q", text)
	}
	if text := p.text("#app-wasm-loader-label"); !strings.Contains(text, "starts by itself") {
		t.Errorf("after a press the page says %q", text)
	}
	release()
	p.waitFor(`!document.querySelector('#app-wasm-loader')`)
	p.hasFocus(".go .primary")
	p.is("live") // and not the example
	p.is("end")
	if n := p.flags(threads); n != 20 {
		t.Errorf("%d flags, want 20", n)
	}
}

// The program starts a run that is asked for before its own page has taken the place of the rendered one.
func TestTheRenderedPageWorks(t *testing.T) {
	p := openRaw(t, "about:blank")
	p.first(`(() => {
		window.asked = [];
		const ask = window.fetch;
		window.fetch = (...args) => {
			asked.push(document.querySelector('#app-wasm-loader') !== null);
			return ask(...args);
		};
		new MutationObserver((_, observer) => {
			const button = document.querySelector('[data-action="run"]:not([disabled])');
			if (button && !document.querySelector('[data-loading]')) {
				observer.disconnect();
				asked.length = 0;
				button.click();
			}
		}).observe(document, {childList: true, subtree: true, attributes: true});
	})()`)
	p.do(chromedp.Navigate(startServer(t).URL + "/?cc=BR+CN"))
	p.waitFor(`!document.querySelector('#app-wasm-loader') && document.querySelector('[data-action="cancel"]')`)
	if !eval[bool](p, `asked[0] === true`) {
		t.Error("nothing is asked for before the program's own page is there")
	}
	p.is("end")
	if n := p.flags(threads); n != 2 {
		t.Errorf("%d flags, want 2", n)
	}
}

// hasFocus complains if another element than that of the selector has the focus.
func (p *page) hasFocus(selector string) {
	p.Helper()
	if !eval[bool](p, fmt.Sprintf(`document.activeElement.matches(%q)`, selector)) {
		p.Errorf("the focus is on %.100s, want it on %s", eval[string](p, `document.activeElement.outerHTML`), selector)
	}
}

// The program's page takes the place of the rendered one. The focus stays where it was; where an early press cannot be
// followed, it goes to what has to be mended.
func TestTheFocusOutlivesTheStart(t *testing.T) {
	server := startServer(t).URL
	const main = `[data-action="run"]`
	for _, test := range []struct {
		name, search, focus string
		press               bool
		status              int // of the program
		want                string
	}{
		{"a link", "/", `.top nav a[href="/pool"]`, false, http.StatusOK, `.top nav a[href="/pool"]`},
		{"a summary", "/", ".experiment > summary", false, http.StatusOK, ".experiment > summary"},
		{"a wrong setting", "/?workers=abc", main, true, http.StatusOK, "#field-workers"},
		{"a run that starts by itself", "/?run=1", main, true, http.StatusOK, ".go .primary"},
		{"a start that fails", "/", main, true, http.StatusServiceUnavailable, "#app-wasm-loader button"},
	} {
		t.Run(test.name, func(t *testing.T) {
			url, release := heldBack(t, server, test.status)
			p := openRaw(t, url+test.search)
			p.waitFor(runButton)
			eval[bool](p, fmt.Sprintf(`(() => { document.querySelector(%q).focus(); return true })()`, test.focus))
			if test.press {
				eval[bool](p, fmt.Sprintf(`(() => { document.querySelector(%q).click(); return true })()`, test.focus))
			}
			release()
			p.waitFor(`!document.querySelector('#app-wasm-loader:not([data-state])')`)
			p.hasFocus(test.want)
			p.forgive("503")
			p.forgive("did not start")
		})
	}
}

// Without its program the page says why, and offers to reload.
func TestStartWithoutAProgram(t *testing.T) {
	server := startServer(t).URL
	for name, test := range map[string]struct {
		file   string
		change func(*http.Response)
		want   string
	}{
		"ended": {"/wasm_exec.js", func(r *http.Response) {
			r.Header.Del("Content-Encoding")
			r.Header.Del("Content-Length")
			r.Body = io.NopCloser(strings.NewReader("globalThis.Go = class { importObject = new Proxy({}, { get: () => new Proxy({}, { get: () => () => {} }) }); async run() {} };"))
			r.ContentLength = -1
		}, "its program ended"},
		"refused": {"/web/app.wasm", func(r *http.Response) { r.StatusCode = http.StatusServiceUnavailable }, "the server answered 503"},
		"changed": {"/web/app.wasm", func(r *http.Response) {
			r.Header.Del("Content-Encoding")
			r.Header.Del("Content-Length")
		}, "could not be started"},
	} {
		t.Run(name, func(t *testing.T) {
			p := openRaw(t, behind(t, server, func(r *http.Response) {
				if strings.HasPrefix(r.Request.URL.Path, test.file) {
					test.change(r)
				}
			}))
			p.waitFor(`document.querySelector('#app-wasm-loader[data-state="failed"] button')`)
			if p.count(`[data-action="run"]:not([disabled])`) > 0 {
				t.Error("the main button can be pressed, but nothing will come of it")
			}
			if text := p.text("#app-wasm-loader-label"); !strings.Contains(text, test.want) {
				t.Errorf("the page says %q, want %q", text, test.want)
			}
			p.forgive("")
		})
	}
}
