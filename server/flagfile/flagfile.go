// Package flagfile names the files of a site of flags.
package flagfile

import "strings"

// Parse reads the path of a request below a site, in lower case and not encoded: /br/br.gif or /br/metadata.json. It returns
// the country's code, and the name of the file in the site's folder. Nothing else is a file of a site.
func Parse(path string) (cc, name string, ok bool) {
	if len(path) < len("/br/") || path[0] != '/' || !isLetter(path[1]) || !isLetter(path[2]) {
		return "", "", false
	}
	cc, name = path[1:3], path[1:]
	switch path[3:] {
	case "/" + cc + ".gif", metadata:
		return cc, name, true
	}
	return "", "", false
}

const metadata = "/metadata.json"

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' }

// IsImage reports whether a file is the flag itself, not what is said about it.
func IsImage(name string) bool { return strings.HasSuffix(name, ".gif") }

// MediaType is the type of a file.
func MediaType(name string) string {
	if IsImage(name) {
		return "image/gif"
	}
	return "application/json"
}
