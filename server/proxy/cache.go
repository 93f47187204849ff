package proxy

import (
	"context"
	"time"
)

// Entry is an answer of the upstream's: a file, or that there is none.
type Entry struct {
	Status  int // 200 or 404
	Body    []byte
	Fetched time.Time // when the upstream said so
	Fresh   time.Time // until then it need not be asked again
	Stale   bool      // it was asked again, and failed

	tag string // of the body; "" if it was not worked out yet
}

// Cache keeps entries by the names of their files, br/br.gif. Whether an entry is
// still fresh is for the reader to see. It is safe for use by many goroutines.
type Cache interface {
	Get(ctx context.Context, file string) (Entry, bool)
	Put(ctx context.Context, file string, e Entry)
}

type noCache struct{}

func (noCache) Get(context.Context, string) (Entry, bool) { return Entry{}, false }
func (noCache) Put(context.Context, string, Entry)        {}
