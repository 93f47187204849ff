// Package site is the web side of Flag Lab: one [http.Handler] that serves the
// flags at every site with its weather, tells the page how the server is set up,
// answers health checks, and hands the rest to the site REMOTE and to the page.
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
	"flaglab/server/respond"
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

	// Log gets a line for each panic, and for each flag that cannot be read. Nil means
	// slog.Default.
	Log *slog.Logger
}

// DefaultMaxWaiting is how many requests may sleep at once. Each one takes a
// goroutine, a connection and its buffers: some 12 KB, so 120 MB in all.
const DefaultMaxWaiting = 10_000

// Handler answers every request to Flag Lab. Make one with [New].
type Handler struct {
	config   Config
	sleeping sleepLimit
	files    *files
	own      flags.Site   // what /flags is
	shared   http.Handler // what pages of any origin may use; the page is not
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
	h := Handler{config: c, sleeping: make(sleepLimit, c.MaxWaiting), files: &files{fs: c.Flags}}
	return h.At(local)
}

// At returns the same handler with another site at /flags, as the book's programs
// expect it on each port. Every site is also at its own path on every port.
func (h *Handler) At(own flags.Site) *Handler {
	at := *h
	at.own = own
	at.shared = crossOrigin(http.HandlerFunc(at.serveShared))
	return &at
}

// ServeHTTP implements [http.Handler].
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	tracked := &trackedWriter{ResponseWriter: w}
	defer h.recover(tracked, r)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	switch {
	case h.isShared(r):
		h.shared.ServeHTTP(tracked, r)
	case h.config.Page == nil:
		http.Error(tracked, "Not Found", http.StatusNotFound)
	default:
		h.config.Page.ServeHTTP(tracked, r)
	}
}

// isShared reports whether a request is for one of the paths that serveShared answers.
func (h *Handler) isShared(r *http.Request) bool {
	path := r.URL.EscapedPath()
	_, _, isSite := h.site(path)
	_, isRemote := below(path, flags.Remote().Path)
	return isSite || isRemote || path == HealthPath || path == flags.ConfigPath
}

// serveShared looks at the path as it was sent. A path that has to be decoded or cleaned
// before it means something is not one of ours.
func (h *Handler) serveShared(w http.ResponseWriter, r *http.Request) {
	path := r.URL.EscapedPath()
	if s, file, ok := h.site(path); ok {
		h.serveFlag(w, r, s, file)
		return
	}
	switch path {
	case HealthPath:
		w.Header().Set("Cache-Control", "no-store")
		respond.Body(w, r, "text/plain; charset=utf-8", "", []byte("ok"))
	case flags.ConfigPath:
		h.serveConfig(w, r)
	default:
		file, _ := below(path, flags.Remote().Path)
		h.serveRemote(w, r, file)
	}
}

// site finds the site that a path belongs to, and the rest of the path below it.
func (h *Handler) site(path string) (s flags.Site, file string, ok bool) {
	if file, ok = below(path, OwnPath); ok {
		return h.own, file, true
	}
	for _, s = range flags.Sites() {
		if file, ok = below(path, s.Path); ok {
			return s, file, true
		}
	}
	return flags.Site{}, "", false
}

// Label names what a request is for: LOCAL, DELAY, ERROR, REMOTE, or "page" for the
// page and everything else.
func (h *Handler) Label(r *http.Request) string {
	path := r.URL.EscapedPath()
	if s, _, ok := h.site(path); ok {
		return s.Label
	}
	if _, ok := below(path, flags.Remote().Path); ok {
		return flags.Remote().Label
	}
	return "page"
}

// Waiting returns how many requests are sleeping.
func (h *Handler) Waiting() int { return len(h.sleeping) }

// OwnPath is where a port has the site of its own.
const OwnPath = "/flags"

func below(path, root string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(path, root)
	return rest, ok && (rest == "" || rest[0] == '/')
}
