package e2e

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestPicturesInAnotherRenderer has each lab's picture and card drawn by a program that is no browser.
func TestPicturesInAnotherRenderer(t *testing.T) {
	if _, err := os.Stat("node_modules/@resvg"); err != nil {
		t.Skip("resvg is not here: npm ci --ignore-scripts in server/e2e") // in CI .ci/browsers demands it
	}
	s := startServer(t)
	for _, lab := range everyLab {
		name := strings.TrimPrefix(lab.path, "/")
		if name == "" {
			name = "race"
		}
		t.Run(name, func(t *testing.T) {
			p := open(t, s.URL+lab.path+lab.done)
			p.keepDownloads()
			p.begin()
			p.waitFor(over)
			for _, format := range []string{"svg", "card.svg"} {
				p.save(format)
				svg := p.kept(fmt.Sprintf("flaglab-%s.%s", name, format))
				drawn := draw(t, svg)
				if size := drawn.Bounds().Size(); format == "card.svg" && size != image.Pt(1200, 630) || size.X < 1000 || size.Y < 100 {
					t.Errorf("%s: %v pixels", format, size)
				}
				for colour := range missing(svg, drawn) {
					t.Errorf("%s: nothing is drawn in %s", format, colour)
				}
			}
		})
	}
}

// draw draws an SVG with resvg.
func draw(t *testing.T, svg []byte) image.Image {
	t.Helper()
	render := exec.Command("node", "render.mjs")
	render.Stdin = bytes.NewReader(svg)
	var complaints bytes.Buffer
	render.Stderr = &complaints
	out, err := render.Output()
	if err != nil || complaints.Len() > 0 {
		t.Fatalf("resvg: %v: %.500s", err, &complaints)
	}
	drawn, err := png.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	return drawn
}

// area finds the colours of what is so large that some pixels have nothing else: bars.
var area = regexp.MustCompile(`<rect [^>]*width="\d{2,}[^"]*" height="(?:[4-9]|\d{2,})[^"]*" fill="#([0-9a-f]{6})"/?>`)

// missing returns the colours of areas that no pixel of the picture has.
func missing(svg []byte, drawn image.Image) map[string]bool {
	colours := map[string]bool{}
	for _, m := range area.FindAllSubmatch(svg, -1) {
		colours[string(m[1])] = true
	}
	for y := range drawn.Bounds().Dy() {
		for x := range drawn.Bounds().Dx() {
			r, g, b, _ := drawn.At(x, y).RGBA()
			delete(colours, fmt.Sprintf("%02x%02x%02x", r>>8, g>>8, b>>8))
		}
	}
	return colours
}

// A picture is painted when it has changed, or its colours have.
func TestPicturesThatAreTheSameAreNotPaintedAgain(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=BR+CN+ID+IN+US")
	p.click("Race")
	p.is("end")
	eval[bool](p, `(() => {
		const paint = goPaint;
		globalThis.paints = {};
		globalThis.goPaint = (id, ...rest) => { paints[id] = (paints[id] ?? 0) + 1; paint(id, ...rest); };
		return true;
	})()`)
	seek := func(ms float64) {
		p.seek(ms)
		eval[bool](p, settled)
	}
	sequentialEnd, threadsEnd := 1000*p.elapsed(sequential), 1000*p.elapsed(threads)
	seek(threadsEnd + (sequentialEnd-threadsEnd)/3)
	eval[bool](p, `(paints = {}, true)`)
	seek(threadsEnd + (sequentialEnd-threadsEnd)*2/3)
	if of := eval[map[string]int](p, `paints`); of["sequential"] == 0 || of["threads"] != 0 {
		t.Errorf("paintings: %v, want some of sequential and none of threads", of)
	}
	eval[bool](p, `(paints = {}, true)`)
	p.dark(true)
	p.waitFor(`paints.sequential > 0 && paints.threads > 0`)
}
