package flags

import (
	"context"
	"time"
)

// Source is where flags come from: a browser's fetch, an HTTP client, or a fake
// in a test.
type Source interface {
	// Get asks for the flag of cc and returns the site's answer, whatever its
	// status. The error means that there was no answer: it is ctx's own error once
	// ctx is done, else a *ConnectionError. Attempt counts from 1.
	Get(ctx context.Context, cc string, attempt int) (Reply, error)
}

// Reply is a site's answer to one request.
type Reply struct {
	Status      int    // HTTP status code
	ContentType string // media type
	Body        []byte
	Timing      Timing
	Cache       CacheUse // the part that a cache on the server's side had in it
}

// Timing splits the time of one request into parts. If the source could not
// measure them, the parts are zero and Known is false.
type Timing struct {
	Known     bool
	Stalled   time.Duration // waiting for a connection, in the browser
	Waiting   time.Duration // from the request to the first byte of the answer
	Receiving time.Duration // from the first byte to the last
	Protocol  string        // as ALPN names it: http/1.1, h2, h3
}

// SaveFunc keeps the image of cc. It may be called by many goroutines at once.
type SaveFunc func(cc string, image []byte) error
