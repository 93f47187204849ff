package front

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// notedWriter remembers the status and the length of an answer.
type notedWriter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *notedWriter) WriteHeader(status int) {
	if w.status < 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *notedWriter) Write(data []byte) (int, error) {
	if w.status < 200 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(data)
	w.bytes += int64(n)
	return n, err
}

// Unwrap serves [http.ResponseController].
func (w *notedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// traffic is what the metrics tell of requests.
type traffic struct {
	active  atomic.Int64
	dropped atomic.Uint64 // connections above the limits
	answers sync.Map      // of *answers by kind
}

// kind is a kind of answers. There are few: the status codes are our own.
type kind struct {
	label  string
	status int
}

// answers counts those of a kind.
type answers struct {
	count, bytes atomic.Uint64
	nanoseconds  atomic.Uint64
	within       [len(bounds)]atomic.Uint64 // by the first bound that they keep
}

// bounds are those of the times of answers. They are fine where LOCAL is, and go on
// to the longest delay that can be asked for.
var bounds = [...]time.Duration{
	time.Millisecond, 5 * time.Millisecond, 25 * time.Millisecond, 100 * time.Millisecond,
	500 * time.Millisecond, 1 * time.Second, 3100 * time.Millisecond, 5 * time.Second, 10 * time.Second,
}

// note counts an answer, and writes the line of the log. Nothing in the line is
// about a person: no address, no browser, no query, and of a path only so much as a
// path of ours can have.
func (f *Front) note(r *http.Request, label string, w *notedWriter, took time.Duration) {
	status := w.status
	if status == 0 {
		status = http.StatusOK
	}
	found, ok := f.traffic.answers.Load(kind{label, status})
	if !ok {
		found, _ = f.traffic.answers.LoadOrStore(kind{label, status}, new(answers))
	}
	a := found.(*answers)
	a.count.Add(1)
	a.bytes.Add(uint64(w.bytes))
	a.nanoseconds.Add(uint64(took))
	for i, bound := range bounds {
		if took <= bound {
			a.within[i].Add(1)
			break
		}
	}
	if !f.config.Log.Enabled(context.Background(), slog.LevelInfo) {
		return
	}
	path := r.URL.Path
	if len(path) > maxPath {
		path = path[:maxPath] + "…"
	}
	f.config.Log.LogAttrs(context.Background(), slog.LevelInfo, "request",
		slog.String("part", label),
		slog.String("method", r.Method),
		slog.String("path", path),
		slog.Int("status", status),
		slog.Int64("bytes", w.bytes),
		slog.Float64("ms", float64(took.Microseconds())/1000),
		slog.String("protocol", r.Proto))
}

const maxPath = 80 // bytes
