package flags

import (
	"bytes"
	"context"
	"errors"
	"time"
)

// Downloader downloads flags from a source and saves them. Its methods may be
// called by many goroutines at once.
type Downloader struct {
	Source  Source
	Save    SaveFunc      // nil: images are not kept
	Timeout time.Duration // limit for one request; 0: none
	Retry   Retry         // of requests that failed; zero: none
	Watch   Watcher       // nil: nobody watches
}

// Result is what download_one returns for a flag that arrived and for one that
// does not exist. Everything else is an error.
type Result struct {
	Code  string
	Found bool
	Bytes int
}

// getFlag asks for one image. A status other than 200 is an *HTTPError.
func (d *Downloader) getFlag(ctx context.Context, cc string, attempt int) (Reply, error) {
	if d.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, d.Timeout, &TimeoutError{d.Timeout})
		defer cancel()
	}
	reply, err := d.Source.Get(ctx, cc, attempt)
	switch {
	case ctx.Err() != nil && err != nil:
		return reply, context.Cause(ctx)
	case err != nil:
		return reply, err
	case reply.Status != 200:
		return reply, &HTTPError{reply.Status}
	case !bytes.HasPrefix(reply.Body, []byte("GIF8")):
		return reply, &ImageError{reply.ContentType}
	}
	return reply, nil
}

// DownloadOne downloads and saves the flag of cc. That there is none is a
// result, not an error.
func (d *Downloader) DownloadOne(ctx context.Context, cc string) (Result, error) {
	d.running(ctx, cc)
	image, err := d.getFlagAgain(ctx, cc)
	var httpError *HTTPError
	result := Result{Code: cc, Found: true, Bytes: len(image.Body)}
	if errors.As(err, &httpError) && httpError.Status == 404 {
		result.Found, err = false, nil
	} else if err == nil && d.Save != nil {
		err = d.Save(cc, image.Body)
	}
	d.done(cc, image, result, err)
	return result, err
}
