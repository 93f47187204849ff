package site

import (
	"net/http"

	"flaglab/server/answer"
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
			answer.Line(w, http.StatusMethodNotAllowed, "Method Not Allowed")
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
