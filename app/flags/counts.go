package flags

import (
	"context"
	"errors"
)

// Counts holds the number of downloads by outcome.
type Counts struct {
	OK, NotFound, Errors, Cancelled int
}

// Total returns the number of downloads with any outcome.
func (c Counts) Total() int { return c.OK + c.NotFound + c.Errors + c.Cancelled }

func (c *Counts) add(result Result, err error) {
	switch {
	case errors.Is(err, context.Canceled):
		c.Cancelled++
	case err != nil:
		c.Errors++
	case result.Found:
		c.OK++
	default:
		c.NotFound++
	}
}

// giveUp records a download that never began because ctx was cancelled.
func (d *Downloader) giveUp(ctx context.Context, cc string) (Result, error) {
	result, err := Result{Code: cc}, context.Cause(ctx)
	d.done(cc, Reply{}, result, err)
	return result, err
}
