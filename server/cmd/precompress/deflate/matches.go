package deflate

// The limits of the format.
const (
	window   = 1 << 15 // bytes from a copy back to its original
	shortest = 3       // bytes of a match
	longest  = 258
)

// match is a text that occurred before.
type match struct {
	length   uint16
	distance uint16 // minus 1
}

// candidates holds what each byte of a text can be the beginning of: matches, each longer and farther away than the one
// before. So each length has its shortest distance.
type candidates struct {
	text  []byte
	first []uint32 // for each byte, and for the end: the index of its first match
	list  []match
}

func (c *candidates) at(i int) []match { return c.list[c.first[i]:c.first[i+1]] }

// findMatches looks at earlier places with the same three bytes, the nearest first.
func findMatches(text []byte) *candidates {
	const (
		places    = 1000 // that are looked at for each byte
		hashBits  = 16
		hashPrime = 2654435761
	)
	c := &candidates{text: text, first: make([]uint32, len(text)+1)}
	var newest [1 << hashBits]int32 // the last place with a hash, plus 1
	var older [window]int32         // the place with the same hash before each place, plus 1
	for i := range text {
		c.first[i] = uint32(len(c.list))
		if i+shortest > len(text) {
			continue
		}
		hash := (uint32(text[i]) | uint32(text[i+1])<<8 | uint32(text[i+2])<<16) * hashPrime >> (32 - hashBits)
		most := min(longest, len(text)-i)
		length := shortest - 1
		place := int(newest[hash]) - 1
		for n := 0; n < places && place >= max(0, i-window) && length < most; n++ {
			if text[place+length] == text[i+length] { // otherwise it is no longer
				if same := common(text[place:], text[i:i+most]); same > length {
					length = same
					c.list = append(c.list, match{uint16(length), uint16(i - place - 1)})
				}
			}
			place = int(older[place%window]) - 1
		}
		older[i%window], newest[hash] = newest[hash], int32(i+1)
	}
	c.first[len(text)] = uint32(len(c.list))
	return c
}

// common is how many bytes of b are those of a.
func common(a, b []byte) int {
	for i := range b {
		if a[i] != b[i] {
			return i
		}
	}
	return len(b)
}
