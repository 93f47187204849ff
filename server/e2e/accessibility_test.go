package e2e

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// axeFile is axe-core, which finds what keeps people out of a page. .ci/browsers fetches it.
const axeFile = "node_modules/axe-core/axe.min.js"

// findings makes axe check the page. What it finds, and what it leaves to a person to decide, are lines of the result.
// Text that is scrolled out of sight it leaves open, as it cannot see the ground, and so it does with text that the browser
// lays out only when somebody scrolls to it: both are shown, in one column, for a second look.
const findings = `(async only => {
	const look = (what, only) => axe.run(what, {resultTypes: ['violations', 'incomplete'], ...(only && {runOnly: [only]})});
	const unrolled = new CSSStyleSheet();
	unrolled.replaceSync('main *, nav * { max-height: none !important; overflow: visible !important; content-visibility: visible !important; columns: auto !important } body { min-width: max-content }');
	const hidden = (rule, node) => rule.id === 'color-contrast' && node.any.some(c => ['bgOverlap', 'elmPartiallyObscured', 'elmPartiallyObscuring', 'outsideViewport', 'shortTextContent'].includes(c.data?.messageKey));
	const list = r => [...r.violations, ...r.incomplete].flatMap(rule => rule.nodes.map(node => ({rule, node})));
	const found = list(await look(document, only));
	let again = found.filter(f => hidden(f.rule, f.node));
	const rest = found.filter(f => !again.includes(f));
	if (again.length) {
		document.adoptedStyleSheets.push(unrolled);
		again = list(await look({include: again.map(f => f.node.target)}, 'color-contrast'));
		document.adoptedStyleSheets.pop();
	}
	return [...rest, ...again].map(f => [f.rule.id, f.node.target.join(' '), ...[...f.node.any, ...f.node.all, ...f.node.none].map(c => c.message)].join(' | '));
})`

// over is true when a run has ended, well or not.
const over = `['end', 'stopped'].includes(document.querySelector('.page').dataset.phase)`

// aaIsACode is what axe leaves open and a person has decided: axe takes AA for the sign of a size of letters, and does not
// see that the name of the tile begins with it.
const aaIsACode = `label-content-name-mismatch | li[data-cc="AA"]`

// tested is a lab with links to settings under which it is in each of its states.
type tested struct {
	path    string
	done    string // a run that ends soon and well
	running string // a run that lasts
	failing string // a run in which downloads fail; empty: one that is cancelled
	invalid string // a setting that is wrong
}

var everyLab = []tested{
	{"/", "?cc=BR+CN+ZZ&delay=0.05", "?delay=3", "?site=ERROR&errors=0.5&delay=0.05-0.4&timeout=0.3", "?workers=0"},
	{"/futures", "?pause=0&delay=0.1-0.5", "?delay=5", "?scene=errors&pause=0&delay=0.1-0.5", "?workers=0"},
	{"/flags2", "", "?server=DELAY&delay=3", "?cc=A+B+C&server=ERROR&delay=0.1&errors=0.5", "?max_req=0"},
	{"/pool", "?limit=20&sizes=1+5+20", "?delay=1", "", "?sizes=0"},
	{"/processes", "?size=1000", "?size=1000000&batches=32", "", "?workers=0"},
	{"/threads", "", "?scene=queue&speed=1", "", "?scene=threads&threads=0"},
	{"/machine", "?memory=16", "?memory=256", "", "?memory=7"},
}

// TestAccessibility has axe look at every lab in every state. It is satisfied only if axe is: with no violation, and with
// nothing that it leaves open.
func TestAccessibility(t *testing.T) {
	axe, err := os.ReadFile(axeFile)
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("axe-core is not here: .ci/browsers fetches it")
		}
		t.Skip("axe-core is not here: .ci/browsers fetches it")
	}
	s := startServer(t)
	for _, lab := range everyLab {
		t.Run(strings.TrimPrefix(lab.path, "/"), func(t *testing.T) {
			p := open(t, s.URL+lab.path)
			look := func(state, only string) {
				t.Helper()
				for _, line := range eval[[]string](p, fmt.Sprintf("%s(%q)", findings, only)) {
					if !strings.HasPrefix(line, aaIsACode) {
						t.Errorf("%s: %s", state, line)
					}
				}
				p.shot(state)
			}
			visit := func(query string) {
				p.do(chromedp.Navigate(s.URL + lab.path + query))
				p.waitFor(`!document.querySelector('#app-wasm-loader')`)
				eval[bool](p, string(axe)+"; true")
			}
			visit("")
			look("idle", "")
			eval[bool](p, `(document.querySelectorAll('.guess').forEach(g => g.querySelector('button').click()), true)`)
			p.click("Help")
			p.waitFor(`document.querySelector('.help:not([hidden])')`)
			look("help, with a guess", "")

			visit(lab.invalid)
			p.waitFor(`document.querySelector('[aria-invalid=true]')`)
			look("invalid field", "")

			visit(lab.running)
			p.begin()
			p.is("live")
			look("running", "")
			if lab.failing == "" {
				p.cancel()
				p.is("stopped")
				look("cancelled", "")
			} else {
				visit(lab.failing)
				p.begin()
				p.waitFor(over)
				look("failed", "")
				p.dark(true)
				look("failed, dark", "color-contrast")
				p.dark(false)
			}

			visit(lab.done)
			p.begin()
			p.waitFor(over)
			eval[bool](p, `(document.querySelectorAll('details').forEach(d => d.open = true), true)`)
			look("done", "")
			p.dark(true)
			look("done, dark", "color-contrast")
			p.dark(false)
			p.do(chromedp.EmulateViewport(390, 844))
			look("done, phone", "")
			p.do(chromedp.EmulateViewport(1280, 720))
			p.click("Projector")
			p.waitFor(`document.documentElement.dataset.projector !== undefined`)
			look("done, projector", "")
		})
	}
}

// dark makes the person's system prefer dark or light colours, and reduced motion.
func (p *page) dark(on bool) {
	p.Helper()
	scheme := map[bool]string{false: "light", true: "dark"}[on]
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}, {Name: "prefers-color-scheme", Value: scheme}},
	}); err != nil {
		p.Fatal(err)
	}
	p.waitFor(fmt.Sprintf(`matchMedia('(prefers-color-scheme: %s)').matches`, scheme))
}
