// Package front stands between a native server's ports and its handler: it turns
// away who asks too much or under a name that is not ours, and it counts and notes
// what is answered.
//
// The limits are for a stranger's program that runs wild, not for a class: thirty
// students behind one address may each let a pool of 1,000 loose, and requests from
// the computer itself are never limited.
//
// A host at the edge has all this of its own, and goes without the package.
package front

import (
	"log/slog"
	"net/http"
	"time"
)

// Config says what a [Front] lets through.
type Config struct {
	// Hosts are names, beside those of this computer, under which it may be asked
	// for over its loopback addresses.
	Hosts []string

	// Rate is how many requests per second one client may make, and Burst how many
	// at once. A Rate of 0 sets no limit.
	Rate  float64
	Burst int

	// MaxConnections bounds the connections of all clients, MaxPerClient those of
	// one. 0 sets no limit.
	MaxConnections, MaxPerClient int

	// Collect adds to the metrics. It may be nil.
	Collect func(*Metrics)

	// Log has a line for each request, on level Info. Nil: there is no log.
	Log *slog.Logger
}

// Front is made by [New]. It serves all ports of a server.
type Front struct {
	config      Config
	hosts       map[string]bool
	clients     *clients
	connections *connections
	traffic     traffic
}

// New returns a front.
func New(c Config) *Front {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	f := &Front{config: c, hosts: map[string]bool{}}
	for _, name := range c.Hosts {
		f.hosts[hostName(name)] = true
	}
	if c.Rate > 0 {
		f.clients = newClients(c.Rate, c.Burst)
	}
	f.connections = newConnections(c.MaxConnections, c.MaxPerClient)
	return f
}

// Handler returns next behind the front. Label names the part of the server that a
// request is for, by one of a few words.
func (f *Front) Handler(next http.Handler, label func(*http.Request) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		noted := &notedWriter{ResponseWriter: w}
		f.traffic.active.Add(1)
		defer func() {
			f.traffic.active.Add(-1)
			f.note(r, label(r), noted, time.Since(start))
		}()
		f.serve(noted, r, next)
	})
}

func (f *Front) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	local := cameByLoopback(r)
	if local && !f.isOurName(r.Host) {
		refuse(w, http.StatusMisdirectedRequest, "this server does not answer to that host name; its flag -host can allow it")
		return
	}
	if client, ok := clientOf(r.RemoteAddr); ok && f.clients != nil && !f.clients.allow(client) {
		w.Header().Set("Retry-After", "1")
		refuse(w, http.StatusTooManyRequests, "too many requests from one address; try again in a second")
		return
	}
	if r.URL.Path == MetricsPath && local {
		f.serveMetrics(w, r)
		return
	}
	next.ServeHTTP(w, r)
}

// refuse answers with one line that pages of all our origins can read.
func refuse(w http.ResponseWriter, status int, line string) {
	header := w.Header()
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("Timing-Allow-Origin", "*")
	header.Set("Cache-Control", "no-store")
	http.Error(w, line, status)
}
