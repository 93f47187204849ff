package ui

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/bench"
)

// details are what is read after the picture: code, transcript, tables, files.
func details(s bench.Screen) app.UI {
	var body []app.UI
	if len(s.Sources) > 0 {
		title := "The code that ran"
		if s.Phase == bench.Idle {
			title = "The code that will run"
		}
		body = append(body, fold("code", title, true, code(s)...))
	}
	if s.View.Transcripts != nil {
		var list []app.UI
		for _, t := range s.View.Transcripts() {
			e := lines(t.Title, t.Lines, false).(app.HTMLElem)
			list = append(list, elem("div").Class("transcript").DataSet("run", t.Run).Body(e))
		}
		body = append(body, fold("transcript", "Transcript", true, list...))
	}
	body = append(body, panels(s, true))
	if !s.Example && s.Phase != bench.Live {
		if tables := pictureTables(s); len(tables) > 0 {
			body = append(body, fold("tables", "The picture as a table", false, tables...))
		}
	}
	body = append(body, fold("save", "Save", false, files(s)))
	return elem("div").Class("details").Body(body...)
}

// fold is a part that a person can open and close.
func fold(name, title string, open bool, body ...app.UI) app.UI {
	e := elem("details").Class("fold", "fold-"+name)
	if open {
		e = e.Attr("open", true)
	}
	return e.Body(append([]app.UI{elem("summary").Body(elem("h2").Text(title))}, body...)...)
}

func pictureTables(s bench.Screen) (list []app.UI) {
	for _, p := range s.View.Panels {
		for _, part := range p.Body {
			if picture, ok := part.(bench.Picture); ok && picture.Table != nil {
				if t := picture.Table(); len(t.Rows) > 0 {
					list = append(list, table(t, "long", nil))
				}
			}
		}
	}
	return list
}

// code shows the sources in one language, whole, with the lines that run now.
func code(s bench.Screen) []app.UI {
	var tabs, list []app.UI
	language, known := s.Sources[0].Language, map[string]bool{}
	for _, source := range s.Sources {
		known[source.Language] = true
	}
	if known[s.Language] {
		language = s.Language
	}
	for _, source := range s.Sources {
		if known[source.Language] {
			known[source.Language] = false // has its tab
			tabs = append(tabs, button(source.Language, bench.ActLanguage, source.Language).Class("tab").Aria("pressed", is(source.Language == language)))
		}
		if source.Language == language {
			list = append(list, program(s, source))
		}
	}
	return []app.UI{
		elem("div").Class("tabs").Attr("role", "group").Aria("label", "Language").Body(tabs...),
		elem("div").Class("sources").Body(list...),
	}
}

func files(s bench.Screen) app.UI {
	var list []app.UI
	for _, f := range bench.Formats() {
		if (f.Name != "zip" || s.HasFiles) && (f.Name != "table.csv" || s.HasTable) {
			list = append(list, button(f.Label, bench.ActSave, f.Name).Attr("disabled", !s.CanReplay))
		}
	}
	if s.CanSaveFolder {
		list = append(list, button("Flags into a folder…", bench.ActFolder, ""), elem("span").Class("hint").Text(s.Saved))
	}
	return elem("div").Class("controls").Body(list...)
}
