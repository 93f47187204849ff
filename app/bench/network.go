package bench

import (
	"context"
	"sync/atomic"

	"flaglab/app/flags"
)

// Network is how experiments reach the flags. The page's implementation uses the browser's fetch, the tests have
// one that simulates.
type Network interface {
	// Setup returns what is known of the server without asking it: before the first Connect, only whether there is one, as
	// the document says.
	Setup() Setup

	// Connect prepares for runs with up to n requests at once: it asks the server how it is set up, opens connections
	// and finds out which origins answer. The error says, in words for the person, why nothing can be downloaded.
	Connect(ctx context.Context, n int) (Connection, error)
}

// Setup is how the site that the page came from is set up.
type Setup struct {
	Known    bool   // false only for the connection of a run that was cancelled
	Static   bool   // files without a server: weather is simulated in the page
	Remote   bool   // the server passes requests on to the site REMOTE
	Origin   string // of the server: http://localhost:8000
	Upstream string // where REMOTE is
	Capacity int    // requests that the browser can have in flight; 0: no known limit
}

// Limit is how many requests the browser can have in flight; 0: no known limit. What is simulated in the page has none.
func (s Setup) Limit() int {
	if s.Static {
		return 0
	}
	return s.Capacity
}

// Connection reaches the sites for one experiment.
type Connection interface {
	Setup() Setup

	// Source is where the flags of a site come from, in the given weather; nil: the site's own.
	Source(site string, weather *flags.Weather) flags.Source

	// Notice returns what the person should know, such as that some origins did not answer; usually empty. The bench shows it
	// with the run.
	Notice() string
}

// attentiveNetwork remembers what the person should know of its last connection.
type attentiveNetwork struct {
	Network
	notice atomic.Pointer[string]
}

// Connect implements [Network].
func (n *attentiveNetwork) Connect(ctx context.Context, requests int) (Connection, error) {
	c, err := n.Network.Connect(ctx, requests)
	if err == nil {
		text := c.Notice()
		n.notice.Store(&text)
	}
	return c, err
}

// notices returns what the person should know; nothing if there was no connection.
func (n *attentiveNetwork) notices() []string {
	if n == nil {
		return nil
	}
	if text := n.notice.Load(); text != nil && *text != "" {
		return []string{*text}
	}
	return nil
}

// FileLocator is a [Connection] to a server with a large file: a download of it shows how fast bytes come.
type FileLocator interface {
	// File returns the absolute URL of the file, which no cache has under that name.
	File() string
}

// The kinds of a run, by what answers.
const (
	LiveRun      = "Live"      // another server, over the network
	LocalRun     = "Local"     // the server that the page came from
	SimulatedRun = "Simulated" // delays and errors are made in the page
)

// KindOf returns the kind of a run on a site, or "" while it is not known.
func KindOf(s Setup, site string) string {
	switch {
	case !s.Known:
		return ""
	case s.Static:
		return SimulatedRun
	case site == flags.Remote().Label:
		return LiveRun
	}
	return LocalRun
}

// TabHidden says why a run in a hidden tab does not count, and what to do.
func TabHidden(do string) string {
	return "This tab was hidden for a while, and browsers slow hidden tabs down. " + do
}

// Problem is an error that is a whole sentence for the person.
type Problem string

func (p Problem) Error() string { return string(p) }

// Locator is a [Connection] that tells where the flags of a site are, for workers, which fetch them themselves.
type Locator interface {
	Locate(site string, weather *flags.Weather) Place
}

// Place is where the flags of a site are: below the path, at each of the origins.
type Place struct {
	Origins []string // absolute: relative URLs mean something else in a worker
	Path    string
	Query   string // that asks for the weather; without the question mark
}
