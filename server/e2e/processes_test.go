package e2e

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// watchWorkers has a page count its workers, and what its program holds of JavaScript: values, among them the functions
// that JavaScript can call.
const watchWorkers = `
	const alive = new Set();
	const Real = window.Worker;
	window.started = 0;
	window.Worker = class extends Real {
		constructor(...all) { super(...all); alive.add(this); window.started++; }
		terminate() { alive.delete(this); super.terminate(); }
	};
	window.workers = () => alive.size;
	const { _resume } = Go.prototype;
	Go.prototype._resume = function () {
		window.heldByGo = () => this._values.length - this._idPool.length;
		return _resume.call(this);
	};
	return true`

// number evaluates an expression.
func (b *tab) number(expression string) int {
	b.Helper()
	result, err := b.script("return " + expression)
	if err != nil {
		b.Fatal(expression, err)
	}
	n, err := strconv.Atoi(string(result))
	if err != nil {
		b.Fatalf("%s: %s", expression, result)
	}
	return n
}

// computing waits until the workers of a pool compute.
func (b *tab) computing() {
	b.Helper()
	b.waitFor(`document.querySelector('section[data-run="processes"]').dataset.state === 'running' && workers() === 2`)
}

// processes is the core of the Processes lab, which each engine passes.
func (b *tab) processes(base string) {
	b.Helper()
	b.open(base + "/processes?workers=2&batches=4&size=200000")
	b.do(watchWorkers)
	b.run()
	for _, run := range []string{"sequential", "threads", "processes"} {
		b.waitFor(fmt.Sprintf(`document.querySelector('section[data-run=%q]').dataset.state === 'done'`, run))
		// The table describes the picture: each run has done all batches, in its lanes.
		rows := fmt.Sprintf(`[...document.querySelector('.fold-tables table').querySelectorAll('tbody tr')].map(r => [...r.cells].map(c => c.textContent)).filter(c => c[0].toLowerCase() === %q)`, run)
		if n := b.number(rows + ".length"); n != 4 {
			b.Errorf("%s: the picture has %d batches, want 4", run, n)
		}
		want := 2
		if run == "sequential" {
			want = 1
		}
		if n := b.number("new Set(" + rows + ".map(c => c[1])).size"); n != want {
			b.Errorf("%s: %d lanes, want %d", run, n, want)
		}
	}
	// A machine with one free core compares nothing, and says so.
	b.waitFor(`['figure', 'problem'].includes(document.querySelector('.verdict').dataset.verdict)`)
	if n := b.number("started"); n < 2 {
		b.Errorf("%d workers were started", n)
	}
	b.waitFor("workers() === 0")

	// Cancel ends the run and its workers at once, though they have long to compute.
	b.open(base + "/processes?workers=2&batches=16&size=1000000")
	b.do(watchWorkers)
	b.begin()
	b.computing()
	b.do(`const began = performance.now();
		window.cancelled = 0;
		document.querySelector('[data-action="cancel"]').click();
		const look = () => workers() || document.querySelector('.page').dataset.phase !== 'stopped'
			? setTimeout(look, 5) : (window.cancelled = Math.ceil(performance.now() - began));
		look()`)
	b.waitFor("cancelled > 0 && document.querySelector('.verdict').dataset.verdict === 'problem'")
	b.Logf("cancelled after %d ms", b.number("cancelled"))
	b.waitFor(`document.querySelector('section[data-run="processes"]').dataset.state === 'cancelled'`)

	// So does leaving the page.
	b.begin()
	b.computing()
	b.do(`document.querySelector('nav a').click()`)
	b.waitFor("workers() === 0")
	b.complaints()
}

func TestProcesses(t *testing.T) {
	s := startServer(t)
	p := open(t, "about:blank")
	b := &tab{t, chromiumEngine{p}}
	b.processes(s.URL)
}

// Each kind of work finishes, from a server and from files.
func TestWorksOfProcesses(t *testing.T) {
	const small = "workers=2&batches=4&megabytes=1&pixels=288&wait=0.05"
	b := &tab{t, chromiumEngine{open(t, "about:blank")}}
	same := func(base string, works ...string) {
		for _, work := range works {
			b.open(base + "?work=" + work + "&" + small)
			b.run()
			for _, run := range []string{"sequential", "threads", "processes"} {
				b.waitFor(fmt.Sprintf(`document.querySelector('section[data-run=%q]').dataset.state === 'done'`, run))
			}
			if n := b.number(`[...document.querySelectorAll('.verdict')].filter(v => /failed|could not/.test(v.textContent)).length`); n != 0 {
				b.Errorf("%s: a part of the work failed", work)
			}
			b.waitFor(`document.querySelector('.transcript[data-run="callback"]').textContent.includes('state=finished returned')`)
		}
	}
	s := startServer(t)
	same(s.URL+"/processes", "sha256", "mandelbrot", "flags")
	same(startStatic(t, "/flag-lab/").URL+"/processes", "flags")

	for work, rows := range map[string]int{"prices": 9, "chunks&calls=100": 7} {
		b.open(s.URL + "/processes?workers=1&work=" + work)
		b.run()
		b.waitFor(`document.querySelector('.verdict').dataset.verdict === 'figure'`)
		if n := b.number(`document.querySelectorAll('.panels tbody tr, .fold-tables tbody tr').length`); n != rows {
			b.Errorf("%s: %d rows, want %d", work, n, rows)
		}
	}
}

// Twenty runs hold no more than five.
func TestManyRunsOfProcessesLeaveNothing(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/processes?workers=2&batches=2&size=1000")
	b := &tab{t, chromiumEngine{p}}
	b.do(watchWorkers)
	givenUp := 0
	runs := func(n int) {
		for i := range n {
			b.begin()
			if i%3 == 2 {
				p.do(chromedp.KeyEvent(kb.Escape))
			}
			b.waitFor(over)
			givenUp += b.count(`.page[data-phase="stopped"]`)
		}
		// After the person leaves the lab, the program collects garbage; coming back shows the same page.
		for _, lab := range []string{"/machine", "/processes"} {
			b.do(fmt.Sprintf(`document.querySelector('nav a[href$=%q]').click()`, lab))
			b.waitFor(fmt.Sprintf(`document.querySelector('nav a[href$=%q]').getAttribute('aria-current') === 'page'`, lab))
		}
	}
	runs(5)
	p.settled()
	first := b.number("heldByGo()")
	runs(15)
	b.waitFor(fmt.Sprintf("workers() === 0 && heldByGo() <= %d", first+10)) // fewer than one for each run
	t.Logf("the program holds %d values of JavaScript after 5 runs, %d after 20, of which %d were given up", first, b.number("heldByGo()"), givenUp)
	if givenUp == 0 {
		t.Error("no run was given up")
	}
}
