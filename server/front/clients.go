package front

import (
	"net"
	"net/http"
	"net/netip"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"
)

// clientOf tells clients apart by their addresses; of an IPv6 address by the network,
// within which a client can take any. It is false for this computer, and for what
// has no address.
func clientOf(remote string) (netip.Prefix, bool) {
	at, err := netip.ParseAddrPort(remote)
	if err != nil {
		return netip.Prefix{}, false
	}
	address := at.Addr().Unmap().WithZone("")
	if address.IsLoopback() {
		return netip.Prefix{}, false
	}
	bits := 32
	if address.Is6() {
		bits = 64
	}
	client, err := address.Prefix(bits)
	return client, err == nil
}

// maxClients is how many are remembered. Who is forgotten starts anew.
const maxClients = 4096

// clients limits the rate of requests of each client.
type clients struct {
	mu    sync.Mutex
	known *simplelru.LRU[netip.Prefix, *rate.Limiter]
	rate  rate.Limit
	burst int
}

func newClients(perSecond float64, burst int) *clients {
	known, err := simplelru.NewLRU[netip.Prefix, *rate.Limiter](maxClients, nil)
	if err != nil {
		panic(err) // the size is positive
	}
	return &clients{known: known, rate: rate.Limit(perSecond), burst: max(1, burst)}
}

func (c *clients) allow(client netip.Prefix) bool {
	c.mu.Lock()
	limiter, ok := c.known.Get(client)
	if !ok {
		limiter = rate.NewLimiter(c.rate, c.burst)
		c.known.Add(client, limiter)
	}
	c.mu.Unlock()
	return limiter.Allow()
}

// connections counts open connections.
type connections struct {
	max, maxEach int

	mu   sync.Mutex
	open int
	each map[netip.Prefix]int
}

func newConnections(limit, each int) *connections {
	return &connections{max: limit, maxEach: each, each: map[netip.Prefix]int{}}
}

// ConnState is for [http.Server]. It shuts a new connection if there are too many.
func (f *Front) ConnState(c net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		if !f.connections.add(c.RemoteAddr().String(), 1) {
			f.traffic.dropped.Add(1)
			c.Close() // the server finds out, and says StateClosed in the end
		}
	case http.StateClosed, http.StateHijacked:
		f.connections.add(c.RemoteAddr().String(), -1)
	}
}

// add counts a connection that was opened, or one that was closed, and reports
// whether that is within the limits. Either way it is counted.
func (c *connections) add(remote string, n int) bool {
	client, limited := clientOf(remote)
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

func (c *connections) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.open
}
