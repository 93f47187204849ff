package page

import (
	"bytes"
	"compress/gzip"
	"io"
	"testing"

	"github.com/andybalholm/brotli"
)

func TestNegotiate(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, header, want string }{
		{"nothing asked for is plain", "", ""},
		{"what browsers send is brotli", "gzip, deflate, br, zstd", "br"},
		{"plain HTTP from elsewhere is gzip", "gzip, deflate", "gzip"},
		{"a quality of zero forbids", "br;q=0, gzip", "gzip"},
		{"the higher quality wins", "br;q=0.5, gzip;q=0.8", "gzip"},
		{"spaces and case do not matter", " BR ; Q=0.9 ,gzip;q=0.1", "br"},
		{"a star stands for the rest", "*", "br"},
		{"a star does not overrule a name", "br;q=0, *;q=0.5", "gzip"},
		{"all forbidden is plain", "*;q=0", ""},
		{"plain above all is plain", "identity, gzip;q=0.5", ""},
		{"an equal wish for plain is no reason to send more", "identity, gzip", "gzip"},
		{"a quality that is no number is none", "br;q=high, gzip;q=0.1", "gzip"},
		{"a quality of NaN is none", "br;q=NaN, gzip;q=0.1", "gzip"},
		{"unknown names are passed over", "zstd, compress", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := negotiate(test.header, encodings); got != test.want {
				t.Errorf("negotiate(%q) = %q, want %q", test.header, got, test.want)
			}
		})
	}
}

// decode is what a browser does with a body.
func decode(t *testing.T, encoding string, body []byte) []byte {
	t.Helper()
	var r io.Reader = bytes.NewReader(body)
	switch encoding {
	case "br":
		r = brotli.NewReader(r)
	case "gzip":
		unzipped, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = unzipped
	}
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
