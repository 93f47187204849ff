package ui

import (
	"fmt"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/bench"
	"flaglab/app/highlight"
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

// program shows a source, each line an element of its own.
func program(s bench.Screen, source bench.Source) app.UI {
	marked := map[int]string{} // the shade by line: 1 to 8, or main
	for _, m := range s.View.Marks {
		if m.Source == source.Name {
			marked[m.Line] = "main"
			if m.Lane >= 0 {
				marked[m.Line] = fmt.Sprint(m.Lane%8 + 1)
			}
		}
	}
	var body []app.UI
	first := firstLine(strings.Split(source.Text, "\n"))
	for i, line := range highlight.Lines(source.Text) {
		if i < first {
			continue
		}
		lane := ""
		if shade := marked[i+1]; shade != "" {
			lane = ` data-lane="` + shade + `"`
		}
		body = append(body, app.Raw(`<span class="line"`+lane+` data-indent="`+fmt.Sprint(indent(line))+`">`+line+"\n</span>"))
	}
	return elem("figure").Class("source").DataSet("language", source.Language).Body(
		elem("figcaption").Attr("translate", "no").Text(source.Name),
		elem("pre").Attr("translate", "no").Body(elem("code").Body(body...)),
	)
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
