//go:build !js

// Static writes the lab as a folder of files, for hosts that serve nothing else.
//
//	static [-base /flag-lab/] [-version v1.0] DIR
package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"

	"flaglab/server/page"
	flagimages "flaglab/web/flags"
)

func main() {
	base := flag.String("base", "/", "the `path` under which the site will be")
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

func write(dir, base, version string) error {
	prefix := strings.TrimRight("/"+strings.Trim(base, "/"), "/")
	if !plainPath.MatchString(prefix) {
		return fmt.Errorf("-base %q: want a path of letters, digits and -_.~, such as /flag-lab/", base)
	}
	p, err := page.New(page.Options{Prefix: prefix, Static: &page.Static{Flags: flagimages.FS, Version: version}})
	if err != nil {
		return err
	}
	return p.Write(dir)
}
