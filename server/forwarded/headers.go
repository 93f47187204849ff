package forwarded

import (
	"net/http"
	"strings"
)

// HasHeaders reports whether a request shows signs of a proxy, trusted or not.
func HasHeaders(header http.Header) bool {
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via"} {
		if len(header[name]) > 0 {
			return true
		}
	}
	return false
}

// xForwarded reads X-Forwarded-For, -Proto and -Host. Each proxy adds to the first one;
// of the others the nearest proxy has written the last value.
func xForwarded(header http.Header) []hop {
	var hops []hop
	for _, client := range list(header["X-Forwarded-For"]) {
		hops = append(hops, hop{client: client})
	}
	scheme, host := last(header["X-Forwarded-Proto"]), last(header["X-Forwarded-Host"])
	if len(hops) == 0 && scheme+host != "" {
		hops = []hop{{}}
	}
	for i := range hops {
		hops[i].scheme, hops[i].host = strings.ToLower(scheme), host
	}
	return hops
}

func list(values []string) []string {
	var words []string
	for word := range strings.SplitSeq(strings.Join(values, ","), ",") {
		if word = strings.TrimSpace(word); word != "" {
			words = append(words, word)
		}
	}
	return words
}

func last(values []string) string {
	words := list(values)
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

// standard reads Forwarded: an element for each proxy with commas between them, each one
// pairs with semicolons between them, whose values may be quoted.
//
//	for=192.0.2.43, for="[2001:db8::17]:4711";proto=https;host=lab.example.org
//
// None of the values that count has a comma or a semicolon in it. So quotes do not
// matter for where an element ends, and a quote that a client leaves open does not reach
// into what the proxy adds.
func standard(header http.Header) []hop {
	var hops []hop
	for _, element := range list(header["Forwarded"]) {
		var h hop
		for pair := range strings.SplitSeq(element, ";") {
			key, value, _ := strings.Cut(pair, "=")
			value = strings.Trim(strings.TrimSpace(value), `"`)
			switch strings.ToLower(strings.TrimSpace(key)) {
			case "for":
				h.client = value
			case "proto":
				h.scheme = strings.ToLower(value)
			case "host":
				h.host = value
			}
		}
		hops = append(hops, h)
	}
	return hops
}
