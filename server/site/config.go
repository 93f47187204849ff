package site

import (
	"encoding/json"
	"net/http"

	"flaglab/app/flags"
	"flaglab/server/forwarded"
	"flaglab/server/hostname"
	"flaglab/server/respond"
)

// serveConfig tells the page how the server is set up.
func (h *Handler) serveConfig(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	origins := Origins(r, h.config.Ports)
	if origins == nil {
		http.Error(w, "the Host header is not the name of a host", http.StatusBadRequest)
		return
	}
	config := flags.Config{Version: h.config.Version, Origins: origins}
	if h.config.Remote != nil {
		config.Remote, config.Upstream = origins[0]+flags.Remote().Path, h.config.Upstream
	}
	data, err := json.Marshal(config)
	if err != nil {
		panic(err) // there is nothing in it that could not be written
	}
	respond.Body(w, r, "application/json", "", append(data, '\n'))
}

// Origins lists the origins of this server as the client of r can write them: the
// one that it asked, then one for each other port. The ports speak plain HTTP, which
// a page that came by HTTPS must not use; a proxy passes on one port only; and the page
// may connect only to hosts that its Content-Security-Policy can name. Nil means that the
// Host header is not the name of a host.
func Origins(r *http.Request, ports []int) []string {
	host, ok := hostname.Parse(r.Host)
	if !ok {
		return nil
	}
	request := forwarded.Of(r)
	origins := []string{host.Origin(request.Scheme, host.Port)}
	if request.Scheme == "https" || request.Proxied || !host.InPolicy() {
		return origins
	}
	for _, port := range ports {
		if port != host.Port && (port != 80 || host.Port != 0) {
			origins = append(origins, host.Origin("http", port))
		}
	}
	return origins
}
