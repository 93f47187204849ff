package fetch

import (
	"context"
	"fmt"
	"sync"
	"time"

	"flaglab/app/flags"
	"flaglab/app/json"
)

// PerOrigin is how many HTTP/1.1 connections a browser opens to one origin.
const PerOrigin = 6

// probeLimit is how long an origin may take to answer before the page goes on without it.
const probeLimit = 1500 * time.Millisecond

// LoadConfig asks the server at base (empty for the page's own) how it is set up.
func LoadConfig(ctx context.Context, base string) (flags.Config, error) {
	var config flags.Config
	response, err := Get(ctx, base+flags.ConfigPath, 1<<16)
	if err != nil {
		return config, err
	}
	if response.Status != 200 {
		return config, fmt.Errorf("fetch: %s answers %d", flags.ConfigPath, response.Status)
	}
	return config, json.Unmarshal(response.Body, &config)
}

// Warm opens up to workers connections, spread over the origins, and returns the
// origins that answered, in the same order. A run that begins on open connections measures
// the site and not the handshakes, and an origin behind a firewall is found out
// before it can spoil a run.
func Warm(ctx context.Context, origins []string, workers int) []string {
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()

	each := min(PerOrigin, (workers+len(origins)-1)/max(1, len(origins)))
	answered := make([]bool, len(origins))
	var wait sync.WaitGroup
	for i, origin := range origins {
		for n := range max(1, each) {
			wait.Go(func() {
				response, err := Get(ctx, origin+"/healthz", 1<<10)
				if n == 0 {
					answered[i] = err == nil && response.Status == 200
				}
			})
		}
	}
	wait.Wait()

	var reachable []string
	for i, origin := range origins {
		if answered[i] {
			reachable = append(reachable, origin)
		}
	}
	return reachable
}
