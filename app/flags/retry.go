package flags

import (
	"context"
	"errors"
	"time"
)

// Retry says how often a download is tried again when it fails in a way that may
// pass: an answer that blames the server (5xx) or jokes (418), a lost connection,
// a time-out. That there is no flag (404), or that what came is no image, will not
// change by asking again. The zero value never tries again.
//
// The waits have no jitter: their purpose here is to be seen, and two runs with the
// same weather must meet the same waits. A client of a real service wants some, so
// that clients which failed together do not return together.
type Retry struct {
	Attempts int           // at most, the first one included
	Backoff  time.Duration // before the second attempt; it doubles for each further one
}

// MaxBackoff is the longest wait between two attempts.
const MaxBackoff = time.Minute

// Wait is how long to wait after attempt n, counted from 1, has failed with err;
// it is false if there is to be no other attempt.
func (r Retry) Wait(n int, err error) (time.Duration, bool) {
	if n >= r.Attempts || !mayPass(err) {
		return 0, false
	}
	wait := min(r.Backoff, MaxBackoff)
	for ; n > 1 && wait < MaxBackoff; n-- {
		wait = min(2*wait, MaxBackoff)
		if wait == 0 {
			break
		}
	}
	return wait, true
}

// mayPass reports whether another attempt may fare better.
func mayPass(err error) bool {
	var httpError *HTTPError
	switch CauseOf(err) {
	case CauseTimeout, CauseConnection:
		return true
	case CauseHTTP:
		return errors.As(err, &httpError) && (httpError.Status >= 500 || httpError.Status == 418)
	}
	return false
}

// getFlagAgain is getFlag, tried again as d.Retry says. A cancelled ctx ends the wait at
// once.
func (d *Downloader) getFlagAgain(ctx context.Context, cc string) (Reply, error) {
	for attempt := 1; ; attempt++ {
		reply, err := d.getFlag(ctx, cc, attempt)
		wait, again := d.Retry.Wait(attempt, err)
		if !again {
			return reply, err
		}
		d.retrying(cc, attempt, wait, reply, err)
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return Reply{}, context.Cause(ctx)
		case <-timer.C:
		}
		d.running(ctx, cc)
	}
}
