package e2e

import "testing"

// A race on REMOTE, with a second server in the place of the book's site.
func TestRemoteWarnsOfACache(t *testing.T) {
	upstream := startServer(t)
	s := startServer(t, "-upstream", upstream.URL+"/flags")
	p := open(t, s.URL+"/?site=REMOTE&cc=BR+CN+ZZ")
	p.waitFor(`document.querySelector('.kind').textContent.startsWith('Live:')`)
	p.click("Run both")
	p.waitFor(`document.querySelector('.replay:not([hidden])')`)
	for _, run := range []string{sequential, threads} {
		if ok, missing := p.count(run+` [data-status="ok"]`), p.count(run+` [data-status="not_found"]`); ok != 2 || missing != 1 {
			t.Errorf("%s: %d ok and %d not found, want 2 and 1", run, ok, missing)
		}
	}
	// The server asked for the first run and knew the answers by the second.
	p.waitFor(`[...document.querySelectorAll('.notice')].some(e => !e.hidden && e.textContent.includes('do not compare'))`)
	p.shot("warning")
	p.click("Run both")
	p.waitFor(`document.querySelector('section[data-run="threads"]').dataset.state !== 'done'`)
	p.waitFor(`document.querySelector('.replay:not([hidden])')`)
	p.waitFor(`![...document.querySelectorAll('.notice')].some(e => !e.hidden && e.textContent.includes('do not compare'))`)
}
