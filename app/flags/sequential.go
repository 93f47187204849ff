package flags

import "context"

// Sequential downloads the codes one after another.
func (d *Downloader) Sequential(ctx context.Context, codes []string) Counts {
	var counts Counts
	d.pending(codes)
	for _, cc := range codes {
		if ctx.Err() != nil {
			counts.add(d.giveUp(ctx, cc))
			continue
		}
		counts.add(d.DownloadOne(ctx, cc))
	}
	return counts
}
