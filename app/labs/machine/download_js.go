package machine

import (
	"context"
	"time"

	"flaglab/app/fetch"
	"flaglab/app/labs/machine/probe"
)

// download measures how long a byte of a file takes. In the sample, Rounds are the bytes of all blocks. It runs in a
// worker: a browser hands over large pieces at once, and the thread that takes them can do nothing else meanwhile, such as draw
// the page.
func download(ctx context.Context, r probe.Request) (probe.Sample, error) {
	const most = 500 * time.Millisecond
	ctx, cancel := context.WithTimeout(ctx, r.Limit)
	defer cancel()
	list, err := fetch.Measure(ctx, r.URL, downloadBlocks, r.Block, most)
	if err != nil {
		return probe.Sample{}, err
	}
	var each []float64
	bytes, shortest := 0, list[0].Took
	for _, b := range list {
		if b.Bytes > 0 {
			each = append(each, float64(b.Took)/float64(b.Bytes))
		}
		bytes += b.Bytes
		shortest = min(shortest, b.Took)
	}
	if bytes == 0 {
		return probe.Sample{}, errNoServer
	}
	s := probe.Fastest(each)
	s.Block, s.Rounds = shortest, bytes
	return s, nil
}
