// Package gzipped tells which content a gzip file holds, without unpacking it.
package gzipped

import (
	"encoding/binary"
	"hash/crc32"
)

// Of reports whether gz is content compressed with gzip, from the checksum
// and the size at its end. The compressed forms of app.wasm are written together,
// so the one answers for the others.
func Of(gz, content []byte) bool {
	if len(gz) < 18 {
		return false
	}
	end := gz[len(gz)-8:]
	return binary.LittleEndian.Uint32(end) == crc32.ChecksumIEEE(content) &&
		binary.LittleEndian.Uint32(end[4:]) == uint32(len(content))
}
