package site

import (
	"encoding/json"
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"flaglab/app/flags"
	"flaglab/server/answer"
)

// describe tells the page how the server is set up.
func (h *Handler) describe(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	origins := Origins(r, h.config.Ports)
	if origins == nil {
		answer.Line(w, http.StatusBadRequest, "the Host header is not the name of a host")
		return
	}
	config := flags.Config{Version: h.config.Version, Origins: origins}
	if h.config.Remote != nil {
		config.Remote, config.Upstream = origins[0]+flags.Remote().Path, h.config.Upstream
	}
	data, err := json.Marshal(config)
	if err != nil {
		panic(err) // there is nothing in it that could not be written
	}
	answer.Body(w, http.StatusOK, "application/json", append(data, '\n'))
}

// Origins lists the origins of this server as the client of r can write them: the
// one that it asked, then one for each other port. The ports speak plain HTTP,
// which a page that came by HTTPS must not use. Nil means that the Host header is
// not the name of a host.
func Origins(r *http.Request, ports []int) []string {
	host, port, ok := splitHost(r.Host)
	if !ok {
		return nil
	}
	if r.TLS != nil || r.URL.Scheme == "https" || r.Header.Get("X-Forwarded-Proto") == "https" {
		return []string{"https://" + joinPort(host, port, 443)}
	}
	if port == 0 {
		port = 80
	}
	origins := []string{"http://" + joinPort(host, port, 80)}
	for _, other := range ports {
		if other != port {
			origins = append(origins, "http://"+joinPort(host, other, 80))
		}
	}
	return origins
}

// splitHost takes a Host header apart. The name is in the form that an origin has:
// lower case, an IPv6 address in brackets. Port is 0 if there is none. The header
// is what a stranger wrote, and the page fetches from what comes out of it; so
// anything but a plain name or address is refused.
func splitHost(header string) (host string, port int, ok bool) {
	host = strings.ToLower(header)
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		number, err := strconv.ParseUint(host[i+1:], 10, 16)
		if err != nil || number == 0 {
			return "", 0, false
		}
		host, port = host[:i], int(number)
	}
	if inner, isAddress := strings.CutPrefix(host, "["); isAddress {
		inner, ok = strings.CutSuffix(inner, "]")
		address, err := netip.ParseAddr(inner)
		return "[" + address.String() + "]", port, ok && err == nil && address.Is6() && address.Zone() == ""
	}
	return host, port, isHostName(host)
}

// isHostName reports whether s has only what the name of a host or an IPv4 address
// is made of; the underscore is in the names of containers.
func isHostName(s string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789-._"
	return s != "" && len(s) <= 253 && strings.Trim(s, letters) == ""
}

func joinPort(host string, port, usual int) string {
	if port == 0 || port == usual {
		return host
	}
	return host + ":" + strconv.Itoa(port)
}
