package ui

import (
	"fmt"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/bench"
)

// details are what is read after the picture: code, transcript, tables, files.
func details(s bench.Screen) app.UI {
	body := []app.UI{panels(s, true)}
	if len(s.Sources) > 0 {
		body = append(body, fold("code", "The code that ran", true, code(s)...))
	}
	if s.View.Transcripts != nil {
		var list []app.UI
		for _, t := range s.View.Transcripts() {
			e := lines(t.Title, t.Lines, false).(app.HTMLElem)
			list = append(list, elem("div").Class("transcript").DataSet("run", t.Run).Body(e))
		}
		body = append(body, fold("transcript", "Transcript", true, list...))
	}
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

// code shows the sources, Go beside Python, with the lines that run now.
func code(s bench.Screen) (list []app.UI) {
	for _, source := range s.Sources {
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
		lines := strings.Split(strings.TrimRight(source.Text, "\n"), "\n")
		for i := firstLine(lines); i < len(lines); i++ {
			text := lines[i]
			line := elem("span").Class("line").Text(text + "\n")
			if lane := marked[i+1]; lane != "" {
				line = line.DataSet("lane", lane)
			}
			body = append(body, line)
		}
		list = append(list, elem("figure").Class("source").DataSet("language", source.Language).Body(
			elem("figcaption").Text(source.Name),
			elem("pre").TabIndex(0).Attr("translate", "no").Aria("label", source.Name).Attr("role", "region").Body(elem("code").Body(body...)),
		))
	}
	return list
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
		if f.Name != "zip" || s.HasFiles {
			list = append(list, button(f.Label, bench.ActSave, f.Name).Attr("disabled", !s.CanReplay))
		}
	}
	if s.CanSaveFolder {
		list = append(list, button("Flags into a folder…", bench.ActFolder, ""), elem("span").Class("hint").Text(s.Saved))
	}
	return elem("div").Class("controls").Body(list...)
}
