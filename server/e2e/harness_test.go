package e2e

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// patience bounds each wait. It is not a measure of speed: it is far above what
// a slow machine needs, and only ends a test that would hang.
const patience = 90 * time.Second

var browser context.Context

func TestMain(m *testing.M) {
	path := findChromium()
	if path == "" {
		fmt.Println("no Chromium: set FLAGLAB_CHROMIUM, or install it (Debian: apt-get install chromium)")
		os.Exit(1)
	}
	if os.Getenv("FLAGLAB_BIN") == "" {
		fmt.Println("FLAGLAB_BIN must name the built server: run the tests with make test")
		os.Exit(1)
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.NoSandbox,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
	)...)
	root, cancel := chromedp.NewContext(allocator)
	browser = root
	code := 1
	if err := chromedp.Do(root, chromedp.Navigate("about:blank")); err != nil {
		fmt.Println("Chromium does not start:", err)
	} else {
		code = m.Run()
		removeStatic()
	}
	cancel()
	stop()
	os.Exit(code)
}

func findChromium() string {
	if path := os.Getenv("FLAGLAB_CHROMIUM"); path != "" {
		return path
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// server is a running Flag Lab on ports of its own.
type server struct {
	URL string
	cmd *exec.Cmd
}

var announced = regexp.MustCompile(`http://[^\s/]+`)

// startServer starts the built server. It is stopped when the test ends, if not before.
func startServer(t testing.TB, args ...string) *server {
	t.Helper()
	args = append([]string{"-port", "0", "-delay-port", "0", "-error-port", "0", "-extra-ports", "5"}, args...)
	cmd := exec.Command(os.Getenv("FLAGLAB_BIN"), args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &server{cmd: cmd}
	t.Cleanup(s.stop)
	scanner := bufio.NewScanner(out)
	for scanner.Scan() {
		if url := announced.FindString(scanner.Text()); url != "" {
			s.URL = url
			break
		}
	}
	if s.URL == "" {
		t.Fatal("the server does not say where it is")
	}
	go func() {
		for scanner.Scan() { // keep the pipe empty; ends with the process
		}
	}()
	return s
}

func (s *server) stop() {
	if s.cmd != nil {
		s.cmd.Process.Signal(syscall.SIGTERM)
		s.cmd.Wait()
		s.cmd = nil
	}
}

// page is one tab, in a profile of its own.
type page struct {
	testing.TB
	ctx context.Context

	mu      sync.Mutex
	console []string
	heard   int                        // the newest mark on the console, see hear
	flying  map[network.RequestID]bool // requests for flags that are under way
}

// open opens a tab at a URL and waits until the page's program runs.
func open(t testing.TB, url string) *page {
	p := openRaw(t, url)
	p.waitFor(`!document.querySelector('#app-wasm-loader')`)
	return p
}

// openRaw opens a tab and waits for nothing. Any error in the console fails the test.
func openRaw(t testing.TB, url string) *page {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	p := &page{TB: t, ctx: ctx, flying: map[network.RequestID]bool{}}
	t.Cleanup(func() {
		for _, line := range p.errors() {
			t.Errorf("console: %s", line)
		}
		cancel()
	})
	// The tab lives as long as the context of its first action.
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	p.do(chromedp.EmulateViewport(1280, 720))
	p.motion(false)
	if err := chromedp.Listen(ctx, p.countFlying); err != nil {
		t.Fatal(err)
	}
	messages := chromedp.Console(ctx)
	go func() { // ends with the tab
		for m, err := range messages {
			if err != nil {
				return
			}
			// A browser notes each 404 and 418 of a flag: that is what was asked for.
			if m.Source == "network" && strings.Contains(m.URL, "/flags/") {
				continue
			}
			if number, ok := strings.CutPrefix(m.Text, heardMark); ok {
				p.mu.Lock()
				p.heard, _ = strconv.Atoi(number)
				p.mu.Unlock()
				continue
			}
			if m.IsException() || m.Type == "error" || m.Type == "assert" {
				p.mu.Lock()
				p.console = append(p.console, m.String()+" "+m.URL)
				p.mu.Unlock()
			}
		}
	}()
	p.do(chromedp.Navigate(url))
	return p
}

// first makes each document that the tab loads begin with a script.
func (p *page) first(script string) {
	p.Helper()
	if _, err := chromedp.Call(p.ctx, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: script}); err != nil {
		p.Fatal(err)
	}
}

func (p *page) countFlying(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if strings.Contains(e.Request.URL, "/flags/") {
			p.flying[e.RequestID] = true
		}
	case *network.EventLoadingFinished:
		delete(p.flying, e.RequestID)
	case *network.EventLoadingFailed:
		delete(p.flying, e.RequestID)
	}
}

// inFlight is how many requests for flags are under way, as the browser counts them.
func (p *page) inFlight() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.flying)
}

func (p *page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.shot("failed")
		p.Fatal(err)
	}
}

// eval evaluates JavaScript in the page.
func eval[T any](p *page, expression string) T {
	p.Helper()
	value, err := tryEval[T](p, expression)
	if err != nil {
		p.Fatalf("%s: %v", expression, err)
	}
	return value
}

func tryEval[T any](p *page, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// waitFor waits until the expression is true.
func (p *page) waitFor(expression string) {
	p.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		is, err := tryEval[bool](p, "Boolean("+expression+")")
		switch {
		case err != nil && !strings.Contains(err.Error(), "navigated"): // a page may go to another one by itself
			p.Fatalf("%s: %v", expression, err)
		case is:
			return
		}
	}
	p.shot("failed")
	p.Fatalf("never true: %s", expression)
}

// motion makes the page believe that the person prefers reduced motion, or does not. Without motion a run is not
// played again by itself.
func (p *page) motion(on bool) {
	p.Helper()
	value := "reduce"
	if on {
		value = "no-preference"
	}
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: value}},
	}); err != nil {
		p.Fatal(err)
	}
}

// is waits until the lab is in a phase: idle, live, replay, end, stopped.
func (p *page) is(phase string) {
	p.Helper()
	p.waitFor(fmt.Sprintf(`document.querySelector('.page').dataset.phase === %q`, phase))
	switch phase {
	case "end", "stopped":
		eval[bool](p, settled)
	default:
		time.Sleep(200 * time.Millisecond)
	}
}

// settled waits until nothing has changed for some frames, but not for ever: the page paints what is left of a run some tiles
// in each frame, however long a frame takes.
const settled = `new Promise(done => {
	let quiet = 0;
	const watch = new MutationObserver(() => quiet = 0);
	watch.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
	const end = () => { watch.disconnect(); done(true); };
	const frame = () => ++quiet > 12 ? end() : requestAnimationFrame(frame);
	requestAnimationFrame(frame);
	setTimeout(end, 3000);
})`

// runIs waits until a run's panel is in a state.
func (p *page) runIs(run, state string) {
	p.Helper()
	p.waitFor(fmt.Sprintf(`document.querySelector('section%s')?.dataset.state === %q`, run, state))
}

// ask uses the first control that asks for an action.
func (p *page) ask(action string) {
	p.Helper()
	selector := fmt.Sprintf(`[data-action=%q]:not([disabled])`, action)
	p.waitFor(fmt.Sprintf("document.querySelector(%q)", selector))
	eval[bool](p, fmt.Sprintf("document.querySelector(%q).click(), true", selector))
}

// A run of a page begins when its number does: the phase may still be that of the run before.
const (
	generation = `document.querySelector('.page').dataset.generation`
	runButton  = `document.querySelector('[data-action="run"]:not([disabled])')`
	pressRun   = `window.generationBefore = ` + generation + `; ` + runButton + `.click()`
	hasBegun   = generation + ` !== window.generationBefore`
)

// begin runs the lab, and returns when the page shows the new run.
func (p *page) begin() {
	p.Helper()
	p.waitFor(runButton)
	eval[bool](p, pressRun+"; true")
	p.waitFor(hasBegun)
}

// cancel cancels a run. A click in its first moments would count as the second one of a double click on Run.
func (p *page) cancel() {
	p.Helper()
	time.Sleep(500 * time.Millisecond)
	p.click("Cancel")
}

// click clicks the button with this text, as a person does.
func (p *page) click(text string) {
	p.Helper()
	selector := fmt.Sprintf(`[...document.querySelectorAll('button')].find(b => b.textContent === %q && !b.disabled)`, text)
	p.waitFor(selector)
	p.do(chromedp.Click(chromedp.JSPath(selector)))
}

// fill types into a field and leaves it.
func (p *page) fill(id, text string) {
	p.Helper()
	p.do(chromedp.Focus(chromedp.ID(id)))
	eval[bool](p, fmt.Sprintf(`(() => { const e = document.getElementById(%q); e.select && e.select(); return true })()`, id))
	p.do(chromedp.KeyEvent(text), chromedp.KeyEvent("\t"))
}

// refuses types a bad value into a field. The page says beside the field what would be right, and keeps what was typed.
func (p *page) refuses(field, bad, want string) {
	p.Helper()
	p.fill("field-"+field, bad)
	p.waitFor(fmt.Sprintf(`document.getElementById('error-%s')?.textContent.includes(%q)`, field, want))
	if got := eval[string](p, fmt.Sprintf("document.getElementById('field-%s').value", field)); got != bad {
		p.Errorf("%s lost what was typed: %q", field, got)
	}
}

// accepts types a good value into a field of which the page has complained.
func (p *page) accepts(field, good string) {
	p.Helper()
	p.fill("field-"+field, good)
	p.waitFor(fmt.Sprintf(`!document.getElementById('error-%s')`, field))
}

// choose selects an option by its value.
func (p *page) choose(id, value string) {
	p.Helper()
	eval[bool](p, fmt.Sprintf(`(() => { const e = document.getElementById(%q); e.value = %q; e.dispatchEvent(new Event('change', {bubbles: true})); return true })()`, id, value))
}

// count counts the elements that match.
func (p *page) count(selector string) int {
	p.Helper()
	return eval[int](p, fmt.Sprintf("document.querySelectorAll(%q).length", selector))
}

// text returns the text of the first element that matches.
func (p *page) text(selector string) string {
	p.Helper()
	return eval[string](p, fmt.Sprintf("document.querySelector(%q).textContent", selector))
}

// shot takes a screenshot, if screenshots are enabled.
func (p *page) shot(name string) {
	dir := os.Getenv("FLAGLAB_SHOTS")
	if dir == "" {
		return
	}
	image, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.Logf("screenshot %s: %v", name, err)
		return
	}
	name = strings.ReplaceAll(p.Name(), "/", "_") + "-" + name + ".png"
	if err := os.WriteFile(filepath.Join(dir, name), image, 0o644); err != nil {
		p.Log(err)
	}
}
