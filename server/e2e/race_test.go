package e2e

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const (
	sequential = `[data-run="sequential"]`
	threads    = `[data-run="threads"]`
)

// runIs waits until a run's panel is in a state.
func (p *page) runIs(run, state string) {
	p.Helper()
	p.waitFor(fmt.Sprintf(`document.querySelector('section%s').dataset.state === %q`, run, state))
}

// elapsed reads the clock of a run.
func (p *page) elapsed(run string) float64 {
	p.Helper()
	x, err := strconv.ParseFloat(strings.TrimSuffix(p.text("section"+run+" .elapsed"), "s"), 64)
	if err != nil {
		p.Fatal(err)
	}
	return x
}

func TestRunBoth(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL)
	p.shot("before")
	p.click("Run both")
	p.runIs(sequential, "running")
	p.waitFor(`document.querySelectorAll('section[data-run="sequential"] [data-status="ok"]').length > 5`)
	p.shot("during")
	p.runIs(threads, "done")
	for _, run := range []string{sequential, threads} {
		if n := p.count("section" + run + ` [data-cc][data-state="finished"][data-status="ok"] img`); n != 20 {
			t.Errorf("%s: %d flags, want 20", run, n)
		}
		p.waitFor(fmt.Sprintf(`[...document.querySelectorAll('section%s img')].every(i => i.complete && i.naturalWidth > 0)`, run))
	}
	p.shot("after")
	// One after another takes at least the sum of the delays; at once, at least one of
	// them. How much more depends on the machine, but not by as much as the margin.
	seq, conc := p.elapsed(sequential), p.elapsed(threads)
	if seq < 4 || conc < 0.2 || conc > seq/4 {
		t.Errorf("sequential %.2fs, concurrent %.2fs", seq, conc)
	}
	if big := p.text(".big"); !strings.HasSuffix(big, "× faster") {
		t.Errorf("the big number reads %q", big)
	}
	transcript := p.text("pre" + sequential)
	if !strings.Contains(transcript, "BD BR CD CN DE EG ET FR ID IN IR JP MX NG PH PK RU TR US VN") ||
		!regexp.MustCompile(`20 flags downloaded in \d+\.\d\ds`).MatchString(transcript) {
		t.Errorf("transcript %q", transcript)
	}
}

func TestABC(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=a+b+c&site=LOCAL&workers=30")
	p.click("Run concurrent")
	p.runIs(threads, "done")
	if ok, missing := p.count(threads+` [data-status="ok"]`), p.count(threads+` [data-status="not_found"]`); ok != 43 || missing != 35 {
		t.Errorf("%d ok and %d not found, want 43 and 35", ok, missing)
	}
	if text := p.text("pre" + threads); !strings.Contains(text, "43 flags downloaded in") || !strings.Contains(text, "35 not found") {
		t.Errorf("transcript %q", text)
	}
	p.shot("after")
}

func TestPermalinkRestoresAndStarts(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=BR&delay=0.5&workers=7&seed=3&run=1")
	p.runIs(threads, "done")
	for id, want := range map[string]string{"field-cc": "BR", "field-delay": "0.5", "field-workers": "7", "field-seed": "3", "field-site": "DELAY"} {
		if got := eval[string](p, fmt.Sprintf("document.getElementById(%q).value", id)); got != want {
			t.Errorf("%s is %q, want %q", id, got, want)
		}
	}
	if seq := p.elapsed(sequential); seq < 0.5 {
		t.Errorf("one flag with a delay of 0.5 s took %.2fs", seq)
	}
}

func TestSettingsAreInTheURL(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL)
	p.fill("field-workers", "5")
	p.choose("field-preset", "A B C")
	p.choose("field-site", "LOCAL")
	p.waitFor(`location.search === '?cc=A+B+C&site=LOCAL&workers=5'`)
	p.waitFor(`document.querySelectorAll('#board-threads [data-cc]').length === 78`)
	p.click("Reset")
	p.waitFor(`location.search === '' && document.getElementById('field-workers').value === '20'`)
	p.waitFor(`document.querySelectorAll('#board-threads [data-cc]').length === 20`)
}

func TestBadFieldsSayWhatIsWrong(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL)
	for _, test := range []struct{ id, bad, good, want string }{
		{"field-cc", "BR ABC", "BR", "A to Z"},
		{"field-workers", "1001", "20", "1 to 1000"},
		{"field-errors", "2", "0", "0 to 1"},
		{"field-seed", "x", "1", "whole number"},
		{"field-timeout", "0", "3.1", "0.1 to 60"},
	} {
		p.fill(test.id, test.bad)
		name := strings.TrimPrefix(test.id, "field-")
		p.waitFor(fmt.Sprintf(`document.getElementById('error-%s')?.textContent.includes(%q)`, name, test.want))
		if got := eval[string](p, fmt.Sprintf("document.getElementById(%q).value", test.id)); got != test.bad {
			t.Errorf("%s lost what was typed: %q", test.id, got)
		}
		p.shot("bad-" + name)
		p.fill(test.id, test.good)
		p.waitFor(fmt.Sprintf(`!document.getElementById('error-%s')`, name))
	}
}

func TestFailuresAreToldApart(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=a&site=ERROR&delay=0-1.5&errors=0.4&timeout=1&workers=30&seed=5")
	p.click("Run concurrent")
	p.runIs(threads, "done")
	words := eval[map[string]int](p, `(() => { const n = {}; document.querySelectorAll('#board-threads .word').forEach(e => n[e.textContent] = (n[e.textContent] || 0) + 1); return n })()`)
	for _, word := range []string{"ok", "not found", "418", "time-out"} {
		if words[word] == 0 {
			t.Errorf("no tile says %q: %v", word, words)
		}
	}
	p.shot("after")
}

func TestServerStopsDuringARun(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL)
	p.click("Run sequential")
	p.waitFor(`document.querySelectorAll('#board-sequential [data-status="ok"]').length > 3`)
	s.cmd.Process.Kill()
	p.runIs(sequential, "done")
	if n := p.count(`#board-sequential [data-state="failed"]`); n == 0 {
		t.Error("no failure is shown")
	}
	if text := p.text(`#board-sequential [data-state="failed"] .word`); text != "no answer" {
		t.Errorf("the failure reads %q", text)
	}
	p.shot("after")
	p.forgive("net::ERR_")
}

func TestCancelLeavesNoRequestRunning(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?delay=5&timeout=20")
	p.click("Run concurrent")
	p.waitFor(`document.querySelectorAll('#board-threads [data-state="running"]').length === 20`)
	if n := p.inFlight(); n != 20 {
		t.Errorf("%d requests are in flight, want 20", n)
	}
	p.shot("during")
	p.click("Cancel")
	p.runIs(threads, "cancelled")
	if n := p.count(`#board-threads [data-state="cancelled"]`); n != 20 {
		t.Errorf("%d tiles are cancelled, want 20", n)
	}
	p.shot("after")
	if n := p.inFlight(); n != 0 {
		t.Errorf("%d requests are still in flight", n)
	}
	// And the page is ready for the next run.
	p.choose("field-delay", "0.2")
	p.click("Run concurrent")
	p.runIs(threads, "done")
	if n := p.count(`#board-threads [data-status="ok"]`); n != 20 {
		t.Errorf("%d flags after the next run, want 20", n)
	}
}

func TestDoubleClickStartsOneRun(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=a&site=LOCAL")
	eval[bool](p, `(() => { const b = [...document.querySelectorAll('button')].find(b => b.textContent === 'Run both'); for (let i = 0; i < 5; i++) b.click(); return true })()`)
	p.runIs(threads, "done")
	if text := p.text(threads + " .counts"); !strings.Contains(text, "26/26 done") {
		t.Errorf("counts %q", text)
	}
}

// The tiles of a large board are emptied over several frames, and no run begins before
// that.
func TestASecondRunBeginsWithEmptyTiles(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=a+b+c+d+e+f&workers=30&delay=0.2")
	p.click("Run concurrent")
	p.runIs(threads, "done")
	for range 2 {
		eval[bool](p, `(() => {
			const run = document.querySelector('section[data-run="threads"]');
			window.leftOver = undefined;
			new MutationObserver((_, observer) => {
				if (run.dataset.state !== 'running') return;
				observer.disconnect();
				window.leftOver = run.querySelectorAll('[data-status], img').length;
			}).observe(run, {attributes: true});
			return true;
		})()`)
		p.click("Run concurrent")
		p.waitFor(`window.leftOver !== undefined`)
		if n := eval[int](p, `window.leftOver`); n > 0 {
			t.Errorf("a run begins with %d tiles of the run before", n)
		}
		p.runIs(threads, "done")
		if n := p.count("section" + threads + ` .tile[data-state="finished"]`); n != 156 {
			t.Errorf("%d tiles are finished at the end, want 156", n)
		}
	}
	// A cancelled run leaves its tiles too.
	p.click("Run concurrent")
	p.runIs(threads, "running")
	p.click("Cancel")
	p.runIs(threads, "cancelled")
	p.click("Run both")
	p.waitFor(`document.querySelectorAll('section[data-run="threads"] [data-status]').length === 0`)
	p.click("Cancel")
	p.runIs(threads, "idle")
}

// A tab that nobody sees has no frames; its runs begin and end all the same.
func TestAHiddenTab(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=a+b&workers=30")
	eval[bool](p, `(() => {
		Object.defineProperty(document, 'hidden', {get: () => true});
		window.requestAnimationFrame = () => 0;
		return true;
	})()`)
	for range 2 {
		p.click("Run concurrent")
		p.waitFor(`document.querySelectorAll('section[data-run="threads"] .tile[data-state="finished"]').length === 52`)
		p.waitFor(`document.querySelector('.replay:not([hidden])')`)
		p.runIs(threads, "done")
		p.click("Run sequential")
		for end := time.Now().Add(patience); p.inFlight() == 0 && time.Now().Before(end); {
			time.Sleep(10 * time.Millisecond)
		}
		p.click("Cancel")
		p.runIs(sequential, "cancelled")
	}
}

func TestThirtyAreInFlight(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=a+b&workers=30&delay=1")
	p.click("Run concurrent")
	p.runIs(threads, "done")
	// 52 codes and 30 workers: two rounds. With six connections it would be nine.
	if conc := p.elapsed(threads); conc < 2 || conc > 4 {
		t.Errorf("took %.2fs, want about 2s", conc)
	}
}

func TestReplay(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=BR+CN+ID+IN+US")
	p.click("Run both")
	p.waitFor(`document.querySelector('.replay:not([hidden]) button')`)
	// The last event but one is the last flag's, unless the clock gives both one time.
	p.do(chromedp.KeyEvent(","), chromedp.KeyEvent(","))
	p.waitFor(`document.querySelectorAll('#board-sequential [data-status="ok"]').length < 5`)
	eval[bool](p, `(() => { const e = document.querySelector('.replay input'); e.value = 50; e.dispatchEvent(new Event('input', {bubbles: true})); return true })()`)
	p.waitFor(`document.querySelectorAll('#board-threads [data-status="ok"]').length === 5 && document.querySelectorAll('#board-sequential [data-status="ok"]').length === 2`)
	p.shot("middle")
	p.click("Replay")
	p.waitFor(`document.querySelectorAll('#board-sequential [data-status="ok"]').length === 5`)
}

func TestKeyboard(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL)
	p.do(chromedp.KeyEvent("2"))
	p.waitFor(`location.search === '?cc=BR+CN+ID+IN+US'`)
	p.do(chromedp.KeyEvent(" "))
	p.runIs(threads, "done")
	p.do(chromedp.KeyEvent("r"))
	p.waitFor(`location.search === ''`)
	p.waitFor(`document.querySelector('section[data-run="threads"] .counts').textContent.startsWith('0/20 done')`)
	p.waitFor(`!document.querySelector('pre[data-run="threads"]').textContent.includes('downloaded')`)
	p.do(chromedp.KeyEvent("?"))
	p.waitFor(`document.querySelector('.help')`)
	p.shot("help")
	p.do(chromedp.KeyEvent("?"), chromedp.KeyEvent("p"))
	p.waitFor(`document.documentElement.hasAttribute('data-projector')`)
	p.shot("projector")
}

func TestPhoneAndDark(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=a+b+c&site=ERROR&delay=0.2&workers=30")
	p.click("Dark")
	p.click("Run concurrent")
	p.runIs(threads, "done")
	p.shot("dark")
	p.do(chromedp.EmulateViewport(390, 844))
	time.Sleep(300 * time.Millisecond) // the page redraws itself a moment after a resize
	p.shot("phone-dark")
	p.click("Dark")
	p.shot("phone")
	if wide := eval[int](p, "document.documentElement.scrollWidth"); wide > 390 {
		t.Errorf("the page is %d px wide on a phone of 390 px", wide)
	}
}

func TestLabsFromTheMenu(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL)
	for _, lab := range []string{"Futures", "Flags2", "Race"} {
		p.do(chromedp.Click(chromedp.JSPath(fmt.Sprintf(`[...document.querySelectorAll('nav a')].find(a => a.textContent === %q)`, lab))))
		p.waitFor(fmt.Sprintf(`document.title === %q && document.querySelector('h1').textContent === %q`, lab+" – Flag Lab", lab))
	}
}
