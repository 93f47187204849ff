// Package deflate writes smaller gzip files than compress/gzip, and takes its time for it: some fifteen seconds for the
// page's program. Of all the ways to write a block in literals and matches it takes the one that costs the fewest
// bits, at the prices that the symbols had in the attempt before, as Zopfli does. The bits are written by package flate
// of andybalholm/brotli.
package deflate

import (
	"encoding/binary"
	"hash/crc32"

	"github.com/andybalholm/brotli/flate"
)

// attempts is how often a block is written, the last one for good. Each attempt has better prices; after the
// fifth they hardly change.
const attempts = 5

// Gzip returns content as a gzip file with a comment, which is Latin-1 without zero bytes.
func Gzip(content []byte, comment string) []byte {
	const deflated, hasComment, smallest, unknownSystem = 8, 1 << 4, 2, 255
	file := []byte{0x1f, 0x8b, deflated, hasComment, 0, 0, 0, 0, smallest, unknownSystem}
	file = append(append(file, comment...), 0)

	c := findMatches(content)
	encoder := flate.NewEncoder()
	blocks := split(c)
	for i, b := range blocks {
		var way []step
		for range attempts {
			way = c.parse(b.from, b.to, b.counts.prices())
			b.counts = c.count(b.from, way)
		}
		file = encoder.Encode(file, content[b.from:b.to], matches(way), i == len(blocks)-1)
	}

	file = binary.LittleEndian.AppendUint32(file, crc32.ChecksumIEEE(content))
	return binary.LittleEndian.AppendUint32(file, uint32(len(content)))
}
