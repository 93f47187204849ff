package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// row is the future of a code in the list.
func row(cc string) string { return fmt.Sprintf(`.future[data-cc=%q]`, cc) }

// act presses a button of a future.
func (p *page) act(cc, text string) {
	p.Helper()
	selector := fmt.Sprintf(`[...document.querySelectorAll('%s button')].find(b => b.textContent === %q && !b.disabled)`, row(cc), text)
	p.waitFor(selector)
	p.do(chromedp.Click(chromedp.JSPath(selector)))
}

// says waits until the transcript has the text.
func (p *page) says(text string) {
	p.Helper()
	p.waitFor(fmt.Sprintf(`document.querySelector('pre.transcript').textContent.includes(%q)`, text))
}

func TestFuturesAsCompleted(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/futures?delay=1-2")
	p.shot("before")
	p.click("Run")
	p.waitFor(`document.querySelectorAll('.future[data-state="running"]').length === 3 && document.querySelectorAll('.future[data-state="pending"]').length === 2`)
	if got := p.text(row("BR") + " code"); !strings.HasPrefix(got, "<Future at 0x") || !strings.HasSuffix(got, " state=running>") {
		t.Errorf("repr %q", got)
	}
	p.waitFor(`document.querySelector('.line[data-mark="main"]')`)
	p.waitFor(`document.querySelectorAll('.future[data-state="finished"]').length >= 1`)
	p.shot("during")
	p.runIs(threads, "done")
	p.waitFor(`document.querySelectorAll('.future[data-state="finished"] img').length === 5`)
	transcript := p.text("pre.transcript")
	if n := strings.Count(transcript, "Scheduled for "); n != 5 {
		t.Errorf("%d futures were scheduled: %s", n, transcript)
	}
	if a, b := strings.Count(transcript, " state=running>"), strings.Count(transcript, " state=pending>"); a != 3 || b != 2 {
		t.Errorf("%d running and %d pending, want 3 and 2: %s", a, b, transcript)
	}
	if n := strings.Count(transcript, "state=finished returned string> result: "); n != 5 {
		t.Errorf("%d results: %s", n, transcript)
	}
	// Two orders of the same results.
	order := func(shelf string) string {
		return eval[string](p, fmt.Sprintf(`[...document.querySelectorAll('.shelf[data-order=%q] .slot .cc')].map(e => e.textContent).join(' ')`, shelf))
	}
	if got := order("map"); got != "BR CN ID IN US" {
		t.Errorf("map gives %s", got)
	}
	if got := order("as_completed"); got == "BR CN ID IN US" || len(got) != 14 {
		t.Errorf("as_completed gives %s", got)
	}
	p.shot("after")
	// Back in time.
	eval[bool](p, `(() => { const e = document.querySelector('.replay input'); e.value = 1; e.dispatchEvent(new Event('input', {bubbles: true})); return true })()`)
	p.waitFor(`document.querySelectorAll('.future[data-state="finished"]').length === 0`)
}

func TestFuturesCancelAndShutdown(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/futures?delay=3")
	p.click("Run")
	p.waitFor(`document.querySelectorAll('.future[data-state="pending"]').length === 2`)
	p.act("US", "cancel()")
	p.says("> US: cancel() → true")
	p.waitFor(`document.querySelector('.future[data-cc="US"]').dataset.state === 'cancelled'`)
	p.act("BR", "cancel()")
	p.says("> BR: cancel() → false: it is running")
	p.act("CN", "+ faulty")
	p.act("CN", "+ callback")
	p.click("shutdown(no wait)")
	p.says("> shutdown(wait=False, cancel_futures=False) returned")
	p.click("submit one more")
	p.says("cannot schedule new futures after shutdown")
	p.shot("during")
	p.runIs(threads, "done")
	p.says("run by the worker that finished it")
	p.act("CN", "+ callback")
	p.says("run by the caller, at once")
	p.shot("after")
}

func TestFuturesErrorsWaitUntilAsked(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/futures?scene=errors&delay=0.3")
	p.click("Run")
	p.runIs(threads, "done")
	if n := p.count(`.future[data-state="failed"][data-status="error"]`); n != 1 {
		t.Errorf("%d futures failed, want 1", n)
	}
	p.says("5 done, 0 not done")
	p.says("CN: exception() is *flags.HTTPError: HTTP error 418 - I'm a Teapot")
	p.act("CN", "result()")
	p.says("> CN: result() raised *flags.HTTPError")
	p.shot("after")
}

func TestFuturesTimeout(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/futures?delay=2&timeout=0.5&workers=5&run=1")
	p.says("as_completed raised: 5 (of 5) futures unfinished")
	p.act("BR", "result()")
	p.says("> BR: result() raised")
	p.runIs(threads, "done")
	if n := p.count(`.future[data-state="finished"]`); n != 5 {
		t.Errorf("%d futures finished, want 5: the tasks go on", n)
	}
}

func TestFuturesDeadlock(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/futures?scene=deadlock&delay=0.2")
	p.click("Run")
	p.waitFor(`document.querySelector('.big').textContent === 'Deadlock' && document.querySelector('.chain')`)
	p.shot("deadlock")
	p.do(chromedp.Click(chromedp.JSPath(`[...document.querySelectorAll('button')].find(b => b.getAttribute('aria-label') === 'cancel() of inner BR')`)))
	p.runIs(threads, "done")
	p.says("outer raised")
	// And by cancelling the run.
	p.click("Run")
	p.waitFor(`document.querySelector('.big').textContent === 'Deadlock'`)
	p.click("Cancel run")
	p.runIs(threads, "cancelled")
}

func TestFuturesEveryScenePlays(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/futures?delay=0.1-0.4")
	for _, scene := range []string{"map", "errors", "cancel and shutdown", "callbacks", "as_completed"} {
		p.click(scene)
		p.waitFor(fmt.Sprintf(`[...document.querySelectorAll('.tab')].find(b => b.textContent === %q).getAttribute('aria-pressed') === 'true'`, scene))
		p.click("Run")
		p.runIs(threads, "done")
		p.shot(scene)
	}
	p.do(chromedp.EmulateViewport(390, 844))
	p.click("Dark")
	p.shot("phone-dark")
	if wide := eval[int](p, "document.documentElement.scrollWidth"); wide > 390 {
		t.Errorf("the page is %d px wide on a phone of 390 px", wide)
	}
}

func TestFuturesBadFields(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/futures")
	for _, test := range []struct{ id, bad, good, want string }{
		{"field-cc", "EVERY", "BR CN", "at most 26"},
		{"field-workers", "21", "3", "1 to 20"},
		{"field-fails", "FR", "NONE", "none of the codes"},
		{"field-timeout", "x", "0", "0 (wait"},
	} {
		p.fill(test.id, test.bad)
		name := strings.TrimPrefix(test.id, "field-")
		p.waitFor(fmt.Sprintf(`document.getElementById('error-%s')?.textContent.includes(%q)`, name, test.want))
		p.fill(test.id, test.good)
		p.waitFor(fmt.Sprintf(`!document.getElementById('error-%s')`, name))
	}
}
