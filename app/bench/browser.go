package bench

import (
	"time"

	"flaglab/app/chart"
)

// Browser is what the bench needs from the page that it runs in. All methods return at once, and none calls the
// bench before it has returned.
type Browser interface {
	Now() time.Duration // monotonic

	// Frame calls f before the browser paints next. In a hidden tab that may be late, or never.
	Frame(f func())
	// LayoutCost is how long the browser took for the last frame after its f: for layout and painting.
	LayoutCost() time.Duration
	// After calls f when d has gone by.
	After(d time.Duration, f func())
	Hidden() bool     // the tab is hidden
	CalmMotion() bool // the person prefers reduced motion

	Refresh() // render the bench's Screen soon

	// Paint changes the pictures and their tiles. It returns true if it left some tiles for the next frame, so that
	// this one does not take too long.
	Paint(Frame) (more bool)

	Collect()             // collect garbage now: it stops the page, and nothing moves
	Announce(text string) // to screen readers

	ReplaceURL(link string) // of the page, with its query and fragment

	// Load returns the text stored under the key, or "". Store keeps a text if the browser allows it.
	Load(key string) string
	Store(key, text string)

	Location() string     // of the page, without its query and fragment
	CopyLink(link string) // the result comes later, as the action ActCopied
	Save(name, media string, data []byte)
	SavePNG(picture, name string)                  // a picture of the page, as it is painted now
	SaveDrawn(name, svg string, width, height int) // an SVG image, as PNG
}

// FolderSaver is a browser in which a person can pick a folder to write to.
type FolderSaver interface {
	CanSaveFolder() bool

	// SaveFolder asks for a folder and writes the files there. Their names may contain folders. The result comes
	// later, as the action ActSaved.
	SaveFolder(files map[string][]byte)
}

// Frame is what is painted at once.
type Frame struct {
	Pictures []Painting
	Clock    string  // of the replay
	Position float64 // of the replay, in milliseconds; negative: there is none
}

// Painting is the present state of a picture.
type Painting struct {
	ID    string
	Draw  func(width float64) *chart.Drawing
	Tiles []Tile
	Image func(task int) string
	Clock string // of its panel
	// Generation counts the experiments of the bench: another experiment has other images, even if its tiles look alike.
	Generation int
}
