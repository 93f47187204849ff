package front

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// A page of a stranger's can have its own name lead to 127.0.0.1, and its scripts
// are then, for the browser, of the same origin as the server there (DNS rebinding).
// They give themselves away by the Host header, which has the stranger's name. So
// whoever comes over a loopback address must have asked for this computer.

// cameByLoopback reports whether a request came over a loopback address. It does for
// clients on this computer only.
func cameByLoopback(r *http.Request) bool {
	address, _ := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return address != nil && address.IP.IsLoopback()
}

func (f *Front) isOurName(header string) bool {
	host := hostName(header)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || f.hosts[host] {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}

// hostName takes the port off a Host header, and the brackets off an IPv6 address.
func hostName(header string) string {
	host := strings.ToLower(header)
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	} else {
		host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	}
	return strings.TrimSuffix(host, ".")
}
