package ui

import "github.com/maxence-charriere/go-app/v9/pkg/app"

// frame puts a lab's content into the page that all labs share.
func frame(current string, content ...app.UI) app.UI {
	var links []app.UI
	for _, lab := range Labs() {
		link := app.A().Href(prefix() + lab.Path).Text(lab.Name)
		if lab.Path == current {
			link.Aria("current", "page")
		}
		links = append(links, elem("li").Body(link))
	}
	return elem("div").Class("page").Body(
		app.A().Class("skip").Href("#lab").Text("Skip to the lab"),
		elem("header").Class("top").Body(
			elem("span").Class("brand").Text("Flag Lab"),
			elem("nav").Aria("label", "Labs").Body(elem("ul").Body(links...)),
			&Toolbar{},
		),
		elem("main").ID("lab").TabIndex(-1).Body(content...),
	)
}

// setTitle names the lab in the browser's tab and history.
func setTitle(ctx app.Context, path string) {
	for _, lab := range Labs() {
		if lab.Path == path {
			ctx.Page().SetTitle(lab.Name + " – Flag Lab")
		}
	}
}
