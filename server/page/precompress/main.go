// Command precompress writes FILE.br and FILE.gz beside FILE, unless they are
// there and belong to it, whatever their quality. The page's program is compressed
// once, when it is built; as hard as the time allows, which is less while working
// on it than for a release.
package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/andybalholm/brotli"

	"flaglab/server/page/gzipped"
)

func main() {
	// Of 7 MB, on one core: 9 makes 1.63 MB in 1.3 s, 10 1.49 MB in 12 s, 11 1.44 MB in 25 s.
	quality := flag.Int("quality", 9, "quality of brotli, `0 to 11`")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: precompress [-quality N] FILE")
		os.Exit(2)
	}
	if err := precompress(flag.Arg(0), *quality); err != nil {
		fmt.Fprintln(os.Stderr, "precompress:", err)
		os.Exit(1)
	}
}

func precompress(name string, quality int) error {
	content, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if gz, err := os.ReadFile(name + ".gz"); err == nil && gzipped.Of(gz, content) {
		return nil
	}
	var br, gz bytes.Buffer
	done := make(chan error)
	go func() {
		w := brotli.NewWriterOptions(&br, brotli.WriterOptions{Quality: quality, LGWin: 24})
		_, err := w.Write(content)
		done <- errors.Join(err, w.Close())
	}()
	w, _ := gzip.NewWriterLevel(&gz, gzip.BestCompression)
	_, err = w.Write(content)
	if err := errors.Join(err, w.Close(), <-done); err != nil {
		return err
	}
	// The .gz is last: it is the one that says whether both are good.
	if err := os.WriteFile(name+".br", br.Bytes(), 0o644); err != nil {
		return err
	}
	if err := os.WriteFile(name+".gz", gz.Bytes(), 0o644); err != nil {
		return err
	}
	fmt.Printf("%s: %.2f MB, %.2f MB gzip, %.2f MB brotli\n", name, mb(len(content)), mb(gz.Len()), mb(br.Len()))
	return nil
}

func mb(n int) float64 { return float64(n) / 1e6 }
