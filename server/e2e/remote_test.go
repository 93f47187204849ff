package e2e

import "testing"

// A race on REMOTE, with a second server in the place of the book's site.
func TestRemoteWarnsOfACache(t *testing.T) {
	upstream := startServer(t)
	s := startServer(t, "-upstream", upstream.URL+"/flags")
	p := open(t, s.URL+"/?site=REMOTE&cc=BR+CN+ZZ")
	p.waitFor(`document.querySelector('.kind').dataset.kind === 'Live'`)
	p.click("Race")
	p.is("end")
	for _, run := range []string{sequential, threads} {
		if ok, missing := p.count("section"+run+` [data-status="ok"]`), p.count("section"+run+` [data-status="not_found"]`); ok != 2 || missing != 1 {
			t.Errorf("%s: %d ok and %d not found, want 2 and 1", run, ok, missing)
		}
	}
	// The server asked for the first run and knew the answers by the second.
	p.waitFor(`document.querySelector('.verdict').dataset.verdict === 'problem' && document.querySelector('.verdict').textContent.includes('cannot be compared')`)
	p.shot("warning")
	p.click("Race again")
	p.waitFor(`document.querySelector('.verdict').dataset.verdict === 'figure'`)
}
