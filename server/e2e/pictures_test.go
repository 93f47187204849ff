package e2e

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
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
			p.ask("run")
			p.waitFor(over)
			for _, format := range []string{"svg", "card.svg"} {
				p.save(format)
				svg := p.kept(fmt.Sprintf("flaglab-%s.%s", name, format))
				drawn, shades := draw(t, svg)
				if size := drawn.Bounds().Size(); format == "card.svg" && size != image.Pt(1200, 630) || size.X < 1000 || size.Y < 100 {
					t.Errorf("%s: %v pixels", format, size)
				}
				if shades < 100 { // letters alone have so many shades of ink
					t.Errorf("%s: it has %d colours: there is hardly anything", format, shades)
				}
			}
		})
	}
}

// draw draws an SVG, and counts the colours of the picture.
func draw(t *testing.T, svg []byte) (drawn image.Image, shades int) {
	t.Helper()
	render := exec.Command("node", "render.mjs")
	render.Stdin = bytes.NewReader(svg)
	var complaints bytes.Buffer
	render.Stderr = &complaints
	out, err := render.Output()
	if err != nil || complaints.Len() > 0 {
		t.Fatalf("resvg: %v: %.500s", err, &complaints)
	}
	drawn, err = png.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	colours := map[[3]uint32]bool{}
	for y := range drawn.Bounds().Dy() {
		for x := range drawn.Bounds().Dx() {
			r, g, b, _ := drawn.At(x, y).RGBA()
			colours[[3]uint32{r, g, b}] = true
		}
	}
	return drawn, len(colours)
}
