package ui

import "github.com/maxence-charriere/go-app/v9/pkg/app"

// Toolbar holds what concerns the page as a whole: its theme, the projector
// mode, the help, and the offer of a new version.
type Toolbar struct {
	app.Compo

	theme     string // light or dark
	projector bool
	help      bool
	update    bool
}

// OnMount takes up what the person chose the last time.
func (t *Toolbar) OnMount(ctx app.Context) {
	t.update = ctx.AppUpdateAvailable()
	ctx.LocalStorage().Get("flaglab.theme", &t.theme)
	ctx.LocalStorage().Get("flaglab.projector", &t.projector)
	t.apply(ctx)
	ctx.Handle(actionProjector, func(ctx app.Context, _ app.Action) { t.toggleProjector(ctx, app.Event{}) })
	ctx.Handle(actionHelp, func(ctx app.Context, _ app.Action) { t.help = !t.help })
}

// OnAppUpdate offers the new version once the browser has fetched it.
func (t *Toolbar) OnAppUpdate(ctx app.Context) { t.update = ctx.AppUpdateAvailable() }

func (t *Toolbar) apply(ctx app.Context) {
	root := app.Window().Get("document").Get("documentElement")
	if t.theme == "" {
		t.theme = "light" // the one that can be read on a projector
	}
	root.Call("setAttribute", "data-theme", t.theme)
	root.Call("toggleAttribute", "data-projector", t.projector)
	ctx.LocalStorage().Set("flaglab.theme", t.theme)
	ctx.LocalStorage().Set("flaglab.projector", t.projector)
	ctx.NewAction(actionRestyled)
}

func (t *Toolbar) toggleTheme(ctx app.Context, _ app.Event) {
	if t.theme == "dark" {
		t.theme = "light"
	} else {
		t.theme = "dark"
	}
	t.apply(ctx)
}

func (t *Toolbar) toggleProjector(ctx app.Context, _ app.Event) {
	t.projector = !t.projector
	t.apply(ctx)
}

func (t *Toolbar) toggleHelp(app.Context, app.Event) { t.help = !t.help }

// Render implements go-app's Composer.
func (t *Toolbar) Render() app.UI {
	return elem("div").Class("toolbar").Body(
		app.If(t.update, elem("button").Class("update").Text("New version: reload").
			OnClick(func(ctx app.Context, _ app.Event) { ctx.Reload() })),
		elem("button").Aria("pressed", pressed(t.theme == "dark")).Text("Dark").OnClick(t.toggleTheme),
		elem("button").Aria("pressed", pressed(t.projector)).Title("Larger text and thicker lines (P)").
			Text("Projector").OnClick(t.toggleProjector),
		elem("button").Aria("expanded", pressed(t.help)).Title("Keys (?)").Text("Help").OnClick(t.toggleHelp),
		app.If(t.help, helpPanel(t.toggleHelp)),
	)
}

// pressed writes the state of a toggle as ARIA wants it.
func pressed(on bool) string {
	if on {
		return "true"
	}
	return "false"
}

func helpPanel(closePanel app.EventHandler) app.UI {
	keys := [][2]string{
		{"Space", "run; during a replay, pause and go on"},
		{"Esc", "cancel the run"},
		{"R", "reset"},
		{". and ,", "after a run: one event on, one event back"},
		{"1 – 5", "choose the codes: top 20, five, A–C, all 194, every 676"},
		{"P", "projector mode"},
		{"?", "this list"},
	}
	var rows []app.UI
	for _, key := range keys {
		rows = append(rows, elem("tr").Body(elem("th").Attr("scope", "row").Body(elem("kbd").Text(key[0])), elem("td").Text(key[1])))
	}
	return elem("section").Class("help").Aria("label", "Keys").Body(
		elem("h2").Text("Keys"),
		elem("table").Body(elem("tbody").Body(rows...)),
		elem("p").Text("They rest while you type in a field."),
		elem("button").Text("Close").OnClick(closePanel),
	)
}
