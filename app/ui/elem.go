package ui

import "github.com/maxence-charriere/go-app/v9/pkg/app"

// elem returns an element by its tag. Every element type of go-app's own brings
// some twenty kilobytes of methods into the page, so only those that need theirs
// are used: links, inputs, images.
func elem(tag string) app.HTMLElem { return app.Elem(tag) }

// option is one choice of a select.
func option(value, text string, selected bool) app.HTMLElem {
	return elem("option").Attr("value", value).Attr("selected", selected).Text(text)
}
