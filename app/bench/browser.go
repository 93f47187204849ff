package bench

import (
	"time"

	"flaglab/app/chart"
)

// Browser is what the bench asks of the page that it runs in. All methods return at once; none of them calls the
// bench back before it has returned.
type Browser interface {
	Now() time.Duration // monotonic

	// Frame calls f before the browser paints next. In a tab that nobody sees that may be late, or never.
	Frame(f func())
	// After calls f when d has gone by.
	After(d time.Duration, f func())
	Hidden() bool     // nobody sees the tab
	CalmMotion() bool // the person prefers reduced motion

	Refresh() // render the bench's Screen soon

	// Paint changes the pictures and their tiles. It returns true if it left some tiles for the next frame, so that
	// this one does not take too long.
	Paint(Frame) (more bool)

	Idle()                // nothing runs and a lab was left: a good time to collect garbage
	Announce(text string) // to screen readers

	ReplaceURL(query, fragment string)

	// Load returns what was stored under the key, or nothing. Store keeps a text as far as the browser allows it.
	Load(key string) string
	Store(key, text string)

	Location() string // of the page, without its query and fragment
	CopyLink()        // copies the page's address
	Save(name, media string, data []byte)
	SavePNG(picture, name string)                  // a picture of the page, as it is painted now
	SaveDrawn(name, svg string, width, height int) // an SVG image, as PNG
}

// FolderSaver is a browser in which a person can pick a folder to write to.
type FolderSaver interface {
	CanSaveFolder() bool

	// SaveFolder asks for a folder and writes the files there. Their names may have folders in them. What became of it
	// comes later, as the action ActSaved.
	SaveFolder(files map[string][]byte)
}

// Frame is what is painted at once.
type Frame struct {
	Pictures []Painting
	Clock    string  // of the replay
	Position float64 // of the replay, in milliseconds; negative: there is none
}

// Painting is a picture as it is to look now.
type Painting struct {
	ID    string
	Draw  func(width float64) *chart.Drawing
	Tiles []Tile
	Image func(task int) string
	Clock string // of its panel
	// Generation counts the experiments of the bench: the images of another one are others, even if its tiles look alike.
	Generation int
}
