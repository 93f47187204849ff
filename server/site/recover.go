package site

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
)

// trackedWriter remembers whether the answer has begun.
type trackedWriter struct {
	http.ResponseWriter
	begun bool
}

func (w *trackedWriter) WriteHeader(status int) {
	w.begun = w.begun || status >= 200
	w.ResponseWriter.WriteHeader(status)
}

func (w *trackedWriter) Write(data []byte) (int, error) {
	w.begun = true
	return w.ResponseWriter.Write(data)
}

// Unwrap serves [http.ResponseController].
func (w *trackedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// recover turns a panic into a 500 and a line in the log. If the answer has already
// begun, it is broken off, so that the client does not take it for a whole one.
func (h *Handler) recover(w *trackedWriter, r *http.Request) {
	reason := recover()
	if reason == nil {
		return
	}
	if reason == http.ErrAbortHandler {
		panic(reason)
	}
	h.config.Log.Error("panic in a handler",
		slog.String("method", r.Method),
		slog.String("path", r.URL.Path),
		slog.String("panic", fmt.Sprint(reason)),
		slog.String("stack", string(debug.Stack())))
	if w.begun {
		panic(http.ErrAbortHandler)
	}
	clear(w.Header())
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, "Internal Server Error", http.StatusInternalServerError)
}
