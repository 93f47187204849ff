//go:build !js

package main

import "testing"

func TestBase(t *testing.T) {
	for base, want := range map[string][2]string{
		"/":                                  {"", ""},
		"":                                   {"", ""},
		"/flag-lab/":                         {"", "/flag-lab"},
		"flag-lab":                           {"", "/flag-lab"},
		"https://flags.example":              {"https://flags.example", ""},
		"https://flags.example/a/flag-lab/":  {"https://flags.example", "/a/flag-lab"},
		"http://flags.example:8080/flag-lab": {"http://flags.example:8080", "/flag-lab"},
	} {
		if origin, prefix, err := parseBase(base); err != nil || [2]string{origin, prefix} != want {
			t.Errorf("%q: %q, %q, %v; want %q", base, origin, prefix, err, want)
		}
	}
	for _, base := range []string{"/flag lab/", "ftp://flags.example/", "https://flags.example?x", "https:///flag-lab/", "..", "/./x/", "/../x", `/"/`} {
		if origin, prefix, err := parseBase(base); err == nil {
			t.Errorf("%q is taken for %q, %q", base, origin, prefix)
		}
	}
}
