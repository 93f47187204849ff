// Package site is the web side of Flag Lab: one [http.Handler] that serves the
// flags at every site with its weather, tells the page how the server is set up,
// says that it is alive, and hands the rest to the site REMOTE and to the page.
//
// It knows nothing of listeners. A native server uses one handler for all of its
// ports; a host at the edge uses the same one without any.
package site

import (
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"

	"flaglab/app/flags"
	"flaglab/server/answer"
)

// HealthPath is where the server says "ok".
const HealthPath = "/healthz"

// Config says what a [Handler] serves. Only Flags is required.
type Config struct {
	// Flags has the files {cc}/{cc}.gif and {cc}/metadata.json in lower case.
	Flags fs.FS

	// Page serves every path that is not the handler's own. Nil: they are not found.
	Page http.Handler

	// Remote is the site REMOTE. The paths of its requests are those below the
	// site: /br/br.gif. Nil: this server has none.
	Remote http.Handler

	// Upstream is where Remote gets its answers, for the page to show.
	Upstream string

	// Version names the release.
	Version string

	// Ports are those on which this server is reached by plain HTTP under one host
	// name, besides the one that a request came to.
	Ports []int

	// MaxWaiting bounds how many requests may sleep at once, for all ports together.
	// Those above it are answered 503. 0 means DefaultMaxWaiting.
	MaxWaiting int

	// Random draws the weather of a request that has no seed. Nil means the random
	// numbers of the runtime. It must be safe for use by many goroutines.
	Random func() uint64

	// Log hears of panics. Nil means slog.Default.
	Log *slog.Logger
}

// DefaultMaxWaiting is how many requests may sleep at once. Each one takes a
// goroutine, a connection and its buffers: some 12 KB, so 120 MB in all.
const DefaultMaxWaiting = 10_000

// Handler answers every request to Flag Lab. Make one with [New].
type Handler struct {
	config Config
	room   *waitingRoom
	files  *files
	own    flags.Site // what /flags is
}

// New returns a handler on which /flags is the site LOCAL; see [Handler.At].
func New(c Config) *Handler {
	if c.MaxWaiting == 0 {
		c.MaxWaiting = DefaultMaxWaiting
	}
	if c.Random == nil {
		c.Random = rand.Uint64
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	local, _ := flags.SiteByLabel("LOCAL")
	return &Handler{config: c, room: newWaitingRoom(c.MaxWaiting), files: &files{fs: c.Flags}, own: local}
}

// At returns the same handler with another site at /flags, as the book's programs
// expect it on each port. Every site is also at its own path on every port.
func (h *Handler) At(own flags.Site) *Handler {
	at := *h
	at.own = own
	return &at
}

// ServeHTTP implements [http.Handler].
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	guarded := &guardedWriter{ResponseWriter: w}
	defer h.recover(guarded, r)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	h.route(guarded, r)
}

// route looks at the path as it was sent. A path that has to be decoded or cleaned
// before it means something is not one of ours.
func (h *Handler) route(w http.ResponseWriter, r *http.Request) {
	path := r.URL.EscapedPath()
	switch path {
	case HealthPath:
		shared(h.health)(w, r)
		return
	case flags.ConfigPath:
		shared(h.describe)(w, r)
		return
	}
	if place, file, ok := h.site(path); ok {
		shared(func(w http.ResponseWriter, r *http.Request) { h.flag(w, r, place, file) })(w, r)
		return
	}
	if file, ok := below(path, flags.Remote().Path); ok {
		shared(func(w http.ResponseWriter, r *http.Request) { h.remote(w, r, file) })(w, r)
		return
	}
	if h.config.Page == nil {
		answer.Line(w, http.StatusNotFound, "Not Found")
		return
	}
	h.config.Page.ServeHTTP(w, r)
}

// site finds the site that a path belongs to, and the rest of the path below it.
func (h *Handler) site(path string) (place flags.Site, file string, ok bool) {
	if file, ok = below(path, OwnPath); ok {
		return h.own, file, true
	}
	for _, place = range flags.Sites() {
		if file, ok = below(path, place.Path); ok {
			return place, file, true
		}
	}
	return flags.Site{}, "", false
}

// Label names what a request is for: LOCAL, DELAY, ERROR, REMOTE, or "page" for the
// page and everything else.
func (h *Handler) Label(r *http.Request) string {
	path := r.URL.EscapedPath()
	if place, _, ok := h.site(path); ok {
		return place.Label
	}
	if _, ok := below(path, flags.Remote().Path); ok {
		return flags.Remote().Label
	}
	return "page"
}

// Waiting returns how many requests are sleeping.
func (h *Handler) Waiting() int { return len(h.room.seats) }

// OwnPath is where a port has the site of its own.
const OwnPath = "/flags"

func below(path, root string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(path, root)
	return rest, ok && (rest == "" || rest[0] == '/')
}

func (h *Handler) health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	answer.Body(w, http.StatusOK, "text/plain; charset=utf-8", []byte("ok"))
}
