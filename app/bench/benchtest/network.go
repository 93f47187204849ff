// Package benchtest helps to test labs natively: it simulates the network, runs a lab on a clock of its own, and
// writes a view as text.
package benchtest

import (
	"context"
	"errors"

	"flaglab/app/bench"
	"flaglab/app/flags"
)

// Network is a [bench.Network] that simulates the sites: each answers in its weather, and has an image for each code
// that has a flag. The zero value is that of a server on the same computer, without a limit of requests in flight.
type Network struct {
	Static   bool
	Capacity int
	Failure  string // why nothing can be downloaded; empty: it can
	Warning  string // what the connection's Notice says

	// Through replaces the source of a site, for a test whose answers differ from the weather's; nil: nothing does.
	Through func(site string, s flags.Source) flags.Source
}

// Setup implements [bench.Network] and [bench.Connection].
func (n *Network) Setup() bench.Setup {
	return bench.Setup{Known: true, Static: n.Static, Capacity: n.Capacity}
}

// Connect implements [bench.Network].
func (n *Network) Connect(ctx context.Context, _ int) (bench.Connection, error) {
	if n.Failure != "" {
		return nil, errors.New(n.Failure)
	}
	return n, ctx.Err()
}

// Source implements [bench.Connection].
func (n *Network) Source(site string, weather *flags.Weather) flags.Source {
	var source flags.Source = flags.SimulatedSite(site, weather, images{})
	if n.Through != nil {
		source = n.Through(site, source)
	}
	return source
}

// Locate implements [bench.Locator].
func (n *Network) Locate(site string, weather *flags.Weather) bench.Place {
	return bench.Place{Origins: []string{"http://localhost"}, Path: "/" + site, Query: weather.Query().Encode()}
}

// Notice implements [bench.Connection].
func (n *Network) Notice() string { return n.Warning }

// images answers each request with the shortest content that begins like a GIF.
type images struct{}

func (images) Get(ctx context.Context, cc string, _ int) (flags.Reply, error) {
	return flags.Reply{Status: 200, ContentType: "image/gif", Body: []byte("GIF89a " + cc)}, ctx.Err()
}
