package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// The tests of app/process run in processes natively. Here the same tests run in pages,
// with Web Workers, in each of the engines.

// strictPolicy is what a page with workers has to be allowed, and no more.
const strictPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; frame-src 'self'"

// testSite serves a page that runs the tests of app/process.
type testSite struct {
	URL string

	Policy       string            // of all pages
	WorkerPolicy string            // of the worker's script
	Missing      string            // this file is not there
	Frames       map[string]string // the sandbox attribute of the frame in which a page embeds the tests
}

var buildTests = sync.OnceValues(func() (map[string][]byte, error) {
	dir, err := os.MkdirTemp("", "process")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "test.wasm")
	build := exec.Command("go", "test", "-c", "-ldflags=-s -w", "-o", program, "./app/process")
	build.Dir = filepath.Join("..", "..")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for name, path := range map[string]string{
		"/test.wasm":      program,
		"/wasm_exec.js":   filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"),
		"/run.js":         filepath.Join("testdata", "go_test.js"),
		"/pool.js":        filepath.Join("..", "..", "web", "pool.js"),
		"/pool-worker.js": filepath.Join("..", "..", "web", "pool-worker.js"),
	} {
		if files[name], err = os.ReadFile(path); err != nil {
			return nil, err
		}
	}
	files["/pool-worker.js"] = append(append([]byte{}, files["/wasm_exec.js"]...), files["/pool-worker.js"]...)
	return files, nil
})

func startTestSite(t testing.TB) *testSite {
	t.Helper()
	files, err := buildTests()
	if err != nil {
		t.Fatal(err)
	}
	site := &testSite{Policy: strictPolicy}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", site.Policy)
		if sandbox, ok := site.Frames[r.URL.Path]; ok {
			fmt.Fprintf(w, `<!DOCTYPE html><title>frame</title><pre></pre><iframe sandbox="%s" src="/?%s"></iframe><script src="/frame.js"></script>`, sandbox, r.URL.RawQuery)
			return
		}
		switch content, ok := files[r.URL.Path]; {
		case r.URL.Path == "/":
			fmt.Fprint(w, `<!DOCTYPE html><title>tests</title><h1>Tests</h1><pre></pre><script src="wasm_exec.js"></script><script src="pool.js"></script><script src="run.js"></script>`)
		case r.URL.Path == "/frame.js":
			w.Header().Set("Content-Type", "text/javascript")
			fmt.Fprint(w, `addEventListener("message", ({data}) => { document.querySelector("pre").textContent = data.said; document.body.dataset.exit = data.code })`)
		case !ok || r.URL.Path == site.Missing:
			http.NotFound(w, r)
		default:
			if r.URL.Path == "/pool-worker.js" && site.WorkerPolicy != "" {
				w.Header().Set("Content-Security-Policy", site.WorkerPolicy)
			}
			w.Header().Set("Content-Type", map[string]string{".js": "text/javascript", ".wasm": "application/wasm"}[filepath.Ext(r.URL.Path)])
			w.Header().Set("Access-Control-Allow-Origin", "*") // a sandboxed frame is of another origin
			w.Write(content)
		}
	}))
	t.Cleanup(server.Close)
	site.URL = server.URL
	return site
}

// goTests runs tests in a tab, and returns their output.
func goTests(t *testing.T, e engine, page string, query map[string]string) string {
	t.Helper()
	values := url.Values{}
	for key, value := range query {
		values.Set(key, value)
	}
	if err := e.navigate(page + "?" + values.Encode()); err != nil {
		t.Fatal(err)
	}
	b := &tab{t, e}
	b.waitFor(`document.body && document.body.dataset.exit`)
	read := func(expression string) (s string) {
		answer, err := e.script("return " + expression)
		if err != nil {
			t.Fatal(err)
		}
		json.Unmarshal(answer, &s)
		return s
	}
	said := read(`document.querySelector('pre').textContent`)
	if code := read(`document.body.dataset.exit`); code != "0" {
		t.Errorf("exit code %s\n%s", code, said)
	}
	if !strings.Contains(said, "--- PASS: ") || strings.Contains(said, "--- SKIP: ") {
		t.Errorf("no test passed, or not all:\n%s", said)
	}
	return said
}

// chromiumEngine has Chromium look like the other engines.
type chromiumEngine struct{ *page }

func startChromium(t *testing.T) engine {
	p := openRaw(t, "about:blank")
	t.Cleanup(func() { p.forgive("") }) // these tests end workers in all ways that there are
	return chromiumEngine{p}
}

func (c chromiumEngine) navigate(url string) error {
	c.do(chromedp.Navigate(url))
	return nil
}

func (c chromiumEngine) script(body string) (json.RawMessage, error) {
	text := eval[string](c.page, "JSON.stringify((() => {"+body+"})() ?? null)")
	return json.RawMessage(text), nil
}

func TestProcessPool(t *testing.T) {
	for name, start := range map[string]func(*testing.T) engine{"Chromium": startChromium, "Firefox": startFirefox, "WebKit": startWebKit} {
		t.Run(name, func(t *testing.T) {
			e := start(t)
			t.Run("every rule", func(t *testing.T) {
				site := startTestSite(t)
				goTests(t, e, site.URL+"/", map[string]string{"run": "^Test([^B]|B[^l])"})
			})
			for name, test := range map[string]struct {
				frame  string
				policy string
			}{
				"in a frame":         {"allow-scripts allow-same-origin", strictPolicy},
				"in an opaque frame": {"allow-scripts", strings.Replace(strings.ReplaceAll(strictPolicy, "'self'", "'self' ORIGIN"), "worker-src", "worker-src blob:", 1)},
			} {
				t.Run(name, func(t *testing.T) {
					site := startTestSite(t)
					site.Policy = strings.ReplaceAll(test.policy, "ORIGIN", site.URL)
					site.Frames = map[string]string{"/frame": test.frame}
					goTests(t, e, site.URL+"/frame", map[string]string{"run": "TestTasksRunInAWorker|TestLargeBuffersCross|TestMemory"})
				})
			}
			for name, test := range map[string]struct {
				block func(*testSite)
				says  string
			}{
				"by the policy": {func(s *testSite) {
					s.Policy = strings.Replace(strictPolicy, "worker-src 'self'", "worker-src 'none'", 1)
				}, "the Content-Security-Policy of this page forbids workers"},
				"by a sandbox": {func(s *testSite) {
					s.Policy = strings.ReplaceAll(strictPolicy, "'self'", "'self' "+s.URL)
					s.Frames = map[string]string{"/frame": "allow-scripts"}
				}, "the Content-Security-Policy of this page forbids workers: worker-src does not allow blob"},
				"for want of it": {func(s *testSite) { s.Missing = "/pool-worker.js" }, "its script did not load"},
				"by its program": {func(s *testSite) { s.WorkerPolicy = "sandbox allow-scripts; script-src 'none'" }, "x"},
			} {
				if _, ok := e.(chromiumEngine); ok && name == "by its program" {
					continue // it lets a program in that is compiled already
				}
				t.Run("blocked "+name, func(t *testing.T) {
					site := startTestSite(t)
					test.block(site)
					page := site.URL + "/"
					if site.Frames != nil {
						page += "frame"
					}
					goTests(t, e, page, map[string]string{"run": "TestBlockedWorkersAreTold", "blocked": test.says})
				})
			}
		})
	}
}

// startOneWorker starts a worker of the page's program, as a pool does, and returns its first
// answer, that it is ready, with its length in front.
const startOneWorker = `new Promise((resolve) => {
	const worker = new Worker(workerProgram.script, {name: 'w'});
	const answer = (text) => { worker.terminate(); resolve(text) };
	worker.onmessage = ({data}) => answer(String(data));
	worker.onerror = ({message}) => answer('error: ' + message);
	const hello = new Uint8Array(['H'.charCodeAt(), 0, 1, 'w'.charCodeAt(), 0, 0, 0]).buffer;
	worker.postMessage({module: workerProgram.module, name: 'w', hello});
})`

func TestThePagesProgramIsItsWorkersToo(t *testing.T) {
	ready := fmt.Sprintf("2,0,0,0,%d,0", 'R')
	check := func(t *testing.T, p *page) {
		t.Helper()
		if answer := eval[string](p, startOneWorker); answer != ready {
			t.Errorf("the worker says %s", answer)
		}
	}
	t.Run("from a server", func(t *testing.T) {
		check(t, open(t, startServer(t).URL))
	})
	t.Run("from files, and without their host", func(t *testing.T) {
		site := startStatic(t, "/flag-lab/")
		p := open(t, site.URL+"/")
		check(t, p)
		eval[bool](p, `navigator.serviceWorker.ready.then(() => true)`)
		site.stop()
		p.do(chromedp.Reload())
		p.waitFor(`!document.querySelector('#app-wasm-loader')`)
		check(t, p)
		p.forgive("") // what the host is asked for in vain
	})
}
