package e2e

import (
	"encoding/base64"
	"fmt"

	"github.com/chromedp/chromedp"
)

// save saves the run in a form.
func (p *page) save(format string) {
	p.Helper()
	eval[bool](p, `(document.querySelector('.fold-save').open = true)`)
	selector := fmt.Sprintf(`[data-action="save"][data-arg=%q]`, format)
	p.waitFor(fmt.Sprintf(`document.querySelector(%q)?.disabled === false`, selector))
	eval[bool](p, settled) // what is moving is missed by a click
	p.do(chromedp.Click(selector))
}

// keepDownloads makes the page keep the files that it offers, instead of saving them.
func (p *page) keepDownloads() {
	p.Helper()
	eval[bool](p, `(() => {
		window.kept = {}
		const blobs = {}, create = URL.createObjectURL
		URL.createObjectURL = b => { const u = create.call(URL, b); blobs[u] = b; return u }
		HTMLAnchorElement.prototype.click = function () { window.kept[this.download] = blobs[this.href] }
		return true
	})()`)
}

// kept returns a file that the page offered.
func (p *page) kept(name string) []byte {
	p.Helper()
	p.waitFor(fmt.Sprintf(`window.kept[%q]`, name))
	text := eval[string](p, fmt.Sprintf(`new Promise(done => { const r = new FileReader(); r.onload = () => done(r.result.split(',')[1]); r.readAsDataURL(window.kept[%q]) })`, name))
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		p.Fatal(err)
	}
	return data
}
