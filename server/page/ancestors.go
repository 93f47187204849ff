package page

import (
	"fmt"
	"strings"

	"flaglab/server/hostname"
)

// FrameAncestors are the sites whose pages may show the lab in a frame, as a
// Content-Security-Policy names them. Empty: only the lab's own.
type FrameAncestors []string

// MarshalText writes the sites as UnmarshalText reads them.
func (f FrameAncestors) MarshalText() ([]byte, error) {
	return []byte(strings.ReplaceAll(strings.Join(f, ","), "'", "")), nil
}

// UnmarshalText reads sites with commas or spaces between them: origins such as
// https://moodle.example.org, of which *. may stand for a part, self, none, or * for all.
func (f *FrameAncestors) UnmarshalText(text []byte) error {
	var list FrameAncestors
	for word := range strings.FieldsFuncSeq(string(text), func(r rune) bool { return r == ',' || r == ' ' }) {
		switch word = strings.ToLower(strings.TrimSuffix(word, "/")); {
		case word == "self" || word == "none":
			word = "'" + word + "'"
		case word != "*" && !isAncestor(word):
			return fmt.Errorf("%q is not a site such as https://moodle.example.org, nor self, none or *", word)
		}
		list = append(list, word)
	}
	if len(list) > 1 && strings.Contains(strings.Join(list, " "), "'none'") {
		return fmt.Errorf("none goes with no other site")
	}
	*f = list
	return nil
}

// isAncestor reports whether a policy can name an origin.
func isAncestor(origin string) bool {
	scheme, address, _ := strings.Cut(origin, "://")
	host, ok := hostname.Parse(strings.TrimPrefix(address, "*."))
	return (scheme == "http" || scheme == "https") && ok && host.InPolicy()
}

// directive is the part of the policy about frames.
func (f FrameAncestors) directive() string {
	if len(f) == 0 {
		return "frame-ancestors 'self'"
	}
	return "frame-ancestors " + strings.Join(f, " ")
}
