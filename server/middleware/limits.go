package middleware

import (
	"net"
	"net/http"
	"net/netip"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"
)

// maxClients is how many clients are remembered. An evicted client starts with a full
// bucket.
const maxClients = 4096

// clientLimits limits the rate of requests of each client.
type clientLimits struct {
	mu       sync.Mutex
	limiters *simplelru.LRU[netip.Prefix, *rate.Limiter]
	rate     rate.Limit
	burst    int
}

func newClientLimits(perSecond float64, burst int) *clientLimits {
	limiters, err := simplelru.NewLRU[netip.Prefix, *rate.Limiter](maxClients, nil)
	if err != nil {
		panic(err) // the size is positive
	}
	return &clientLimits{limiters: limiters, rate: rate.Limit(perSecond), burst: max(1, burst)}
}

func (c *clientLimits) allow(client netip.Prefix) bool {
	c.mu.Lock()
	limiter, ok := c.limiters.Get(client)
	if !ok {
		limiter = rate.NewLimiter(c.rate, c.burst)
		c.limiters.Add(client, limiter)
	}
	c.mu.Unlock()
	return limiter.Allow()
}

// connectionLimits counts open connections.
type connectionLimits struct {
	max, maxEach int

	mu   sync.Mutex
	open int
	each map[netip.Prefix]int
}

func newConnectionLimits(limit, each int) *connectionLimits {
	return &connectionLimits{max: limit, maxEach: each, each: map[netip.Prefix]int{}}
}

// ConnState is for [http.Server]. It closes a new connection if there are too many.
func (m *Middleware) ConnState(c net.Conn, state http.ConnState) {
	client, limited := m.limitedClient(c.RemoteAddr())
	switch state {
	case http.StateNew:
		if !m.connections.add(client, limited, 1) {
			m.metrics.dropped.Inc()
			c.Close() // the server finds out, and reports StateClosed in the end
		}
	case http.StateClosed, http.StateHijacked:
		m.connections.add(client, limited, -1)
	}
}

// limitedClient returns the client at the other end of a connection. It returns false
// for this computer, for trusted proxies, whose connections serve many clients, and
// for connections without an address.
func (m *Middleware) limitedClient(remote net.Addr) (netip.Prefix, bool) {
	at, ok := remote.(*net.TCPAddr)
	if !ok {
		return netip.Prefix{}, false
	}
	address := at.AddrPort().Addr().Unmap().WithZone("")
	if !address.IsValid() || address.IsLoopback() || m.config.Proxies.Trusts(address) {
		return netip.Prefix{}, false
	}
	return networkOf(address), true
}

// add counts an opened or closed connection, and reports whether the number is
// within the limits. It counts the connection in any case.
func (c *connectionLimits) add(client netip.Prefix, limited bool, n int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open += n
	good := c.max == 0 || c.open <= c.max
	if limited {
		c.each[client] += n
		good = good && (c.maxEach == 0 || c.each[client] <= c.maxEach)
		if c.each[client] == 0 {
			delete(c.each, client)
		}
	}
	return good
}

func (c *connectionLimits) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.open
}
