package compression

import (
	"bytes"
	"compress/gzip"
	"testing"
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
			if got := Negotiate(test.header, Encodings); got != test.want {
				t.Errorf("Negotiate(%q) = %q, want %q", test.header, got, test.want)
			}
		})
	}
}

func TestIsGzipOf(t *testing.T) {
	t.Parallel()
	pack := func(content string) []byte {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		w.Write([]byte(content))
		w.Close()
		return b.Bytes()
	}
	for _, test := range []struct {
		name string
		gz   []byte
		want bool
	}{
		{"its own content", pack("new"), true},
		{"another content of the same length", pack("old"), false},
		{"another length", pack("newer"), false},
		{"no file", nil, false},
		{"a file cut short", pack("new")[:17], false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := IsGzipOf(test.gz, []byte("new")); got != test.want {
				t.Errorf("IsGzipOf = %v, want %v", got, test.want)
			}
		})
	}
}
