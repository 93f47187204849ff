package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const sweep = `[data-run="sweep"]`

// TestPool sweeps three sizes: each point is there as soon as it is measured, opens its timeline, and leads to the race.
func TestPool(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/pool?sizes=1+3+12&limit=12&delay=0.2&compute=0")
	p.shot("before")
	p.click("10×")
	p.begin()
	p.is("live")
	p.waitFor(`document.querySelector('#speedup li[data-cc="1"][data-state="finished"]')`)
	if phase := eval[string](p, `document.querySelector('.page').dataset.phase`); phase != "live" {
		t.Errorf("when the first point has its speed-up the sweep is not under way, but %s", phase)
	}
	p.is("end")
	p.runIs(sweep, "done")
	p.verdict("workers")
	p.shot("after")
	if n := p.count(`#speedup li[data-state="finished"]`); n != 3 {
		t.Errorf("%d points", n)
	}
	p.do(chromedp.Click(chromedp.JSPath(`document.querySelector('#elapsed li[data-cc="3"]')`)))
	p.runIs(`[data-run="pool-3"]`, "done")
	p.waitFor(`location.search.includes('point=3') && document.querySelector('#timeline canvas').width > 0`)
	p.is("end")
	p.shot("point")
	p.do(chromedp.Click(chromedp.JSPath(`document.querySelector('section[data-run="pool-3"] a.control')`)))
	p.waitFor(`document.querySelector('.page').dataset.lab === 'Race'`)
	p.waitFor(`document.querySelector('h1').textContent.includes('3 workers')`)
	if got := p.text(".settings"); !strings.Contains(got, "12 codes") || !strings.Contains(got, "delay 0.2 s") {
		t.Errorf("the race has other settings: %s", got)
	}
}

// TestPoolComputes sweeps pools that compute, on goroutines and on Web Workers, and opens the timeline of the latter.
func TestPoolComputes(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/pool?sizes=1+2&limit=4&delay=0.05&run=1")
	p.is("end")
	p.runIs(sweep, "done")
	p.waitFor(`document.querySelector('.prose.finding')?.textContent.includes('Computing on goroutines')`)
	if n := p.count(`#speedup li[data-state="finished"]`); n != 6 {
		t.Errorf("%d points", n)
	}
	eval[bool](p, `(document.querySelector('#speedup li[data-cc="processes-2"]').click(), true)`)
	p.runIs(`[data-run="processes-2"]`, "done")
	p.waitFor(`document.querySelector('#timeline').style.height`) // it is painted
	p.shot("computed")
	if got := p.text(".transcript"); strings.Count(got, "24 of 24 done") != 4 {
		t.Errorf("transcript:\n%s", got)
	}
}

// TestPoolIsCancelled keeps what was measured, and says so.
func TestPoolIsCancelled(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/pool?sizes=1+2+3&limit=30&delay=0.1&compute=0&run=1")
	p.is("live")
	p.waitFor(`document.querySelector('#speedup li[data-cc="2"][data-state="finished"]')`)
	p.click("Cancel")
	p.is("stopped")
	p.runIs(sweep, "cancelled")
	p.verdict("what was measured stays")
	if n := p.count(`#speedup li[data-state="finished"]`); n < 2 {
		t.Errorf("%d points are left", n)
	}
}

// TestPoolInOtherEngines sweeps in other engines, whose workers and timers are others, too.
func TestPoolInOtherEngines(t *testing.T) {
	inOtherEngines(t, func(t *testing.T, b *tab) {
		s := startServer(t)
		b.open(s.URL + "/pool?sizes=1+2&limit=4&delay=0.05")
		b.run()
		b.waitFor(`document.querySelectorAll('#speedup li[data-state="finished"]').length === 6`)
		b.script(`document.querySelector('#elapsed li[data-cc="2"]').click()`)
		b.waitFor(`document.querySelector('section[data-run="pool-2"] #timeline')?.style.height`)
		b.script(`document.querySelector('#speedup li[data-cc="processes-2"]').click()`)
		b.waitFor(`document.querySelector('section[data-run="processes-2"][data-state="done"]')`)
		if b.count(`section[data-run="sweep"][data-state="done"]`) != 1 || b.count(`.verdict[data-verdict="figure"]`) != 1 {
			t.Error("it is not done")
		}
	})
}
