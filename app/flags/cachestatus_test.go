package flags

import "testing"

func TestParseCacheUse(t *testing.T) {
	for header, want := range map[string]CacheUse{
		"":                                   CacheUnknown,
		"flaglab":                            CacheUnknown,
		"hit":                                CacheUnknown, // a cache of that name
		"flaglab; hit":                       CacheHit,
		"flaglab;hit;ttl=60":                 CacheHit,
		"flaglab; hit; ttl=-60":              CacheStale,
		"flaglab; hit; ttl=-60; detail=down": CacheStale,
		"flaglab; fwd=miss":                  CacheMiss,
		"flaglab; fwd=stale; ttl=-1":         CacheMiss,
		"flaglab; fwd=":                      CacheUnknown,
		"flaglab; fwd=miss; stored, edge; hit; ttl=3": CacheHit,
		"flaglab; hit; ttl=3, edge; fwd=miss; stored": CacheMiss,
		"flaglab; hits; ttl=-3":                       CacheUnknown,
		"flaglab; hit,":                               CacheUnknown,
	} {
		if got := ParseCacheUse(header); got != want {
			t.Errorf("%q is %q, want %q", header, got, want)
		}
	}
}
