package proxy

import (
	"context"
	"net/http"
	"time"
)

// Entry is the result of a request to the upstream: a file, the absence of one, or a
// failure.
type Entry struct {
	Status  int       // 200, 404, or the status of a failure, from 500
	Body    []byte    // the file, or the failure in words
	Fetched time.Time // when the upstream said so
	Fresh   time.Time // until then it need not be asked again
	Stale   bool      // it was asked again, and failed

	tag string // of the body; "" if it was not worked out yet
}

// failed reports whether the entry is a failure.
func (e Entry) failed() bool { return e.Status >= http.StatusInternalServerError }

// Keep returns how long a cache should keep the entry.
func (e Entry) Keep() time.Duration {
	if e.failed() {
		return rememberFailure
	}
	return keepStale
}

// Cache keeps entries by the names of their files, br/br.gif. The reader checks
// whether an entry is still fresh. It is safe for use by many goroutines.
type Cache interface {
	Get(ctx context.Context, file string) (Entry, bool)
	Put(ctx context.Context, file string, e Entry)
}

type noCache struct{}

func (noCache) Get(context.Context, string) (Entry, bool) { return Entry{}, false }
func (noCache) Put(context.Context, string, Entry)        {}
