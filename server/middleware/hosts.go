package middleware

import (
	"net"
	"net/http"
	"strings"

	"flaglab/server/hostname"
)

// A page of a stranger's can have its own name lead to 127.0.0.1, and its scripts
// are then, for the browser, of the same origin as the server there (DNS rebinding).
// They give themselves away by the Host header, which has the stranger's name. So
// the Host header of a request over a loopback address must name this computer.

// cameByLoopback reports whether a request came over a loopback address. It does for
// clients on this computer only.
func cameByLoopback(r *http.Request) bool {
	address, _ := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return address != nil && address.IP.IsLoopback()
}

func (m *Middleware) isOwnName(header string) bool {
	host, ok := hostname.Parse(header)
	return ok && (host.IsLoopback() || m.hosts[plainName(host)])
}

// plainName is the name without the dot that may be at the end of a complete one.
func plainName(host hostname.Host) string { return strings.TrimSuffix(host.Name, ".") }
