package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/flags"
	"flaglab/app/lab"
	"flaglab/app/scenes"
)

// Futures is the lab in which a person watches single futures, and acts on them.
type Futures struct {
	app.Compo

	settings scenes.Settings
	plan     scenes.Plan
	errs     lab.FieldErrors
	guess    string // the code that is expected to complete first
	config   flags.Config

	play     *performance // the one on the stage or the last one; nil before the first
	running  bool
	snapshot *scenes.Snapshot // what is shown
	live     bool             // the newest state is shown, not an earlier one
	at       time.Duration    // the time that is shown

	keys func()
}

// OnInit implements go-app's Initializer.
func (f *Futures) OnInit() { f.adopt(scenes.Settings{}) }

// OnMount makes the page's connections to the browser.
func (f *Futures) OnMount(ctx app.Context) {
	f.keys = listenKeys(func(key string) { ctx.Dispatch(func(ctx app.Context) { f.onKey(ctx, key) }) })
	ctx.Async(func() {
		config := loadConfig()
		ctx.Dispatch(func(app.Context) { f.config = config })
	})
}

// OnNav takes the settings from the URL, and starts at once if it says so.
func (f *Futures) OnNav(ctx app.Context) {
	setTitle(ctx, "/futures")
	query := ctx.Page().URL().Query()
	f.adopt(scenes.SettingsFromQuery(query))
	if query.Get("run") == "1" {
		f.start(ctx)
	}
}

// OnDismount ends what runs: nobody would see it.
func (f *Futures) OnDismount() {
	f.play.cancel()
	if f.keys != nil {
		f.keys()
	}
}

// adopt takes over settings and clears the stage.
func (f *Futures) adopt(settings scenes.Settings) {
	f.settings = settings
	plan, errs := settings.Plan()
	f.errs = errs
	if len(errs) == 0 || f.snapshot == nil {
		f.plan = plan
	}
	f.clear()
}

func (f *Futures) clear() {
	f.play.cancel()
	f.play = nil
	f.running = false
	f.snapshot = scenes.At(nil, 0)
	f.live, f.at = true, 0
}

func (f *Futures) change(ctx app.Context, name, text string) {
	if f.running {
		return
	}
	settings := f.settings
	settings.Set(name, text)
	if name == "scene" || name == "cc" {
		settings.Set("fails", "")
		f.guess = ""
	}
	f.adopt(settings)
	f.remember(ctx)
}

func (f *Futures) remember(ctx app.Context) {
	u := *ctx.Page().URL()
	u.RawQuery = f.settings.Query().Encode()
	ctx.Page().ReplaceURL(&u)
}

func (f *Futures) start(ctx app.Context) {
	if f.running || len(f.errs) > 0 {
		return
	}
	f.clear()
	f.running = true
	f.remember(ctx)
	f.play = perform(ctx, f)
}

func (f *Futures) onRun(ctx app.Context, _ app.Event)   { f.start(ctx) }
func (f *Futures) onCancel(app.Context, app.Event)      { f.play.cancel() }
func (f *Futures) onReset(ctx app.Context, _ app.Event) { f.reset(ctx) }

func (f *Futures) reset(ctx app.Context) {
	if f.running {
		return
	}
	scene := f.settings.Scene
	f.guess = ""
	f.adopt(scenes.Settings{Scene: scene})
	f.remember(ctx)
}

// seek shows an earlier moment.
func (f *Futures) seek(t time.Duration) {
	end := f.play.elapsed()
	f.at = min(max(t, 0), end)
	f.live = f.at >= end
	f.snapshot = scenes.At(f.play.events(), f.at)
}

// step moves on or back by one event.
func (f *Futures) step(forward bool) {
	at := f.at
	for _, e := range f.play.events() {
		switch {
		case forward && e.At > f.at:
			f.seek(e.At)
			return
		case !forward && e.At < f.at:
			at = e.At
		}
	}
	if !forward {
		f.seek(at)
	}
}

func (f *Futures) onKey(ctx app.Context, key string) {
	switch key {
	case " ":
		f.start(ctx)
	case "Escape":
		f.play.cancel()
	case "r":
		f.reset(ctx)
	case ".", ",":
		if f.play != nil && !f.running {
			f.step(key == ".")
		}
	case "p":
		ctx.NewAction(actionProjector)
	case "?":
		ctx.NewAction(actionHelp)
	default:
		if n, err := strconv.Atoi(key); err == nil && n >= 1 && n <= len(scenes.Scenes()) {
			f.change(ctx, "scene", scenes.Scenes()[n-1].Name)
		}
	}
}

// state names the state of the scene for the page.
func (f *Futures) state() string {
	switch {
	case f.running:
		return "running"
	case f.play == nil:
		return "idle"
	case f.play.cancelled():
		return "cancelled"
	}
	return "done"
}

// Render implements go-app's Composer.
func (f *Futures) Render() app.UI {
	return frame("/futures",
		elem("div").Class("intro").Body(
			elem("h1").Text("Futures"),
			elem("p").Text("A future is the result of a call that may not have happened yet. Watch each one change, and act on it."),
		),
		f.sceneTabs(),
		f.controls(),
		elem("div").Class("stage reading").Body(
			elem("div").Class("center").Body(
				elem("section").Class("run").DataSet("run", lab.Threads).DataSet("state", f.state()).Aria("label", "Futures").Body(
					f.futuresList(),
					f.replayControls(),
				),
				f.poolPanel(),
				f.shelves(),
			),
			elem("aside").Class("aside").Aria("label", "Transcript and code").Body(
				f.transcript(),
				f.codePanel(),
			),
		),
		elem("div").Class("visually-hidden").Attr("role", "status").Aria("live", "polite").Text(f.spoken()),
	)
}

// spoken is the state in words, for a screen reader.
func (f *Futures) spoken() string {
	if f.play == nil {
		return ""
	}
	done := len(f.snapshot.Completed)
	text := fmt.Sprintf("%d of %d futures done", done, len(f.snapshot.Futures))
	if f.snapshot.Deadlock(f.plan.Workers) {
		text += "; deadlock"
	}
	return text
}

func (f *Futures) sceneTabs() app.UI {
	var tabs []app.UI
	for _, scene := range scenes.Scenes() {
		name := scene.Name
		tabs = append(tabs, elem("button").Class("tab").Aria("pressed", pressed(name == f.plan.Scene.Name)).
			Attr("disabled", f.running).Text(scene.Title).
			OnClick(func(ctx app.Context, _ app.Event) { f.change(ctx, "scene", name) }, name))
	}
	return elem("div").Class("tabs").Attr("role", "group").Aria("label", "Scenes").Body(tabs...)
}

func (f *Futures) controls() app.UI {
	return elem("section").Class("controls").Aria("label", "Settings").Body(
		elem("div").Class("settings").Body(
			elem("p").Class("about").Text(f.plan.Scene.About),
			elem("fieldset").Class("fields").Attr("disabled", f.running).Body(
				elem("legend").Class("visually-hidden").Text("Settings of the scene"),
				f.field("cc", "Codes", "letters and codes, such as BR CN", true),
				f.field("workers", "Workers", fmt.Sprintf("1 to %d", scenes.MaxWorkers), f.plan.Scene.Workers == 0),
				f.field("delay", "Delay, s", "seconds, or a range such as 0.5-2.5", true),
				f.field("seed", "Seed", "the same seed is the same weather", true),
				f.field("fails", "Fails", "the code whose task fails, or NONE", true),
				f.field("timeout", "Time-out, s", "how long result, map, wait and as_completed wait; 0: as long as it takes", true),
				f.guessField(),
			),
			elem("div").Class("buttons").Body(
				elem("button").Class("primary").Attr("disabled", f.running).Text("Run").OnClick(f.onRun),
				elem("button").Attr("disabled", !f.running).Text("Cancel run").OnClick(f.onCancel),
				elem("button").Attr("disabled", f.running).Text("Reset").OnClick(f.onReset),
			),
		),
		f.verdict(),
		app.If(isStatic(), f.kind()),
	)
}

// kind says that the delays are not those of a server.
func (f *Futures) kind() app.UI {
	word, meaning := kind(lab.Plan{Site: "DELAY"})
	return elem("p").Class("kind").Body(elem("strong").Text(word), app.Text(" "+meaning+"."))
}

func (f *Futures) field(name, label, hint string, enabled bool) app.UI {
	text := f.settings.Get(name)
	switch {
	case name == "fails" && text == "":
		text = f.plan.Fails
	case name == "workers" && !enabled:
		text = strconv.Itoa(f.plan.Workers)
	}
	input := textInput(f.errs, name, hint, text).Attr("disabled", !enabled).
		OnChange(func(ctx app.Context, _ app.Event) {
			f.change(ctx, name, strings.TrimSpace(ctx.JSSrc().Get("value").String()))
		}, name)
	return field(f.errs, name, label, input)
}

func (f *Futures) guessField() app.UI {
	if f.plan.Scene.Workers > 0 {
		return elem("div").Hidden(true) // nothing will be first
	}
	options := []app.UI{option("", "?", f.guess == "")}
	for _, cc := range f.plan.Codes {
		options = append(options, option(cc, cc, f.guess == cc))
	}
	return elem("div").Class("field").Body(
		elem("label").Attr("for", "guess").Text("Your guess: first"),
		elem("select").ID("guess").Title(f.plan.Scene.Question).Body(options...).OnChange(func(ctx app.Context, _ app.Event) {
			f.guess = ctx.JSSrc().Get("value").String()
		}),
	)
}

// verdict says how many futures are done, and the guess beside the truth.
func (f *Futures) verdict() app.UI {
	s := f.snapshot
	big, small := "–", f.plan.Scene.Question
	if f.play != nil {
		big = fmt.Sprintf("%d of %d done", len(s.Completed), len(s.Futures))
		small = lab.FormatSeconds(f.shownTime())
	}
	guess := ""
	if f.guess != "" && len(s.Completed) > 0 {
		first := s.Futures[s.Completed[0]].Name
		guess = fmt.Sprintf("You guessed %s; %s was first", f.guess, first)
		if first == f.guess {
			guess = "You guessed right: " + first + " was first"
		}
	}
	if s.Deadlock(f.plan.Workers) {
		big = "Deadlock"
	}
	return elem("div").Class("verdict").Body(
		elem("strong").Class("big").Text(big),
		elem("span").Class("small").Text(small),
		elem("span").Class("small").Text(guess),
	)
}

func (f *Futures) shownTime() time.Duration {
	switch {
	case f.running && f.live:
		return f.play.now()
	case f.live:
		return f.play.elapsed()
	}
	return f.at
}
