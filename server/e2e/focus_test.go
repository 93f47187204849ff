package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
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
