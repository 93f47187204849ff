package e2e

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// output is what the book's program would have printed, after its command line.
func (p *page) output() string {
	p.Helper()
	_, text, _ := strings.Cut(p.text(".terminal"), "\n")
	return text
}

// press clicks the button whose text begins so.
func (p *page) press(text string) {
	p.Helper()
	selector := fmt.Sprintf(`[...document.querySelectorAll('button')].find(b => b.textContent.startsWith(%q) && !b.disabled && !b.hidden)`, text)
	p.waitFor(selector)
	p.do(chromedp.Click(chromedp.JSPath(selector)))
}

// openFlags2 opens the lab and waits until it has heard from the server: from then on
// nothing but the person changes its form.
func openFlags2(t *testing.T, url string) *page {
	t.Helper()
	p := open(t, url)
	p.waitFor(`document.querySelector('.kind')?.textContent.includes('in flight')`)
	return p
}

// rerun clicks Run after an earlier run, and waits until the new one is done.
func (p *page) rerun(run string) {
	p.Helper()
	eval[bool](p, fmt.Sprintf(`(() => {
		const panel = document.querySelector('section%s')
		window.rerun = false
		new MutationObserver(() => { window.rerun = panel.dataset.state === 'done' }).observe(panel, {attributes: true, attributeFilter: ['data-state']})
		return true
	})()`, run))
	p.click("Run")
	p.waitFor("window.rerun")
}

// tick changes a checkbox.
func (p *page) tick(id string) {
	p.Helper()
	p.do(chromedp.Click(chromedp.ID(id)))
}

// keepDownloads makes the page keep what it offers as a file, instead of saving it.
func (p *page) keepDownloads() {
	p.Helper()
	eval[bool](p, `(() => {
		window.kept = {}
		const blobs = {}, create = URL.createObjectURL
		URL.createObjectURL = b => { const u = create.call(URL, b); blobs[u] = b; return u }
		HTMLAnchorElement.prototype.click = function () { window.kept[this.download] = blobs[this.href] }
		return true
	})()`)
}

// kept returns a file that the page offered.
func (p *page) kept(name string) []byte {
	p.Helper()
	p.waitFor(fmt.Sprintf(`window.kept[%q]`, name))
	text := eval[string](p, fmt.Sprintf(`new Promise(done => { const r = new FileReader(); r.onload = () => done(r.result.split(',')[1]); r.readAsDataURL(window.kept[%q]) })`, name))
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		p.Fatal(err)
	}
	return data
}

func TestFlags2Counts(t *testing.T) {
	s := startServer(t)
	for program, run := range map[string]string{"threadpool": threads, "sequential": sequential} {
		t.Run(program, func(t *testing.T) {
			p := openFlags2(t, s.URL+"/flags2?program="+program)
			p.fill("field-cc", "a b c")
			p.shot("before")
			for range 2 { // every time
				p.rerun(run)
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
				if ok, missing := p.count("section"+run+` [data-cc][data-state="finished"][data-status="ok"] img`), p.count("section"+run+` [data-status="not_found"]`); ok != 43 || missing != 35 {
					t.Errorf("%d ok and %d not found", ok, missing)
				}
			}
			p.shot("after")
		})
	}
}

func TestFlags2Verbose(t *testing.T) {
	s := startServer(t)
	p := openFlags2(t, s.URL+"/flags2?cc=a&server=DELAY&delay=0-0.5&verbose=1")
	p.click("Run")
	p.runIs(threads, "running")
	p.waitFor(`document.querySelectorAll('[data-status]').length > 5`)
	p.shot("during")
	p.runIs(threads, "done")
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
	// The log is only shown another way: the run stays.
	p.tick("field-verbose")
	p.waitFor(`document.querySelector('.terminal').textContent.includes('26/26')`)
}

// A connection that is lost and an answer that is no GIF are made in the page; the
// rest is the server's weather.
func TestFlags2ErrorKinds(t *testing.T) {
	s := startServer(t)
	p := openFlags2(t, s.URL+"/flags2?cc=a&server=ERROR&delay=0-1.5&errors=0.3&timeout=1&seed=5&verbose=1")
	eval[bool](p, `(() => {
		const fetch = window.fetch
		window.fetch = (url, options) => {
			if (url.includes('/ad/')) return Promise.reject(new TypeError('Failed to fetch'))
			if (url.includes('/ae/')) return Promise.resolve(new Response('<html>', {headers: {'Content-Type': 'text/html'}}))
			return fetch(url, options)
		}
		return true
	})()`)
	p.click("Run")
	p.runIs(threads, "done")
	p.shot("after")
	output := p.output()
	for _, line := range []string{
		"AD error: connection refused or lost\n",
		"AE error: bad image: the answer is no GIF (text/html)\n",
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
		counts[kind] = p.count(`.board [data-status="` + kind + `"]`)
	}
	for _, kind := range []string{"http", "timeout", "connection", "image"} {
		counts[kind] = p.count(`.board [data-cause="` + kind + `"]`)
	}
	if counts["ok"]+counts["not_found"]+counts["error"] != 26 || counts["http"]+counts["timeout"]+counts["connection"]+counts["image"] != counts["error"] ||
		counts["connection"] != 1 || counts["image"] != 1 {
		t.Errorf("counts %v", counts)
	}
	for button, kind := range map[string]string{"OK": "ok", "NOT FOUND": "not_found", "ERROR": "error", "HTTP status": "http", "time-out": "timeout", "no answer": "connection", "bad image": "image"} {
		p.press(fmt.Sprintf("%s %d", button, counts[kind]))
		p.waitFor(fmt.Sprintf(`[...document.querySelectorAll('.board .tile')].filter(t => t.offsetWidth > 0).length === %d`, counts[kind]))
		p.waitFor(fmt.Sprintf(`document.querySelector('.filter[data-kind=%q]').getAttribute('aria-pressed') === 'true'`, kind))
	}
	p.shot("filtered")
	p.press("All 26")
	p.waitFor(`[...document.querySelectorAll('.board .tile')].filter(t => t.offsetWidth > 0).length === 26`)
}

func TestFlags2TellsALife(t *testing.T) {
	s := startServer(t)
	p := openFlags2(t, s.URL+"/flags2?cc=br+zz&server=ERROR&errors=1&delay=0.1&attempts=3&backoff=0.2")
	p.do(chromedp.Click(`[data-cc="BR"]`))
	p.waitFor(`document.querySelector('.life').textContent.includes('not submitted yet')`)
	p.click("Run")
	p.runIs(threads, "done")
	if n := p.count(`[aria-selected="true"]`); n != 0 {
		t.Errorf("%d tiles are selected, and no life is told", n)
	}
	p.do(chromedp.Click(`[data-cc="BR"]`))
	p.waitFor(`document.querySelector('.life[data-of="BR"]')`)
	text := p.text(".life")
	for _, part := range []string{"BR: Brazil", "Statefailed", "StatusERROR: HTTP status", "on worker ", "HTTP status418 I'm a Teapot", "then waited 200.0 ms", "then waited 400.0 ms",
		"Attempt 3", "ErrorHTTP error 418 - I'm a Teapot", "Protocolhttp/1.1", "Waiting for the site"} {
		if !strings.Contains(text, part) {
			t.Errorf("the life of BR does not tell %q: %s", part, text)
		}
	}
	p.shot("life")
	// Without a mouse: the arrow leads to the next tile, Enter picks it.
	p.do(chromedp.KeyEvent(kb.ArrowRight))
	p.waitFor(`document.activeElement.dataset.cc === 'ZZ'`)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.waitFor(`document.querySelector('.life[data-of="ZZ"]') && document.querySelector('[data-cc="ZZ"]').getAttribute('aria-selected') === 'true'`)
	p.click("×")
	p.waitFor(`!document.querySelector('.life[data-of]')`)
	// Each attempt is in the table.
	if elapsed := p.elapsed(threads); elapsed < 0.9 {
		t.Errorf("three attempts of 0.1 s, with waits of 0.2 and 0.4 s, took %.2fs", elapsed)
	}
}

// Retries are off unless asked for, and never for a 404.
func TestFlags2Retries(t *testing.T) {
	s := startServer(t)
	p := openFlags2(t, s.URL+"/flags2?cc=a&server=ERROR&errors=0.5&delay=0&backoff=0.01")
	p.click("Run")
	p.runIs(threads, "done")
	failed := p.count(`.board [data-status="error"]`)
	p.fill("field-attempts", "10")
	p.waitFor(`location.search.includes('attempts=10')`)
	eval[bool](p, `(() => { window.asked = {}; const fetch = window.fetch; window.fetch = (u, o) => { const m = /\/(\w\w)\.gif/.exec(u); if (m) window.asked[m[1]] = (window.asked[m[1]] || 0) + 1; return fetch(u, o) }; return true })()`)
	p.rerun(threads)
	if now := p.count(`.board [data-status="error"]`); failed < 5 || now > 1 {
		t.Errorf("%d failed with one attempt, %d with ten", failed, now)
	}
	asked := eval[map[string]int](p, `window.asked`)
	total := 0
	for _, n := range asked {
		total += n
	}
	if total < 26+failed {
		t.Errorf("%d requests for 26 codes of which %d failed at first", total, failed)
	}
	p.shot("after")

	p = openFlags2(t, s.URL+"/flags2?cc=zz&attempts=5&backoff=5")
	p.click("Run")
	p.runIs(threads, "done")
	if elapsed := p.elapsed(threads); elapsed > 4 {
		t.Errorf("a 404 took %.2fs: it was tried again", elapsed)
	}
}

func TestFlags2Zip(t *testing.T) {
	s := startServer(t)
	p := openFlags2(t, s.URL+"/flags2?all=1")
	p.keepDownloads()
	p.click("Run")
	p.runIs(threads, "done")
	p.click("Save 194 flags as ZIP")
	data := p.kept("flags.zip")
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(archive.File) != 194 {
		t.Fatalf("%d bytes: %v", len(data), err)
	}
	for _, file := range archive.File {
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		image, err := io.ReadAll(r)
		if err != nil || !bytes.HasPrefix(image, []byte("GIF8")) || !regexp.MustCompile(`^downloaded/[A-Z]{2}\.gif$`).MatchString(file.Name) {
			t.Errorf("%s: %d bytes, %v", file.Name, len(image), err)
		}
	}
}

// The browser's private folder stands in for the one that a person picks: it is written
// to in the same way.
func TestFlags2Folder(t *testing.T) {
	s := startServer(t)
	p := openFlags2(t, s.URL+"/flags2?cc=br+cn+zz")
	p.click("Run")
	p.runIs(threads, "done")

	eval[bool](p, `(window.showDirectoryPicker = async () => { throw new DOMException('no folder', 'AbortError') }, true)`)
	p.click("Save into a folder…")
	eval[bool](p, `(window.showDirectoryPicker = async () => { throw new DOMException('not allowed here', 'NotAllowedError') }, true)`)
	p.click("Save into a folder…")
	p.waitFor(`document.body.textContent.includes('Not saved: not allowed here')`)

	eval[bool](p, `(window.showDirectoryPicker = () => navigator.storage.getDirectory(), true)`)
	p.click("Save into a folder…")
	p.waitFor(`document.body.textContent.includes('2 files written to downloaded/')`)
	got := eval[string](p, `(async () => {
		const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('downloaded');
		const lines = [];
		for await (const [name, handle] of folder) lines.push(name + ' ' + (await (await handle.getFile()).text()).slice(0, 4));
		return lines.sort().join(', ');
	})()`)
	if want := "BR.gif GIF8, CN.gif GIF8"; got != want {
		t.Errorf("the folder has %s, want %s", got, want)
	}
}

func TestFlags2Exports(t *testing.T) {
	s := startServer(t)
	p := openFlags2(t, s.URL+"/flags2?cc=a&server=ERROR&errors=0.5&delay=0-0.3&attempts=2")
	p.keepDownloads()
	p.click("Run")
	p.runIs(threads, "done")
	for _, kind := range []string{"JSON", "CSV", "Trace", "SVG"} {
		p.click(kind)
	}
	var log struct {
		Events []struct{ Code, State string }
	}
	if err := json.Unmarshal(p.kept("flags2-threads.json"), &log); err != nil || len(log.Events) < 2+3*26 {
		t.Errorf("%d events, %v", len(log.Events), err)
	}
	rows, err := csv.NewReader(bytes.NewReader(p.kept("flags2-threads.csv"))).ReadAll()
	if err != nil || len(rows) != len(log.Events)+1 {
		t.Errorf("%d rows for %d events, %v", len(rows), len(log.Events), err)
	}
	var trace struct{ TraceEvents []struct{ Ph string } }
	if err := json.Unmarshal(p.kept("flags2-threads.trace.json"), &trace); err != nil || len(trace.TraceEvents) < 2*26 {
		t.Errorf("%d trace events, %v", len(trace.TraceEvents), err)
	}
	if err := xml.Unmarshal(p.kept("flags2-threads.svg"), new(struct{})); err != nil {
		t.Error(err)
	}
}

func TestFlags2CommandLine(t *testing.T) {
	s := startServer(t)
	p := openFlags2(t, s.URL+"/flags2")
	line := func() string { return eval[string](p, `document.getElementById('field-line').value`) }
	if got := line(); got != "flags2_threadpool.py" {
		t.Errorf("at first: %s", got)
	}
	p.fill("field-line", "python3 flags2_sequential.py --server=delay -vl 20 -m5 a b c")
	p.waitFor(`location.search === '?cc=a+b+c&limit=20&max_req=5&program=sequential&server=delay&verbose=1'`)
	for id, want := range map[string]string{"cc": "a b c", "limit": "20", "max_req": "5", "server": "DELAY", "program": "sequential"} {
		if got := eval[string](p, fmt.Sprintf("document.getElementById('field-%s').value", id)); got != want {
			t.Errorf("%s is %q, want %q", id, got, want)
		}
	}
	if !eval[bool](p, `document.getElementById('field-verbose').checked`) {
		t.Error("verbose is not set")
	}
	p.waitFor(`document.querySelectorAll('#board-sequential [data-cc]').length === 20`)
	// And back: what is shown is the same command, and reads the same.
	shown := line()
	if shown != "flags2_sequential.py -l 20 -m 5 -s delay -v a b c" {
		t.Errorf("the command line is %q", shown)
	}
	search := eval[string](p, "location.search")
	p.click("Reset")
	p.waitFor(`document.getElementById('field-line').value === 'flags2_threadpool.py'`) // drawn, not only in the URL
	p.fill("field-line", shown)
	p.waitFor(fmt.Sprintf("location.search === %q", search))
	p.shot("pasted")
	// What makes no sense stands at its field; what has no field, at the line.
	p.fill("field-line", "flags2_threadpool.py -l 0 a")
	p.waitFor(`document.getElementById('error-limit')?.textContent === 'limit must be ≥ 1'`)
	p.fill("field-line", "flags2_threadpool.py --nothing")
	p.waitFor(`document.getElementById('error-line')?.textContent.includes('no option --nothing')`)
}

func TestFlags2BadFields(t *testing.T) {
	s := startServer(t)
	p := openFlags2(t, s.URL+"/flags2?server=ERROR")
	for _, test := range []struct{ name, bad, good, want string }{
		{"cc", "BR ß", "BR", "each CC must be A to Z or AA to ZZ"},
		{"limit", "0", "", "limit must be ≥ 1"},
		{"max_req", "0", "", "max_req must be ≥ 1"},
		{"errors", "2", "", "0 to 1"},
		{"seed", "x", "1", "whole number"},
		{"timeout", "0", "3.1", "0.1 to 60"},
		{"attempts", "11", "2", "1 to 10"},
		{"backoff", "x", "0.2", "0 to 10"},
	} {
		p.fill("field-"+test.name, test.bad)
		p.waitFor(fmt.Sprintf(`document.getElementById('error-%s')?.textContent.includes(%q)`, test.name, test.want))
		if got := eval[string](p, fmt.Sprintf("document.getElementById('field-%s').value", test.name)); got != test.bad {
			t.Errorf("%s lost what was typed: %q", test.name, got)
		}
		if test.good == "" {
			eval[bool](p, fmt.Sprintf(`(() => { const e = document.getElementById('field-%s'); e.value = ''; e.dispatchEvent(new Event('change', {bubbles: true})); return true })()`, test.name))
		} else {
			p.fill("field-"+test.name, test.good)
		}
		p.waitFor(fmt.Sprintf(`!document.getElementById('error-%s')`, test.name))
	}
	p = openFlags2(t, s.URL+"/flags2?server=MARS&max_req=0")
	p.waitFor(`document.getElementById('error-server')?.textContent === 'server must be one of DELAY, ERROR, LOCAL, REMOTE'`)
	p.waitFor(`document.getElementById('error-max_req')`)
	p.shot("two")
}

func TestFlags2Permalink(t *testing.T) {
	s := startServer(t)
	p := openFlags2(t, s.URL+"/flags2?cc=a+b&server=DELAY&delay=1&max_req=30&run=1")
	p.runIs(threads, "done")
	// Two rounds of 30; started at once, it has all its connections all the same.
	if elapsed := p.elapsed(threads); elapsed < 2 || elapsed > 4 {
		t.Errorf("took %.2fs, want about 2s", elapsed)
	}
	if n := p.count(`.board [data-status="ok"]`); n != 28 {
		t.Errorf("%d flags, want 28", n)
	}
}

func TestFlags2CancelAndReset(t *testing.T) {
	s := startServer(t)
	p := openFlags2(t, s.URL+"/flags2?cc=a+b&server=DELAY&delay=5&timeout=20")
	p.click("Run")
	p.waitFor(`document.querySelectorAll('.board [data-state="running"]').length === 30`)
	p.do(chromedp.KeyEvent(kb.Escape))
	p.runIs(threads, "cancelled")
	if n := p.count(`.board [data-state="cancelled"]`); n != 52 {
		t.Errorf("%d tiles are cancelled, want 52", n)
	}
	if output := p.output(); !strings.Contains(output, "  0 flags downloaded.\n 52 cancelled.\n") {
		t.Errorf("output\n%s", output)
	}
	p.shot("after")
	p.click("Reset")
	p.waitFor(`location.search === '' && document.querySelectorAll('.board [data-cc]').length === 20`)
	p.runIs(threads, "idle")
}

func TestFlags2Guess(t *testing.T) {
	s := startServer(t)
	p := openFlags2(t, s.URL+"/flags2?cc=a+b+c")
	p.fill("guess-missing", "20")
	p.fill("guess-seconds", "1000")
	p.click("Run")
	p.runIs(threads, "done")
	text := p.text(".verdict")
	if !strings.Contains(text, "43 OK") || !strings.Contains(text, "You guessed 20 not found: it was more (35).") || !strings.Contains(text, "You guessed 1000 seconds: it was less") {
		t.Errorf("verdict %q", text)
	}
}

func TestFlags2OnAPhone(t *testing.T) {
	s := startServer(t)
	p := openFlags2(t, s.URL+"/flags2?cc=a+b+c&server=ERROR&delay=0.2&attempts=2&run=1")
	p.runIs(threads, "done")
	p.shot("light")
	p.click("Dark")
	p.shot("dark")
	p.do(chromedp.EmulateViewport(390, 844))
	time.Sleep(300 * time.Millisecond) // the page redraws itself a moment after a resize
	p.shot("phone")
	if wide := eval[int](p, "document.documentElement.scrollWidth"); wide > 390 {
		t.Errorf("the page is %d px wide on a phone of 390 px", wide)
	}
}

// Going to another lab while a run is under way ends it, and leaves both usable.
func TestFlags2LeaveDuringARun(t *testing.T) {
	s := startServer(t)
	p := openFlags2(t, s.URL+"/flags2?cc=a&server=DELAY&delay=5&timeout=20&run=1")
	p.runIs(threads, "running")
	p.do(chromedp.Click(`nav a[href="/"]`))
	p.waitFor(`document.querySelector('h1').textContent === 'Race'`)
	p.do(chromedp.Click(`nav a[href="/flags2"]`))
	p.waitFor(`document.querySelector('h1').textContent === 'Flags2'`)
	p.click("Run")
	p.runIs(threads, "done")
	if n := p.count(`.board [data-status="ok"]`); n != 20 {
		t.Errorf("%d flags, want 20", n)
	}
}

func TestFlags2Remote(t *testing.T) {
	s := startServer(t, "-upstream", "")
	p := openFlags2(t, s.URL+"/flags2?cc=br&server=REMOTE&run=1")
	p.waitFor(`document.getElementById('error-server')?.textContent.includes('no way to REMOTE')`)

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
	p = openFlags2(t, s.URL+"/flags2?cc=br+zz&server=REMOTE&run=1")
	p.runIs(threads, "done")
	if output := p.output(); !strings.HasPrefix(output, "REMOTE site: "+upstream.URL+"/flags\n") || !strings.Contains(output, "  1 flag downloaded.\n  1 not found.\n") {
		t.Errorf("output\n%s", output)
	}
}
