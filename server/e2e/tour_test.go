package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// tourIs waits for a step of the tour; 0: there is none.
func (p *page) tourIs(step int) {
	p.Helper()
	if step == 0 {
		p.waitFor(`document.querySelector('.tour')?.hidden`)
		return
	}
	p.waitFor(fmt.Sprintf(`document.querySelector('.tour:not([hidden])')?.textContent.startsWith('%d/5')`, step))
	if out := eval[bool](p, `(() => {
		const box = document.querySelector('.tour').getBoundingClientRect();
		return box.left < 0 || box.right > innerWidth || box.top < 0 || box.bottom > innerHeight;
	})()`); out {
		p.Errorf("step %d is not on the screen", step)
	}
}

// A first visit is shown around: what to do next, one thing after the other. It can be left at once.
func TestFirstVisit(t *testing.T) {
	s := startServer(t)
	for _, screen := range []struct {
		name          string
		width, height int64
	}{{"wide", 1280, 720}, {"tablet", 900, 700}, {"phone", 390, 844}} {
		t.Run(screen.name, func(t *testing.T) {
			p := openRaw(t, "about:blank")
			p.do(chromedp.EmulateViewport(screen.width, screen.height))
			p.goTo(s.URL + "/")
			p.tourIs(1)
			p.do(chromedp.Click(`.guess .chip`))
			p.tourIs(2)
			p.begin()
			p.tourIs(3)
			p.is("end")
			p.waitFor(`document.querySelectorAll('.slider .marks circle').length === 1`) // what the run came to
			eval[bool](p, `(() => {
				const seek = document.querySelector('#seek');
				seek.value = 1000;
				return seek.dispatchEvent(new Event('input', {bubbles: true}));
			})()`)
			p.tourIs(4)
			p.ask("preset")
			p.tourIs(5)
			p.goTo(s.URL + "/?")
			p.tourIs(0)
		})
	}
	p := openRaw(t, "about:blank")
	p.goTo(s.URL + "/")
	p.tourIs(1)
	p.ask("leave-tour")
	p.tourIs(0)
	p.goTo(s.URL + "/?")
	p.tourIs(0)
}
