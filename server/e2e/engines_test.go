package e2e

import (
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"
)

// tab is a page in an engine.
type tab struct {
	*testing.T
	engine
}

func (b *tab) open(url string) {
	b.Helper()
	b.complaints()
	if err := b.navigate(url); err != nil {
		b.Fatal(err)
	}
	b.waitFor(`!document.querySelector('#app-wasm-loader') && document.querySelector('h1')`)
	// WebKit keeps its console to itself.
	b.script(`window.complaints = [];
		const note = (...words) => window.complaints.push(words.join(' '));
		console.error = note;
		addEventListener('error', (event) => note(event.message));
		addEventListener('unhandledrejection', (event) => note(event.reason));`)
}

// complaints fails the test for each error in the page that is open.
func (b *tab) complaints() {
	b.Helper()
	if list, err := b.script(`return window.complaints ?? []`); err != nil || string(list) != "[]" {
		b.Errorf("console: %s %v", list, err)
	}
}

func (b *tab) waitFor(expression string) {
	b.Helper()
	last := errors.New("false")
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		result, err := b.script("return Boolean(" + expression + ")")
		if last = err; err == nil && string(result) == "true" {
			return
		}
	}
	text, _ := b.script(`return location.href + ' ' + document.body.innerText.slice(0, 600)`)
	b.Fatalf("never true: %s (%v)\n%s", expression, last, text)
}

// do runs JavaScript.
func (b *tab) do(body string) {
	b.Helper()
	if _, err := b.script(body); err != nil {
		b.Fatal(body, err)
	}
}

func (b *tab) count(selector string) int {
	b.Helper()
	result, err := b.script(fmt.Sprintf("return document.querySelectorAll(%q).length", selector))
	n, _ := strconv.Atoi(string(result))
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// inOtherEngines runs a test in each engine that is not Chromium's. Errors in its page fail the test.
func inOtherEngines(t *testing.T, test func(*testing.T, *tab)) {
	for name, start := range map[string]func(*testing.T) engine{"Firefox": startFirefox, "WebKit": startWebKit} {
		t.Run(name, func(t *testing.T) {
			b := &tab{t, start(t)}
			test(t, b)
			b.complaints()
		})
	}
}

// TestOtherEngines is the core in the engines that are not Chromium's: each lab loads
// and runs to its end, from a server and from files, and the files without their host.
func TestOtherEngines(t *testing.T) {
	inOtherEngines(t, func(t *testing.T, b *tab) {
		s := startServer(t)
		b.open(s.URL + "/?delay=0.2")
		b.race()
		b.open(s.URL + "/flags2?cc=a&server=LOCAL")
		b.flags2()
		b.processes(s.URL)

		files := startStatic(t, "/flag-lab/")
		b.open(files.URL + "/?delay=0.2")
		b.waitFor(`document.querySelector('.kind').dataset.kind === 'Simulated'`)
		b.race()
		b.open(files.URL + "/futures.html?delay=0.2-0.5")
		b.run()
		b.waitFor(`document.querySelectorAll('.card[data-status="ok"] img').length === 5`)
		b.open(files.URL + "/flags2/?cc=a&server=LOCAL")
		b.flags2()

		b.keptAll()
		files.stop()
		b.open(files.URL + "/?delay=0.2")
		b.race()
	})
}

// begin runs the lab, and returns when the page shows the new run.
func (b *tab) begin() {
	b.Helper()
	b.waitFor(runButton)
	b.do(pressRun)
	b.waitFor(hasBegun)
}

// run runs the lab and waits until it is at its end.
func (b *tab) run() {
	b.Helper()
	b.begin()
	b.waitFor(`document.querySelector('.page').dataset.phase === 'end'`)
}

func (b *tab) race() {
	b.Helper()
	b.run()
	for _, run := range []string{sequential, threads} {
		b.waitFor(fmt.Sprintf(`document.querySelectorAll('section%s [data-status="ok"] img').length === 20`, run))
	}
	b.waitFor(`document.querySelector('.verdict').dataset.verdict === 'figure' && document.querySelector('.figures').textContent.endsWith('×')`)
}

func (b *tab) flags2() {
	b.Helper()
	b.run()
	b.waitFor(`document.querySelectorAll('li[data-cc][data-status="ok"]').length > 0`)
}

// keptAll waits until the page can do without its host.
func (b *tab) keptAll() {
	b.Helper()
	b.script(`window.kept = 0; navigator.serviceWorker.ready.then(async () => {
		for (;;) {
			for (const name of await caches.keys()) {
				if (name.startsWith('flaglab-flags ')) window.kept = (await (await caches.open(name)).keys()).length;
			}
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
	})`)
	b.waitFor(`window.kept === 194`)
}
