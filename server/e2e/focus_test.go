package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// cutRings gives the focus to one control after another, and returns those whose ring is not to be seen as a whole: an
// element around them that scrolls or hides what is outside it, or the screen, cuts it. The link that skips the menu is
// outside the screen until it has the focus, and takes a moment to come.
const cutRings = `(async () => {
	document.querySelectorAll('details').forEach(d => d.open = true);
	const cut = [];
	for (const control of document.querySelectorAll('a:not(.skip), button, input, select, summary, textarea, [tabindex]')) {
		if (control.tabIndex < 0 || control.disabled || !control.checkVisibility({visibilityProperty: true})) {
			continue;
		}
		control.focus({focusVisible: true});
		await new Promise(done => setTimeout(done));
		const {outlineStyle, outlineOffset, outlineWidth} = getComputedStyle(control);
		const outside = parseFloat(outlineOffset) + parseFloat(outlineWidth);
		const box = control.getBoundingClientRect();
		const within = (room) => box.left - outside >= room.left - 0.7 && box.right + outside <= room.right + 0.7 &&
			box.top - outside >= room.top - 0.7 && box.bottom + outside <= room.bottom + 0.7;
		let whole = outlineStyle !== 'none' && within({left: 0, right: innerWidth, top: -Infinity, bottom: Infinity});
		for (let around = control.parentElement; whole && around !== document.body; around = around.parentElement) {
			const style = getComputedStyle(around);
			whole = style.overflow === 'visible' && style.contentVisibility !== 'auto' || within(around.getBoundingClientRect());
		}
		if (!whole && document.activeElement === control) {
			cut.push(control.tagName + ' ' + (control.textContent.trim().slice(0, 30) || control.id));
		}
	}
	return cut;
})()`

func TestFocusRingsAreWhole(t *testing.T) {
	s := startServer(t)
	for _, lab := range everyLab {
		t.Run(strings.TrimPrefix(lab.path, "/"), func(t *testing.T) {
			p := open(t, s.URL+lab.path+lab.done)
			p.begin()
			p.waitFor(over)
			for _, width := range []int64{1280, 390} {
				p.do(chromedp.EmulateViewport(width, 720))
				eval[bool](p, settled)
				for _, control := range eval[[]string](p, cutRings) {
					t.Errorf("on %d pixels the focus ring of %s is cut", width, control)
				}
			}
		})
	}
}

// What takes a control away, or opens a box, gives the focus on: the next key must not be one for the whole page.
func TestTheFocusIsNotLost(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=BR+CN&delay=0.05")
	focused := func(selector, after string) {
		t.Helper()
		p.waitFor(fmt.Sprintf(`document.activeElement?.matches(%q)`, selector))
		t.Log(after)
	}
	press := func(selector string, keys ...string) {
		t.Helper()
		p.waitFor(fmt.Sprintf(`(document.querySelector(%q)?.focus({focusVisible: true}), document.activeElement.matches(%[1]q))`, selector))
		for _, key := range keys {
			p.do(chromedp.KeyEvent(key))
		}
	}
	eval[bool](p, `document.querySelector('details.experiment').open = true`)
	for _, text := range []string{"0", "7"} { // a mistake takes the guesses away, and its end brings them back
		press("#field-workers")
		eval[bool](p, `(document.activeElement.select(), true)`)
		p.do(chromedp.KeyEvent(text), chromedp.KeyEvent(kb.Enter))
		p.waitFor(fmt.Sprintf(`document.getElementById('field-workers').ariaInvalid === %q`, fmt.Sprint(text == "0")))
		eval[bool](p, settled)
		focused("#field-workers", text+" in a field")
	}
	press(`.tools [data-action="help"]`, kb.Enter)
	focused(`.help [data-action="help"]`, "help opened")
	p.do(chromedp.KeyEvent(kb.Enter))
	focused(`.tools [data-action="help"]`, "help closed")
	p.begin()
	p.is("end")
	press(`.seen .chip`, kb.Enter)
	focused(`.seen`, "an answer")
	p.begin()
	p.is("end")
	press(`.seen .quiet`, kb.Enter)
	focused(`main summary`, "a question skipped")
	p.do(chromedp.Navigate(s.URL + "/threads"))
	p.waitFor(`!document.querySelector('#app-wasm-loader')`)
	for i := range 3 {
		p.waitFor(fmt.Sprintf(`document.querySelectorAll('.controls [data-lane="1"]').length > 0 && document.querySelector('.panel-note').textContent.includes('step %d of 6')`, i))
		press(`.controls [data-lane="1"]`, kb.Enter)
	}
	focused(`.controls [data-lane="2"]`, "a thread's last step")
}

// A slider is no field that is typed into: Space is the key of the page there. In what scrolls it is not.
func TestSpaceIsAKeyOfThePage(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/flags2?cc=BR+CN&server=DELAY&delay=1.5")
	space := func(selector string) {
		t.Helper()
		eval[bool](p, fmt.Sprintf(`(document.querySelector(%q).focus(), true)`, selector))
		p.do(chromedp.KeyEvent(" "))
	}
	space(".lines.scroll")
	eval[bool](p, settled)
	p.is("idle")
	p.begin()
	p.is("end")
	eval[bool](p, `(addEventListener('keydown', (event) => globalThis.scrolls = !event.defaultPrevented), true)`)
	space("#seek")
	p.is("replay")
	if eval[bool](p, "scrolls") {
		t.Error("the browser scrolls, too")
	}
}

// The tiles of a list that can be pressed: one of them is in the order of the Tab key, and a key that is held presses it once.
func TestTilesWithTheKeyboard(t *testing.T) {
	p := open(t, startServer(t).URL+"/flags2?cc=A+B+C")
	const tiles = `#board .tiles > li`
	tile := func(i int) string { return fmt.Sprintf(`document.querySelectorAll('%s')[%d]`, tiles, i) }
	p.waitFor(tile(77) + ` !== undefined`)
	eval[bool](p, `(tile => {
		tile.focus();
		for (const repeat of [false, true, true, true]) tile.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true, repeat}));
		return true;
	})(`+tile(60)+`)`)
	p.waitFor(tile(60) + `.ariaSelected === 'true'`)
	p.settings()
	p.fill("field-cc", "BR CN IN")
	p.waitFor(`document.querySelectorAll('` + tiles + `').length === 3`)
	if n := p.count(tiles + `[tabindex="0"]`); n != 1 {
		t.Errorf("%d of 3 tiles can be reached by the Tab key, want 1", n)
	}
}
