package ui

import (
	"fmt"
	"strings"
	"sync"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/bench"
	"flaglab/app/highlight"
)

// program shows a source. While lines of it are marked, each line is an element of its own; otherwise all of them are one,
// which the browser makes in a single step.
func program(s bench.Screen, source bench.Source) app.UI {
	shades := map[int]string{} // by line: 1 to 8, or main
	for _, m := range s.View.Marks {
		if m.Source == source.Name {
			shades[m.Line] = "main"
			if m.Lane >= 0 {
				shades[m.Line] = fmt.Sprint(m.Lane%8 + 1)
			}
		}
	}
	listing := listingOf(source.Text)
	code := app.Raw(listing.whole)
	if len(shades) > 0 {
		var lines []app.UI
		for i, line := range listing.lines {
			lines = append(lines, app.Raw(line.html(shades[listing.first+i])))
		}
		code = elem("code").Body(lines...)
	}
	return elem("figure").Class("source").DataSet("language", source.Language).Body(
		elem("figcaption").Attr("translate", "no").Text(source.Name),
		elem("pre").Attr("translate", "no").Body(code),
	)
}

// listing is the text of a program as HTML. It is made once, as the page is rendered many times in a second.
type listing struct {
	first int // the number of the first line that is shown, from 1
	lines []line
	whole string // all lines, in an element code
}

// line is a line of a listing.
type line struct {
	text   string // HTML
	indent int    // in steps
}

// html returns the line as an element, marked with a shade unless that is empty.
func (l line) html(shade string) string {
	attributes := ""
	if shade != "" {
		attributes = ` data-lane="` + shade + `"`
	}
	if l.indent > 0 {
		attributes += ` data-indent="` + fmt.Sprint(l.indent) + `"`
	}
	return `<span` + attributes + ">" + l.text + "\n</span>"
}

var listings struct {
	sync.Mutex
	byText map[string]*listing
}

// listingOf returns the listing of a text.
func listingOf(text string) *listing {
	listings.Lock()
	defer listings.Unlock()
	if l := listings.byText[text]; l != nil {
		return l
	}
	first := firstLine(strings.Split(text, "\n"))
	l := &listing{first: first + 1}
	var whole strings.Builder
	whole.WriteString("<code>")
	for _, text := range highlight.Lines(text)[first:] {
		line := line{text, indent(text)}
		l.lines = append(l.lines, line)
		whole.WriteString(line.html(""))
	}
	whole.WriteString("</code>")
	l.whole = whole.String()
	if listings.byText == nil {
		listings.byText = map[string]*listing{}
	}
	listings.byText[text] = l
	return l
}

// indent is how many steps a line is indented: a tab or four spaces each. What does not fit into a line goes on one further.
func indent(line string) int {
	rest := strings.TrimLeft(line, "\t")
	return len(line) - len(rest) + (len(rest)-len(strings.TrimLeft(rest, " ")))/4
}

// firstLine returns the index of the first line that matters: in Go, after the package and its imports.
func firstLine(lines []string) int {
	first, block := 0, false
	for i, line := range lines {
		switch {
		case strings.HasPrefix(line, "package "), strings.HasPrefix(line, "import \""), block && line == ")":
			first, block = i+1, false
		case line == "import (":
			block = true
		}
	}
	for first < len(lines) && lines[first] == "" {
		first++
	}
	return first
}
