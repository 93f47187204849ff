package flags

import "strings"

// CacheStatusHeader is the header in which the site REMOTE says whether it had the
// answer already, in the form of RFC 9211.
const CacheStatusHeader = "Cache-Status"

// CacheUse is the part that a cache had in an answer. Answers with different
// CacheUse took different paths: their times must not be compared.
type CacheUse string

const (
	CacheUnknown CacheUse = ""      // no cache said anything
	CacheHit     CacheUse = "hit"   // the answer was kept, and is fresh
	CacheStale   CacheUse = "stale" // the answer was kept and is old: no newer one was available
	CacheMiss    CacheUse = "miss"  // the origin was asked
)

// ParseCacheUse reads a Cache-Status header. If it names several caches, the last
// one, nearest to the reader, decides. A header that it does not understand is
// CacheUnknown.
func ParseCacheUse(header string) CacheUse {
	last := header[strings.LastIndexByte(header, ',')+1:]
	use := CacheUnknown
	for i, param := range strings.Split(last, ";") {
		param = strings.TrimSpace(param)
		name, value, _ := strings.Cut(param, "=")
		switch {
		case i == 0: // the name of the cache
		case param == "hit" && use == CacheUnknown:
			use = CacheHit
		case name == "fwd" && value != "":
			use = CacheMiss
		case name == "ttl" && strings.HasPrefix(value, "-") && use == CacheHit:
			use = CacheStale
		}
	}
	return use
}
