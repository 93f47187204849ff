package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// screen is a size of the window at which the lab is used.
type screen struct {
	name          string
	width, height int64
	touch         bool
	projector     bool
}

// screens are a laptop, the projector's mode at four sizes, a phone, and a laptop at 200 %.
var screens = []screen{
	{"laptop", 1280, 720, false, false},
	{"projector", 1280, 720, false, true},
	{"projector of 800 lines", 1280, 800, false, true},
	{"projector of 900 lines", 1600, 900, false, true},
	{"large projector", 1920, 1080, false, true},
	{"phone", 390, 844, true, false},
	{"200 percent", 640, 360, false, false},
}

// unseen returns what is not on the screen, of what has to be there together. What the bar covers is not seen. Of a
// picture its upper part has to be there; of the race, both halves have to have begun; on a large screen, all of each.
const unseen = `(() => {
	const bar = document.querySelector('.bar');
	const fixed = getComputedStyle(bar).position === 'fixed';
	const end = fixed ? bar.getBoundingClientRect().top : innerHeight;
	const list = [];
	const want = (name, element, share, bottom = end) => {
		const box = element?.getBoundingClientRect();
		const seen = box ? Math.min(box.bottom, bottom) - Math.max(box.top, 0) : 0;
		if (!box?.width || seen < share * box.height || seen <= 0) {
			list.push(name + (box ? ' at ' + Math.round(box.top) + '–' + Math.round(box.bottom) : ': none') + ', the screen ends at ' + Math.round(bottom));
		}
	};
	const words = document.querySelector('.verdict[data-verdict="problem"] .sentence') ?? document.querySelector('.verdict .figures');
	want('the question', document.querySelector('h1'), 1);
	want('the button', document.querySelector('.bar .primary'), 1, innerHeight);
	want('the verdict', words, 1);
	const sides = document.querySelectorAll('[data-lab="Race"] .panel[data-run] .picture');
	if (sides.length) {
		sides.forEach((side, i) => want('half ' + (i + 1) + ' of the race', side, 0.4));
	} else {
		want('the picture', document.querySelector('main > .panels > .panel > :is(.picture, .table, .cards)'), 0.6);
	}
	if (innerWidth >= 1280) { // there is room for all that a lesson speaks of
		document.querySelectorAll('main > .panels > .panel > .picture, :is([data-lab="Futures"], [data-lab="Threads"]) main > .panels > .panel > .cards').forEach((part, i) => want('part ' + (i + 1), part, 0.97));
	}
	if (innerWidth >= 1280 && innerHeight >= 800 && document.querySelector('.page').dataset.lab !== 'Pool size') { // the two curves are as high as a screen
		want('the player', document.querySelector('.replay'), 1);
		for (const table of document.querySelectorAll('main > .panels > .panel > .table')) {
			if (table.scrollWidth > table.clientWidth) {
				list.push('columns of a table');
			}
		}
	}
	if (document.documentElement.scrollWidth > innerWidth) {
		list.push('the page is ' + document.documentElement.scrollWidth + ' px wide');
	}
	const menu = document.querySelector('nav ul').getBoundingClientRect();
	const open = document.querySelector('nav [aria-current]').getBoundingClientRect();
	if (open.left < menu.left - 1 || open.right > menu.right + 1) {
		list.push('the open lab is out of sight in the menu');
	}
	return list;
})()`

// TestTogether runs each lab, and looks at it at each size: question, button, picture and verdict are on the screen together,
// without scrolling.
func TestTogether(t *testing.T) {
	s := startServer(t)
	for _, lab := range everyLab {
		t.Run(lab.path, func(t *testing.T) {
			p := openRaw(t, "about:blank")
			p.resize(screens[0])
			p.do(chromedp.Navigate(s.URL + lab.path + lab.done))
			p.waitFor(`!document.querySelector('#app-wasm-loader')`)
			p.begin()
			p.waitFor(over)
			projector := false
			for _, on := range screens {
				p.resize(on)
				if on.projector != projector {
					p.click("Projector")
					projector = on.projector
					p.waitFor(fmt.Sprintf(`(document.documentElement.dataset.projector !== undefined) === %v`, projector))
				}
				for _, what := range p.unseen() {
					t.Errorf("%s: not in view: %s", on.name, what)
				}
				p.shot(on.name)
				if y := eval[float64](p, `scrollY`); y != 0 {
					t.Errorf("%s: the page was scrolled by %g px", on.name, y)
				}
			}
		})
	}
}

// unseen returns what is not in view. It gives the page some frames for its new size.
func (p *page) unseen() (list []string) {
	p.Helper()
	for range 20 {
		eval[bool](p, `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
		if list = eval[[]string](p, unseen); len(list) == 0 {
			break
		}
	}
	return list
}

// TestTheMenuShowsTheOpenLab goes to the last lab and back on a phone, where the menu is wider than the screen.
func TestTheMenuShowsTheOpenLab(t *testing.T) {
	s := startServer(t)
	p := openRaw(t, "about:blank")
	p.resize(screen{width: 390, height: 844, touch: true})
	p.do(chromedp.Navigate(s.URL))
	p.waitFor(`!document.querySelector('#app-wasm-loader')`)
	for _, lab := range []string{"Machine", "Race"} {
		eval[bool](p, fmt.Sprintf(`([...document.querySelectorAll('nav a')].find(a => a.textContent === %q).click(), true)`, lab))
		p.waitFor(fmt.Sprintf(`document.querySelector('.page').dataset.lab === %q`, lab))
		p.waitFor(`((menu, open) => open.left >= menu.left - 1 && open.right <= menu.right + 1)(
			document.querySelector('nav ul').getBoundingClientRect(), document.querySelector('nav [aria-current]').getBoundingClientRect())`)
	}
}

// A link to a scene shows it among the scenes, of which a phone has not all in view.
func TestThePhoneShowsTheSceneOfALink(t *testing.T) {
	s := startServer(t)
	for _, link := range []string{"/threads?scene=leak", "/futures?scene=deadlock"} {
		p := openRaw(t, "about:blank")
		p.resize(screen{width: 390, height: 844, touch: true})
		p.do(chromedp.Navigate(s.URL + link))
		p.waitFor(`!document.querySelector('#app-wasm-loader')`)
		p.waitFor(`((list, scene) => scene.left >= list.left - 1 && scene.right <= list.right + 1)(
			document.querySelector('.scenes').getBoundingClientRect(), document.querySelector('.scenes [aria-pressed="true"]').getBoundingClientRect())`)
	}
}

// resize makes the window as large as a screen, and gives it a mouse or a finger.
func (p *page) resize(on screen) {
	p.Helper()
	p.do(chromedp.EmulateViewport(on.width, on.height))
	if _, err := chromedp.Call(p.ctx, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: on.touch}); err != nil {
		p.Fatal(err)
	}
}
