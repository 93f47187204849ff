package bench_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"flaglab/app/bench"
	"flaglab/app/flags"
)

func TestZip(t *testing.T) {
	for _, codes := range [][]string{nil, {"BR"}, flags.Pop20(), flags.All()} {
		images := map[string][]byte{}
		for i, cc := range codes {
			images["downloaded/"+cc+".gif"] = append([]byte("GIF89a "+cc), bytes.Repeat([]byte{byte(i)}, 100*i)...)
		}
		data := bench.Zip(images)
		if !bytes.Equal(data, bench.Zip(images)) {
			t.Errorf("%d flags: two archives of the same flags differ", len(codes))
		}
		archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatalf("%d flags: %v", len(codes), err)
		}
		if len(archive.File) != len(codes) {
			t.Fatalf("%d files for %d flags", len(archive.File), len(codes))
		}
		for i, file := range archive.File {
			if want := "downloaded/" + codes[i] + ".gif"; file.Name != want || file.Mode() != 0o644 {
				t.Errorf("file %d is %s, mode %v, want %s", i, file.Name, file.Mode(), want)
			}
			r, err := file.Open()
			if err != nil {
				t.Fatal(err)
			}
			// Reading to the end checks the sum too.
			if image, err := io.ReadAll(r); err != nil || !bytes.Equal(image, images["downloaded/"+codes[i]+".gif"]) {
				t.Errorf("%s: %d bytes, %v", file.Name, len(image), err)
			}
		}
	}
}

func TestUnzipOpensIt(t *testing.T) {
	unzip, err := exec.LookPath("unzip")
	if err != nil {
		t.Skip("no unzip here")
	}
	images := map[string][]byte{}
	for _, cc := range flags.All() {
		images["downloaded/"+cc+".gif"] = []byte("GIF89a " + cc)
	}
	path := filepath.Join(t.TempDir(), "flags.zip")
	if err := os.WriteFile(path, bench.Zip(images), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(unzip, "-t", path).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func BenchmarkZip(b *testing.B) {
	images := map[string][]byte{}
	for _, cc := range flags.All() {
		images["downloaded/"+cc+".gif"] = make([]byte, 5000)
	}
	for b.Loop() {
		bench.Zip(images)
	}
}
