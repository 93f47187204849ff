package e2e

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
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

// A picture is painted when it has changed, or its colours have. The flags that it has stay in their places: another element would
// come in anew, with its animation.
func TestPicturesThatAreTheSameAreNotPaintedAgain(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/?cc=BR+CN+ID+IN+US")
	p.pixels(1700, 1)
	p.click("Race")
	p.is("end")
	eval[bool](p, `(() => {
		const paint = goPaint;
		globalThis.paints = {};
		globalThis.goPaint = (id, ...rest) => { paints[id] = (paints[id] ?? 0) + 1; return paint(id, ...rest); };
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
	flags := eval[int](p, `[...document.querySelectorAll('.tiles img')].map(flag => flag.stays = true).length`)
	for what, change := range map[string]func(){
		"colours": func() { p.dark(true) },
		// Wider than the page: its pictures keep their size. Without another width, Chromium does not tell the page.
		"pixels": func() { p.pixels(1699, 2) },
		"a typeface": func() {
			eval[bool](p, `(async () => {
				const known = document.querySelector('link[rel="preload"][as="font"]').href;
				document.fonts.add(new FontFace('Late', 'url(' + known + ')'));
				await document.fonts.load('20px Late');
				return true;
			})()`)
		},
		"memory": func() {
			eval[bool](p, `(document.querySelectorAll('lab-picture canvas').forEach(c => c.dispatchEvent(new Event('contextrestored'))), true)`)
		},
	} {
		eval[bool](p, `(paints = {}, true)`)
		change()
		t.Logf("other %s", what)
		p.waitFor(`paints.sequential > 0 && paints.threads > 0`)
	}
	eval[bool](p, settled)
	if stay := eval[int](p, `[...document.querySelectorAll('.tiles img')].filter(flag => flag.stays).length`); stay != flags || flags < 5 {
		t.Errorf("%d of %d flags stayed", stay, flags)
	}
}

// pixels sets the width of the page, and how many pixels of the screen a pixel of the page is wide.
func (p *page) pixels(width int64, ratio float64) {
	p.Helper()
	metrics := emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 720, DeviceScaleFactor: ratio}
	if _, err := chromedp.Call(p.ctx, emulation.SetDeviceMetricsOverride, metrics); err != nil {
		p.Fatal(err)
	}
}

// What the page has painted band by band, during a run and while one goes through it, is what it paints at once.
func TestBandsMakeAWholePicture(t *testing.T) {
	// The browser smooths the edge of a shape, and what it makes of the same edge depends on where it is clipped: now and then,
	// one column of pixels is lighter by 1 of 255. A shape of the palest colour that is missing is 17.
	const rounding = 2
	s := startServer(t)
	for _, test := range []struct {
		path  string
		ratio float64 // of the screen's pixels to the page's
	}{{"/?cc=BR+CN+ID+IN+US", 1}, {"/processes?workers=2&batches=4&size=20000", 1.5}, {"/threads", 1.25}} {
		p := open(t, s.URL+test.path)
		p.pixels(1280, test.ratio)
		eval[bool](p, `(() => {
			const paint = goPaint;
			globalThis.bands = globalThis.wholes = 0;
			globalThis.goPaint = (id, height, top, bottom, ...rest) => {
				++globalThis[top > -Infinity ? 'bands' : 'wholes'];
				return paint(id, height, top, bottom, ...rest);
			};
			const pixels = (canvas) => {
				const paper = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {alpha: false});
				paper.fillStyle = 'white';
				paper.fillRect(0, 0, canvas.width, canvas.height);
				paper.drawImage(canvas, 0, 0);
				return paper.getImageData(0, 0, canvas.width, canvas.height).data;
			};
			const painted = () => [...document.querySelectorAll('lab-picture canvas')].map(pixels);
			globalThis.remember = () => { globalThis.before = painted(); return true; };
			// The greatest difference of a pixel's red, green or blue from what was remembered; 256 if a size, or their number, is another one.
			globalThis.difference = () => before.length !== painted().length ? 256 : painted().reduce((most, now, i) => {
				const was = before[i];
				if (was?.length !== now.length) { return 256; }
				for (let k = 0; k < now.length; ++k) { most = Math.max(most, Math.abs(now[k] - was[k])); }
				return most;
			}, 0);
			return true;
		})()`)
		p.begin()
		p.is("end")
		end := eval[float64](p, `Number(document.getElementById('seek').max)`)
		for _, part := range []float64{1, 0.9, 0.5, 0.55, 0.2, 1} {
			p.seek(part * end)
			eval[bool](p, settled)
			eval[bool](p, `remember()`)
			eval[bool](p, `(wholes = 0, [1, 2].forEach(() => document.documentElement.toggleAttribute('data-projector')), true)`) // as if the size had been another one
			p.waitFor(`wholes >= [...document.querySelectorAll('lab-picture')].filter(p => p.clientWidth).length`)
			eval[bool](p, settled)
			if d := eval[int](p, `difference()`); d > rounding {
				t.Errorf("%s at %g: the bands do not make the picture: a pixel differs by %d of 255", test.path, part, d)
			}
		}
		if n := eval[int](p, `bands`); n == 0 {
			t.Errorf("%s: no band was painted, only whole pictures", test.path)
		}
	}
}

// On paper flags stay beside their bars, and nothing is wider than the paper.
func TestPicturesOnPaper(t *testing.T) {
	s := startServer(t)
	for _, path := range []string{"/?delay=0.05", "/flags2"} {
		p := open(t, s.URL+path)
		p.begin()
		p.is("end")
		const places = `[...document.querySelectorAll('lab-picture')].map(picture => {
			const room = picture.getBoundingClientRect();
			return {width: room.width, flags: [...picture.querySelectorAll('.tiles li:not([data-size="none"])')].map(flag => {
				const place = flag.getBoundingClientRect();
				return [place.left - room.left, place.top - room.top, place.width].map(x => Math.round(x / room.width * 500));
			})};
		})`
		type picture struct {
			Width float64
			Flags [][3]float64
		}
		screen := eval[[]picture](p, places)
		eval[bool](p, `dispatchEvent(new Event('beforeprint'))`)
		paper := eval[[]picture](p, places)
		eval[bool](p, `dispatchEvent(new Event('afterprint'))`)
		after := eval[[]picture](p, places)
		flags := 0
		for i := range screen {
			flags += len(screen[i].Flags)
			if paper[i].Width > 700.5 || after[i].Width != screen[i].Width {
				t.Errorf("%s: picture %d is %g wide, %g on paper, then %g", path, i, screen[i].Width, paper[i].Width, after[i].Width)
			}
			near := func(a, b [3]float64) bool {
				return max(math.Abs(a[0]-b[0]), math.Abs(a[1]-b[1]), math.Abs(a[2]-b[2])) <= 1
			}
			if !slices.EqualFunc(paper[i].Flags, screen[i].Flags, near) {
				t.Errorf("%s: the flags of picture %d lie at %v, on paper at %v", path, i, screen[i].Flags, paper[i].Flags)
			}
		}
		if flags < 20 {
			t.Errorf("%s: only %d flags", path, flags)
		}
	}
}

// Paper is white, also where the screen is dark, and pictures are below each other, also where it is wide.
func TestPaper(t *testing.T) {
	p := open(t, startServer(t).URL)
	p.dark(true)
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media:    "print",
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
	}); err != nil {
		t.Fatal(err)
	}
	eval[bool](p, `dispatchEvent(new Event('beforeprint'))`)
	ink := func(selector string) string {
		return eval[string](p, fmt.Sprintf(`getComputedStyle(document.querySelector(%q)).color`, selector))
	}
	if got, want := ink("h1"), "rgb(22, 24, 29)"; got != want {
		t.Errorf("the question is printed in %s, want %s", got, want)
	}
	if n := eval[int](p, `new Set([...document.querySelectorAll('.panel')].map(panel => panel.getBoundingClientRect().left)).size`); n != 1 {
		t.Errorf("the panels are printed in %d columns", n)
	}
	// What was painted in light colours for the dark screen is printed in dark ones.
	const filter = `getComputedStyle(document.querySelector('lab-picture canvas')).filter`
	if got := eval[string](p, filter); !strings.HasPrefix(got, "invert(1)") {
		t.Errorf("the picture is printed with the filter %q", got)
	}
	eval[bool](p, `dispatchEvent(new Event('afterprint'))`)
	if got := eval[string](p, filter); got != "none" {
		t.Errorf("after printing the picture has the filter %q", got)
	}
}
