package bench

import (
	"time"

	"flaglab/app/chart"
)

// Browser is what the bench asks of the page that it runs in. All methods return at once.
type Browser interface {
	Now() time.Duration // monotonic

	// Frame calls f before the next time the browser paints, which may be late in a tab that nobody sees.
	Frame(f func())
	// After calls f when d has gone by.
	After(d time.Duration, f func())
	Hidden() bool     // nobody sees the tab
	CalmMotion() bool // the person prefers reduced motion
	Refresh()         // render what the bench says, soon
	Paint([]Painting) // change the pictures, their tiles and the clocks
	Forget()          // forget what is painted: the pictures are new, or have another size

	ReplaceURL(query, fragment string)
	Link() string // the page's address

	// Load returns what was stored under the key, or nothing. Store keeps a text, as far as the browser allows it.
	Load(key string) string
	Store(key, text string)

	Copy(text string)
	Save(name, media string, data []byte)
}

// Painting is a picture as it is to look now.
type Painting struct {
	ID    string
	Draw  func(width float64) *chart.Drawing
	Tiles []Tile
	Image func(task int) string
	Clock string // of the panel
}
