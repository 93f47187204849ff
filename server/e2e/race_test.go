package e2e

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

const (
	sequential = `[data-run="sequential"]`
	threads    = `[data-run="threads"]`
)

// elapsed reads the clock of a run.
func (p *page) elapsed(run string) float64 {
	p.Helper()
	x, err := strconv.ParseFloat(strings.TrimSuffix(p.text("section"+run+" .clock"), " s"), 64)
	if err != nil {
		p.Fatal(err)
	}
	return x
}

// flags counts the flags of a run that are in the page.
func (p *page) flags(run string) int {
	p.Helper()
	return p.count("section" + run + ` [data-cc][data-state="finished"][data-status="ok"] img`)
}

// seek moves the cursor to a time in ms.
func (p *page) seek(ms float64) {
	p.Helper()
	eval[bool](p, fmt.Sprintf(`(() => { const e = document.getElementById('seek'); e.value = %f; e.dispatchEvent(new Event('input', {bubbles: true})); return true })()`, ms))
}

func TestRace(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL)
	p.shot("before")
	p.click("5×")
	p.click("Race")
	p.runIs(sequential, "running")
	p.waitFor(`document.querySelectorAll('section[data-run="sequential"] [data-status="ok"]').length > 5`)
	if text := p.text("section" + threads + " .panel-note"); !strings.Contains(text, "waits for its turn") {
		t.Errorf("the side that waits says %q", text)
	}
	p.shot("during")
	p.is("end")
	for _, run := range []string{sequential, threads} {
		p.runIs(run, "done")
		if n := p.flags(run); n != 20 {
			t.Errorf("%s: %d flags, want 20", run, n)
		}
		p.waitFor(fmt.Sprintf(`[...document.querySelectorAll('section%s img')].every(i => i.complete && i.naturalWidth > 0)`, run))
	}
	p.shot("after")
	// One after another takes at least the sum of the delays; at once, at least one of
	// them. How much more depends on the machine, but not by as much as the margin.
	seq, conc := p.elapsed(sequential), p.elapsed(threads)
	if seq < 4 || conc < 0.2 || conc > seq/2 {
		t.Errorf("sequential %.2fs, concurrent %.2fs", seq, conc)
	}
	if verdict := p.text(`[data-verdict="figure"]`); !regexp.MustCompile(`^[\d.]+×The waiting overlapped.You said 5×`).MatchString(verdict) {
		t.Errorf("the verdict reads %q", verdict)
	}
	if p.count(`.verdict[data-verdict="figure"]`) != 1 {
		t.Error("there is no verdict")
	}
	transcript := p.text(".transcript" + sequential)
	if !strings.Contains(transcript, "BD BR CD CN DE EG ET FR ID IN IR JP MX NG PH PK RU TR US VN") ||
		!regexp.MustCompile(`20 flags downloaded in \d+\.\d\ds`).MatchString(transcript) {
		t.Errorf("transcript %q", transcript)
	}
}

// After a race both runs play on one clock, slowed, and the verdict comes when the wall is full.
func TestTheRaceIsPlayedAgain(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL)
	p.motion(true)
	p.click("Race")
	p.is("replay")
	p.waitFor(`document.querySelector('.recorded').textContent.includes('speed, recorded')`)
	if p.count(`.verdict[data-verdict="none"]`) != 1 {
		t.Error("the verdict comes before it is seen")
	}
	p.shot("played")
	p.waitFor(`document.querySelector('.verdict').dataset.verdict === 'figure'`)
	if climbed := p.flags(sequential); climbed > 10 {
		t.Errorf("at the verdict the staircase has climbed %d of 20 steps", climbed)
	}
	p.shot("verdict")
	p.is("end")
	if a, b := p.flags(sequential), p.flags(threads); a != 20 || b != 20 {
		t.Errorf("at the end there are %d and %d flags", a, b)
	}
	// The replay can be skipped.
	p.click("Race again")
	p.is("replay")
	p.click("Skip")
	p.is("end")
}

func TestABC(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=a+b+c&site=LOCAL&workers=30&runs=threads")
	p.click("Race")
	p.is("end")
	if ok, missing := p.count("section"+threads+` [data-status="ok"]`), p.count("section"+threads+` [data-status="not_found"]`); ok != 43 || missing != 35 {
		t.Errorf("%d ok and %d not found, want 43 and 35", ok, missing)
	}
	if text := p.text(".transcript" + threads); !strings.Contains(text, "43 flags downloaded in") || !strings.Contains(text, "35 not found") {
		t.Errorf("transcript %q", text)
	}
	p.shot("after")
}

func TestFailuresAreToldApart(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=a&site=ERROR&delay=0-1.5&errors=0.4&timeout=1&workers=30&seed=5&runs=threads&run=1")
	p.is("end")
	p.waitFor(`[...document.querySelectorAll('section[data-run="threads"] [data-cc]')].every(e => e.dataset.status)`)
	words := eval[map[string]int](p, `(() => { const n = {}; document.querySelectorAll('section[data-run="threads"] [data-cc]').forEach(e => { const word = e.dataset.status === 'ok' ? 'ok' : e.firstElementChild.dataset.word; n[word] = (n[word] || 0) + 1 }); return n })()`)
	for _, word := range []string{"ok", "404", "418", "timed out"} {
		if words[word] == 0 {
			t.Errorf("no tile says %q: %v", word, words)
		}
	}
	p.shot("after")
}

// Failures that the weather makes are no reason not to compare; a server that is gone is one.
func TestForetoldFailuresCompare(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=a&site=ERROR&delay=0.05&errors=0.4&workers=30&run=1")
	p.is("end")
	p.waitFor(`document.querySelector('.verdict').dataset.verdict === 'figure'`)
}

func TestServerStopsDuringARace(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL)
	p.click("Race")
	p.runIs(sequential, "running") // the flags before are those of the example
	p.waitFor(`document.querySelectorAll('section[data-run="sequential"] [data-status="ok"]').length > 3`)
	s.cmd.Process.Kill()
	p.is("end")
	if n := p.count("section" + sequential + ` [data-state="failed"][data-cause="connection"]`); n == 0 {
		t.Error("no failure is shown")
	}
	if text := p.text(`[data-verdict="problem"]`); !strings.Contains(text, "nothing to compare") || strings.Contains(text, "×") {
		t.Errorf("failure is praised: %q", text)
	}
	p.shot("after")
	// And from the start.
	p.click("Race again")
	p.waitFor(`document.querySelector('.notice')?.textContent.includes('does not answer')`)
	if verdict := p.text(".verdict"); verdict != "" {
		t.Errorf("the verdict of no run at all: %q", verdict)
	}
	p.forgive("net::ERR_")
	p.forgive("fetching the script") // of the service worker
}

func TestCancelLeavesNoRequestRunning(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?delay=5&timeout=20&runs=threads")
	p.click("Race")
	p.waitFor(`document.querySelectorAll('section[data-run="threads"] [data-state="running"]').length === 20`)
	if n := p.inFlight(); n != 20 {
		t.Errorf("%d requests are in flight, want 20", n)
	}
	p.shot("during")
	p.cancel()
	p.runIs(threads, "cancelled")
	p.is("stopped")
	if n := p.count("section" + threads + ` [data-state="cancelled"]`); n != 20 {
		t.Errorf("%d tiles are cancelled, want 20", n)
	}
	p.shot("after")
	if n := p.inFlight(); n != 0 {
		t.Errorf("%d requests are still in flight", n)
	}
	// And the page is ready for the next run.
	p.choose("field-delay", "0.2 s")
	p.click("Race")
	p.is("end")
	if n := p.flags(threads); n != 20 {
		t.Errorf("%d flags after the next run, want 20", n)
	}
}

func TestDoubleClickStartsOneRun(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=a&site=LOCAL")
	p.waitFor(`document.querySelector('[data-action="run"]:not([disabled])')`)
	eval[bool](p, `(() => { const b = document.querySelector('[data-action="run"]'); for (let i = 0; i < 5; i++) b.click(); return true })()`)
	p.is("end")
	if text := p.text(".transcript" + threads); strings.Count(text, "downloaded in") != 1 {
		t.Errorf("transcript %q", text)
	}
}

// A second run begins with empty tiles, also after a cancelled one.
func TestASecondRunBeginsWithEmptyTiles(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=a+b+c+d+e+f&workers=30&delay=0.2&runs=threads")
	p.click("Race")
	p.is("end")
	p.click("Race again")
	p.waitFor(`document.querySelectorAll('section[data-run="threads"] [data-status]').length === 0 || document.querySelector('.page').dataset.phase === 'end'`)
	p.is("end")
	if n := p.count("section" + threads + ` [data-state="finished"]`); n != 156 {
		t.Errorf("%d tiles are finished at the end, want 156", n)
	}
	p.click("Race again")
	p.runIs(threads, "running")
	p.cancel()
	p.is("stopped")
	p.ask("reset")
	p.is("idle")
	p.waitFor(`document.querySelectorAll('section[data-run="threads"] img').length === 0`) // the example has a sprite
}

// A hidden tab has no frames; its runs begin and end all the same.
func TestAHiddenTab(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=a+b&workers=30&runs=threads")
	eval[bool](p, `(() => {
		window.frame = window.requestAnimationFrame;
		Object.defineProperty(document, 'hidden', {get: () => true, configurable: true});
		window.requestAnimationFrame = () => 0;
		return true;
	})()`)
	p.click("Race")
	p.is("end")
	p.waitFor(`document.querySelector('.transcript').textContent.includes('downloaded in')`)
	p.waitFor(`document.querySelectorAll('section[data-run="threads"] [data-state="finished"]').length === 52`)
}

func TestThirtyAreInFlight(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=a+b&workers=30&delay=1&runs=threads")
	p.click("Race")
	p.is("end")
	// 52 codes and 30 workers: two rounds. With six connections it would be nine.
	if conc := p.elapsed(threads); conc < 2 || conc >= 9 {
		t.Errorf("took %.2fs, want about 2s", conc)
	}
}

func TestReplay(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=BR+CN+ID+IN+US")
	p.click("Race")
	p.is("end")
	// The last event but one is the last flag's, unless the clock gives both one time.
	p.do(chromedp.KeyEvent(","), chromedp.KeyEvent(","))
	p.waitFor(`document.querySelectorAll('section[data-run="sequential"] [data-status="ok"]').length < 5`)
	conc := p.elapsed(threads)
	p.seek(conc*1000 + 10)
	p.waitFor(`document.querySelectorAll('section[data-run="threads"] [data-status="ok"]').length === 5 && document.querySelectorAll('section[data-run="sequential"] [data-status="ok"]').length < 5`)
	p.shot("middle")
	p.ask("replay")
	p.is("replay")
	p.waitFor(`Number(document.getElementById('seek').value) > 100 && document.getElementById('seek-clock').textContent !== '0.00 s'`) // they move
	p.is("end")
	p.waitFor(`document.querySelectorAll('section[data-run="sequential"] [data-status="ok"]').length === 5 && document.querySelector('[data-action="playpause"]').textContent === 'Play'`)
}

// Other settings in the middle of a replay leave nothing of it.
func TestTheClocksBeginAnew(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=BR+CN+ID+IN+US")
	p.click("Race")
	p.is("end")
	p.ask("replay")
	p.waitFor(`parseFloat(document.getElementById('seek-clock').textContent) > 0.3`)
	p.do(chromedp.KeyEvent("2"))
	p.is("idle")
	p.waitFor(`[...document.querySelectorAll('#seek-clock, .clock')].every(c => c.textContent === '0.00 s')`)
}

func TestKeyboard(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL)
	p.do(chromedp.KeyEvent("2"))
	p.waitFor(`location.search === '?workers=5'`)
	p.do(chromedp.KeyEvent(" "))
	p.is("end")
	p.do(chromedp.KeyEvent("r"))
	p.waitFor(`location.search === ''`)
	p.is("idle")
	p.waitFor(`document.querySelectorAll('section[data-run="threads"] img').length === 0`) // the example has a sprite
	p.do(chromedp.KeyEvent("?"))
	p.waitFor(`document.querySelector('.help:not([hidden])')`)
	p.shot("help")
	p.do(chromedp.KeyEvent("?"), chromedp.KeyEvent("p"))
	p.waitFor(`document.documentElement.hasAttribute('data-projector') && document.querySelector('.help').hidden`)
	p.shot("projector")
}

// A key that is held acts once, also on a button; but it goes on moving through a run.
func TestHeldKeys(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=BR+CN+ID+IN+US&delay=0.5&runs=sequential")
	eval[bool](p, `document.querySelector('[data-action="run"]').focus() ?? true`)
	p.do(chromedp.KeyEvent("\r"))
	p.is("live")
	time.Sleep(500 * time.Millisecond) // or it would count as the second press of a double one
	p.hold("Enter", "\r")
	p.is("end")
	eval[bool](p, `document.activeElement.blur() ?? true`)
	p.hold(",", ",")
	p.hold(",", ",")
	p.waitFor(`document.querySelectorAll('.tiles [data-status="ok"]').length < 5`)
	p.hold("r", "r")
	eval[bool](p, settled)
	if p.count(`.tiles [data-status="ok"]`) == 0 {
		t.Error("a key that was held has reset the lab")
	}
}

// hold is what a browser hears again and again of a key that is held.
func (p *page) hold(key, text string) {
	p.Helper()
	again := true
	if _, err := chromedp.Call(p.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: key, Text: text, AutoRepeat: &again}); err != nil {
		p.Fatal(err)
	}
}

// The link that skips the menu loses nothing.
func TestSkipToTheLab(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=BR&delay=0.1&runs=threads")
	p.begin()
	p.is("end")
	eval[bool](p, `document.querySelector('.skip').focus() ?? true`)
	p.do(chromedp.KeyEvent("\r"))
	p.waitFor(`document.activeElement.id === 'lab'`)
	if hash := eval[string](p, `location.hash`); hash != "" {
		t.Errorf("the link is a step in the history, to %s", hash)
	}
	p.is("end")
	if p.flags(threads) != 1 {
		t.Error("the flag is lost")
	}
}

func TestPhone(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=a+b+c&site=ERROR&delay=0.2&workers=30")
	p.do(chromedp.EmulateViewport(390, 844))
	p.click("Race")
	p.is("end")
	p.shot("phone")
	if wide := eval[int](p, "document.documentElement.scrollWidth"); wide > 390 {
		t.Errorf("the page is %d px wide on a phone of 390 px", wide)
	}
	if !eval[bool](p, `(b => b.bottom <= innerHeight && b.height >= 44)(document.querySelector('.bar .primary').getBoundingClientRect())`) {
		t.Error("the main button is out of reach")
	}
}

func TestLabsFromTheMenu(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL)
	for _, lab := range eval[[]string](p, `[...document.querySelectorAll('nav a')].map(a => a.lastChild.textContent)`) {
		p.do(chromedp.Click(chromedp.JSPath(fmt.Sprintf(`[...document.querySelectorAll('nav a')].find(a => a.lastChild.textContent === %q)`, lab))))
		p.waitFor(fmt.Sprintf(`document.title === %q && document.querySelector('.page').dataset.lab === %q && document.querySelector('h1').textContent`, lab+" – Flag Lab", lab))
	}
}

// Leaving a lab during a run ends its requests.
func TestLeavingARace(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?delay=5&timeout=20&runs=threads")
	p.click("Race")
	p.waitFor(`document.querySelectorAll('section[data-run="threads"] [data-state="running"]').length === 20`)
	p.do(chromedp.Click(chromedp.JSPath(`document.querySelectorAll('nav a')[1]`)))
	for end := time.Now().Add(patience); p.inFlight() > 0 && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
	}
	if n := p.inFlight(); n != 0 {
		t.Errorf("%d requests are still in flight", n)
	}
}
