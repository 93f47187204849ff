package page

import (
	"net/http"
	"strings"
)

// contentPolicy is the Content-Security-Policy of the page: everything comes
// from this server, except that the lab also connects to the given origins, and
// shows the flags that it saved (blob:).
//
// 'wasm-unsafe-eval' allows WebAssembly to be compiled and nothing else. There
// is no 'unsafe-inline': neither inline scripts nor style attributes work.
func contentPolicy(origins []string) string {
	connect := strings.Join(append([]string{"'self'"}, origins...), " ")
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' 'wasm-unsafe-eval'",
		"style-src 'self'",
		"img-src 'self' blob: data:",
		"font-src 'self'",
		"connect-src " + connect,
		"worker-src 'self' blob:",
		"manifest-src 'self'",
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors 'self'",
		"object-src 'none'",
	}, "; ")
}

func setPolicies(header http.Header, csp string) {
	header.Set("Content-Security-Policy", csp)
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
}
