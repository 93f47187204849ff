package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/flags"
)

// still is a browser in which nothing moves: a page is rendered for it on the server.
type still struct{}

func (still) Now() time.Duration          { return 0 }
func (still) Frame(func())                {}
func (still) LayoutCost() time.Duration   { return 0 }
func (still) After(time.Duration, func()) {}
func (still) Hidden() bool                { return false }
func (still) CalmMotion() bool            { return true }
func (still) Refresh()                    {}
func (still) Paint(bench.Frame) bool      { return false }
func (still) Collect()                    {}
func (still) Announce(string)             {}
func (still) ReplaceURL(string)           {}
func (still) Load(string) string          { return "" }
func (still) Store(string, string)        {}
func (still) Location() string            { return "" }
func (still) CopyLink(string)             {}
func (still) Save(string, string, []byte) {}
func (still) SavePNG(string, string)      {}

func (still) SaveDrawn(string, string, int, int) {}

// stillNetwork knows only what the build knows.
type stillNetwork struct{}

func (stillNetwork) Setup() bench.Setup { return bench.Setup{Known: true, Static: static()} }

func (stillNetwork) Connect(context.Context, int) (bench.Connection, error) {
	return nil, errors.New("nothing is downloaded on the server")
}

// stillWidth is the width for which a picture is computed before it is known: that of so many columns of twelve on a
// screen of 1280 pixels.
func stillWidth(columns int) float64 { return 103*float64(columns) - 20 }

// stillPicture is a picture as an SVG in the colours of the page, with the flags of the page's sprite upon it. In the browser
// it stands for one frame only, and has no flags: there only the painter knows where the sprite is.
func stillPicture(p bench.Picture, columns int) string {
	d := p.Draw(stillWidth(columns))
	for i := range d.Shapes {
		d.Shapes[i].Title = "" // what a pointer is told takes a tenth of the page
	}
	svg := chart.SVG(d, chart.Variables(), p.Alt, nil)
	var b strings.Builder
	b.WriteString(strings.TrimSuffix(strings.TrimSpace(svg), "</svg>"))
	sprite := ""
	for _, f := range d.Flags {
		i := slices.Index(flags.Pop20(), p.Tiles[f.Task].Code)
		if p.Tiles[f.Task].Status != "ok" || i < 0 || app.IsClient {
			continue
		}
		if sprite == "" {
			sprite = p.ID + "-sprite"
			fmt.Fprintf(&b, `<defs><image id="%s" href="%s" width="300" height="180"/></defs>`, sprite, spritePath)
		}
		fmt.Fprintf(&b, `<svg x="%.1f" y="%.1f" width="%.1f" height="%.1f" viewBox="%d %d 60 45"><use href="#%s"/></svg>`,
			f.X, f.Y, f.W, f.H, i%5*60, i/5*45, sprite)
	}
	b.WriteString("</svg>")
	return b.String()
}

// spritePath is where the sprite of flags is; package page puts its link there.
const spritePath = "/web/pictures/top20.png"
