package machine

import (
	"context"
	"time"

	"flaglab/app/process"
)

// file asks for a file as often as it takes to measure how fast its bytes come.
type file struct {
	URL   string        `json:"url"`
	Least time.Duration `json:"least"` // how long bytes must come
	Limit time.Duration `json:"limit"` // for all of it
}

// transfer is the number of bytes received after the first of each file, and how long that took.
type transfer struct {
	Bytes int           `json:"bytes"`
	Files int           `json:"files"`
	Took  time.Duration `json:"took"`
}

// downloadTask measures a download in a worker: a browser takes large pieces out of the network at once, and the thread to which they
// belong can do nothing else meanwhile. That is not to be the page's.
var downloadTask = process.Register("machine.download", download)

// Download implements prober.
func (w *workers) Download(ctx context.Context, f file) (transfer, error) {
	return call(ctx, w.pool, downloadTask, f)
}
