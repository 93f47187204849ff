// Package compression makes and chooses the content encodings of what is sent.
//
// The libraries that compress by Accept-Encoding do it while they answer. This content
// never changes, so it is compressed once, at the highest level. For the page's program
// that takes brotli a third of a minute; what it makes in the second that an answer may
// take is a sixth larger. The result also has a known length, and an entity tag.
package compression

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"hash/crc32"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
)

// Encodings are the content encodings that there are, the best first.
var Encodings = []string{"br", "gzip"}

// Negotiate chooses among offered the encoding that an Accept-Encoding header likes
// best; the order of offered decides between equals. The empty string stands for no
// encoding.
func Negotiate(header string, offered []string) string {
	quality := map[string]float64{}
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "" {
			continue
		}
		q := 1.0
		for param := range strings.SplitSeq(params, ";") {
			key, value, _ := strings.Cut(param, "=")
			if strings.EqualFold(strings.TrimSpace(key), "q") {
				var err error
				if q, err = strconv.ParseFloat(strings.TrimSpace(value), 64); err != nil {
					q = 0 // not understood, so not accepted
				}
			}
		}
		quality[name] = q
	}
	best, bestQ := "", 0.0
	for _, name := range offered {
		q, named := quality[name]
		if !named {
			q = quality["*"]
		}
		if q > bestQ {
			best, bestQ = name, q
		}
	}
	// A client that prefers no encoding gets the plain content.
	if quality["identity"] > bestQ {
		return ""
	}
	return best
}

// Compress returns content in an encoding. It is meant for small files, which are
// compressed when the server starts.
func Compress(encoding string, content []byte) []byte {
	var b bytes.Buffer
	switch encoding {
	case "br":
		w := brotli.NewWriterLevel(&b, 9)
		w.Write(content)
		w.Close()
	case "gzip":
		w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
		w.Write(content)
		w.Close()
	}
	return b.Bytes()
}

// IsGzipOf reports whether gz is content compressed with gzip, from the checksum and the
// size at its end, without unpacking it.
func IsGzipOf(gz, content []byte) bool {
	if len(gz) < 18 {
		return false
	}
	end := gz[len(gz)-8:]
	return binary.LittleEndian.Uint32(end) == crc32.ChecksumIEEE(content) &&
		binary.LittleEndian.Uint32(end[4:]) == uint32(len(content))
}
