package ui

import (
	"context"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/fetch"
	"flaglab/app/flags"
)

// newSource is where the flags of a site come from, in the weather that the run
// has chosen; nil: the site's own. Without a server the flags are files, and the
// weather is made here.
func newSource(config flags.Config, label string, weather *flags.Weather) flags.Source {
	site, _ := flags.SiteByLabel(label)
	if isStatic() {
		if weather == nil {
			weather = &site.Weather
		}
		local, _ := flags.SiteByLabel("LOCAL")
		return flags.Simulated{Source: &fetch.Site{Origins: ownOrigins(config), Path: local.Path}, Weather: *weather}
	}
	source := &fetch.Site{Origins: ownOrigins(config), Path: site.Path}
	if weather != nil {
		source.Query = weather.Query().Encode()
	}
	return source
}

// ownOrigins are the origins to ask; the page's own if the server names none.
func ownOrigins(config flags.Config) []string {
	if len(config.Origins) == 0 {
		return []string{prefix()}
	}
	return config.Origins
}

// prefix is the path under which the lab is on its host: empty, or such as
// /flag-lab. It stands for the page's own origin in URLs.
func prefix() string { return app.Getenv("GOAPP_ROOT_PREFIX") }

// loadConfig asks the server how it is set up. A page without such a server has
// its own origin.
func loadConfig() flags.Config {
	config, err := fetch.LoadConfig(context.Background(), prefix())
	if err != nil {
		return flags.Config{}
	}
	return config
}

// capacity is how many requests the browser can have in flight to these origins; 0 if
// their number is no limit, as with HTTP/2, which browsers speak over HTTPS only.
func capacity(config flags.Config) int {
	if len(config.Origins) > 0 && strings.HasPrefix(config.Origins[0], "https:") {
		return 0
	}
	return fetch.PerOrigin * len(config.Origins)
}
