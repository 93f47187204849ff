package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// output is what the book's program would have printed, after its command line.
func (p *page) output() string {
	p.Helper()
	_, text, _ := strings.Cut(p.text(".lines.scroll"), "\n")
	return text
}

// board selects the tiles of the board.
const board = `#board li[data-cc]`

func TestFlags2Counts(t *testing.T) {
	s := startServer(t)
	for program, run := range map[string]string{"threadpool": threads, "sequential": sequential} {
		t.Run(program, func(t *testing.T) {
			p := open(t, s.URL+"/flags2?cc=a+b+c&program="+program)
			p.shot("before")
			p.click("43")
			p.click("Run")
			p.is("end")
			for again := range 2 { // every time
				if again > 0 {
					p.begin()
					p.is("end")
				}
				connections := "30 concurrent connections"
				if program == "sequential" {
					connections = "1 connection"
				}
				want := `^LOCAL site: http://\S+/flags
Searching for 78 flags: from AA to CZ
` + connections + ` will be used\.
100%\|██████████\| 78/78 \[00:\d\d<00:00, +[\d.]+(it/s|s/it)\]
--------------------
 43 flags downloaded\.
 35 not found\.
Elapsed time: \d+\.\d\ds
$`
				if got := p.output(); !regexp.MustCompile(want).MatchString(got) {
					t.Errorf("output\n%s\nwant\n%s", got, want)
				}
				p.runIs(run, "done")
				p.waitFor(fmt.Sprintf(`document.querySelectorAll('%s[data-status="ok"] img').length === 43 && document.querySelectorAll('%s[data-status="not_found"]').length === 35`, board, board))
			}
			if verdict := p.text(`[data-verdict="figure"]`); !strings.HasPrefix(verdict, "43 flags35 codes have none.") || !strings.Contains(verdict, "You said 43: right.") {
				t.Errorf("the verdict reads %q", verdict)
			}
			p.shot("after")
		})
	}
}

func TestFlags2Verbose(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/flags2?cc=a&server=DELAY&delay=0-0.5&verbose=1")
	p.click("Run")
	p.runIs(threads, "running")
	p.waitFor(fmt.Sprintf(`document.querySelectorAll('%s[data-status]').length > 5`, board))
	p.shot("during")
	p.is("end")
	lines := strings.Split(strings.TrimSpace(p.output()), "\n")
	if len(lines) != 3+26+4 {
		t.Fatalf("%d lines:\n%s", len(lines), p.output())
	}
	log := lines[3:29]
	if slices.IsSorted(log) {
		t.Error("the log is in the order of the codes, not in that of their ends")
	}
	slices.Sort(log)
	if log[0] != "AA not found" || log[3] != "AD OK" {
		t.Errorf("log %q", log)
	}
	// The end of the log is in view.
	p.waitFor(`(e => { const last = e.querySelector('.line:last-child').getBoundingClientRect(), box = e.getBoundingClientRect(); return last.bottom <= box.bottom + 1 && last.top >= box.top })(document.querySelector('.lines.scroll'))`)
	// The log is only shown another way: the run stays.
	p.click("-v")
	p.waitFor(`document.querySelector('.lines.scroll').textContent.includes('26/26')`)
	p.is("end")
}

// A connection that is lost and an answer that is no GIF are made in the page; the
// rest is the server's weather.
func TestFlags2ErrorKinds(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/flags2?cc=a&server=ERROR&delay=0-1.5&errors=0.3&timeout=1&seed=5&verbose=1")
	eval[bool](p, `(() => {
		const fetch = window.fetch
		window.fetch = (url, options) => {
			if (url.includes('/aa/')) return Promise.reject(new TypeError('Failed to fetch'))
			if (url.includes('/ae/')) return Promise.resolve(new Response('<html>', {headers: {'Content-Type': 'text/html'}}))
			return fetch(url, options)
		}
		return true
	})()`)
	p.click("Run")
	p.is("end")
	p.shot("after")
	output := p.output()
	for _, line := range []string{
		"AA error: connection refused or lost\n",
		"AE error: bad image: the answer is not a GIF (text/html)\n",
		" error: HTTP error 418 - I'm a Teapot\n",
		" error: timed out after 1s\n",
		" not found\n",
		" OK\n",
	} {
		if !strings.Contains(output, line) {
			t.Errorf("no line %q in\n%s", line, output)
		}
	}
	counts := map[string]int{}
	for _, kind := range []string{"ok", "not_found", "error"} {
		counts[kind] = p.count(board + `[data-status="` + kind + `"]`)
	}
	for _, kind := range []string{"http", "timeout", "connection", "image"} {
		counts[kind] = p.count(board + `[data-cause="` + kind + `"]`)
	}
	if counts["ok"]+counts["not_found"]+counts["error"] != 26 || counts["http"]+counts["timeout"]+counts["connection"]+counts["image"] != counts["error"] ||
		counts["connection"] != 1 || counts["image"] != 1 {
		t.Errorf("counts %v", counts)
	}
	for button, kind := range map[string]string{"OK": "ok", "not found": "not_found", "errors": "error", "HTTP status": "http", "timed out": "timeout", "no answer": "connection", "bad image": "image"} {
		label := button + " " + strings.ReplaceAll(fmt.Sprintf("%-2d", counts[kind]), " ", "\u2007") // a figure space
		p.click(label)
		p.waitFor(fmt.Sprintf(`document.querySelectorAll('%s:not([data-mark="faint"])').length === %d`, board, counts[kind]))
		p.waitFor(fmt.Sprintf(`[...document.querySelectorAll('[aria-pressed="true"]')].some(b => b.textContent === %q)`, label))
	}
	p.shot("filtered")
	p.click("all 26")
	p.waitFor(fmt.Sprintf(`document.querySelectorAll('%s[data-mark="faint"]').length === 0`, board))
	// Two of the failures are none of the weather's: the run does not count, and says so. It names the first of all that differ
	// from the forecast; on a busy machine others time out, too.
	if verdict := p.text(`[data-verdict="problem"]`); !strings.Contains(verdict, "This run does not count: ") || !strings.Contains(verdict, "AA got “no answer”") {
		t.Errorf("the verdict reads %q", verdict)
	}
}

// A run in which everything fails at once because the server is gone is not praised.
func TestFlags2WithoutItsServer(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/flags2?cc=a&server=DELAY&delay=0.5&max_req=6")
	p.click("Run")
	p.waitFor(fmt.Sprintf(`document.querySelectorAll('%s[data-status]').length >= 6`, board))
	s.cmd.Process.Kill()
	p.is("end")
	p.forgive("ERR_")
	if verdict := p.text(`[data-verdict="problem"]`); !strings.Contains(verdict, "This run does not count: ") || !strings.Contains(verdict, "no answer") {
		t.Errorf("the verdict reads %q", verdict)
	}
	if n := p.count(`.figures > *`); n != 0 {
		t.Errorf("%d figures are shown", n)
	}
	p.shot("after")
	p.click("Run again")
	p.waitFor(`document.querySelector('.problems').textContent.includes('The server does not answer')`)
	p.is("stopped")
	p.forgive("ERR_")
	p.forgive("fetching the script") // of the service worker
}

func TestFlags2TellsAHistory(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/flags2?cc=br+zz&server=ERROR&errors=1&delay=0.1&attempts=3&backoff=0.2")
	history := func() string {
		return eval[string](p, `[...document.querySelectorAll('.panel')].find(e => e.querySelector('.cards'))?.textContent ?? ''`)
	}
	p.do(chromedp.Click(`#board li[data-cc="BR"]`))
	p.waitFor(`document.querySelector('.card-title')?.textContent === 'Not submitted yet'`)
	p.click("Run")
	p.is("end")
	for _, part := range []string{"BR: Brazil", "Error: HTTP error 418 - I'm a Teapot", "for worker ", "HTTP status 418 I'm a Teapot, ", "200 ms", "400 ms", "waiting for the site"} {
		if !strings.Contains(history(), part) {
			t.Errorf("the history of BR does not tell %q: %s", part, history())
		}
	}
	if n := p.count(`.panel .cards + .table tbody tr`); n != 3 {
		t.Errorf("%d attempts, want 3", n)
	}
	p.shot("history")
	// Without a mouse: the arrow leads to the next tile, Enter picks it.
	eval[bool](p, `(document.querySelector('#board [data-cc="BR"]').focus(), true)`)
	p.do(chromedp.KeyEvent(kb.ArrowRight))
	p.waitFor(`document.activeElement.dataset.cc === 'ZZ'`)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.waitFor(`location.search.includes('select=ZZ') && document.querySelector('#board [data-cc="ZZ"]').getAttribute('aria-selected') === 'true'`)
	p.waitFor(`document.querySelectorAll('[aria-selected="true"]').length === 1`)
	p.is("end")
	p.click("Close")
	p.waitFor(`!document.querySelector('.cards') && !location.search.includes('select')`)
	if elapsed := p.elapsed(threads); elapsed < 0.9 {
		t.Errorf("three attempts of 0.1 s, with waits of 0.2 and 0.4 s, took %.2fs", elapsed)
	}
}

// Retries are off unless asked for, and never for a 404.
func TestFlags2Retries(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/flags2?cc=a&server=ERROR&errors=0.5&delay=0&backoff=0.01")
	p.click("Run")
	p.is("end")
	failed := p.count(board + `[data-status="error"]`)
	p.settings()
	p.fill("field-attempts", "10")
	p.waitFor(`location.search.includes('attempts=10')`)
	p.is("idle")
	eval[bool](p, `(() => { window.asked = {}; const fetch = window.fetch; window.fetch = (u, o) => { const m = /\/(\w\w)\.gif/.exec(u); if (m) window.asked[m[1]] = (window.asked[m[1]] || 0) + 1; return fetch(u, o) }; return true })()`)
	p.click("Run")
	p.is("end")
	if now := p.count(board + `[data-status="error"]`); failed < 5 || now > 1 {
		t.Errorf("%d failed with one attempt, %d with ten", failed, now)
	}
	total := 0
	for _, n := range eval[map[string]int](p, `window.asked`) {
		total += n
	}
	if total < 26+failed {
		t.Errorf("%d requests for 26 codes of which %d failed at first", total, failed)
	}
	p.shot("after")

	p = open(t, s.URL+"/flags2?cc=zz&attempts=5&backoff=5")
	p.click("Run")
	p.is("end")
	if elapsed := p.elapsed(threads); elapsed >= 5 {
		t.Errorf("a 404 took %.2fs: it was tried again", elapsed)
	}
}

func TestFlags2CommandLine(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/flags2")
	p.settings()
	line := func() string { return eval[string](p, `document.getElementById('field-command').value`) }
	if got := line(); got != "flags2_threadpool.py" {
		t.Errorf("at first: %s", got)
	}
	p.fill("field-command", "python3 flags2_sequential.py --server=delay -vl 20 -m5 --attempts 3 a b c")
	p.waitFor(`location.search === '?attempts=3&cc=a+b+c&limit=20&max_req=5&program=sequential&server=DELAY&verbose=1'`)
	for id, want := range map[string]string{"cc": "a b c", "limit": "20", "max_req": "5", "server": "DELAY", "program": "sequential", "attempts": "3"} {
		p.waitFor(fmt.Sprintf("document.getElementById('field-%s').value === %q", id, want))
	}
	p.waitFor(`document.getElementById('field-verbose').checked`)
	p.waitFor(fmt.Sprintf(`document.querySelectorAll('%s').length === 20`, board))
	// And back: what is shown is the same command, and reads the same.
	shown := line()
	if shown != "flags2_sequential.py -l 20 -m 5 -s DELAY -v --attempts 3 a b c" {
		t.Errorf("the command line is %q", shown)
	}
	search := eval[string](p, "location.search")
	p.click("Reset")
	p.waitFor(`document.getElementById('field-command').value === 'flags2_threadpool.py'`)
	p.fill("field-command", shown)
	p.waitFor(fmt.Sprintf("location.search === %q", search))
	eval[bool](p, settled) // the page shows the command anew, and would replace what is typed at that moment
	p.shot("pasted")
	// What makes no sense stands at its field; what has no field, at the line.
	p.fill("field-command", "flags2_threadpool.py -l 0 a")
	p.waitFor(`document.getElementById('error-limit')?.textContent.includes('limit must be ≥ 1')`)
	p.fill("field-command", "flags2_threadpool.py --nothing")
	p.waitFor(`document.getElementById('error-command')?.textContent.includes('"--nothing" is not valid')`)
	p.waitFor(`document.getElementById('field-command').value === 'flags2_threadpool.py --nothing'`)
}

func TestFlags2BadFields(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/flags2?server=ERROR&attempts=2")
	p.settings()
	for _, test := range []struct{ name, bad, good, want string }{
		{"cc", "BR ß", "BR", "each CC must be A to Z or AA to ZZ"},
		{"limit", "0", "1", "limit must be ≥ 1"},
		{"max_req", "0", "5", "max_req must be ≥ 1"},
		{"errors", "2", "0.5", "0 to 1"},
		{"seed", "x", "1", "whole number"},
		{"timeout", "0", "3.1", "0.1 to 60"},
		{"attempts", "11", "2", "1 to 10"},
		{"backoff", "x", "0.2", "0 to 10"},
	} {
		p.refuses(test.name, test.bad, test.want)
		p.accepts(test.name, test.good)
	}
	p = open(t, s.URL+"/flags2?limit=0&max_req=0&run=1")
	p.waitFor(`document.getElementById('error-limit') && document.getElementById('error-max_req')`)
	p.is("idle")
	p.shot("two")
}

func TestFlags2Permalink(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/flags2?cc=a+b&site=DELAY&delay=1&workers=30&run=1")
	p.is("end")
	// Two rounds of 30; started at once, it has all its connections all the same.
	if elapsed := p.elapsed(threads); elapsed < 2 {
		t.Errorf("two rounds of 1 s took %.2fs", elapsed)
	}
	p.waitFor(fmt.Sprintf(`document.querySelectorAll('%s[data-status="ok"]').length === 28`, board))
}

func TestFlags2CancelAndReset(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/flags2?cc=a+b&server=DELAY&delay=5&timeout=20")
	p.click("Run")
	p.waitFor(fmt.Sprintf(`document.querySelectorAll('%s[data-state="running"]').length === 30`, board))
	p.do(chromedp.KeyEvent(kb.Escape))
	p.is("stopped")
	p.waitFor(fmt.Sprintf(`document.querySelectorAll('%s[data-state="cancelled"]').length === 52`, board))
	if output := p.output(); !strings.Contains(output, "  0 flags downloaded.\n 52 cancelled.\n") {
		t.Errorf("output\n%s", output)
	}
	if verdict := p.text(`[data-verdict="problem"]`); !strings.Contains(verdict, "somebody cancelled before the end") {
		t.Errorf("the verdict reads %q", verdict)
	}
	p.shot("after")
	p.do(chromedp.KeyEvent("r"))
	p.waitFor(fmt.Sprintf(`location.search === '' && document.querySelectorAll('%s').length === 20`, board))
}

func TestFlags2OnAPhone(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/flags2?cc=a+b+c&server=ERROR&delay=0.2&attempts=2&run=1")
	p.is("end")
	p.shot("light")
	p.do(chromedp.EmulateViewport(390, 844))
	p.waitFor(`document.documentElement.scrollWidth <= 390`)
	p.shot("phone")
}

// Where the timeline of other settings has no flags, those of the last run go.
func TestFlags2TimelineForgetsItsFlags(t *testing.T) {
	p := open(t, startServer(t).URL+"/flags2?cc=BR+CN+ID+IN+US")
	p.begin()
	p.is("end")
	const flags = `document.querySelectorAll('#workers .tiles > li').length`
	p.waitFor(flags + ` === 5`)
	p.settings()
	p.click("All 194")
	p.waitFor(flags + ` === 0`)
}

// Going to another lab while a run is under way ends it, and leaves both usable. The settings stay.
func TestFlags2LeaveDuringARun(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/flags2?cc=a&server=DELAY&delay=5&timeout=20&run=1")
	p.runIs(threads, "running")
	p.do(chromedp.Click(`nav a[href="/"]`))
	p.waitFor(`document.querySelector('.page').dataset.lab === 'Race'`)
	p.do(chromedp.Click(`nav a[href="/flags2"]`))
	p.waitFor(`document.querySelector('.page').dataset.lab === 'Flags2' && document.getElementById('field-cc').value === 'a'`)
	p.settings()
	p.click("Reset")
	p.click("Run")
	p.is("end")
	p.waitFor(fmt.Sprintf(`document.querySelectorAll('%s[data-status="ok"]').length === 20`, board))
}

func TestFlags2Remote(t *testing.T) {
	s := startServer(t, "-upstream", "")
	p := open(t, s.URL+"/flags2?cc=br&server=REMOTE&run=1")
	p.waitFor(`document.querySelector('.problems').textContent.includes('REMOTE cannot be reached')`)

	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/flags/br/br.gif" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "image/gif")
		w.Write([]byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"))
	}))
	defer upstream.Close()
	s = startServer(t, "-upstream", upstream.URL+"/flags")
	p = open(t, s.URL+"/flags2?cc=br+zz&server=REMOTE&run=1")
	p.is("end")
	if output := p.output(); !strings.HasPrefix(output, "REMOTE site: "+upstream.URL+"/flags\n") || !strings.Contains(output, "  1 flag downloaded.\n  1 not found.\n") {
		t.Errorf("output\n%s", output)
	}
}
