package bench

import (
	"strconv"
	"strings"

	"flaglab/app/chart"
	"flaglab/app/json"
	"flaglab/app/runlog"
)

// Format is a form in which a run can be saved.
type Format struct {
	Name  string // flaglab-race.csv is made of it
	Label string // on the button
}

// Formats lists the forms of every lab. PNG is made by the browser.
func Formats() []Format {
	return []Format{
		{"json", "Events (JSON)"},
		{"csv", "Events (CSV)"},
		{"table.csv", "Table (CSV)"},
		{"trace.json", "Chrome trace"},
		{"svg", "Picture (SVG)"},
		{"png", "Picture (PNG)"},
		{"card.svg", "Card (SVG)"},
		{"card.png", "Card (PNG)"},
		{"zip", "Flags (ZIP)"},
	}
}

// Save saves the last run in the format of that name.
func (b *Bench) Save(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.settle()
	if b.cursor == nil {
		return
	}
	events := b.cursor.Between(-1, b.cursor.End())
	file := b.fileName(name)
	exporter, _ := b.exp.(Exporter)
	switch name {
	case "json":
		b.browser.Save(file, "application/json", ExportJSON(exporter, events))
	case "csv":
		b.browser.Save(file, "text/csv", ExportCSV(exporter, events))
	case "table.csv":
		if tabler, ok := b.exp.(Tabler); ok {
			b.browser.Save(file, "text/csv", ExportTable(tabler.Table(b.whole())))
		}
	case "trace.json":
		b.browser.Save(file, "application/json", ExportTrace(exporter, events))
	case "svg":
		view := b.exp.View(b.model, b.moment())
		b.browser.Save(file, "image/svg+xml", ExportSVG(b.lab.Question(b.shown()), view))
	case "png":
		for _, p := range b.paintings(b.exp.View(b.model, b.moment())) {
			b.browser.SavePNG(p.ID, strings.TrimSuffix(file, ".png")+"-"+p.ID+".png")
		}
	case "card.svg":
		b.browser.Save(file, "image/svg+xml", b.card())
	case "card.png":
		b.browser.SaveDrawn(file, string(b.card()), cardWidth, cardHeight)
	case "zip":
		if filer, ok := b.exp.(Filer); ok {
			b.browser.Save(file, "application/zip", Zip(filer.Files()))
		}
	}
}

// fileName names a file of this lab: flaglab-race.csv.
func (b *Bench) fileName(format string) string {
	if b.lab.Path == "/" {
		return "flaglab-race." + format
	}
	return "flaglab" + strings.ReplaceAll(b.lab.Path, "/", "-") + "." + format
}

// SaveFolder makes the browser write the lab's files into a folder that the person picks.
func (b *Bench) SaveFolder() {
	b.mu.Lock()
	defer b.mu.Unlock()
	filer, ok := b.exp.(Filer)
	folder, can := b.browser.(FolderSaver)
	if ok && can {
		folder.SaveFolder(filer.Files())
	}
}

// folderSaved reports the result. No files and no error mean that the person did not pick a folder.
func (b *Bench) folderSaved(count, problem string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	n, _ := strconv.Atoi(count)
	written := chart.CountOf(n, "file") + " written"
	switch {
	case problem != "" && n == 0:
		b.saved = "Not saved: " + problem
	case problem != "":
		b.saved = written + ", then: " + problem
	case n == 0:
		return
	default:
		b.saved = written + "."
	}
	b.browser.Announce(b.saved)
	b.changed()
}

// taskName names a task; a lab without names gets numbers from 1.
func taskName(x Exporter, e runlog.Event) string {
	switch {
	case e.Task == runlog.Whole:
		return ""
	case x != nil:
		return x.TaskName(e.Run, e.Task)
	}
	return strconv.Itoa(e.Task + 1)
}

// ExportJSON writes the settings and every event. Times are nanoseconds.
func ExportJSON(x Exporter, events []runlog.Event) []byte {
	type named struct {
		Code string `json:"code,omitempty"`
		runlog.Event
	}
	list := make([]named, len(events))
	for i, e := range events {
		list[i] = named{taskName(x, e), e}
	}
	var settings any
	if x != nil {
		settings = x.Settings()
	}
	data := json.MarshalIndent(struct {
		Plan   any     `json:"plan,omitempty"`
		Events []named `json:"events"`
	}{settings, list}, " ")
	return append(data, '\n')
}
