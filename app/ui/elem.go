package ui

import (
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// elem returns an element by its tag. Every element type of go-app's own brings some twenty kilobytes of methods into
// the page.
func elem(tag string) app.HTMLElem { return app.Elem(tag) }

// button is a button with visible words for an action.
func button(text, action, arg string) app.HTMLElem {
	b := elem("button").Attr("type", "button").DataSet("action", action).Text(text)
	if arg != "" {
		b = b.DataSet("arg", arg)
	}
	return b
}

// is writes a boolean as ARIA requires.
func is(on bool) string {
	if on {
		return "true"
	}
	return "false"
}

// when returns the element if the condition holds, and nothing otherwise. Unlike app.If it is given a function, so that
// what is not shown costs nothing.
func when(condition bool, make func() app.UI) []app.UI {
	if !condition {
		return nil
	}
	return []app.UI{make()}
}

// class joins the names of classes that are not empty.
func class(names ...string) string {
	return strings.Join(strings.Fields(strings.Join(names, " ")), " ")
}
