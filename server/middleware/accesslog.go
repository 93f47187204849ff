package middleware

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/felixge/httpsnoop"
)

// maxPath is how many bytes of a path are logged: no path of ours is longer.
const maxPath = 80

// record counts an answer, and writes the line of the access log. Nothing in the line is
// about a person: no address, no browser, no query.
func (m *Middleware) record(r *http.Request, part string, answered httpsnoop.Metrics) {
	m.metrics.record(part, answered)
	if !m.config.Log.Enabled(context.Background(), slog.LevelInfo) {
		return
	}
	path := r.URL.Path
	if len(path) > maxPath {
		path = path[:maxPath] + "…"
	}
	m.config.Log.LogAttrs(context.Background(), slog.LevelInfo, "request",
		slog.String("part", part),
		slog.String("method", r.Method),
		slog.String("path", path),
		slog.Int("status", answered.Code),
		slog.Int64("bytes", answered.Written),
		slog.Float64("ms", float64(answered.Duration.Microseconds())/1000),
		slog.String("protocol", r.Proto))
}
