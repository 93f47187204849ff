// Package hostname reads the names of hosts in Host headers, settings and origins. All
// of the server reads them here, so that what one part lists as an origin another part
// can name in a Content-Security-Policy.
package hostname

import (
	"net/netip"
	"strconv"
	"strings"
)

// Host is a host with its port, as an origin has them.
type Host struct {
	Name string // in lower case; an IPv6 address is in brackets
	Port int    // 0: none is given
}

// Parse reads a host name or an IP address with an optional port, as in a Host header. A
// stranger may have written the header, and the page fetches from the host in it; so
// Parse refuses anything but a plain name or address.
func Parse(text string) (host Host, ok bool) {
	name := strings.ToLower(text)
	if i := strings.LastIndexByte(name, ':'); i >= 0 && !strings.HasSuffix(name, "]") {
		port, err := strconv.ParseUint(name[i+1:], 10, 16)
		if err != nil || port == 0 {
			return Host{}, false
		}
		name, host.Port = name[:i], int(port)
	}
	if inner, isIPv6 := strings.CutPrefix(name, "["); isIPv6 {
		inner, ok = strings.CutSuffix(inner, "]")
		address, err := netip.ParseAddr(inner)
		host.Name = "[" + address.String() + "]"
		return host, ok && err == nil && address.Is6() && address.Zone() == ""
	}
	host.Name = name
	return host, isName(name)
}

// isName reports whether s is made as the name of a host or an IPv4 address is.
// Host names have no underscores, but names of containers do.
func isName(s string) bool {
	if len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(strings.TrimSuffix(s, "."), ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return false
		}
	}
	return true
}

// Addr returns the IP address that the host is named by, if it is.
func (h Host) Addr() (netip.Addr, bool) {
	address, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(h.Name, "["), "]"))
	return address.Unmap(), err == nil
}

// IsLoopback reports whether the name can lead to this computer only.
func (h Host) IsLoopback() bool {
	if address, ok := h.Addr(); ok {
		return address.IsLoopback()
	}
	name := strings.TrimSuffix(h.Name, ".")
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}

// InPolicy reports whether a Content-Security-Policy can name the host. Its grammar has
// neither IPv6 addresses nor underscores, and browsers ignore sources that have them.
func (h Host) InPolicy() bool { return !strings.ContainsAny(h.Name, "[_") }

// Origin returns the origin of the host at a port: without the port if it is the usual
// one of the scheme, http or https, or 0.
func (h Host) Origin(scheme string, port int) string {
	usual := 80
	if scheme == "https" {
		usual = 443
	}
	if port == 0 || port == usual {
		return scheme + "://" + h.Name
	}
	return scheme + "://" + h.Name + ":" + strconv.Itoa(port)
}
