package page

import (
	"net/http"
	"slices"
	"strings"

	"flaglab/server/hostname"
)

// contentPolicy is the Content-Security-Policy of the page: everything comes
// from this server, except that the lab also connects to the given origins.
// Flags are shown as data URLs; where a worker must be made of a text, it is a blob.
//
// 'wasm-unsafe-eval' allows WebAssembly to be compiled and nothing else. There
// is no 'unsafe-inline': neither inline scripts nor style attributes work.
func contentPolicy(origins []string, ancestors FrameAncestors) string {
	connect := strings.Join(append([]string{"'self'"}, sources(origins)...), " ")
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' 'wasm-unsafe-eval'",
		"style-src 'self'",
		"img-src 'self' data:",
		"font-src 'self'",
		"connect-src " + connect,
		"worker-src 'self' blob:",
		"manifest-src 'self'",
		"base-uri 'none'",
		"form-action 'self'",
		ancestors.directive(),
		"object-src 'none'",
	}, "; ")
}

// sources are the source expressions for origins: their hosts, with every port.
// The ports may be other ones when the server is started again, and a page that
// the service worker kept, with its policy, must still reach them.
//
// Origins come from the Host header in the end, so what is not plainly an origin
// is dropped; so are hosts that source expressions cannot name.
func sources(origins []string) []string {
	var list []string
	for _, origin := range origins {
		scheme, address, _ := strings.Cut(origin, "://")
		host, ok := hostname.Parse(address)
		if scheme != "http" && scheme != "https" || !ok || !host.InPolicy() {
			continue
		}
		source := host.Origin(scheme, 0)
		if host.Port != 0 {
			source += ":*"
		}
		if !slices.Contains(list, source) {
			list = append(list, source)
		}
	}
	return list
}

// setPolicies sets the headers that protect the page. Cross-Origin-Opener-Policy is none of them: it makes the browser begin
// another process when the page arrives, which takes 20 ms, and the page has nothing for its opener to find.
func setPolicies(header http.Header, csp string) {
	header.Set("Content-Security-Policy", csp)
	header.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
}
