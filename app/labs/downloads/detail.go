package downloads

import (
	"strconv"
	"time"

	"flaglab/app/flags"
)

// The names of the runs.
const (
	Sequential = "sequential"
	Threads    = "threads"
)

// Detail is what an event says of a download, or of one attempt at it, at its end.
//
// A download that is tried again stays Running: an event with a Detail says how the attempt ended, and one without
// it, later, that the next attempt began.
type Detail struct {
	Cause     flags.Cause   `json:"cause,omitempty"`
	HTTP      int           `json:"http,omitempty"` // status code
	Message   string        `json:"message,omitempty"`
	Bytes     int           `json:"bytes,omitempty"`
	Stalled   time.Duration `json:"stalled,omitempty"` // in the browser, waiting for a connection
	Waiting   time.Duration `json:"waiting,omitempty"` // for the first byte
	Receiving time.Duration `json:"receiving,omitempty"`
	Protocol  string        `json:"protocol,omitempty"`
	Backoff   time.Duration `json:"backoff,omitempty"` // the wait before the next attempt

	// Cache is the part that a cache on the server's side had in the answer.
	Cache flags.CacheUse `json:"cache,omitempty"`
}

// Status is ok, not_found or error; it is empty for a download that was cancelled.
func (d Detail) Status() string {
	switch d.Cause {
	case flags.CauseNone:
		return "ok"
	case flags.CauseNotFound:
		return "not_found"
	case flags.CauseCancelled:
		return ""
	}
	return "error"
}

// Word says in a word how the download ended: 404, timed out; empty for a flag that arrived.
func (d Detail) Word() string {
	switch d.Cause {
	case flags.CauseNone:
		return ""
	case flags.CauseNotFound:
		return "404"
	case flags.CauseHTTP:
		return strconv.Itoa(d.HTTP)
	case flags.CauseTimeout:
		return "timed out"
	case flags.CauseConnection:
		return "no answer"
	case flags.CauseImage:
		return "bad image"
	case flags.CauseCancelled:
		return "cancelled"
	}
	return "error"
}
