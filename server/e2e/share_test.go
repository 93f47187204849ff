package e2e

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"net/url"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// A run goes from page to page in a link, and a link that is damaged says so.
func TestALinkCarriesARun(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=BR+CN+IN&workers=3&delay=0.1&guess=speedup:2")
	p.begin()
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
	q.begin()
	q.is("end")
	if note := q.text(".verdict .note"); !strings.Contains(note, "From links: "+figure) {
		t.Errorf("beside one's own run: %s", note)
	}

	r := open(t, link[:len(link)-4])
	r.waitFor(`document.querySelector('.notice')?.textContent.includes('cut short')`)
	r.begin()
	r.is("end")

	// One that was cut within an escaped character.
	const unknown = `document.querySelector('.notice')?.textContent.includes('is not shown')`
	p = open(t, link[:len(link)-4]+"%2")
	p.waitFor(unknown)
	p.begin()
	p.is("end")
	eval[bool](p, `(location.hash = 'log=%', true)`)
	p.waitFor(unknown)
	p.begin()
	p.is("end")
}

// The code on the page, and the one on the card, open the settings of the run: without the guess, and without the run.
func TestTheCodeOpensTheSettings(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=BR+CN+IN&workers=3&delay=0.1&guess=speedup:2")
	p.keepDownloads()
	p.begin()
	p.is("end")
	p.ask("share")
	p.waitFor(`document.querySelector('img.qr')?.complete`)
	shown := eval[string](p, `(() => {
		const canvas = Object.assign(document.createElement('canvas'), {width: 440, height: 440});
		canvas.getContext('2d').drawImage(document.querySelector('img.qr'), 0, 0, 440, 440);
		return canvas.toDataURL('image/png').split(',')[1];
	})()`)
	code, err := base64.StdEncoding.DecodeString(shown)
	if err != nil {
		t.Fatal(err)
	}
	p.ask("share") // closes it
	p.save("card.png")
	card := p.kept("flaglab-race.card.png")

	for name, data := range map[string][]byte{"page": code, "card": card} {
		picture, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if name == "card" && picture.Bounds().Size() != image.Pt(1200, 630) {
			t.Errorf("the card has %v pixels", picture.Bounds().Size())
		}
		bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
		if err != nil {
			t.Fatal(err)
		}
		read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
		if err != nil {
			t.Errorf("%s: another program reads no code: %v", name, err)
			continue
		}
		link, err := url.Parse(read.GetText())
		if err != nil || link.Host != strings.TrimPrefix(s.URL, "http://") || link.Path != "/" || link.Fragment != "" ||
			link.Query().Get("workers") != "3" || link.Query().Get("delay") != "0.1" || link.Query().Has("guess") {
			t.Errorf("%s: the code holds %q", name, read.GetText())
		}
	}
	svg := p.keptText("card.svg")
	for _, want := range []string{"How much faster are 3 workers?", "The guess was 2×.", p.text(".figures")} {
		if !strings.Contains(svg, want) {
			t.Errorf("the card does not say %q", want)
		}
	}
}

// Over plain HTTP from another machine browsers have no clipboard for pages. The page copies the older way, and says where the
// link is.
func TestTheLinkIsCopiedWhereItCan(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?workers=5")
	for _, test := range []struct{ clipboard, older, says, button string }{
		{`{writeText: async link => { got = link; }}`, `() => { throw new Error('not asked'); }`, "The link is copied. ", "Link copied"},
		{`undefined`, `() => { got = document.activeElement.value; return true; }`, "The link is copied. ", "Link copied"},
		{`undefined`, `() => { got = location.href; return false; }`, "The link is in the address bar. ", "Share"},
		{`{writeText: async () => { throw new Error('forbidden'); }}`, `() => { got = location.href; return false; }`, "The link is in the address bar. ", "Share"},
	} {
		eval[bool](p, `(window.got = '', Object.defineProperty(navigator, 'clipboard', {value: `+test.clipboard+`, configurable: true}), document.execCommand = `+test.older+`, true)`)
		p.ask("share")
		p.waitFor(fmt.Sprintf(`document.querySelector('.help:not([hidden])')?.textContent.includes(%q) && got === location.href`, test.says))
		if got := p.text(`.tools [data-action="share"]`); got != test.button {
			t.Errorf("the button says %q, want %q", got, test.button)
		}
		if focus := eval[string](p, `document.activeElement.tagName`); focus == "TEXTAREA" {
			t.Error("the focus is lost")
		}
		p.ask("share")
		p.waitFor(`!document.querySelector('.help:not([hidden])')`)
	}
}

// keptText saves the last run in a format, and returns the file as text.
func (p *page) keptText(format string) string {
	p.Helper()
	p.save(format)
	return string(p.kept("flaglab-race." + format))
}

// The links of a class, pasted on the page, are laid over each other: behind one's own run, and compared with it.
func TestAClassLaysItsRunsOverEachOther(t *testing.T) {
	s := startServer(t)
	const settings = "/?cc=BR+CN+IN&workers=3&delay=0.1"
	p := open(t, s.URL+settings)
	links, figures := []string{}, []string{}
	for range 3 {
		p.begin()
		p.is("end")
		figures = append(figures, p.text(".figures"))
		p.ask("share")
		p.waitFor(`location.hash.startsWith('#log=')`)
		links = append(links, eval[string](p, "location.href"))
		p.ask("share")
	}
	q := open(t, s.URL+settings)
	q.begin()
	q.is("end")
	lines := func() int {
		return eval[int](q, `document.querySelectorAll('.fold-tables table tbody tr').length`)
	}
	before := lines()
	eval[bool](q, `(() => {
		const clipboardData = new DataTransfer();
		clipboardData.setData('text/plain', `+fmt.Sprintf("%q", strings.Join(links, "\n"))+`);
		return document.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true}));
	})()`)
	q.waitFor(`document.querySelector('.verdict .note').textContent.includes('From links: ')`)
	note := q.text(".verdict .note")
	_, compared, _ := strings.Cut(note, "From links: ")
	for _, figure := range figures {
		if !strings.Contains(compared, figure) {
			t.Errorf("the note lacks %s: %s", figure, note)
		}
	}
	if after := lines(); after != before {
		t.Errorf("the table of one's own run had %d rows and has %d", before, after)
	}
	for _, link := range links {
		_, run, _ := strings.Cut(link, "#")
		if !strings.Contains(eval[string](q, "location.hash"), run) {
			t.Error("a run is not in the page's own link")
		}
	}
}
