package site

import (
	"net/http"
	"net/url"
)

// serveRemote hands a request over to the site REMOTE, with the path below the site as
// it was sent. The weather there is real: what a request says of it has no effect.
func (h *Handler) serveRemote(w http.ResponseWriter, r *http.Request, file string) {
	if h.config.Remote == nil {
		// Not 404, which would say that there is no such flag.
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, "this server goes without the site REMOTE", http.StatusNotImplemented)
		return
	}
	passed := new(http.Request)
	*passed = *r
	passed.URL = &url.URL{Opaque: file}
	if path, err := url.PathUnescape(file); err == nil {
		passed.URL = &url.URL{Path: path, RawPath: file}
	}
	h.config.Remote.ServeHTTP(w, passed)
}
