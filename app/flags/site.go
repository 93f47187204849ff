package flags

import (
	"strings"
	"time"
)

// Site is a place that serves flags under {URL}/{cc}/{cc}.gif.
type Site struct {
	Label   string  // LOCAL, DELAY, ERROR or REMOTE: what a person chooses
	Path    string  // where the site is on a server that has all of them on one port
	Port    int     // the port on which the book's programs expect it; 0: none
	Weather Weather // applied to its answers unless a request says otherwise
}

// Sites returns the sites that every server has. DELAY and ERROR behave as the
// servers of Fluent Python's second edition do.
func Sites() []Site {
	const low, high = 500 * time.Millisecond, 5 * time.Second
	return []Site{
		{Label: "LOCAL", Path: "/local/flags", Port: 8000},
		{Label: "DELAY", Path: "/delay/flags", Port: 8001, Weather: Weather{MinDelay: low, MaxDelay: high}},
		{Label: "ERROR", Path: "/error/flags", Port: 8002, Weather: Weather{MinDelay: low, MaxDelay: high, ErrorRate: 0.25}},
	}
}

// Remote returns the site REMOTE: a server that has it passes the requests on to
// another, on the Internet. Its weather is real and cannot be chosen.
func Remote() Site { return Site{Label: "REMOTE", Path: "/remote/flags"} }

// SiteByLabel finds a site by its label in any case. It knows REMOTE too, though
// not every server has it; see [Config.Sites].
func SiteByLabel(label string) (Site, bool) {
	for _, site := range append(Sites(), Remote()) {
		if site.Label == asciiUpper(label) {
			return site, true
		}
	}
	return Site{}, false
}

// ImagePath returns the path of a flag below its site: /br/br.gif for BR.
func ImagePath(cc string) string {
	cc = strings.ToLower(cc)
	return "/" + cc + "/" + cc + ".gif"
}
