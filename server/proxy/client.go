//go:build !js

package proxy

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// The limits of a request to the upstream, beside the time-out of the whole.
const (
	dialTimeout   = 5 * time.Second
	headerTimeout = 8 * time.Second
	maxHeader     = 64 << 10 // bytes
	connections   = 16       // to the upstream, at once
)

// Client is a [Doer] that sends requests over the network. Make one with
// [NewClient].
type Client struct{ transport *http.Transport }

// NewClient returns a client for requests to one upstream.
//
// It does not connect to private addresses, unless upstream itself is one: other
// people control the names of public hosts, and these must not lead into the
// server's own network. If the environment names a proxy for upstream, the proxy
// resolves the address and must check this.
func NewClient(upstream *url.URL) *Client {
	dialer := &net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}
	via, _ := http.ProxyFromEnvironment(&http.Request{URL: upstream})
	if via == nil && !isPrivateName(upstream.Hostname()) {
		dialer.Control = publicOnly
	}
	return &Client{&http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    dialTimeout,
		ResponseHeaderTimeout:  headerTimeout,
		MaxResponseHeaderBytes: maxHeader,
		MaxConnsPerHost:        connections,
		MaxIdleConnsPerHost:    connections,
		IdleConnTimeout:        90 * time.Second,
		DisableCompression:     true, // a flag does not get smaller, and a bomb would get larger
	}}
}

// Do implements [Doer]. A transport, unlike an http.Client, follows no redirects
// and keeps no cookies.
func (c *Client) Do(r *http.Request) (*http.Response, error) { return c.transport.RoundTrip(r) }

// Close closes the connections that are not in use.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

var errPrivate = errors.New("the upstream's name leads to a private address")

// publicOnly checks the address to connect to, after the name was resolved: a
// check of the name alone would leave time to change the address (DNS rebinding).
func publicOnly(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !isPublic(at.Addr()) {
		return errPrivate
	}
	return nil
}

// isPrivateName reports whether a host is, by its name, in a private network.
func isPrivateName(host string) bool {
	if address, err := netip.ParseAddr(host); err == nil {
		return !isPublic(address)
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if !strings.Contains(host, ".") {
		return true // localhost, and the hosts of a local network
	}
	for _, suffix := range []string{".localhost", ".local", ".internal", ".home.arpa", ".lan", ".test"} {
		if strings.HasSuffix(host, suffix) {
			return true
		}
	}
	return false
}

// isPublic reports whether an address is one of the Internet's.
func isPublic(address netip.Addr) bool {
	address = address.Unmap()
	if translated.Contains(address) {
		last := address.As16()
		address = netip.AddrFrom4([4]byte(last[12:]))
	}
	if !address.IsGlobalUnicast() || address.IsPrivate() {
		return false
	}
	for _, special := range specialNetworks {
		if special.Contains(address) {
			return false
		}
	}
	return true
}

// translated are the IPv4 addresses as networks that have only IPv6 write them
// (RFC 6052).
var translated = netip.MustParsePrefix("64:ff9b::/96")

// specialNetworks are those of the IANA registries of special addresses that
// netip has no method for: shared, protocol, documentation, benchmarking and
// reserved ones, and those that have an IPv4 address within.
var specialNetworks = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("fec0::/10"),
}
