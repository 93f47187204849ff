package site

import (
	"net/http"
	"strconv"
)

// shared lets pages of any origin use a resource, and see how long it took them.
// That is safe because nothing here depends on who asks. Each port is an origin of
// its own, so without it the page could not use more than one.
func shared(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header["Access-Control-Allow-Origin"] = anyone
		header["Timing-Allow-Origin"] = anyone
		header["Cross-Origin-Resource-Policy"] = crossOrigin
		header["Content-Security-Policy"] = noContent // should one be opened as a page
		switch r.Method {
		case http.MethodGet, http.MethodHead:
			next(w, r)
		case http.MethodOptions:
			header.Set("Allow", methods)
			header.Set("Access-Control-Allow-Methods", methods)
			header.Set("Access-Control-Allow-Headers", "*")
			header.Set("Access-Control-Max-Age", "86400") // seconds
			w.WriteHeader(http.StatusNoContent)
		default:
			header.Set("Allow", methods)
			plain(w, http.StatusMethodNotAllowed, "Method Not Allowed")
		}
	}
}

// The values are never changed, so all answers share them.
var (
	anyone      = []string{"*"}
	crossOrigin = []string{"cross-origin"}
	noContent   = []string{"default-src 'none'"}
)

const methods = "GET, HEAD, OPTIONS"

// plain answers with one line of text.
func plain(w http.ResponseWriter, status int, line string) {
	body(w, status, "text/plain; charset=utf-8", []byte(line+"\n"))
}

// body answers with a body whose length is known. (The answer to HEAD has the same
// header; that it has no body is net/http's doing.)
func body(w http.ResponseWriter, status int, mediaType string, data []byte) {
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	w.Write(data) // an error means that nobody listens any more
}
