package bench

import (
	"context"

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

// Problem is an error that is a whole sentence for the person.
type Problem string

func (p Problem) Error() string { return string(p) }
