package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestPermalinkRestoresAndStarts(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=BR&delay=0.5&max_req=7&seed=3&server=delay&run=1")
	p.is("end")
	for id, want := range map[string]string{"field-cc": "BR", "field-delay": "0.5", "field-workers": "7", "field-seed": "3", "field-site": "DELAY"} {
		if got := eval[string](p, fmt.Sprintf("document.getElementById(%q).value", id)); got != want {
			t.Errorf("%s is %q, want %q", id, got, want)
		}
	}
	if seq := p.elapsed(sequential); seq < 0.5 {
		t.Errorf("one flag with a delay of 0.5 s took %.2fs", seq)
	}
}

// settings opens the settings.
func (p *page) settings() {
	p.Helper()
	p.do(chromedp.Click(chromedp.JSPath(`document.querySelector('.experiment > summary')`)))
}

func TestSettingsAreInTheURL(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL)
	p.settings()
	p.fill("field-workers", "5")
	p.fill("field-cc", "a b c")
	p.choose("field-site", "LOCAL")
	p.waitFor(`location.search === '?cc=a+b+c&site=LOCAL&workers=5'`)
	p.waitFor(`document.querySelectorAll('section[data-run="threads"] [data-cc]').length === 78`)
	p.shot("open")
	p.click("Reset")
	p.waitFor(`location.search === '' && document.getElementById('field-workers').value === '20'`)
	p.waitFor(`document.querySelectorAll('section[data-run="threads"] [data-cc]').length === 20`)
	// The slider changes the forecast before any run.
	eval[bool](p, `(() => { const e = document.getElementById('slider-workers'); e.value = 4; e.dispatchEvent(new Event('input', {bubbles: true})); return true })()`)
	p.waitFor(`location.search === '?workers=4' && document.querySelector('h1').textContent.includes('4 workers')`)
	p.shot("slider")
}

// Who looks at another lab comes back to their run, by the menu and by the browser's Back.
func TestALabIsAsItWasLeft(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=BR+CN&delay=0.05&workers=2")
	p.begin()
	p.is("end")
	verdict := p.text(".verdict")
	p.do(chromedp.Click(`nav a[href="/machine"]`))
	p.waitFor(`document.querySelector('.page').dataset.lab === 'Machine' && location.search === ''`)
	for name, back := range map[string]string{"Back": `history.back()`, "the menu": `document.querySelector('nav a[href="/"]').click()`} {
		eval[bool](p, back+`, true`)
		p.waitFor(`document.querySelector('.page').dataset.lab === 'Race' && location.search === '?cc=BR+CN&delay=0.05&workers=2'`)
		if now := p.text(".verdict"); now != verdict || verdict == "" {
			t.Errorf("%s: the verdict was %q and is %q", name, verdict, now)
		}
		p.runIs(sequential, "done")
		p.waitFor(`document.querySelectorAll('section[data-run="threads"] [data-status="ok"]').length === 2`)
		p.do(chromedp.Click(`nav a[href="/machine"]`))
		p.waitFor(`document.querySelector('.page').dataset.lab === 'Machine'`)
	}
	p.do(chromedp.Click(`nav a[href="/"]`))
	p.waitFor(`document.querySelector('.page').dataset.lab === 'Race'`)
	p.begin() // it can run again
	p.is("end")
}

func TestBadFieldsSayWhatIsWrong(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL)
	p.settings()
	for _, test := range []struct{ name, bad, good, want string }{
		{"cc", "BR ABC", "BR", "A to Z"},
		{"workers", "1001", "20", "1 to 1000"},
		{"errors", "2", "0", "0 to 1"},
		{"seed", "x", "1", "whole number"},
		{"timeout", "0x1p3", "3.1", "0.1 to 60"},
	} {
		p.refuses(test.name, test.bad, test.want)
		p.waitFor(fmt.Sprintf(`(e => e.getAttribute('aria-invalid') === 'true' && e.getAttribute('aria-describedby') === 'error-%s')(document.getElementById('field-%[1]s'))`, test.name))
		p.shot("bad-" + test.name)
		p.accepts(test.name, test.good)
	}
}

// What a link asks for and the lab does not have is named beside its field, and nothing starts.
func TestALinkWithMistakesStartsNothing(t *testing.T) {
	s := startServer(t)
	for link, want := range map[string]string{
		"/?site=MARS&run=1":   "LOCAL, DELAY, ERROR, REMOTE",
		"/?workers=0&run=1":   "1 to 1000",
		"/?run=1&cc=BR;CN":    "cannot be read",
		"/?delay=1-0.5&run=1": "delay must be",
	} {
		p := open(t, s.URL+link)
		p.waitFor(fmt.Sprintf(`[...document.querySelectorAll('[role=alert]')].some(e => e.textContent.includes(%q) && e.getBoundingClientRect().height > 0)`, want))
		p.is("idle")
	}
}

// A run that a stranger made up, of which a text has two lines, is shown like any other.
func TestTextsOfALinkAreOneLine(t *testing.T) {
	p := open(t, startServer(t).URL+"/#log=1ktKN5lxeAA1MOjGj3npQAABljWJi70unaGXOHGsjv0DlTyG4XLaFuDmRgAALU2nBrlHBI5V4O2ZASJN2Hi0K3mPWcyAAAAAAAAAA")
	p.waitFor(`document.querySelector('section[data-run="sequential"] [data-cause="a b"]')`)
}
