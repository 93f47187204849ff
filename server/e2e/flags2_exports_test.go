package e2e

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"testing"

	"github.com/chromedp/chromedp"
)

// save saves the run in a form.
func (p *page) save(format string) {
	p.Helper()
	eval[bool](p, `(document.querySelector('.fold-save').open = true)`)
	selector := fmt.Sprintf(`[data-action="save"][data-arg=%q]`, format)
	p.waitFor(fmt.Sprintf(`document.querySelector(%q)?.disabled === false`, selector))
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

func TestFlags2Zip(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/flags2?all=1")
	p.keepDownloads()
	p.click("Run")
	p.is("end")
	p.save("zip")
	data := p.kept("flaglab-flags2.zip")
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(archive.File) != 194 {
		t.Fatalf("%d bytes: %v", len(data), err)
	}
	for _, file := range archive.File {
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		image, err := io.ReadAll(r)
		if err != nil || !bytes.HasPrefix(image, []byte("GIF8")) || !regexp.MustCompile(`^downloaded/[A-Z]{2}\.gif$`).MatchString(file.Name) {
			t.Errorf("%s: %d bytes, %v", file.Name, len(image), err)
		}
	}
}

// The browser's private folder stands in for the one that a person picks: it is written
// to in the same way.
func TestFlags2Folder(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/flags2?cc=br+cn+zz")
	p.click("Run")
	p.is("end")
	const button = "Flags into a folder…"
	eval[bool](p, `(document.querySelector('.fold-save').open = true)`)

	eval[bool](p, `(window.showDirectoryPicker = async () => { throw new DOMException('no folder', 'AbortError') }, true)`)
	p.click(button)
	eval[bool](p, `(window.showDirectoryPicker = async () => { throw new DOMException('not allowed here', 'NotAllowedError') }, true)`)
	p.click(button)
	p.waitFor(`document.querySelector('.fold-save').textContent.includes('Not saved: not allowed here')`)

	eval[bool](p, `(window.showDirectoryPicker = () => navigator.storage.getDirectory(), true)`)
	p.click(button)
	p.waitFor(`document.querySelector('.fold-save').textContent.includes('2 files written')`)
	got := eval[string](p, `(async () => {
		const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('downloaded');
		const lines = [];
		for await (const [name, handle] of folder) lines.push(name + ' ' + (await (await handle.getFile()).text()).slice(0, 4));
		return lines.sort().join(', ');
	})()`)
	if want := "BR.gif GIF8, CN.gif GIF8"; got != want {
		t.Errorf("the folder has %s, want %s", got, want)
	}
}

func TestFlags2Exports(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/flags2?cc=a&server=ERROR&errors=0.5&delay=0-0.3&attempts=2")
	p.keepDownloads()
	p.click("Run")
	p.is("end")
	for _, format := range []string{"json", "csv", "trace.json", "svg"} {
		p.save(format)
	}
	var log struct {
		Events []struct{ Code, State string }
	}
	if err := json.Unmarshal(p.kept("flaglab-flags2.json"), &log); err != nil || len(log.Events) < 2+3*26 {
		t.Errorf("%d events, %v", len(log.Events), err)
	}
	rows, err := csv.NewReader(bytes.NewReader(p.kept("flaglab-flags2.csv"))).ReadAll()
	if err != nil || len(rows) != len(log.Events)+1 {
		t.Errorf("%d rows for %d events, %v", len(rows), len(log.Events), err)
	}
	var trace struct{ TraceEvents []struct{ Ph string } }
	if err := json.Unmarshal(p.kept("flaglab-flags2.trace.json"), &trace); err != nil || len(trace.TraceEvents) < 2*26 {
		t.Errorf("%d trace events, %v", len(trace.TraceEvents), err)
	}
	if err := xml.Unmarshal(p.kept("flaglab-flags2.svg"), new(struct{})); err != nil {
		t.Error(err)
	}
}
