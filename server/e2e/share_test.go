package e2e

import (
	"strings"
	"testing"
)

// A run goes from page to page in a link, and a link that is damaged says so.
func TestALinkCarriesARun(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=BR+CN+IN&workers=3&delay=0.1&guess=speedup:2")
	p.ask("run")
	p.is("end")
	p.waitFor(`document.querySelector('section.seen .chip')`)
	p.ask("see")
	p.waitFor(`document.querySelector('section.seen .answer')`)
	figure := p.text(".figures")
	p.ask("share")
	p.waitFor(`location.hash.startsWith('#log=')`)
	link := eval[string](p, "location.href")

	q := open(t, link)
	q.waitFor(`['replay', 'end'].includes(document.querySelector('.page').dataset.phase)`)
	q.is("end")
	if got := q.text(".figures"); got != figure {
		t.Errorf("the run of the link comes to %s, want %s", got, figure)
	}
	if note := q.text(".verdict .note"); !strings.Contains(note, "They said 2×") {
		t.Errorf("the guess of the link: %s", note)
	}
	q.ask("run")
	q.is("end")
	if note := q.text(".verdict .note"); !strings.Contains(note, "From links: "+figure) {
		t.Errorf("beside one's own run: %s", note)
	}

	r := open(t, link[:len(link)-4])
	r.waitFor(`document.querySelector('.notice')?.textContent.includes('cut short')`)
	r.ask("run")
	r.is("end")
}
