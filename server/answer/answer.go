// Package answer writes whole answers: their length is known, so a client that keeps the
// connection need not guess where they end.
package answer

import (
	"net/http"
	"strconv"
)

// Line answers with one line of text.
func Line(w http.ResponseWriter, status int, line string) {
	Body(w, status, "text/plain; charset=utf-8", []byte(line+"\n"))
}

// Body answers with a body. (The answer to HEAD has the same header; that it has no
// body is net/http's doing.)
func Body(w http.ResponseWriter, status int, mediaType string, data []byte) {
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	w.Write(data) // an error means that nobody listens any more
}
