package gzipped

import (
	"bytes"
	"compress/gzip"
	"testing"
)

func TestOf(t *testing.T) {
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
			if got := Of(test.gz, []byte("new")); got != test.want {
				t.Errorf("Of = %v, want %v", got, test.want)
			}
		})
	}
}
