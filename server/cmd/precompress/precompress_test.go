package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/andybalholm/brotli"
)

// Both forms are whole, whatever the quality, and are kept until a better one is asked for.
func TestPackedFormsAreTheFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	content := bytes.Repeat([]byte("The quick brown fox jumps over the lazy dog. "), 2000)
	if err := os.WriteFile(name, content, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, quality := range []int{5, 9, 11} {
		if err := precompress(name, quality); err != nil {
			t.Fatal(err)
		}
		gz, err := os.ReadFile(name + ".gz")
		if err != nil {
			t.Fatal(err)
		}
		if got := qualityOf(gz); got != quality {
			t.Errorf("quality %d: the file says %d", quality, got)
		}
		unpacked, err := gzip.NewReader(bytes.NewReader(gz))
		if err != nil {
			t.Fatal(err)
		}
		br, err := os.Open(name + ".br")
		if err != nil {
			t.Fatal(err)
		}
		for form, r := range map[string]io.Reader{"gzip": unpacked, "brotli": brotli.NewReader(br)} {
			if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, content) {
				t.Errorf("quality %d: the %s form has %d bytes of %d: %v", quality, form, len(got), len(content), err)
			}
		}
		br.Close()
	}
	if err := precompress(name, 9); err != nil {
		t.Fatal(err)
	}
	if gz, _ := os.ReadFile(name + ".gz"); qualityOf(gz) != 11 {
		t.Error("a better form was replaced")
	}
}
