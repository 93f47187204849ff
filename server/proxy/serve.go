package proxy

import (
	"errors"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"flaglab/app/flags"
	"flaglab/server/flagfile"
	"flaglab/server/respond"
)

// ServeHTTP implements [http.Handler].
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, file, ok := flagfile.Parse(r.URL.EscapedPath()) // nothing else is ever asked of the upstream
	if !ok {
		http.Error(w, "Not Found", http.StatusNotFound)
		return
	}
	got, err := p.get(r.Context(), file)
	if err != nil {
		p.serveFailure(w, err)
		return
	}
	p.stats.count(got)
	header := w.Header()
	header.Set(flags.CacheStatusHeader, got.status())
	header.Set("Age", seconds(time.Since(got.entry.Fetched)))
	// A browser may keep the answer, but has to ask whether it is still good: what a
	// run shows comes over the network.
	header.Set("Cache-Control", "no-cache")
	if got.entry.Status == http.StatusNotFound {
		http.Error(w, "Not Found", http.StatusNotFound)
		return
	}
	respond.Body(w, r, flagfile.MediaType(file), got.entry.entityTag(), got.entry.Body)
}

// serveFailure answers when the upstream does not.
func (p *Proxy) serveFailure(w http.ResponseWriter, err error) {
	w.Header().Set("Cache-Control", "no-store")
	var f *failure
	if !errors.As(err, &f) {
		f = &failure{status: http.StatusServiceUnavailable, reason: err.Error()}
	}
	if f.until.IsZero() {
		w.Header().Set(flags.CacheStatusHeader, name+"; fwd=miss")
		w.Header().Set("Retry-After", seconds(rememberFailure))
	} else {
		left := seconds(time.Until(f.until) + time.Second - 1) // rounded up
		w.Header().Set(flags.CacheStatusHeader, name+"; hit; ttl="+left)
		w.Header().Set("Retry-After", left)
	}
	p.stats.refused.Add(1)
	http.Error(w, f.reason, f.status)
}

// name is what this cache is called in a Cache-Status header.
const name = "flaglab"

// status describes the result as RFC 9211 wants it.
func (r result) status() string {
	switch {
	case r.collapsed:
		return name + "; fwd=miss; collapsed"
	case r.fetched:
		return name + "; fwd=miss; stored"
	case r.entry.Stale:
		return name + "; hit; ttl=-" + seconds(max(time.Second, time.Since(r.entry.Fetched))) + `; detail="the upstream is down"`
	}
	return name + "; hit; ttl=" + seconds(time.Until(r.entry.Fresh))
}

func seconds(d time.Duration) string { return strconv.Itoa(max(0, int(d.Seconds()))) }

// entityTag is that of the body.
func (e Entry) entityTag() string {
	if e.tag != "" {
		return e.tag
	}
	return respond.ETag(e.Body)
}

// counters count since the start.
type counters struct {
	hits, stale, misses, refused atomic.Uint64 // requests of clients
	fetched, failed              atomic.Uint64 // requests to the upstream
}

func (c *counters) count(r result) {
	switch {
	case r.fetched:
		c.misses.Add(1)
	case r.entry.Stale:
		c.stale.Add(1)
	default:
		c.hits.Add(1)
	}
}

// Stats says what a proxy has done since its start.
type Stats struct {
	Hits, Stale, Misses, Refused uint64 // requests of clients, by what became of them
	Fetched, Failed              uint64 // requests to the upstream
}

// Stats returns what the proxy has done.
func (p *Proxy) Stats() Stats {
	s := &p.stats
	return Stats{
		Hits: s.hits.Load(), Stale: s.stale.Load(), Misses: s.misses.Load(), Refused: s.refused.Load(),
		Fetched: s.fetched.Load(), Failed: s.failed.Load(),
	}
}
