package ui

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"
	"syscall/js"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/flags"
)

// painter paints pictures with web/paint.js. Its records are the one copy of what is in the page: only what has
// changed crosses to JavaScript, a band of a drawing, and single tiles.
type painter struct {
	drawn map[string]*chart.Drawing // by picture
	shown map[string][]tile         // by picture
	bytes []byte
	array js.Value // of the same length, at the side of JavaScript
	room  int
}

// tile is how a tile looks.
type tile struct {
	bench.Tile
	place chart.Place // zero width: nowhere
	from  int         // the generation of the picture that gave it
}

// tilesAtOnce bounds the tiles that change in one frame.
const tilesAtOnce = 80

// forget makes everything be painted again.
func (p *painter) forget() { p.drawn, p.shown = nil, nil }

// paint paints a picture, and returns true if some of its tiles are left for the next frame.
func (p *painter) paint(picture bench.Painting) (more bool) {
	width := js.Global().Call("goPicture", picture.ID, picture.Clock).Float()
	if width <= 0 {
		return false
	}
	if p.drawn == nil {
		p.drawn, p.shown = map[string]*chart.Drawing{}, map[string][]tile{}
	}
	if js.Global().Call("goFresh", picture.ID).Bool() {
		delete(p.drawn, picture.ID)
		delete(p.shown, picture.ID)
	}
	d := picture.Draw(width)
	p.paintDrawing(picture.ID, d)
	return p.paintTiles(picture, d)
}

func (p *painter) paintDrawing(id string, d *chart.Drawing) {
	band := chart.Changed(p.drawn[id], d)
	p.drawn[id] = d
	if !band.Empty() && !p.paintBand(id, d, band) {
		p.paintBand(id, d, chart.All)
	}
}

// paintBand returns false if the canvas has to have another size, and the whole picture to be painted.
func (p *painter) paintBand(id string, d *chart.Drawing, band chart.Band) bool {
	var texts string
	p.bytes, texts = chart.Encode(p.bytes[:0], d, band)
	return js.Global().Call("goPaint", id, d.H, band.Top, band.Bottom, p.send(), texts).Bool()
}

func (p *painter) paintTiles(picture bench.Painting, d *chart.Drawing) (more bool) {
	shown := p.shown[picture.ID]
	resized := len(shown) != len(picture.Tiles)
	if resized {
		shown = make([]tile, len(picture.Tiles))
		for i := range shown {
			shown[i].Code = "?" // like no other
		}
		p.shown[picture.ID] = shown
	}
	places := make([]chart.Place, len(picture.Tiles))
	for _, place := range d.Flags {
		places[place.Task] = place
	}
	var lines strings.Builder
	p.bytes = p.bytes[:0]
	changed := 0
	for i, now := range picture.Tiles {
		want := tile{Tile: now, place: places[i], from: picture.Generation}
		if want == shown[i] {
			continue
		}
		if changed == tilesAtOnce {
			more = true
			break
		}
		changed++
		image := ""
		if now.Status == "ok" && picture.Image != nil && places[i].W > 0 {
			image = picture.Image(i)
			if strings.HasPrefix(image, "sprite:") {
				image = "sprite"
			}
		}
		shown[i] = want
		if lines.Len() > 0 {
			lines.WriteByte('\n')
		}
		place := want.place
		if place.W == 0 {
			place.W = -1
		}
		for _, x := range []float64{place.X, place.Y, place.W, place.H} {
			p.bytes = binary.LittleEndian.AppendUint32(p.bytes, math.Float32bits(float32(x)))
		}
		for j, text := range []string{strconv.Itoa(i), now.Code, string(now.State), now.Status, now.Cause, now.Word, nameOf(now), mark(now)} {
			if j > 0 {
				lines.WriteByte('\t')
			}
			oneLine.WriteString(&lines, text) // it may be of a link
		}
		lines.WriteByte('\t')
		lines.WriteString(image)
	}
	if changed > 0 || resized { // where none is left, they still have to go
		js.Global().Call("goTiles", picture.ID, len(picture.Tiles), p.send(), lines.String())
	}
	return more
}

// oneLine takes out what separates the texts of tiles.
var oneLine = strings.NewReplacer("\n", " ", "\t", " ")

// mark is how a tile stands among the others.
func mark(t bench.Tile) string {
	switch {
	case t.Selected:
		return "selected"
	case t.Faint:
		return "faint"
	}
	return ""
}

// nameOf tells a tile in words, first what stands below it.
func nameOf(t bench.Tile) string {
	name, of := t.Code, "flag"
	if country := flags.Country(t.Code); country != "" && country != t.Code {
		name, of = t.Code+", "+country, "flag of "+country
	}
	switch {
	case t.Status == "ok":
		return t.Code + ", " + of
	case t.Word != "":
		return name + ": " + t.Word
	case t.State == "":
		return name + ": not asked for yet"
	}
	return name + ": " + string(t.State)
}

// send copies the bytes to JavaScript.
func (p *painter) send() js.Value {
	if p.room < len(p.bytes) {
		p.room = 2 * len(p.bytes)
		p.array = js.Global().Get("Uint8Array").New(p.room)
	}
	js.CopyBytesToJS(p.array, p.bytes)
	return p.array.Call("subarray", 0, len(p.bytes))
}
