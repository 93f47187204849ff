package deflate

import (
	"bytes"
	"compress/gzip"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// unpack returns what is in a gzip file, and its comment.
func unpack(t *testing.T, file []byte) ([]byte, string) {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return content, r.Comment
}

// samples are texts with matches of all kinds: none, near, as far as possible, as long as possible, over themselves.
func samples(t *testing.T) map[string][]byte {
	t.Helper()
	source, err := os.ReadFile("matches.go")
	if err != nil {
		t.Fatal(err)
	}
	noise := make([]byte, 3*window)
	random := rand.NewChaCha8([32]byte{})
	random.Read(noise)
	far := append(bytes.Clone(noise[:window]), noise[:longest+1]...)
	return map[string][]byte{
		"nothing":        nil,
		"a byte":         []byte("a"),
		"two bytes":      []byte("aa"),
		"a match":        []byte("abcabc"),
		"source":         source,
		"noise":          noise,
		"far":            far,
		"farther":        append(append(bytes.Clone(noise[:window]), '.'), noise[:longest]...),
		"zeros":          make([]byte, 100_000),
		"several blocks": []byte(strings.Repeat("0123456789", 5000) + string(noise) + strings.Repeat("the cat sat on the mat. ", 2000)),
	}
}

func TestWhatIsPackedIsUnpacked(t *testing.T) {
	for name, content := range samples(t) {
		got, comment := unpack(t, Gzip(content, "of a test"))
		if !bytes.Equal(got, content) || comment != "of a test" {
			t.Errorf("%s: %d bytes and the comment %q, want %d bytes", name, len(got), comment, len(content))
		}
	}
}

// Nothing is larger than compress/gzip makes it, but for the comment's end and a thousandth of what cannot be compressed; a real text is smaller.
func TestSmallerThanTheStandardLibrary(t *testing.T) {
	for name, content := range samples(t) {
		var standard bytes.Buffer
		w, _ := gzip.NewWriterLevel(&standard, gzip.BestCompression)
		w.Write(content)
		w.Close()
		ours := len(Gzip(content, ""))
		if ours > standard.Len()+standard.Len()/1000+1 {
			t.Errorf("%s: %d bytes, the standard library makes %d", name, ours, standard.Len())
		}
		if name == "source" && float64(ours) > 0.98*float64(standard.Len()) {
			t.Errorf("the source has %d bytes, and %d from the standard library", ours, standard.Len())
		}
	}
}

func TestSymbols(t *testing.T) {
	for _, test := range []struct{ length, symbol, extra int }{
		{3, 257, 0}, {10, 264, 0}, {11, 265, 1}, {12, 265, 1}, {13, 266, 1}, {18, 268, 1}, {19, 269, 2}, {257, 284, 5}, {258, 285, 0},
	} {
		if symbol, extra := lengthSymbol(test.length); symbol != test.symbol || extra != test.extra {
			t.Errorf("length %d has symbol %d with %d bits, want %d with %d", test.length, symbol, extra, test.symbol, test.extra)
		}
	}
	for _, test := range []struct{ distance, symbol, extra int }{
		{1, 0, 0}, {4, 3, 0}, {5, 4, 1}, {6, 4, 1}, {7, 5, 1}, {9, 6, 2}, {24577, 29, 13}, {32768, 29, 13},
	} {
		if symbol, extra := distanceSymbol(test.distance - 1); symbol != test.symbol || extra != test.extra {
			t.Errorf("distance %d has symbol %d with %d bits, want %d with %d", test.distance, symbol, extra, test.symbol, test.extra)
		}
	}
}

func FuzzGzip(f *testing.F) {
	f.Add([]byte("abcabcabc"), uint8(3))
	f.Add([]byte("a"), uint8(200))
	f.Add([]byte{0, 1, 0, 1, 255}, uint8(0))
	f.Fuzz(func(t *testing.T, seed []byte, repeat uint8) {
		content := bytes.Repeat(seed, 1+int(repeat))
		if got, _ := unpack(t, Gzip(content, "")); !bytes.Equal(got, content) {
			t.Errorf("%d bytes become %d", len(content), len(got))
		}
	})
}
