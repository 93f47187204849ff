package e2e

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"regexp"
	"testing"
)

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
