package machine

import (
	"context"
	"time"

	"flaglab/app/fetch"
	"flaglab/app/labs/machine/probe"
)

// download measures how fast the bytes of a file come. In the sample, Rounds are the bytes, and Blocks the files. It runs in a
// worker: a browser hands over large pieces at once, and the thread that takes them can do nothing else meanwhile, such as draw
// the page.
func download(ctx context.Context, r probe.Request) (probe.Sample, error) {
	const enough, most = 16 << 20, 400 * time.Millisecond
	ctx, cancel := context.WithTimeout(ctx, r.Limit)
	defer cancel()
	t, err := fetch.Measure(ctx, r.URL, enough, r.Block, most)
	return probe.Sample{Blocks: t.Files, Block: t.Took, Rounds: t.Bytes}, err
}
