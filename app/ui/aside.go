package ui

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/flags"
	"flaglab/app/lab"
)

// aside holds what is read beside the race: the transcripts and the code.
func (r *Race) aside() app.UI {
	return elem("aside").Class("aside").Aria("label", "Transcript and code").Body(
		elem("details").Class("panel").Attr("open", true).Body(
			elem("summary").Text("Transcript"),
			&Transcript{View: r.runs[lab.Sequential], Plan: &r.plan, Command: "flags"},
			&Transcript{View: r.runs[lab.Threads], Plan: &r.plan, Command: "flags_threadpool"},
		),
		codePanel("Sequential: the code that runs", "sequential"),
		codePanel("Concurrent: the code that runs", "threadpool"),
		codePanel("Both: download one flag", "download"),
	)
}

// Transcript prints what the lecture's program would print.
type Transcript struct {
	app.Compo

	View    *runView
	Plan    *lab.Plan
	Command string
}

// OnMount implements go-app's Mounter.
func (t *Transcript) OnMount(ctx app.Context) { t.View.follow(ctx) }

// Render implements go-app's Composer.
func (t *Transcript) Render() app.UI {
	return elem("pre").Class("transcript").DataSet("run", t.View.run).TabIndex(0).Body(
		elem("span").Class("prompt").Text("$ "+t.Command+"\n"),
		app.Text(lab.Transcript(*t.Plan, t.View.snapshot)),
	)
}

// codePanel shows the Go that runs, from the files it was compiled from, and the same
// idea in Python.
func codePanel(title, name string) app.UI {
	var body []app.UI
	body = append(body, elem("summary").Text(title))
	for _, file := range []string{name + ".go", name + ".py"} {
		if text, err := flags.Code.ReadFile(file); err == nil {
			body = append(body,
				elem("p").Class("file").Text(file),
				elem("pre").Class("code").TabIndex(0).Body(elem("code").Text(string(text))))
		}
	}
	return elem("details").Class("panel").Body(body...)
}
