package benchtest

import (
	"slices"
	"strings"
	"sync"
	"time"

	"flaglab/app/bench"
)

// Browser is a [bench.Browser] that records its calls. It paints sixty frames a second on the clock of
// testing/synctest, unless it is hidden.
type Browser struct {
	Calm    bool                 // prefers reduced motion
	Refuses bool                 // storage is forbidden
	Cost    func() time.Duration // how long a painting takes; nil: no time
	Layout  time.Duration        // how long the browser takes to bring a painting to the screen
	Where   string               // the page's address; empty: https://flags.example/lab/

	mu        sync.Mutex
	began     time.Time
	hidden    bool
	late      []func() // frames that wait until the tab is shown
	painted   []bench.Frame
	refreshed int
	said      []string
	address   string
	stored    map[string]string
	saved     map[string][]byte
	copied    []string
	collected int
}

// NewBrowser returns a browser whose clock starts now.
func NewBrowser() *Browser {
	return &Browser{began: time.Now(), stored: map[string]string{}, saved: map[string][]byte{}}
}

const frame = time.Second / 60

func (b *Browser) Now() time.Duration { return time.Since(b.began) }

// Frame calls f at the next sixtieth of a second.
func (b *Browser) Frame(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.hidden {
		b.late = append(b.late, f)
		return
	}
	time.AfterFunc(frame-b.Now()%frame, f)
}

func (b *Browser) LayoutCost() time.Duration { return b.Layout }

func (b *Browser) After(d time.Duration, f func()) { time.AfterFunc(d, f) }

func (b *Browser) Hidden() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.hidden
}

// Hide hides the tab or shows it again. The test tells the bench.
func (b *Browser) Hide(hidden bool) {
	b.mu.Lock()
	late := b.late
	b.hidden = hidden
	if !hidden {
		b.late = nil
	}
	b.mu.Unlock()
	if !hidden {
		for _, f := range late {
			b.Frame(f)
		}
	}
}

func (b *Browser) CalmMotion() bool { return b.Calm }

func (b *Browser) Refresh() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refreshed++
}

func (b *Browser) Paint(f bench.Frame) bool {
	if b.Cost != nil {
		time.Sleep(b.Cost())
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.painted = append(b.painted, f)
	return false
}

func (b *Browser) Collect() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.collected++
}

// Collected returns how often garbage was collected.
func (b *Browser) Collected() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.collected
}

func (b *Browser) Announce(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.said = append(b.said, text)
}

func (b *Browser) ReplaceURL(link string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.address = strings.TrimPrefix(strings.TrimPrefix(link, b.Location()), "?")
}

func (b *Browser) Load(key string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stored[key]
}

func (b *Browser) Store(key, text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.Refuses {
		b.stored[key] = text
	}
}

func (b *Browser) Location() string {
	if b.Where != "" {
		return b.Where
	}
	return "https://flags.example/lab/"
}

func (b *Browser) CopyLink(link string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.copied = append(b.copied, link)
}

func (b *Browser) Save(name, _ string, data []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.saved[name] = data
}

func (b *Browser) SavePNG(picture, name string) { b.Save(name, "image/png", []byte(picture)) }

func (b *Browser) SaveDrawn(name, svg string, _, _ int) { b.Save(name, "image/png", []byte(svg)) }

// Painted returns the frames that were painted so far.
func (b *Browser) Painted() []bench.Frame {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.painted
}

// Refreshed returns how many times the page was to be rendered.
func (b *Browser) Refreshed() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.refreshed
}

// Said returns what was announced to screen readers.
func (b *Browser) Said() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.said
}

// Address returns what was last written into the address bar: query and fragment.
func (b *Browser) Address() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.address
}

// Saved returns a file that was offered to the person.
func (b *Browser) Saved(name string) []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.saved[name]
}

// Copied returns the links that were to be copied.
func (b *Browser) Copied() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.copied)
}
