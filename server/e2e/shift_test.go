package e2e

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// watchShifts makes the browser record its layout shifts: how much of the page moved, how far, and what it was.
const watchShifts = `window.shifts = []; new PerformanceObserver(list => {
	for (const e of list.getEntries()) {
		shifts.push({value: e.value, what: e.sources.map(s => (s.node?.parentElement?.className ?? '') + ' > ' + (s.node?.className || s.node?.nodeName) + ' ' + JSON.stringify([s.previousRect.y, s.currentRect.y])).join(', ')});
	}
}).observe({type: 'layout-shift', buffered: true})`

// still is the most that may move: so little that nobody sees it. A line of text that comes and pushes a picture is twice
// as much.
const still = 0.012

// TestNothingMoves loads each lab, guesses and lets it run: neither when the program takes over the page nor during a run, nor
// with what is said of the guesses at its end, does anything jump.
func TestNothingMoves(t *testing.T) {
	s := startServer(t)
	for _, screen := range []struct {
		name          string
		width, height int64
		projector     bool // since the last time
	}{{"wide", 1280, 720, false}, {"phone", 390, 844, false}, {"200 percent", 640, 360, false}, {"projector", 1280, 720, true}} {
		for _, lab := range everyLab {
			t.Run(screen.name+lab.path, func(t *testing.T) {
				p := openRaw(t, "about:blank")
				p.do(chromedp.EmulateViewport(screen.width, screen.height))
				before := watchShifts
				if screen.projector {
					before += `; if (location.protocol === 'http:') localStorage.setItem('flaglab.projector', '1')`
				}
				p.first(before)
				p.do(chromedp.Navigate(s.URL + lab.path + lab.done))
				p.waitFor(`!document.querySelector('#app-wasm-loader')`)
				p.moved("at the start")
				eval[bool](p, `(document.querySelectorAll('.guess').forEach(guess => guess.querySelector('.chip').click()), true)`)
				p.begin()
				p.waitFor(over)
				p.moved("during the run")
			})
		}
	}
}

// TestTheSettingsOpenInPlace opens the settings of each lab, and makes one wrong: the question, the button and the line that opens
// them stay where they are, but for a few pixels where that line is below the button.
func TestTheSettingsOpenInPlace(t *testing.T) {
	s := startServer(t)
	const few = 6
	const places = `['h1', '[data-action="run"]', '.experiment > summary'].flatMap(name => {
		const {x, y} = document.querySelector(name).getBoundingClientRect();
		return [x, y];
	})`
	for _, width := range []int64{820, 1280} {
		for _, projector := range []bool{false, true} {
			for _, lab := range everyLab {
				t.Run(fmt.Sprintf("%d, projector %t%s", width, projector, lab.path), func(t *testing.T) {
					p := open(t, s.URL+lab.path)
					p.do(chromedp.EmulateViewport(width, 720))
					eval[bool](p, fmt.Sprintf(`document.documentElement.toggleAttribute('data-projector', %t), true`, projector))
					before := eval[[]float64](p, places)
					p.do(chromedp.Click(chromedp.JSPath(`document.querySelector('.experiment > summary')`)))
					p.waitFor(`document.querySelector('.fields').checkVisibility()`)
					stay := func(when string) {
						after := eval[[]float64](p, places)
						for i := range before {
							if math.Abs(after[i]-before[i]) > few {
								t.Fatalf("%s: question, button and line were at %.0f, and are at %.0f", when, before, after)
							}
						}
					}
					stay("open")
					if wrong := `.fields input[type="text"]`; p.count(wrong) > 0 {
						eval[bool](p, fmt.Sprintf(`(e => { e.value = 'nonsense'; return e.dispatchEvent(new Event('change', {bubbles: true})) })(document.querySelector('%s'))`, wrong))
						p.waitFor(`document.querySelector('.fields [aria-invalid="true"]')`)
						stay("with a wrong value")
					}
				})
			}
		}
	}
}

// moved complains if something has moved since it was called last.
func (p *page) moved(when string) {
	p.Helper()
	type shift struct {
		Value float64 `json:"value"`
		What  string  `json:"what"`
	}
	eval[bool](p, `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
	sum := 0.0
	var list []string
	for _, s := range eval[[]shift](p, `shifts.splice(0)`) {
		sum += s.Value
		list = append(list, fmt.Sprintf("%.4f %s", s.Value, s.What))
	}
	if sum > still {
		p.Errorf("%s %.4f of the page moves, want at most %g:\n%s", when, sum, still, strings.Join(list, "\n"))
	}
}

// The buttons of a future stand in the same rows before their typeface is here as after, in a window of any width.
func TestTheTypefaceMovesNoButton(t *testing.T) {
	p := open(t, startServer(t).URL+"/futures")
	const heights = `(() => {
		const cards = document.querySelector('.cards[data-size="narrow"]');
		const height = fallback => {
			document.documentElement.style.setProperty('--mono', fallback ? '"JetBrains Mono Fallback", "JetBrains Mono Wide Fallback"' : '');
			return Math.max(...[...cards.children].map(card => card.querySelector('.controls').getBoundingClientRect().height));
		};
		return [height(false), height(true)];
	})()`
	for width := int64(320); width < 1440; width += 5 {
		p.do(chromedp.EmulateViewport(width, 900))
		if got := eval[[]float64](p, heights); got[0] != got[1] {
			t.Errorf("in a window of %d the buttons of a future are %g high, and %g in the fallback typeface", width, got[0], got[1])
		}
	}
}
