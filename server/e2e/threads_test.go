package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// figures is the large figure of the verdict.
const figures = `document.querySelector('.figures').textContent`

func TestThreadsTheStudentIsTheScheduler(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/threads")
	p.shot("before")
	for i, thread := range strings.Split("ABABAB", "") {
		p.click("Move " + thread)
		p.waitFor(fmt.Sprintf(`document.querySelector('.panel-note').textContent === 'step %d of 6'`, i+1))
		if i == 3 {
			p.shot("during")
		}
	}
	if got := p.text("pre.lines"); !strings.Contains(got, "count  1") {
		t.Errorf("the memory after ABABAB: %s", got)
	}
	if n := p.count(`.card[data-status="lost"]`); n != 1 {
		t.Errorf("%d orders are known to lose an update, want the one that was tried", n)
	}
	p.click("Undo")
	p.waitFor(`document.querySelector('.panel-note').textContent === 'step 5 of 6'`)
	// The link has it all.
	p.waitFor(`location.search.includes('moves=ABABA')`)
	if n := p.count(".guess .chip"); n != 4 {
		t.Errorf("%d guesses are offered, want 4", n)
	}
	p.click("18")
	p.click("Run")
	p.is("end")
	p.waitFor(figures + ` === '18 of 20'`)
	if n := p.count(`.card[data-status="lost"]`); n != 18 {
		t.Errorf("%d orders lose an update, want 18", n)
	}
	if got := p.text(".verdict .note"); !strings.Contains(got, ": right.") {
		t.Errorf("the verdict says %q", got)
	}
	p.shot("after")
	// Steps do not undo the run.
	p.click("Move B")
	p.waitFor(`document.querySelector('.panel-note').textContent === 'step 6 of 6'`)
	p.is("end")
	p.click("Put a lock around it")
	p.is("idle")
	p.click("Run")
	p.waitFor(figures + ` === '0 of 2'`)
	p.shot("lock")
	p.do(chromedp.Navigate(s.URL + "/threads?moves=AB"))
	p.waitFor(`document.querySelector('.panel-note')?.textContent === 'step 2 of 6'`)
	p.do(chromedp.EmulateViewport(390, 844))
	p.shot("phone")
	if wide := eval[int](p, "document.documentElement.scrollWidth"); wide > 390 {
		t.Errorf("the page is %d px wide on a phone of 390 px", wide)
	}
}

func TestThreadsLoseUpdatesWithoutALock(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/threads?scene=lock")
	p.shot("before")
	p.click("Run")
	p.is("end")
	p.waitFor(figures + `.endsWith(' of 100')`)
	p.runIs(`[data-run="nowhere"]`, "done")
	p.runIs(`[data-run="count"]`, "done")
	p.runIs(`[data-run="all"]`, "done")
	if got := eval[int](p, "parseInt("+figures+")"); got >= 100 {
		t.Errorf("%d of 100 were counted without a lock", got)
	}
	for _, run := range []string{"count", "all"} {
		if got := p.text(fmt.Sprintf(`section[data-run=%q] .panel-note`, run)); got != "count = 100" {
			t.Errorf("with the lock, %s: %s", run, got)
		}
	}
	p.shot("after")
}

func TestThreadsJoinInTheWrongPlace(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/threads?scene=join&speed=20")
	p.click("the sum")
	p.click("Run")
	p.waitFor(`document.querySelector('.source [data-lane]')`)
	p.is("end")
	if got := p.text(".verdict .note"); !strings.Contains(got, ": right.") {
		t.Errorf("the verdict says %q", got)
	}
	p.shot("after")
	p.click("threads")
	p.click("Run")
	p.is("end")
	if got := p.text("pre.lines"); strings.Count(got, "Doing some work...") != 4 || strings.Count(got, "Done after ") != 4 {
		t.Errorf("it printed %q", got)
	}
	p.shot("threads")
}

func TestThreadsQueueChangesWhileItRuns(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/threads?scene=queue&items=40&use=60&size=2&speed=10")
	p.click("Run")
	p.waitFor(`document.querySelector('#queue canvas').getAttribute('aria-label').startsWith('2 items in the queue')`)
	p.waitFor(`document.querySelectorAll('.source [data-lane]').length > 1`)
	p.shot("blocked")
	// More places, while it runs.
	eval[bool](p, `(() => { const e = document.getElementById('slider-size'); e.value = 5; e.dispatchEvent(new Event('input', {bubbles: true})); e.dispatchEvent(new Event('change', {bubbles: true})); return true })()`)
	p.waitFor(`document.querySelector('#queue canvas').getAttribute('aria-label').startsWith('5 items in the queue')`)
	p.is("live")
	p.shot("wider")
	p.cancel()
	p.is("stopped")
}

func TestThreadsThatHangAreNamed(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/threads?scene=queue&forget=stop&items=2&speed=10")
	p.click("it hangs")
	p.click("Run")
	p.is("end")
	p.waitFor(figures + ` === 'It hangs.'`)
	if got := p.text(".verdict .note"); !strings.Contains(got, ": right.") || !strings.Contains(got, "consumer-1 in get()") {
		t.Errorf("the verdict says %q", got)
	}
	p.shot("hangs")
	p.click("leak")
	p.click("Run")
	p.is("end")
	p.waitFor(figures + ` === '2 of 4'`)
	if got := p.text("table"); !strings.Contains(got, "answers.Put(ctx, i+1)") {
		t.Errorf("the leak is not named: %s", got)
	}
	p.shot("leak")
}

func TestThreadsPuzzlesAreKept(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/threads?scene=puzzles&puzzle=deadlock")
	p.click("Move A")
	p.waitFor(`document.querySelector('.panel-note').textContent.startsWith('step 1 ')`) // the buttons now move on from there
	p.click("Move B")
	p.waitFor(`[...document.querySelectorAll('h2')].some(e => e.textContent === 'Solved ✓')`)
	p.waitFor(`location.search.includes('solved=h')`)
	p.shot("solved")
	p.click("Next: One order")
	p.click("Both: left, right")
	p.waitFor(`location.search.includes('solved=hi')`)
	p.click("Run")
	p.is("end")
	p.waitFor(figures + ` === '100 of 100'`)
	p.shot("after")
	// Another visit, without anything in the link.
	p.do(chromedp.Navigate(s.URL + "/threads?scene=puzzles"))
	p.waitFor(`[...document.querySelectorAll('.panel-note')].some(e => e.textContent === '2 of 11 solved')`)
}
