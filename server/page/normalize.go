package page

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// normalize turns the HTML that go-app prints into what go-app builds in the
// browser, so that nothing jumps when that replaces it; and into the same bytes
// at every start.
func normalize(node *html.Node) error {
	if err := normalizeAttributes(node); err != nil {
		return err
	}
	broken := onLines(node)
	var next *html.Node
	for child := node.FirstChild; child != nil; child = next {
		next = child.NextSibling
		switch {
		case child.Type == html.ElementNode:
			if err := normalize(child); err != nil {
				return err
			}
		case child.Type == html.TextNode && broken:
			child.Data = strings.TrimSuffix(strings.TrimPrefix(child.Data, "\n"), "\n")
			if child.Data == "" {
				node.RemoveChild(child)
			}
		}
	}
	return nil
}

// onLines reports whether each child of node is on lines of its own: go-app
// prints several children that way, which shows as spaces between them.
func onLines(node *html.Node) bool {
	if node.FirstChild == nil || node.FirstChild == node.LastChild || node.DataAtom == atom.Pre {
		return false
	}
	for child := node.FirstChild; child != nil; child = child.NextSibling {
		if child.Type == html.TextNode {
			if !strings.HasPrefix(child.Data, "\n") || !strings.HasSuffix(child.Data, "\n") {
				return false
			}
		} else if child == node.FirstChild || child == node.LastChild || child.NextSibling.Type != html.TextNode {
			return false
		}
	}
	return true
}

// booleanAttributes are true when present, whatever their
// value.
var booleanAttributes = []string{"async", "autofocus", "autoplay", "checked", "controls", "default", "defer", "disabled",
	"hidden", "ismap", "loop", "multiple", "muted", "novalidate", "open", "readonly", "required", "reversed", "selected"}

// booleanARIA are the attributes that need the value "true"; without it they mean
// nothing.
var booleanARIA = []string{"aria-atomic", "aria-busy", "aria-checked", "aria-current", "aria-disabled", "aria-expanded",
	"aria-haspopup", "aria-hidden", "aria-invalid", "aria-modal", "aria-multiline", "aria-multiselectable",
	"aria-pressed", "aria-readonly", "aria-required", "aria-selected", "draggable"}

// normalizeAttributes undoes what go-app does to attributes: it prints them in a
// random order, disabled="false" where nothing is disabled, aria-hidden alone for
// aria-hidden="true", and values quoted as in Go.
//
// Buttons and fields are disabled until the program is there: they could neither
// answer nor keep what is typed into them.
func normalizeAttributes(node *html.Node) error {
	var kept []html.Attribute
	for _, a := range node.Attr {
		if strings.ContainsAny(a.Key, `"\`) {
			return fmt.Errorf("<%s>: go-app does not escape the quotes in an attribute, near %s", node.Data, a.Key)
		}
		if strings.Contains(a.Val, `\`) {
			if plain, err := strconv.Unquote(`"` + a.Val + `"`); err == nil {
				a.Val = plain
			}
		}
		switch {
		case slices.Contains(booleanAttributes, a.Key) && a.Val == "false":
			continue
		case slices.Contains(booleanARIA, a.Key) && a.Val == "":
			a.Val = "true"
		}
		kept = append(kept, a)
	}
	switch node.DataAtom {
	case atom.Button, atom.Input, atom.Select, atom.Textarea:
		if !slices.ContainsFunc(kept, func(a html.Attribute) bool { return a.Key == "disabled" }) {
			kept = append(kept, html.Attribute{Key: "disabled"})
		}
	}
	slices.SortFunc(kept, func(a, b html.Attribute) int { return strings.Compare(a.Key, b.Key) })
	node.Attr = kept
	return nil
}
