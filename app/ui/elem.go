package ui

import "github.com/maxence-charriere/go-app/v9/pkg/app"

// elem returns an element by its tag. Every element type of go-app's own brings
// some twenty kilobytes of methods into the page, so only those that need theirs
// are used: buttons, links, fields.
func elem(tag string) app.HTMLElem { return app.Elem(tag) }
