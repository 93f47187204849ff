//go:build !js

package main

import (
	"log/slog"
	"net/url"

	"github.com/VictoriaMetrics/metrics"
	"golang.org/x/time/rate"

	"flaglab/server/proxy"
)

// The rate of requests to the upstream, however many clients there are: the book's
// site is itself a guest on another host. All 194 flags come in 6 s the first
// time, and then from memory.
const (
	upstreamRate  = 25 // requests per second
	upstreamBurst = 50

	remoteMemory = 32 << 20 // bytes of answers that are kept
)

// remoteSite is the site REMOTE of this server.
type remoteSite struct {
	*proxy.Proxy
	memory *proxy.Memory
	client *proxy.Client
}

// newRemoteSite makes the site REMOTE. Close it when no more requests come.
func newRemoteSite(upstream *url.URL, log *slog.Logger) (*remoteSite, error) {
	r := &remoteSite{memory: proxy.NewMemory(remoteMemory), client: proxy.NewClient(upstream)}
	var err error
	r.Proxy, err = proxy.New(proxy.Config{
		Upstream: upstream,
		Doer:     r.client,
		Cache:    r.memory,
		Limiter:  rate.NewLimiter(upstreamRate, upstreamBurst),
		Agent:    proxy.Agent(version()),
		Log:      log,
	})
	return r, err
}

// Close ends what is under way to the upstream.
func (r *remoteSite) Close() {
	r.Proxy.Close()
	r.client.Close()
}

// collect adds the site's figures to the metrics, if there is one.
func (r *remoteSite) collect(set *metrics.Set) {
	if r == nil {
		return
	}
	s := r.Stats()
	for name, value := range map[string]uint64{
		`flaglab_remote_answers_total{cache="hit"}`:        s.Hits,
		`flaglab_remote_answers_total{cache="stale"}`:      s.Stale,
		`flaglab_remote_answers_total{cache="miss"}`:       s.Misses,
		`flaglab_remote_answers_total{cache="none"}`:       s.Refused,
		`flaglab_upstream_requests_total{result="ok"}`:     s.Fetched,
		`flaglab_upstream_requests_total{result="failed"}`: s.Failed,
	} {
		set.GetOrCreateCounter(name).Set(value)
	}
	entries, bytes := r.memory.Size()
	set.GetOrCreateGauge("flaglab_remote_cache_entries", nil).Set(float64(entries))
	set.GetOrCreateGauge("flaglab_remote_cache_bytes", nil).Set(float64(bytes))
}
