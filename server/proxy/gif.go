package proxy

import "bytes"

// isGIF reports whether a body is a whole GIF with a picture in it: block by block, its
// structure leads to the trailer. A body that was cut short does not. The picture is not
// decoded: a few bytes can claim one of gigabytes.
func isGIF(body []byte) bool {
	const header, imageDescriptor = 13, 9
	if len(body) < header || !bytes.HasPrefix(body, []byte("GIF87a")) && !bytes.HasPrefix(body, []byte("GIF89a")) {
		return false
	}
	rest := skip(body, header+colorTable(body[10]))
	hasPicture := false
	for len(rest) > 0 {
		switch rest[0] {
		case ';': // the trailer
			return hasPicture
		case '!': // an extension: its label, then data
			rest = skipSubBlocks(skip(rest, 2))
		case ',': // a picture: its descriptor, a color table, the size of its codes, then data
			if len(rest) < 1+imageDescriptor {
				return false
			}
			hasPicture = true
			rest = skipSubBlocks(skip(rest, 1+imageDescriptor+colorTable(rest[imageDescriptor])+1))
		default:
			return false
		}
	}
	return false
}

// colorTable is the length of the color table that a byte of flags announces.
func colorTable(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

func skip(data []byte, n int) []byte { return data[min(n, len(data)):] }

// skipSubBlocks skips blocks that begin with their length, up to the one of length 0.
func skipSubBlocks(data []byte) []byte {
	for len(data) > 0 {
		n := int(data[0])
		data = skip(data, 1+n)
		if n == 0 {
			return data
		}
	}
	return nil
}
