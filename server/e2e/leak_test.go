package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"
)

// held is what the page holds after a collection: elements in and out of the document, listeners, and bytes.
type held struct{ nodes, listeners, heap float64 }

func (p *page) held() (h held) {
	p.Helper()
	if _, err := chromedp.Call(p.ctx, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
		p.Fatal(err)
	}
	metrics, err := chromedp.Call(p.ctx, performance.GetMetrics, cdp.Empty{})
	if err != nil {
		p.Fatal(err)
	}
	for _, m := range metrics.Metrics {
		switch m.Name {
		case "Nodes":
			h.nodes = m.Value
		case "JSEventListeners":
			h.listeners = m.Value
		case "JSHeapUsedSize":
			h.heap = m.Value
		}
	}
	return h
}

// Labs that were left leave nothing behind, whether something ran in them or not.
func TestLeavingLabsLeavesNothing(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL)
	if _, err := chromedp.Call(p.ctx, performance.Enable, performance.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	labs := p.count("nav a")
	change := func(times int, run bool) {
		for i := range times {
			eval[bool](p, fmt.Sprintf(`document.querySelectorAll('nav a')[%d].click(), true`, (i+1)%labs))
			p.waitFor(fmt.Sprintf(`document.querySelectorAll('nav a')[%d].getAttribute('aria-current') === 'page'`, (i+1)%labs))
			if run {
				eval[bool](p, `document.querySelector('[data-action="run"]')?.click(), true`)
				time.Sleep(30 * time.Millisecond)
			}
		}
	}
	for _, run := range []bool{false, true} {
		after := func(changes int) held {
			change(changes, run) // a multiple of labs, so that the same lab is shown before and after
			change(1, false)
			p.settled()
			return p.held()
		}
		first := after(2 * labs)
		last := after(14 * labs)
		grew := func() bool {
			return last.nodes > 1.2*first.nodes || last.listeners > 1.2*first.listeners || last.heap > 1.2*first.heap+2e6
		}
		// The browser may release a lab late, each time another one. A real leak is still there after more changes.
		for again := 0; again < 2 && grew(); again++ {
			last = after(labs)
		}
		t.Logf("running %v: after %d changes %+v, after %d more %+v", run, 2*labs, first, 14*labs, last)
		if grew() {
			t.Errorf("running %v: %d changes of lab leave something behind: %+v became %+v", run, 14*labs, first, last)
		}
	}
	p.forgive("net::ERR_")
}

// settled waits until the page has released the previous lab: the program collects garbage when the person leaves
// a lab.
func (p *page) settled() {
	p.Helper()
	time.Sleep(10 * time.Second)
}
