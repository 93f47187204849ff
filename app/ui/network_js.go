package ui

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/bench"
	"flaglab/app/fetch"
	"flaglab/app/flags"
)

// prefix is the path under which the lab is on its host: empty, or such as /flag-lab. It stands for the page's own
// origin in URLs.
var prefix = sync.OnceValue(func() string { return app.Getenv("GOAPP_ROOT_PREFIX") })

// static reports whether the page is on a host of files, without our server. The build knows.
var static = sync.OnceValue(func() bool { return app.Getenv("FLAGLAB_KIND") == "static" })

// network is how the labs of this page reach the flags. It implements [bench.Network].
var network = sync.OnceValue(func() *site { return &site{} })

type site struct {
	mu     sync.Mutex
	config *flags.Config // as the server told it last; nil before
}

// Setup implements [bench.Network].
func (n *site) Setup() bench.Setup {
	n.mu.Lock()
	defer n.mu.Unlock()
	return setupOf(n.config)
}

func setupOf(c *flags.Config) bench.Setup {
	switch {
	case static():
		return bench.Setup{Known: true, Static: true}
	case c == nil:
		return bench.Setup{Known: true} // the document says that there is a server; it was not asked yet
	}
	return bench.Setup{Known: true, Remote: c.Remote != "", Origin: originOf(*c), Upstream: c.Upstream, Capacity: capacity(*c)}
}

// originOf is where a person finds the server.
func originOf(c flags.Config) string {
	if len(c.Origins) > 0 && strings.Contains(c.Origins[0], "://") {
		return c.Origins[0]
	}
	return ownOrigin()
}

func ownOrigin() string {
	u := app.Window().URL()
	return u.Scheme + "://" + u.Host
}

// capacity is how many requests the browser can have in flight to these origins; 0 if their number is no limit, as
// with HTTP/2, which browsers speak over HTTPS only.
func capacity(c flags.Config) int {
	if len(c.Origins) > 0 && strings.HasPrefix(c.Origins[0], "https:") {
		return 0
	}
	return fetch.PerOrigin * len(c.Origins)
}

// Connect implements [bench.Network]. It asks the server anew each time: after a restart its extra origins are others.
func (n *site) Connect(ctx context.Context, requests int) (bench.Connection, error) {
	c := &connection{origins: []string{prefix()}}
	if static() {
		c.setup = setupOf(nil)
		return c, nil
	}
	config, err := fetch.LoadConfig(ctx, prefix())
	switch {
	case ctx.Err() != nil:
		return c, nil // the runs end at once
	case err != nil:
		return nil, bench.Problem("The server does not answer. Is it still running? Nothing was downloaded.")
	}
	if len(config.Origins) > 0 {
		c.origins = config.Origins
	}
	reachable := fetch.Warm(ctx, c.origins, requests+1)
	if len(reachable) == 0 {
		reachable = []string{prefix()} // it is slow, but it has just answered
	}
	switch {
	case ctx.Err() != nil:
	case len(reachable) < len(c.origins):
		c.notice = fmt.Sprintf("Only %d of the server's %d addresses can be reached, so fewer requests can be in flight.", len(reachable), len(c.origins))
		c.origins, config.Origins = reachable, reachable
	}
	n.mu.Lock()
	n.config = &config
	n.mu.Unlock()
	c.setup = setupOf(&config)
	fetch.KeepTimings(4000)
	return c, nil
}

type connection struct {
	origins []string
	setup   bench.Setup
	notice  string
}

func (c *connection) Setup() bench.Setup { return c.setup }
func (c *connection) Notice() string     { return c.notice }

// Source implements [bench.Connection]. Without a server the flags are files, and the weather is made here.
func (c *connection) Source(label string, weather *flags.Weather) flags.Source {
	if c.setup.Static {
		local, _ := flags.SiteByLabel("LOCAL")
		return flags.SimulatedSite(label, weather, &fetch.Site{Origins: c.origins, Path: local.Path})
	}
	site, _ := flags.SiteByLabel(label)
	source := &fetch.Site{Origins: c.origins, Path: site.Path}
	if weather != nil {
		source.Query = weather.Query().Encode()
	}
	return source
}

// Locate implements [bench.Locator].
func (c *connection) Locate(label string, weather *flags.Weather) bench.Place {
	site, _ := flags.SiteByLabel(label)
	place := bench.Place{Path: site.Path}
	if !c.setup.Static {
		place.Query = weather.Query().Encode()
	}
	for _, origin := range c.origins {
		if !strings.Contains(origin, "://") {
			origin = ownOrigin() + origin
		}
		place.Origins = append(place.Origins, origin)
	}
	return place
}

// File implements [bench.FileLocator]: it is the page's own program, which every host has.
func (c *connection) File() string {
	program, _, _ := strings.Cut(app.Getenv("FLAGLAB_PROGRAM"), "?") // past what caches know
	return ownOrigin() + program + "?measure"
}
