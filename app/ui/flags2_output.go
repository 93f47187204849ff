package ui

import (
	"fmt"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/flags"
	"flaglab/app/lab"
)

// Progress shows how far the run is: a bar, and its figures in words.
type Progress struct {
	app.Compo

	View *runView
}

// OnMount implements go-app's Mounter.
func (p *Progress) OnMount(ctx app.Context) { p.View.follow(ctx) }

// Render implements go-app's Composer.
func (p *Progress) Render() app.UI {
	s := p.View.snapshot
	done, total := s.Counts.Total(), len(s.Tasks)
	return elem("div").Class("meter").Body(
		elem("output").Class("elapsed").Text(lab.FormatSeconds(p.View.elapsed)),
		elem("div").Body(
			elem("progress").Attr("max", max(total, 1)).Attr("value", done).Aria("label", "Downloads done"),
			elem("p").Class("tqdm").Text(lab.ProgressLine(done, total, p.View.elapsed)),
		),
	)
}

// filterKinds are the ends that can be looked at alone: the three statuses of the
// book, what an error can be, and what the person cancelled.
var filterKinds = []struct {
	kind, state, word string
	always            bool
}{
	{"", "", "All", true},
	{"ok", "finished", "OK", true},
	{"not_found", "missing", "NOT FOUND", true},
	{"error", "failed", "ERROR", true},
	{"http", "failed", "HTTP status", false},
	{"timeout", "failed", "time-out", false},
	{"connection", "failed", "no answer", false},
	{"image", "failed", "bad image", false},
	{"cancelled", "cancelled", "cancelled", false},
}

// Filters are the counts of each kind of end, as buttons that show only those.
type Filters struct {
	app.Compo

	View   *runView
	Chosen string
	Choose func(kind string)
}

// OnMount implements go-app's Mounter.
func (f *Filters) OnMount(ctx app.Context) { f.View.follow(ctx) }

// Render implements go-app's Composer.
func (f *Filters) Render() app.UI {
	counts := map[string]int{}
	for _, task := range f.View.snapshot.Tasks {
		counts[""]++
		switch {
		case !task.State.Done():
		case task.State == lab.Cancelled:
			counts["cancelled"]++
		default:
			counts[task.Detail.Status()]++
			if task.Detail.Status() == "error" {
				counts[string(task.Detail.Cause)]++
			}
		}
	}
	var buttons []app.UI
	for _, k := range filterKinds {
		button := elem("button").Class("filter").DataSet("kind", k.kind).DataSet("state", k.state).
			Aria("pressed", pressed(f.Chosen == k.kind)).
			Text(fmt.Sprintf("%s %d", k.word, counts[k.kind])).
			OnClick(func(app.Context, app.Event) { f.Choose(k.kind) }, k.kind)
		if !k.always && counts[k.kind] == 0 && f.Chosen != k.kind {
			button.Hidden(true)
		}
		buttons = append(buttons, button)
	}
	return elem("div").Class("filters").Attr("role", "group").Aria("label", "Show only").Body(buttons...)
}

// Terminal prints what the book's program prints, as it prints it.
type Terminal struct {
	app.Compo

	View    *runView
	Plan    *lab.Plan
	Line    string // the command
	URL     string // of the site
	Verbose bool
}

// OnMount implements go-app's Mounter.
func (t *Terminal) OnMount(ctx app.Context) { t.View.follow(ctx) }

// Render implements go-app's Composer.
func (t *Terminal) Render() app.UI {
	return elem("details").Class("panel").Attr("open", true).Body(
		elem("summary").Text("Output of the program"),
		elem("pre").Class("transcript terminal").DataSet("run", t.View.run).TabIndex(0).Aria("label", "Output of the program").Body(
			// One child: the style sheet keeps its end in view.
			elem("span").Body(
				elem("span").Class("prompt").Text("$ python3 "+t.Line+"\n"),
				app.Text(t.text()),
			),
		),
	)
}

// text is the output up to the moment that is shown.
func (t *Terminal) text() string {
	s := t.View.snapshot
	if s.State == "" {
		return ""
	}
	var b strings.Builder
	b.WriteString(lab.Opening(*t.Plan, t.View.run, t.URL))
	if t.Verbose {
		b.WriteString(lab.VerboseLog(*t.Plan, s))
	} else {
		b.WriteString(lab.ProgressLine(s.Counts.Total(), len(s.Tasks), t.View.elapsed) + "\n")
	}
	b.WriteString(lab.Closing(s))
	return b.String()
}

// Life tells the whole life of one future.
type Life struct {
	app.Compo

	View  *runView
	Plan  *lab.Plan
	Code  string // empty: nothing is picked
	Album *album // nil before the first run
	Close func()
}

// OnMount implements go-app's Mounter.
func (l *Life) OnMount(ctx app.Context) { l.View.follow(ctx) }

// Render implements go-app's Composer.
func (l *Life) Render() app.UI {
	task, ok := l.task()
	if !ok {
		return elem("section").Class("panel life").Aria("label", "One future").Body(
			elem("p").Class("small").Text("Click a tile, or move to it with Tab and the arrow keys and press Enter: its whole life is told here."))
	}
	var rows []app.UI
	for _, row := range lifeOf(task) {
		rows = append(rows, elem("dt").Text(row[0]), elem("dd").Text(row[1]))
	}
	var picture app.UI = app.Text("")
	if url := l.url(task); url != "" {
		picture = app.Img().Src(url).Alt("Flag of " + flags.Country(l.Code))
	}
	return elem("section").Class("panel life").Aria("label", "One future").DataSet("of", l.Code).Body(
		elem("div").Class("life-head").Body(
			elem("h2").Text(codeTitle(l.Code)),
			elem("button").Aria("label", "Close").Text("×").OnClick(func(app.Context, app.Event) { l.Close() }),
		),
		picture,
		elem("dl").Body(rows...),
	)
}

// task finds the task that is told of.
func (l *Life) task() (lab.Task, bool) {
	for i, cc := range l.Plan.Codes {
		if cc == l.Code && i < len(l.View.snapshot.Tasks) {
			return l.View.snapshot.Tasks[i], true
		}
	}
	return lab.Task{}, false
}

func (l *Life) url(task lab.Task) string {
	if l.Album == nil || !task.State.Done() || task.Detail.Status() != "ok" {
		return ""
	}
	return l.Album.url(l.Code)
}

// lifeOf lists what is known of a task, in the order in which it happened. Times are
// since the run began.
func lifeOf(task lab.Task) [][2]string {
	if task.State == "" {
		return [][2]string{{"State", "not submitted yet"}}
	}
	rows := [][2]string{{"State", stateWord(task)}}
	add := func(name, text string) { rows = append(rows, [2]string{name, text}) }
	if task.State.Done() {
		add("Status", statusWord(task.Detail))
	}
	add("Pending since", milliseconds(task.Submitted))
	if task.Lane >= 0 {
		add("Running since", fmt.Sprintf("%s, on worker %d", milliseconds(task.Started), task.Lane+1))
	}
	if task.State.Done() {
		add(strings.ToUpper(string(task.State[:1]))+string(task.State[1:])+" at", milliseconds(task.Ended))
	}
	for i, attempt := range task.Earlier {
		add(fmt.Sprintf("Attempt %d", i+1), fmt.Sprintf("%s to %s: %s; then waited %s", milliseconds(attempt.Began), milliseconds(attempt.Ended),
			attempt.Detail.Message, milliseconds(attempt.Detail.Backoff)))
	}
	if n := task.Attempts(); n > 1 {
		text := "from " + milliseconds(task.Began)
		if task.State.Done() {
			text = milliseconds(task.Began) + " to " + milliseconds(task.Ended)
		}
		add(fmt.Sprintf("Attempt %d", n), text)
	} else {
		add("Attempts", fmt.Sprint(n))
	}
	if !task.State.Done() {
		return rows
	}
	d := task.Detail
	if d.HTTP != 0 {
		add("HTTP status", flags.StatusText(d.HTTP))
	}
	if d.Message != "" {
		add("Error", d.Message)
	}
	if d.Bytes > 0 {
		add("Bytes", fmt.Sprint(d.Bytes))
	}
	if d.Protocol != "" {
		add("Protocol", d.Protocol)
	}
	if d.Cache != "" {
		add("Server's cache", string(d.Cache))
	}
	if d.Stalled+d.Waiting+d.Receiving > 0 {
		add("Stalled in the browser", milliseconds(d.Stalled))
		add("Waiting for the site", milliseconds(d.Waiting))
		add("Receiving", milliseconds(d.Receiving))
	}
	return rows
}

func stateWord(task lab.Task) string {
	if task.Waiting && !task.State.Done() {
		return "running: waiting for the next attempt"
	}
	return string(task.State)
}

// statusWord is the status as the book's programs have it, and the kind of an error.
func statusWord(d lab.Detail) string {
	switch d.Cause {
	case flags.CauseNone:
		return "OK"
	case flags.CauseNotFound:
		return "NOT FOUND"
	case flags.CauseHTTP:
		return "ERROR: HTTP status"
	case flags.CauseTimeout:
		return "ERROR: time-out"
	case flags.CauseConnection:
		return "ERROR: no answer"
	case flags.CauseImage:
		return "ERROR: bad image"
	case flags.CauseCancelled:
		return "cancelled by you"
	}
	return "ERROR"
}
