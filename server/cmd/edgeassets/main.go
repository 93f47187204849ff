//go:build !js

// Command edgeassets writes what a Cloudflare Worker serves without running: the page,
// the flags of the site LOCAL, and the file _headers, which says how.
//
// It is not the site for a host of files: there, delays and errors are made in the
// page, and here they are real.
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"flaglab/app/flags"
	"flaglab/server/page"
	"flaglab/server/site"
	flagimages "flaglab/web/flags"
)

func main() {
	var frames page.FrameAncestors
	flag.TextVar(&frames, "frame-ancestors", page.FrameAncestors{"'self'"}, "`sites` whose pages may show the lab in a frame, as of the server")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: edgeassets [-frame-ancestors SITES] FOLDER")
		os.Exit(2)
	}
	if err := write(flag.Arg(0), frames); err != nil {
		fmt.Fprintln(os.Stderr, "edgeassets:", err)
		os.Exit(1)
	}
}

func write(dir string, frames page.FrameAncestors) error {
	p, err := page.New(page.Options{FrameAncestors: frames})
	if err != nil {
		return err
	}
	if err := p.Write(dir); err != nil {
		return err
	}
	if err := removeCompressed(dir); err != nil {
		return err
	}
	local, _ := flags.SiteByLabel("LOCAL")
	h := site.New(site.Config{Flags: flagimages.FS, Page: p})
	rules := []rule{
		{"/*", headerOf(h, "/", "Content-Security-Policy", "Permissions-Policy", "Referrer-Policy", "X-Content-Type-Options")},
	}
	for _, root := range []string{site.OwnPath, local.Path} {
		if err := writeFlags(filepath.Join(dir, filepath.FromSlash(root))); err != nil {
			return err
		}
		rules = append(rules, rule{root + "/*", headerOf(h, root+flags.ImagePath("BR"),
			"Access-Control-Allow-Origin", "Timing-Allow-Origin", "Cross-Origin-Resource-Policy", "Cache-Control")})
	}
	return os.WriteFile(filepath.Join(dir, "_headers"), []byte(format(rules)), 0o644)
}

// removeCompressed removes the compressed forms: the platform makes its own.
func removeCompressed(dir string) error {
	return filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if ext := path.Ext(name); err != nil || entry.IsDir() || ext != ".br" && ext != ".gz" {
			return err
		}
		return os.Remove(name)
	})
}

func writeFlags(dir string) error {
	return fs.WalkDir(flagimages.FS, ".", func(name string, entry fs.DirEntry, err error) error {
		if ext := path.Ext(name); err != nil || entry.IsDir() || ext != ".gif" && ext != ".json" {
			return err
		}
		data, err := fs.ReadFile(flagimages.FS, name)
		if err != nil {
			return err
		}
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		return os.WriteFile(name, data, 0o644)
	})
}

// rule is a part of the file _headers: what the answers to a path, or to all below
// it, have in their header. Those of several rules are put together.
type rule struct {
	path   string
	header http.Header
}

// headerOf asks the handler for what it would have sent itself.
func headerOf(h http.Handler, target string, keys ...string) http.Header {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Header.Set("Origin", "https://lab.example") // of another page
	h.ServeHTTP(w, r)
	header := http.Header{}
	for _, key := range keys {
		if value := w.Header().Get(key); value != "" {
			header.Set(key, value)
		}
	}
	return header
}

func format(rules []rule) string {
	var b strings.Builder
	for _, r := range rules {
		fmt.Fprintln(&b, r.path)
		for _, key := range slices.Sorted(maps.Keys(r.header)) {
			fmt.Fprintf(&b, "  %s: %s\n", key, r.header.Get(key))
		}
	}
	return b.String()
}
