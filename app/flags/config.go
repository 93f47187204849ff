package flags

// ConfigPath is where a server tells the page how it is set up.
const ConfigPath = "/lab/config.json"

// Config is what the page needs to know about its server.
type Config struct {
	// Version names the release, as a person would quote it.
	Version string `json:"version"`
	// Origins are all the origins that serve every site by path, such as
	// http://localhost:8000; the page's own is the first. A browser opens six
	// HTTP/1.1 connections to each, so a pool of 30 needs five of them. The files of
	// a static site do not know where they will be, so there are none.
	Origins []string `json:"origins,omitempty"`
	// Static means that there is no server: the flags are files, and delays and
	// errors are made in the page. The page knows that from its document; here it is
	// for people, who find the release of such a site in this file.
	Static bool `json:"static,omitempty"`
	// Remote is the URL of the site REMOTE, empty if this server has none.
	Remote string `json:"remote,omitempty"`
	// Upstream is where the answers of REMOTE come from, to be shown to people.
	Upstream string `json:"upstream,omitempty"`
}

// Sites returns the sites of this server: REMOTE is the last, if it has that one.
func (c Config) Sites() []Site {
	sites := Sites()
	if c.Remote != "" {
		sites = append(sites, Remote())
	}
	return sites
}
