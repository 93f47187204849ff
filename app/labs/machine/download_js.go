package machine

import (
	"context"
	"time"

	"flaglab/app/fetch"
	"flaglab/app/labs/machine/probe"
)

// download measures how fast the bytes of a file come. Rounds are the bytes, blocks the files. It is a task of a worker: a browser takes
// large pieces out of the network at once, and the thread to which they belong can do nothing else meanwhile. That is not to be
// the page's.
func download(ctx context.Context, r probe.Request) (probe.Sample, error) {
	const enough, most = 16 << 20, 400 * time.Millisecond
	ctx, cancel := context.WithTimeout(ctx, r.Limit)
	defer cancel()
	t, err := fetch.Measure(ctx, r.URL, enough, r.Block, most)
	return probe.Sample{Blocks: t.Files, Block: t.Took, Rounds: t.Bytes}, err
}
