package e2e

import (
	"fmt"
	"net/http"
	"testing"
)

// sandboxed passes on what a server answers, with the rule that a frame with
// sandbox="allow-scripts" has: the document has an origin of its own, so that it has
// no storage, no service worker, and every request crosses origins.
func sandboxed(t *testing.T, server string) string {
	t.Helper()
	return behind(t, server, func(r *http.Response) { r.Header.Add("Content-Security-Policy", "sandbox allow-scripts") })
}

// Learning platforms show a page in a frame with a sandbox.
func TestSandbox(t *testing.T) {
	url := sandboxed(t, startServer(t).URL)
	p := open(t, url+"/?delay=0.05")
	if !eval[bool](p, `(() => { try { localStorage.length; return false; } catch { return true; } })()`) {
		t.Fatal("the page has storage, so this test shows nothing")
	}
	for _, large := range []bool{true, false} {
		p.ask("projector")
		p.waitFor(fmt.Sprintf(`document.documentElement.hasAttribute('data-projector') === %v`, large))
	}
	p.begin()
	p.is("end")
	if n := p.flags(threads); n != 20 {
		t.Errorf("%d of 20 flags", n)
	}
	for _, path := range []string{"/flags2?delay=0.2", "/futures", "/threads", "/processes"} {
		p := open(t, url+path)
		p.begin()
		p.waitFor(`document.querySelector('.page').dataset.phase === 'end' && document.querySelector('.verdict').textContent.trim() !== ''`)
	}
}
