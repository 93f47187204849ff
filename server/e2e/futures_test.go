package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// card is the future of that number, from 0.
func card(task int) string { return fmt.Sprintf(`.card[data-task="%d"]`, task) }

// act presses the control that asks for an action, such as cancel:4, as a person does.
func (p *page) act(action string) {
	p.Helper()
	selector := fmt.Sprintf(`document.querySelector('button[data-arg=%q]:not([disabled])')`, action)
	p.waitFor(selector)
	p.do(chromedp.Click(chromedp.JSPath(selector)))
}

// says waits until the transcript has the text.
func (p *page) says(text string) {
	p.Helper()
	p.waitFor(fmt.Sprintf(`document.querySelector('.transcript').textContent.includes(%q)`, text))
}

// futures waits until so many futures look so.
func (p *page) futures(state string, n int) {
	p.Helper()
	p.waitFor(fmt.Sprintf(`document.querySelectorAll('.card[data-state=%q]').length === %d`, state, n))
}

// verdict waits until the verdict has the text.
func (p *page) verdict(text string) {
	p.Helper()
	p.waitFor(fmt.Sprintf(`document.querySelector('.verdict').textContent.includes(%q)`, text))
}

// column reads a column of the table that tells the picture.
func (p *page) column(n int) string {
	p.Helper()
	return eval[string](p, fmt.Sprintf(`[...document.querySelectorAll('.fold-tables tbody tr')].map(r => r.cells[%d].textContent).join(' ')`, n))
}

func TestFuturesAsCompleted(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/futures?delay=1-2")
	p.shot("before")
	p.click("Run")
	p.waitFor(`document.querySelectorAll('.card[data-state="running"]').length === 3 && document.querySelectorAll('.card[data-state="pending"]').length === 2`)
	if got := p.text(card(0)); !strings.Contains(got, "<Future at 0x") || !strings.Contains(got, " state=running>") {
		t.Errorf("repr %q", got)
	}
	p.waitFor(`document.querySelector('.source [data-lane="main"]')`)
	p.waitFor(`document.querySelectorAll('.card[data-state="finished"]').length >= 1`)
	p.shot("during")
	p.is("end")
	p.runIs(threads, "done")
	p.waitFor(`document.querySelectorAll('.card[data-state="finished"][data-status="ok"] img').length === 5`)
	transcript := p.text(".transcript")
	if n := strings.Count(transcript, "Scheduled for "); n != 5 {
		t.Errorf("%d futures were scheduled: %s", n, transcript)
	}
	if a, b := strings.Count(transcript, " state=running>"), strings.Count(transcript, " state=pending>"); a != 3 || b != 2 {
		t.Errorf("%d running and %d pending, want 3 and 2: %s", a, b, transcript)
	}
	if n := strings.Count(transcript, "state=finished returned string> result: "); n != 5 {
		t.Errorf("%d results: %s", n, transcript)
	}
	p.verdict("completed first.")
	// Two orders of the same results.
	if got := p.column(7); got != "1 2 3 4 5" {
		t.Errorf("map gives %s", got)
	}
	if got := p.column(6); got == "1 2 3 4 5" || len(got) != 9 {
		t.Errorf("as_completed gives %s", got)
	}
	p.shot("after")
	// Back in time.
	p.ask("replay")
	p.waitFor(`document.querySelectorAll('.card[data-state="finished"]').length === 0`)
	p.is("end")
}

func TestFuturesCancelWaitsForThePerson(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/futures?scene=cancel&pause=60")
	p.click("US")
	p.click("Run")
	p.verdict("Your turn")
	p.act("callback:3")
	p.act("cancel:0")
	p.says("> BR: cancel() → false: it is running")
	p.shot("turn")
	p.act("cancel:4")
	p.says("> US: cancel() → true")
	p.says("cannot schedule new futures after shutdown")
	p.says("> IN: got(<Future at 0x")
	p.says("run by main, who cancelled it")
	p.is("end")
	p.futures("cancelled", 2)
	p.verdict("You said US: right.")
	p.shot("after")
}

func TestFuturesActions(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/futures?delay=9&run=1") // time enough for a slow machine
	p.futures("pending", 2)
	p.act("timeout:0")
	p.act("faulty:1")
	p.act("callback:1")
	p.says("> BR: result(timeout=1) raised timed out waiting for a future")
	p.act("submit")
	p.says("Scheduled for BD: ")
	p.act("shutdown-no-wait")
	p.says("> shutdown(wait=False, cancel_futures=False) returned")
	p.act("submit")
	p.says("cannot schedule new futures after shutdown")
	p.shot("during")
	p.is("end")
	p.futures("finished", 6)
	p.says("the worker that finished it: panics")
	// What is done after the run is shown, too.
	p.act("callback:1")
	p.says("run by you, the caller, at once")
	p.act("exception:2")
	p.says("> ID: exception() → None")
	p.shot("after")
}

func TestFuturesErrorsWaitUntilAsked(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/futures?scene=errors&delay=0.3&pause=60")
	p.click("when asked")
	p.click("Run")
	p.verdict("Your turn")
	p.waitFor(fmt.Sprintf(`document.querySelector('%s').matches('[data-state="finished"][data-status="unopened"]')`, card(1)))
	if p.count(`.card[data-state="failed"]`) != 0 || strings.Contains(p.text(".transcript"), "418") {
		t.Error("the failure shows before anybody asks")
	}
	p.shot("unopened")
	p.act("result:1")
	p.waitFor(fmt.Sprintf(`document.querySelector('%s').matches('[data-state="failed"][data-status="error"]')`, card(1)))
	p.says("> CN: result() raised *flags.HTTPError: HTTP error 418 - I'm a Teapot")
	p.act("continue")
	p.is("end")
	p.says("exception() is HTTP error 418")
	p.verdict("1 of 5")
	p.verdict("You said when asked: right.")
	p.shot("after")
}

func TestFuturesMapAfterAnError(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/futures?scene=executor_map&fails=ID&delay=0.2-0.6&run=1")
	p.is("end")
	p.says("map raised for 2: HTTP error 418")
	p.says(`result 4: "US"`)
	p.verdict("2 more")
	p.verdict("Python’s generator would have ended there.")
	if got := p.column(7); got != "1 2 3 4 5" {
		t.Errorf("map gives %s", got)
	}
	p.shot("after")
}

func TestFuturesMissingFlag(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/futures?cc=BR+XX&delay=0.1&run=1")
	p.is("end")
	p.waitFor(fmt.Sprintf(`document.querySelector('%s').matches('[data-cc="XX"][data-state="finished"][data-status="not_found"]')`, card(1)))
}

func TestFuturesTimeout(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/futures?delay=2&timeout=0.5&workers=5&run=1")
	p.says("as_completed raised: 5 (of 5) futures unfinished")
	p.act("timeout:0")
	p.says("> BR: result(timeout=0.5) raised")
	p.is("end")
	p.futures("finished", 5) // the tasks go on
}

func TestFuturesDeadlock(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/futures?scene=deadlock&delay=0.2")
	p.click("Run")
	p.verdict("Deadlock")
	p.verdict("outer BR waits for inner BR")
	p.shot("deadlock")
	p.act("cancel:1")
	p.is("end")
	p.says("outer raised")
	p.verdict("of deadlock")
	p.shot("after")
	// And by cancelling the run.
	p.begin()
	p.verdict("Deadlock")
	p.cancel()
	p.is("stopped")
	p.runIs(threads, "cancelled")
	p.futures("cancelled", 2)
}

func TestFuturesEveryScenePlays(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/futures")
	for i, scene := range []string{"as_completed", "map", "errors", "cancel and shutdown", "callbacks"} {
		p.do(chromedp.KeyEvent(fmt.Sprint(i + 1)))
		p.waitFor(fmt.Sprintf(`document.querySelector('.scene[aria-pressed="true"]')?.textContent === %q`, scene))
		p.settings()
		p.fill("field-delay", "0.1-0.4")
		if i > 1 {
			p.fill("field-pause", "0")
		}
		p.settings()
		p.do(chromedp.Click(chromedp.JSPath(`document.querySelector('h1')`)))
		p.begin()
		p.is("end")
		p.waitFor(`document.querySelector('.verdict').dataset.verdict === 'figure'`)
		p.shot(scene)
	}
	p.do(chromedp.EmulateViewport(390, 844))
	p.shot("phone")
	if wide := eval[int](p, "document.documentElement.scrollWidth"); wide > 390 {
		t.Errorf("the page is %d px wide on a phone of 390 px", wide)
	}
}

// At 1280 × 720 all that a scene tells people to see and to press is on the first screen, and nothing moves when the
// run begins, waits for the person, and ends.
func TestFuturesNothingMoves(t *testing.T) {
	s := startServer(t)
	for _, scene := range []string{"as_completed", "errors", "cancel", "callbacks", "deadlock"} {
		p := open(t, s.URL+"/futures?pause=60&delay=0.3-0.6&scene="+scene)
		where := func() string {
			return eval[string](p, `['#futures', '.cards', 'button[data-arg="faulty:1"]'].map(s => Math.round(document.querySelector(s).getBoundingClientRect().bottom)).join(' ')`)
		}
		p.waitFor(`document.querySelector('#futures canvas').height > 100`)
		before := where()
		if eval[float64](p, `document.querySelector('button[data-arg="faulty:1"]').getBoundingClientRect().bottom`) > 720 {
			t.Errorf("%s: the last controls are below the first screen: %s", scene, before)
		}
		p.click("Run")
		switch scene {
		case "as_completed":
			p.is("end")
		case "deadlock":
			p.verdict("Deadlock")
		default:
			p.verdict("Your turn")
		}
		if after := where(); after != before {
			t.Errorf("%s: from %s to %s", scene, before, after)
		}
		if scene != "as_completed" && scene != "deadlock" {
			p.act("continue")
			p.is("end")
			if after := where(); after != before {
				t.Errorf("%s: from %s to %s at the end", scene, before, after)
			}
		}
	}
}

func TestFuturesBadFields(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/futures")
	p.settings()
	for _, test := range []struct{ name, bad, good, want string }{
		{"cc", "EVERY", "BR CN", "at most 26"},
		{"workers", "21", "3", "1 to 20"},
		{"fails", "FR", "NONE", "must be one of the countries"},
		{"timeout", "x", "0", "0 to 60"},
	} {
		p.refuses(test.name, test.bad, test.want)
		p.accepts(test.name, test.good)
	}
	// A scene that there is not is named beside its field, with those that there are, and nothing starts.
	p = open(t, s.URL+"/futures?scene=zzz&run=1")
	p.waitFor(`document.getElementById('error-scene')?.textContent.includes('as_completed, executor_map, errors, cancel, callbacks, deadlock')`)
	if p.count(`[data-action="run"][disabled]`) != 1 {
		t.Error("it can be run")
	}
	p.choose("field-scene", "errors")
	p.waitFor(`location.search === '?scene=errors' && document.querySelector('h1').textContent.includes('error show')`)
}
