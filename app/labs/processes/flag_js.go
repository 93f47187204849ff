package processes

import (
	"context"
	"fmt"

	"flaglab/app/fetch"
)

// fetchFlag fetches a flag, in the page or in a worker.
func fetchFlag(ctx context.Context, f Flag) ([]byte, error) {
	site := fetch.Site{Origins: f.Origins, Path: f.Path, Query: f.Query}
	reply, err := site.Get(ctx, f.Code, 1)
	if err == nil && reply.Status != 200 {
		err = fmt.Errorf("the site answers %d", reply.Status)
	}
	return reply.Body, err
}
