// Package fnv hashes texts with FNV-1a. The standard library's package would make the page 2 KB larger, for this one function.
package fnv

// Sum32 returns the hash.
func Sum32[T string | []byte](text T) uint32 {
	h := uint32(2166136261)
	for i := range len(text) {
		h = (h ^ uint32(text[i])) * 16777619
	}
	return h
}
