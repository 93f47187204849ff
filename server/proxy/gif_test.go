package proxy

import (
	"bytes"
	"image/gif"
	"io/fs"
	"testing"

	flagimages "flaglab/web/flags"
)

// tinyGIF is a whole GIF of one pixel.
const tinyGIF = "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"

// Every flag is a whole GIF, and no part of it from the beginning is.
func TestIsGIF(t *testing.T) {
	names, err := fs.Glob(flagimages.FS, "*/*.gif")
	if err != nil || len(names) != 194 {
		t.Fatal(len(names), err)
	}
	for _, name := range names {
		body, err := fs.ReadFile(flagimages.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		if !isGIF(body) || !isGIF(append(body[:len(body):len(body)], "\r\n"...)) {
			t.Errorf("%s is taken for broken", name)
		}
		for n := range body {
			if isGIF(body[:n]) {
				t.Errorf("%s: the first %d bytes of %d are taken for a whole GIF", name, n, len(body))
			}
		}
	}
	for _, body := range []string{"", "GIF89a", "GIF89a;", "GIF89a\x00\x00\x00\x00\x00\x00\x00;", "GIF89a\x00\x00\x00\x00\x00\x00\x00!\xfe\x00;", "<script>", "GIF88a" + tinyGIF[6:]} {
		if isGIF([]byte(body)) {
			t.Errorf("%q is taken for a GIF", body)
		}
	}
}

// What the standard library can decode is whole.
func FuzzIsGIF(f *testing.F) {
	f.Add([]byte(tinyGIF))
	f.Add([]byte(tinyGIF[:len(tinyGIF)-1]))
	f.Fuzz(func(t *testing.T, body []byte) {
		whole := isGIF(body)
		config, err := gif.DecodeConfig(bytes.NewReader(body))
		if err != nil || config.Width*config.Height > 1<<20 {
			return
		}
		if pictures, err := gif.DecodeAll(bytes.NewReader(body)); err == nil && len(pictures.Image) > 0 && !whole {
			t.Errorf("%q can be decoded", body)
		}
	})
}
