package bench

import (
	"encoding/binary"
	"hash/crc32"
	"maps"
	"slices"
)

// Zip packs files in the order of their names. Equal files give equal bytes: they are dated 1980-01-01, the first
// day that ZIP knows.
//
// Images do not get smaller, so they are stored as they are. That takes the few
// lines below, where archive/zip would bring its compressor and 70 KB into the page;
// the tests read the result with archive/zip.
func Zip(contents map[string][]byte) []byte {
	const date = 1<<5 | 1 // years since 1980, month, day
	size := 22
	for name, content := range contents {
		size += len(content) + 2*len(name) + 30 + 46
	}
	files := make([]byte, 0, size)
	var directory []byte
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		content := contents[name]
		offset := uint32(len(files))

		// What the file's own header and its entry in the directory have in common.
		var common []byte
		common = fields(common, uint16(10), uint16(0), uint16(0), uint16(0), uint16(date)) // version 1.0, no flags, stored
		common = fields(common, crc32.ChecksumIEEE(content), uint32(len(content)), uint32(len(content)))
		common = fields(common, uint16(len(name)), uint16(0)) // no extra field

		files = append(append(files, "PK\x03\x04"...), common...)
		files = append(append(files, name...), content...)

		directory = append(fields(append(directory, "PK\x01\x02"...), uint16(3<<8|10)), common...) // made on Unix, for its permissions
		directory = fields(directory, uint16(0), uint16(0), uint16(0), uint32(0o100644<<16), offset)
		directory = append(directory, name...)
	}
	n, start := uint16(len(contents)), uint32(len(files))
	files = append(append(files, directory...), "PK\x05\x06"...)
	return fields(files, uint16(0), uint16(0), n, n, uint32(len(directory)), start, uint16(0))
}

// fields appends numbers as ZIP writes them: little-endian, of 16 or 32 bits.
func fields(b []byte, numbers ...any) []byte {
	for _, number := range numbers {
		switch n := number.(type) {
		case uint16:
			b = binary.LittleEndian.AppendUint16(b, n)
		case uint32:
			b = binary.LittleEndian.AppendUint32(b, n)
		}
	}
	return b
}
