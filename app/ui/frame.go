package ui

import "github.com/maxence-charriere/go-app/v9/pkg/app"

// frame puts a lab's content into the page that all labs share.
func frame(current string, content ...app.UI) app.UI {
	var links []app.UI
	for _, lab := range Labs() {
		link := app.A().Href(lab.Path).Text(lab.Name)
		if lab.Path == current {
			link.Aria("current", "page")
		}
		links = append(links, app.Li().Body(link))
	}
	return app.Div().Class("page").Body(
		app.A().Class("skip").Href("#lab").Text("Skip to the lab"),
		app.Header().Class("top").Body(
			app.Span().Class("brand").Text("Flag Lab"),
			app.Nav().Aria("label", "Labs").Body(app.Ul().Body(links...)),
			&Toolbar{},
		),
		app.Main().ID("lab").TabIndex(-1).Body(content...),
	)
}
