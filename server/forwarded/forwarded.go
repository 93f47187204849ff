// Package forwarded finds out what a client asked of a reverse proxy that passed its
// request on: the client's address, the scheme and the host. A proxy writes them into
// the header Forwarded (RFC 7239), or X-Forwarded-For, -Proto and -Host.
//
// Anybody can write these headers, so they count only if they come from proxies that
// the server was told to trust. The existing libraries read only the address.
package forwarded

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Request is what a client asked, as far as that is not in the request as it arrived.
type Request struct {
	// Client is the address of the client, the zero Addr if it is not known.
	Client netip.Addr

	// Scheme is that of the URL which the client asked for: http or https.
	Scheme string

	// Proxied means that the request came through a trusted proxy. The client can
	// reach the server under the name and the port of the proxy only.
	Proxied bool
}

type contextKey struct{}

// With returns a copy of r about which [Of] says what req does.
func With(r *http.Request, req Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), contextKey{}, req))
}

// Of returns what is known of a request. Without [With], that is what its connection says.
func Of(r *http.Request) Request {
	if req, ok := r.Context().Value(contextKey{}).(Request); ok {
		return req
	}
	return direct(r)
}

func direct(r *http.Request) Request {
	req := Request{Client: peer(r), Scheme: "http"}
	if r.TLS != nil {
		req.Scheme = "https"
	}
	return req
}

// peer is the address at the other end of the connection.
func peer(r *http.Request) netip.Addr {
	at, _ := netip.ParseAddrPort(r.RemoteAddr) // the zero Addr, which nobody trusts
	return at.Addr().Unmap().WithZone("")
}

// Proxies are the addresses of the proxies that are trusted.
type Proxies []netip.Prefix

// MarshalText writes the proxies as UnmarshalText reads them.
func (p Proxies) MarshalText() ([]byte, error) {
	var words []string
	for _, network := range p {
		words = append(words, network.String())
	}
	return []byte(strings.Join(words, ",")), nil
}

// UnmarshalText reads addresses and networks, such as 127.0.0.1 and 10.0.0.0/8, with
// commas or spaces between them.
func (p *Proxies) UnmarshalText(text []byte) error {
	var list Proxies
	for word := range strings.FieldsFuncSeq(string(text), func(r rune) bool { return r == ',' || r == ' ' }) {
		network, err := netip.ParsePrefix(word)
		if err != nil {
			address, err := netip.ParseAddr(word)
			if err != nil || address.Zone() != "" {
				return fmt.Errorf("%q is neither an IP address nor a network such as 10.0.0.0/8", word)
			}
			address = address.Unmap()
			network = netip.PrefixFrom(address, address.BitLen())
		}
		list = append(list, network.Masked())
	}
	*p = list
	return nil
}

// Trusts reports whether an address is one of the proxies'.
func (p Proxies) Trusts(address netip.Addr) bool {
	return slices.ContainsFunc(p, func(network netip.Prefix) bool { return network.Contains(address) })
}

// ErrConflict means that both kinds of headers are present and disagree. A proxy writes
// one of them and passes on the other as the client wrote it; the server cannot see which.
var ErrConflict = errors.New("the headers Forwarded and X-Forwarded-… contradict each other")

// Resolve returns the request as the client sent it: with the host that it asked for, and
// with what [Of] says of it. Headers from an untrusted proxy are ignored.
func (p Proxies) Resolve(r *http.Request) (*http.Request, error) {
	from := peer(r)
	if !p.Trusts(from) {
		return r, nil
	}
	x, hasX := p.resolve(xForwarded(r.Header))
	f, hasF := p.resolve(standard(r.Header))
	if hasX && hasF && (differ(x.client, f.client) || differ(x.scheme, f.scheme) || differ(x.host, f.host)) {
		return nil, ErrConflict
	}
	if !hasX {
		x = f
	}
	if !hasX && !hasF {
		return r, nil // somebody beside the proxy, at the same address
	}
	req := direct(r)
	req.Proxied, req.Client = true, from
	if address, ok := parseNode(x.client); ok {
		req.Client = address
	}
	if x.scheme == "http" || x.scheme == "https" {
		req.Scheme = x.scheme
	}
	r = With(r, req)
	if x.host != "" {
		r.Host = x.host
	}
	return r, nil
}

// differ reports whether both headers say something, and not the same.
func differ(a, b string) bool { return a != "" && b != "" && !strings.EqualFold(a, b) }

// hop is what one proxy says of the request that it got. What it does not say is "".
type hop struct{ client, scheme, host string }

// resolve returns, of the hops (the nearest last), the one that received the client's
// request: the client may have invented everything before it. It reports whether there
// is any hop.
func (p Proxies) resolve(hops []hop) (hop, bool) {
	for i := len(hops) - 1; i >= 0; i-- {
		address, ok := parseNode(hops[i].client)
		if !ok || !p.Trusts(address) || i == 0 {
			if ok {
				hops[i].client = address.String() // so that the two headers can be compared
			}
			return hops[i], true
		}
	}
	return hop{}, false
}

// parseNode reads an address, which may have a port; an IPv6 address with one is in
// brackets. It fails on what stands for an address that is hidden or not known.
func parseNode(text string) (netip.Addr, bool) {
	if at, err := netip.ParseAddrPort(text); err == nil {
		return at.Addr().Unmap().WithZone(""), true
	}
	address, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	return address.Unmap().WithZone(""), err == nil
}
