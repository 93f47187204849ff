package flags2

import (
	"strconv"
	"strings"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/flags"
	"flaglab/app/form"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// View implements [bench.Experiment].
func (x *experiment) View(m runlog.Model, at bench.Moment) bench.View {
	s := m.(*downloads.Model).Run(x.run)
	v := x.newView(s, at)
	return bench.View{
		Kind:    bench.KindOf(x.network.Setup(), x.Site),
		Verdict: x.verdict(s, at),
		Panels:  []bench.Panel{v.workers(), v.beside(), v.board(), explanation()},
		Status:  s.Summary(),
		Notices: x.notices(s, at),
	}
}

// view is what the parts of a view are made of.
type view struct {
	*experiment
	s      *downloads.Snapshot
	at     bench.Moment
	filter string // which ends are looked for; empty: all
	task   int    // whose history is shown, or -1
}

func (x *experiment) newView(s *downloads.Snapshot, at bench.Moment) view {
	v := view{experiment: x, s: s, at: at, task: -1, filter: at.Values.Get("filter")}
	code := at.Values.Get("select")
	for i, cc := range x.Codes {
		if cc == code {
			v.task = i
		}
	}
	return v
}

// filters are the ends that can be looked for: the statuses of the book, what an error can be, and what was
// cancelled. Those that are not always there come when one occurs.
var filters = []struct {
	value, label string
	always       bool
	holds        func(downloads.Task) bool
}{
	{"", "all", true, func(downloads.Task) bool { return true }},
	{"ok", "OK", true, status("ok")},
	{"not_found", "not found", true, status("not_found")},
	{"error", "errors", true, status("error")},
	{"http", "HTTP status", false, cause(flags.CauseHTTP)},
	{"timeout", "timed out", false, cause(flags.CauseTimeout)},
	{"connection", "no answer", false, cause(flags.CauseConnection)},
	{"image", "bad image", false, cause(flags.CauseImage)},
	{"cancelled", "cancelled", false, func(t downloads.Task) bool { return t.State == runlog.Cancelled }},
}

func status(want string) func(downloads.Task) bool {
	return func(t downloads.Task) bool { return t.State.Done() && t.Detail.Status() == want }
}

func cause(want flags.Cause) func(downloads.Task) bool {
	return func(t downloads.Task) bool { return t.State.Done() && t.Detail.Cause == want }
}

// looksFor reports whether a task is among those that the person looks for.
func (v view) looksFor(task int) bool {
	if v.task >= 0 {
		return task == v.task
	}
	for _, f := range filters {
		if f.value == v.filter {
			return f.holds(v.s.Tasks[task])
		}
	}
	return true
}

// filterControls show only some of the codes, each with its count.
func (v view) filterControls() (list []bench.Control) {
	for _, f := range filters {
		n := 0
		for _, task := range v.s.Tasks {
			if f.holds(task) {
				n++
			}
		}
		if f.always || n > 0 || f.value == v.filter {
			list = append(list, bench.Control{Label: f.label + " " + padded(n, len(v.s.Tasks)), Set: map[string]string{"filter": f.value, "select": ""},
				Toggle: true, Pressed: f.value == v.filter, Hint: "Show only these"})
		}
	}
	return list
}

// padded writes a count as wide as the greatest that it can become, so that nothing beside it moves.
func padded(n, most int) string {
	const figureSpace = "\u2007"
	text := strconv.Itoa(n)
	return text + strings.Repeat(figureSpace, max(0, len(strconv.Itoa(most))-len(text)))
}

// board shows every code in its place.
func (v view) board() bench.Panel {
	panel := bench.Panel{Title: chart.CountOf(len(v.Codes), "code"), Note: "Select one for its history.", Controls: v.filterControls()}
	panel.Body = []bench.Body{bench.Picture{
		ID:     "board",
		Alt:    "A tile for each code. " + v.s.Summary(),
		Tiles:  v.tiles(),
		Image:  v.image,
		Select: "select",
		Draw: func(width float64) *chart.Drawing {
			return &chart.Drawing{W: width, H: boardHeight, Flags: boardPlaces(len(v.Codes), width)}
		},
	}}
	return panel
}

// tiles are the codes as they stand.
func (v view) tiles() []bench.Tile {
	list := make([]bench.Tile, len(v.Codes))
	for i, task := range v.s.Tasks {
		list[i] = bench.Tile{Code: v.Codes[i], State: task.State, Selected: i == v.task, Faint: v.task < 0 && !v.looksFor(i)}
		if task.State.Done() {
			list[i].Status, list[i].Cause, list[i].Word = task.Detail.Status(), string(task.Detail.Cause), short(task.Detail)
		}
	}
	return list
}

// image returns the URL of a flag.
func (v view) image(task int) string {
	if v.at.Example {
		return downloads.Sprite(v.Codes[task])
	}
	return v.images.URL(v.Codes[task])
}

// short is what is written on a tile, in five letters at most.
func short(d downloads.Detail) string {
	switch d.Cause {
	case flags.CauseTimeout:
		return "late"
	case flags.CauseConnection:
		return "lost"
	case flags.CauseImage:
		return "bad"
	case flags.CauseCancelled:
		return ""
	}
	return d.Word()
}

func filterOptions() (list []form.Option) {
	for _, f := range filters {
		list = append(list, form.Option{Value: f.value, Label: f.label})
	}
	return list
}

const boardHeight = 150 // pixels

// boardPlaces lays out the board: with a label below each flag where that leaves them large enough, otherwise as a
// dense grid.
func boardPlaces(n int, width float64) []chart.Place {
	if places := grid(n, width, 0.45, 18); len(places) > 0 && places[0].W >= chart.Captioned {
		return places
	}
	return grid(n, width, 0.25, 0)
}

// grid lays out n flags in the number of rows that makes them largest. The gap between two flags is a share of one,
// the label has pixels. Where all pairs of some letters are there, each row has whole letters.
func grid(n int, width, gap, label float64) []chart.Place {
	const top, most, apart = 4, 58, 2.2 // the last: as a share of a flag, from one to the next at most
	letters := n > 26 && n%26 == 0
	largest := float64(most)
	if label == 0 {
		largest = chart.Captioned - 1 // or it would have its code, without room for that
	}
	columns, size := 1, 0.0
	for rows := 1; rows <= n; rows++ {
		c := (n + rows - 1) / rows
		if letters && c%26 != 0 {
			continue
		}
		wide := width / (float64(c)*(1+gap) - gap)
		tall := (boardHeight/float64(rows) - label) * 4 / 3
		if label == 0 {
			tall /= 1 + gap
		}
		if fits := min(wide, tall, largest); fits > size {
			columns, size = c, fits
		}
	}
	pitch := min((width-size)/max(1, float64(columns-1)), size*apart)
	row := size * 3 / 4 * (1 + gap)
	if label > 0 {
		row = min(boardHeight/float64((n+columns-1)/columns), size*3/4+2*label)
	}
	places := make([]chart.Place, n)
	for i := range places {
		places[i] = chart.Place{Task: i, X: float64(i%columns) * pitch, Y: top + float64(i/columns)*row, W: size, H: size * 3 / 4}
	}
	return places
}
