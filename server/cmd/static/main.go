//go:build !js

// Static writes the lab as a folder of files, for hosts that serve nothing else.
//
//	static [-base /flag-lab/] [-version v1.0] DIR
//	static -base https://flags.example/flag-lab/ DIR
package main

import (
	"flag"
	"fmt"
	"os"
	"path"
	"regexp"
	"strings"

	"flaglab/server/page"
	flagimages "flaglab/web/flags"
)

func main() {
	base := flag.String("base", "/", "the `path` under which the site will be, or its whole address, which previews of links need")
	version := flag.String("version", "static", "the `name` of the release")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: static [-base /flag-lab/] [-version v1.0] DIR")
		os.Exit(2)
	}
	if err := write(flag.Arg(0), *base, *version); err != nil {
		fmt.Fprintln(os.Stderr, "static:", err)
		os.Exit(1)
	}
}

// plainPath are the paths that are the same in a URL, in HTML and in a pattern.
var plainPath = regexp.MustCompile(`^(/[A-Za-z0-9_~.-]+)*$`)

// plainOrigin is what an address has before its path.
var plainOrigin = regexp.MustCompile(`^https?://[A-Za-z0-9.-]+(:[0-9]+)?`)

// parseBase splits where the site will be into its origin, which may be unknown, and its path without a slash at the end.
func parseBase(base string) (origin, prefix string, err error) {
	origin = plainOrigin.FindString(base)
	prefix = strings.TrimRight("/"+strings.Trim(base[len(origin):], "/"), "/")
	if !plainPath.MatchString(prefix) || prefix != "" && path.Clean(prefix) != prefix {
		return "", "", fmt.Errorf("-base %q: want a path of letters, digits and -_.~, such as /flag-lab/, or an address such as https://flags.example/flag-lab/", base)
	}
	return origin, prefix, nil
}

func write(dir, base, version string) error {
	origin, prefix, err := parseBase(base)
	if err != nil {
		return err
	}
	p, err := page.New(page.Options{Prefix: prefix, Origin: origin, Static: &page.Static{Flags: flagimages.FS, Version: version}})
	if err != nil {
		return err
	}
	return p.Write(dir)
}
