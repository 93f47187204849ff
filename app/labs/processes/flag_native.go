//go:build !js

package processes

import "context"

// fetchFlag makes a flag: where there is no browser there is no site.
func fetchFlag(ctx context.Context, f Flag) ([]byte, error) {
	return []byte("GIF89a " + f.Code), ctx.Err()
}
