// Package middleware stands between the listeners of a native server and its handler:
// it identifies the client, limits requests and connections, refuses foreign host
// names, and writes the access log and the metrics.
//
// The limits are for a runaway program, not for a class: thirty students behind
// one address may each start a pool of 1,000, and requests from the computer itself are
// never limited.
//
// An edge host does all this itself and does not use the package.
package middleware

import (
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/VictoriaMetrics/metrics"
	"github.com/felixge/httpsnoop"

	"flaglab/server/forwarded"
	"flaglab/server/hostname"
)

// Config has the limits, and the names and proxies of the server.
type Config struct {
	// Hosts are names, beside those of this computer, under which the server may be
	// asked for over a loopback address.
	Hosts []string

	// Proxies are trusted to say who a client is and what it asked for.
	Proxies forwarded.Proxies

	// Rate is how many requests per second one client may make, and Burst how many
	// at once. A Rate of 0 sets no limit.
	Rate  float64
	Burst int

	// MaxConnections bounds the connections of all clients, MaxPerClient those of
	// one that is not a proxy. 0 sets no limit.
	MaxConnections, MaxPerClient int

	// Collect brings metrics up to date that are not kept by the middleware, each
	// time before they are read. It may be nil.
	Collect func(*metrics.Set)

	// Log has a line for each request, on level Info. Nil: there is no log.
	Log *slog.Logger
}

// Middleware is made by [New]. One serves all listeners of a server.
type Middleware struct {
	config      Config
	hosts       map[string]bool
	clients     *clientLimits
	connections *connectionLimits
	metrics     *requestMetrics
}

// New returns a middleware. Invalid hosts are left out.
func New(c Config) *Middleware {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	m := &Middleware{config: c, hosts: map[string]bool{}, metrics: newRequestMetrics()}
	for _, name := range c.Hosts {
		if host, ok := hostname.Parse(name); ok {
			m.hosts[plainName(host)] = true
		}
	}
	if c.Rate > 0 {
		m.clients = newClientLimits(c.Rate, c.Burst)
	}
	m.connections = newConnectionLimits(c.MaxConnections, c.MaxPerClient)
	return m
}

// Handler returns next with the middleware before it. Label names the part of the server
// that a request is for, by one of a few words.
func (m *Middleware) Handler(next http.Handler, label func(*http.Request) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		part := label(r)
		m.metrics.active.Add(1)
		defer m.metrics.active.Add(-1)
		answered, start := httpsnoop.Metrics{Code: http.StatusOK}, time.Now()
		defer func() { // also if the handler breaks the answer off
			answered.Duration = time.Since(start)
			m.record(r, part, answered)
		}()
		answered.CaptureMetrics(w, func(w http.ResponseWriter) { m.serve(w, r, next) })
	})
}

func (m *Middleware) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	r, err := m.config.Proxies.Resolve(r)
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	request := forwarded.Of(r)
	local := !request.Proxied && cameByLoopback(r)
	if local && !m.isOwnName(r.Host) {
		refuse(w, http.StatusMisdirectedRequest, "this server does not answer to that host name; its flag -host can allow it")
		return
	}
	if !m.mayAsk(request) {
		w.Header().Set("Retry-After", "1")
		refuse(w, http.StatusTooManyRequests, "too many requests from one address; try again in a second")
		return
	}
	// An unknown proxy may also come over a loopback address, but its clients do
	// not.
	if r.URL.Path == MetricsPath && local && !forwarded.HasHeaders(r.Header) {
		m.serveMetrics(w, r)
		return
	}
	next.ServeHTTP(w, r)
}

// mayAsk counts a request and reports whether it is within the limits of its client.
// This computer and requests without an address have no limits.
func (m *Middleware) mayAsk(request forwarded.Request) bool {
	if m.clients == nil || !request.Client.IsValid() || request.Client.IsLoopback() && !request.Proxied {
		return true
	}
	return m.clients.allow(networkOf(request.Client))
}

// networkOf returns the key of a client: its IPv4 address, or the network of its IPv6
// address, within which a client can use any address.
func networkOf(client netip.Addr) netip.Prefix {
	bits := client.BitLen()
	if client.Is6() {
		bits = 64
	}
	network, _ := client.Prefix(bits) // fails on invalid addresses only
	return network
}

// refuse answers with one line that pages of all our origins can read.
func refuse(w http.ResponseWriter, status int, line string) {
	header := w.Header()
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("Timing-Allow-Origin", "*")
	header.Set("Cache-Control", "no-store")
	http.Error(w, line, status)
}
