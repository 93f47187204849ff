//go:build !js

package main

import (
	"log/slog"
	"net/url"

	"golang.org/x/time/rate"

	"flaglab/server/front"
	"flaglab/server/proxy"
)

// How hard the upstream may be worked, however many ask: the book's site is a guest
// of somebody's too. All 194 flags come in 6 s the first time, and then from memory.
const (
	upstreamRate  = 25 // requests per second
	upstreamBurst = 50

	remoteMemory = 32 << 20 // bytes of answers that are kept
)

// remote is the site REMOTE of this server.
type remote struct {
	*proxy.Proxy
	memory *proxy.Memory
	client *proxy.Client
}

// newRemote makes the site REMOTE. Close it when no more requests come.
func newRemote(upstream *url.URL, log *slog.Logger) (*remote, error) {
	r := &remote{memory: proxy.NewMemory(remoteMemory), client: proxy.NewClient(upstream)}
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
func (r *remote) Close() {
	r.Proxy.Close()
	r.client.Close()
}

// collect adds the site's figures to the metrics, if there is one.
func (r *remote) collect(m *front.Metrics) {
	if r == nil {
		return
	}
	s := r.Stats()
	const answers, asked = "flaglab_remote_answers_total", "flaglab_upstream_requests_total"
	const answersHelp, askedHelp = "Answers of the site REMOTE by where they came from.", "Requests to the upstream by what became of them."
	m.Counter(answers, answersHelp, float64(s.Hits), "cache", "hit")
	m.Counter(answers, answersHelp, float64(s.Stale), "cache", "stale")
	m.Counter(answers, answersHelp, float64(s.Misses), "cache", "miss")
	m.Counter(answers, answersHelp, float64(s.Refused), "cache", "none")
	m.Counter(asked, askedHelp, float64(s.Fetched), "result", "ok")
	m.Counter(asked, askedHelp, float64(s.Failed), "result", "failed")
	entries, bytes := r.memory.Size()
	m.Gauge("flaglab_remote_cache_entries", "Answers that are kept.", float64(entries))
	m.Gauge("flaglab_remote_cache_bytes", "Memory of the answers that are kept.", float64(bytes))
}
