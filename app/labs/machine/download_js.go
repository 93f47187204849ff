package machine

import (
	"context"
	"time"

	"flaglab/app/fetch"
)

func download(ctx context.Context, f file) (transfer, error) {
	const enough, most = 16 << 20, 400 * time.Millisecond
	ctx, cancel := context.WithTimeout(ctx, f.Limit)
	defer cancel()
	t, err := fetch.Measure(ctx, f.URL, enough, f.Least, most)
	return transfer(t), err
}
