package bench

import (
	"fmt"
	"strconv"
	"strings"
	"time"

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

// ExportCSV writes every event as a line, as RFC 4180 says. Times are milliseconds; the worker counts from 0, as on the page and in
// JSON, and is empty where there is none. (encoding/csv brings bufio and 20 KB more for these few lines; the tests read the result
// with it.)
func ExportCSV(x Exporter, events []runlog.Event) []byte {
	var b csv
	head := []string{"run", "code", "worker", "state", "at_ms"}
	if x != nil {
		head = append(head, x.Columns()...)
	}
	b.line(head)
	for _, e := range events {
		worker := ""
		if e.Lane >= 0 {
			worker = strconv.Itoa(e.Lane)
		}
		cells := []string{e.Run, taskName(x, e), worker, string(e.State), strconv.FormatFloat(float64(e.At)/1e6, 'f', -1, 64)}
		if x != nil {
			cells = append(cells, x.Cells(e)...)
		}
		b.line(cells)
	}
	return b
}

// ExportTable writes a table in the same way.
func ExportTable(t chart.Table) []byte {
	var b csv
	b.line(t.Head)
	for _, row := range t.Rows {
		b.line(row)
	}
	return b
}

// csv is a CSV file that is being written.
type csv []byte

func (b *csv) line(cells []string) {
	for i, cell := range cells {
		if i > 0 {
			*b = append(*b, ',')
		}
		if strings.ContainsAny(cell, ",\"\r\n") {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		*b = append(*b, cell...)
	}
	*b = append(*b, "\r\n"...)
}

// ExportTrace writes the runs in Chrome's trace event format, which Perfetto and chrome://tracing open: a process for
// each run, a thread for each lane, a slice for each span in which a task ran. Events that do not change the state of a task
// neither begin nor end a span.
func ExportTrace(x Exporter, events []runlog.Event) []byte {
	type trace struct {
		Name     string         `json:"name"`
		Category string         `json:"cat,omitempty"`
		Phase    string         `json:"ph"` // X: a slice; M: a name
		Begin    float64        `json:"ts"` // microseconds
		Duration *float64       `json:"dur,omitempty"`
		Process  int            `json:"pid"`
		Thread   int            `json:"tid"`
		Args     map[string]any `json:"args,omitempty"`
	}
	type key struct {
		run  string
		task int
	}
	list := []trace{}
	processes := map[string]int{}
	lanes := map[key]bool{}
	began := map[key]runlog.Event{}
	for _, e := range events {
		if processes[e.Run] == 0 {
			processes[e.Run] = len(processes) + 1
			list = append(list, trace{Name: "process_name", Phase: "M", Process: processes[e.Run], Args: map[string]any{"name": e.Run}})
		}
		process, k := processes[e.Run], key{e.Run, e.Task}
		if lane := (key{e.Run, e.Lane}); e.Lane >= 0 && !lanes[lane] {
			lanes[lane] = true
			list = append(list, trace{Name: "thread_name", Phase: "M", Process: process, Thread: e.Lane + 1, Args: map[string]any{"name": fmt.Sprintf("worker %d", e.Lane)}})
		}
		start, open := began[k]
		if e.State == "" || open && e.State == runlog.Running && e.Lane == start.Lane {
			continue // the span goes on
		}
		if open {
			delete(began, k)
			took := microseconds(e.At - start.At)
			name := taskName(x, e)
			if e.Task == runlog.Whole {
				name = e.Run
			}
			list = append(list, trace{name, string(e.State), "X", microseconds(start.At), &took, process, start.Lane + 1, args(x, e)})
		}
		if e.State == runlog.Running && (e.Lane >= 0 || e.Task == runlog.Whole) { // in no lane a task waits for another attempt
			began[k] = e
		}
	}
	return json.Marshal(struct {
		TraceEvents []trace `json:"traceEvents"`
		Unit        string  `json:"displayTimeUnit"`
	}{list, "ms"})
}

// args is what an exporter says of an event, without what is empty.
func args(x Exporter, e runlog.Event) map[string]any {
	said := map[string]any{"state": e.State}
	if x == nil || e.Detail == nil {
		return said
	}
	cells := x.Cells(e)
	for i, name := range x.Columns() {
		if cells[i] != "" && cells[i] != "0" {
			said[name] = cells[i]
		}
	}
	return said
}

func microseconds(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

// ExportSVG writes all pictures of a view below each other, on paper.
func ExportSVG(title string, v View) []byte {
	const width, margin = 1000, 24
	var body strings.Builder
	y := 88.0
	for _, panel := range v.Panels {
		for _, part := range panel.Body {
			p, ok := part.(Picture)
			if !ok {
				continue
			}
			drawing := p.Draw(width)
			heading := heading(panel)
			fmt.Fprintf(&body, `<svg x="%d" y="%.0f" width="%d" height="24">%s</svg>`, margin, y, width,
				chart.SVG(&chart.Drawing{W: width, H: 24, Shapes: []chart.Shape{{Kind: chart.Words, Y: 16, Font: chart.Name, Ink: chart.Black, Text: heading}}}, chart.Light, heading, nil))
			y += 28
			fmt.Fprintf(&body, `<svg x="%d" y="%.0f" width="%d" height="%.0f">%s</svg>`, margin, y, width, drawing.H, chart.SVG(drawing, chart.Light, p.Alt, imageOf(p)))
			y += drawing.H + margin
		}
	}
	verdict := strings.Join(append(v.Verdict.Figures, v.Verdict.Sentence, v.Verdict.Problem), " ")
	head := &chart.Drawing{W: width, H: 72}
	head.Words(0, 26, chart.Figure, chart.Black, chart.Start, title)
	head.Words(0, 56, chart.Finding, chart.Black, chart.Start, strings.TrimSpace(verdict))
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %.0[2]f" width="%[1]d" height="%.0[2]f"><rect width="100%%" height="100%%" fill="%[3]s"/><svg x="%[4]d" y="12" width="%[5]d" height="72">%[6]s</svg>%[7]s</svg>`+"\n",
		width+2*margin, y, chart.Light[chart.Paper], margin, width, chart.SVG(head, chart.Light, title, nil), body.String())
}

// imageOf returns the flags of the tiles that have one of their own, not one of the page's sprite.
func imageOf(p Picture) func(task int) string {
	if p.Image == nil {
		return nil
	}
	return func(task int) string {
		if task < len(p.Tiles) && p.Tiles[task].Status == "ok" {
			if image := p.Image(task); !strings.HasPrefix(image, "sprite:") {
				return image
			}
		}
		return ""
	}
}
