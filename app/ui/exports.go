package ui

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/lab"
)

// Exports are the buttons that save what a run recorded. A lab shows them once there is a
// log.
type Exports struct {
	app.Compo

	Plan   *lab.Plan
	Events func() []lab.Event
	Name   string // of the files, without their ends
}

// exportKinds are the forms in which a log can be saved.
var exportKinds = []struct {
	button, hint, end, media string
	make                     func(lab.Plan, []lab.Event) ([]byte, error)
}{
	{"JSON", "Every event, with the settings", ".json", "application/json", lab.ExportJSON},
	{"CSV", "Every event as a line of a table", ".csv", "text/csv", func(p lab.Plan, e []lab.Event) ([]byte, error) { return lab.ExportCSV(p, e), nil }},
	{"Trace", "For ui.perfetto.dev and chrome://tracing", ".trace.json", "application/json", lab.ExportTrace},
	{"SVG", "The timeline as a picture", ".svg", "image/svg+xml", func(p lab.Plan, e []lab.Event) ([]byte, error) { return lab.ExportSVG(p, e), nil }},
}

// Render implements go-app's Composer.
func (e *Exports) Render() app.UI {
	body := []app.UI{elem("span").Class("small").Text("Save the run as")}
	for i, kind := range exportKinds {
		body = append(body, elem("button").Title(kind.hint).Aria("label", "Save the run as "+kind.button).Text(kind.button).OnClick(e.save(i), i))
	}
	return elem("div").Class("exports").Attr("role", "group").Aria("label", "Exports").Body(body...)
}

func (e *Exports) save(i int) app.EventHandler {
	return func(app.Context, app.Event) {
		kind := exportKinds[i]
		data, err := kind.make(*e.Plan, e.Events())
		if err != nil {
			app.Log(err) // what a log holds can always be written
			return
		}
		saveFile(e.Name+kind.end, kind.media, data)
	}
}
