package flagimages

import (
	"bytes"
	"encoding/json"
	"image/gif"
	"io/fs"
	"strings"
	"testing"

	"flaglab/app/flags"
)

const attribution = "flag-icons 7.5.0, MIT, Copyright (c) 2013 Panayiotis Lipiridis"

func TestFlags(t *testing.T) {
	entries, err := fs.ReadDir(FS, ".")
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 194 {
		t.Errorf("%d folders, want 194", len(entries))
	}
	codes := flags.All()
	if len(codes) != len(entries) {
		t.Errorf("%d codes, but %d folders", len(codes), len(entries))
	}
	codeOf := make(map[string]string) // by country
	for _, cc := range codes {
		t.Run(cc, func(t *testing.T) {
			country := checkMetadata(t, cc)
			if other, ok := codeOf[country]; ok {
				t.Errorf("country %q is also that of %s", country, other)
			}
			codeOf[country] = cc
			checkGIF(t, cc)
		})
	}
}

func TestCountryWithoutFlag(t *testing.T) {
	for _, cc := range []string{"", "AA", "br", "BRA"} {
		if got := flags.Country(cc); got != "" {
			t.Errorf("Country(%q) = %q, want none", cc, got)
		}
	}
}

func checkMetadata(t *testing.T, cc string) (country string) {
	t.Helper()
	data, err := FS.ReadFile(strings.ToLower(cc) + "/metadata.json")
	if err != nil {
		t.Fatal(err)
	}
	var metadata struct {
		Country string `json:"country"`
		ISO     string `json:"iso_cc"`
	}
	if err := json.Unmarshal(data, &metadata); err != nil {
		t.Fatal(err)
	}
	if metadata.ISO != cc {
		t.Errorf("iso_cc is %q", metadata.ISO)
	}
	if metadata.Country == "" {
		t.Error("no country")
	}
	if got := flags.Country(cc); got != metadata.Country {
		t.Errorf("metadata.json has the country %q, package flags %q", metadata.Country, got)
	}
	return metadata.Country
}

func checkGIF(t *testing.T, cc string) {
	t.Helper()
	lower := strings.ToLower(cc)
	data, err := FS.ReadFile(lower + "/" + lower + ".gif")
	if err != nil {
		t.Fatal(err)
	}
	if len(data) < 1024 || len(data) > 20480 {
		t.Errorf("%d bytes, want 1 to 20 KB", len(data))
	}
	if !bytes.HasPrefix(data, []byte("GIF89a")) {
		t.Error("not a GIF89a file")
	}
	// A comment extension: introducer, label, length, text, terminator.
	comment := "\x21\xfe" + string(rune(len(attribution))) + attribution + "\x00"
	if !bytes.Contains(data, []byte(comment)) {
		t.Error("no attribution comment")
	}
	images, err := gif.DecodeAll(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if len(images.Image) != 1 {
		t.Errorf("%d frames, want 1", len(images.Image))
	}
	if size := images.Image[0].Bounds().Size(); size.X < 256 || size.X > 400 || size.Y != size.X*3/4 {
		t.Errorf("%v pixels", size)
	}
}
