package page

import (
	"bytes"
	"compress/gzip"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
)

// encodings are the content encodings that we offer, the best first.
var encodings = []string{"br", "gzip"}

// negotiate chooses among offered the encoding that an Accept-Encoding header
// likes best; the order of offered decides between equals. The empty string
// stands for no encoding.
func negotiate(header string, offered []string) string {
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
	// Plain is what a client gets that asks for it above all.
	if quality["identity"] > bestQ {
		return ""
	}
	return best
}

// compress returns content in an encoding. It is meant for the small files,
// which are compressed when the server starts.
func compress(encoding string, content []byte) []byte {
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
