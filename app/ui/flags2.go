package ui

import (
	"fmt"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/flags"
	"flaglab/app/lab"
)

// Flags2 is the lab of the book's flags2 programs: their options, their reports,
// and every way in which a download can end.
type Flags2 struct {
	app.Compo
	desk

	form      lab.Flags2
	errs      lab.FieldErrors
	lineError string // what is wrong with a command line that was pasted
	guess     guess
	filter    string // which tiles are shown; empty for all
	picked    string // the code whose life is told; empty for none
	saved     string // what became of the last save
	copied    string // the command line that was copied last

	view *runView // the one run
	taps func()   // stops listening to the tiles
}

// OnInit sets the table before the first paint, on the server and in the page.
func (f *Flags2) OnInit() {
	f.view = &runView{pick: true}
	f.paint = f.draw
	f.adopt(lab.Flags2{})
}

// OnMount makes the page's connections to the browser.
func (f *Flags2) OnMount(ctx app.Context) {
	f.open(ctx, f.onKey)
	f.taps = listenTiles(func(cc string) { ctx.Dispatch(func(app.Context) { f.pick(cc) }) })
}

// OnNav takes the settings from the URL, and starts at once if it says so.
func (f *Flags2) OnNav(ctx app.Context) {
	setTitle(ctx, "/flags2")
	query := ctx.Page().URL().Query()
	f.stop()
	f.adopt(lab.Flags2FromQuery(query))
	ctx.Defer(func(app.Context) { f.redraw() })
	if query.Get("run") == "1" {
		ctx.Async(func() {
			config := loadConfig() // which sites there are
			ctx.Dispatch(func(ctx app.Context) {
				f.config = config
				f.start(ctx)
			})
		})
	}
}

// OnDismount ends what runs.
func (f *Flags2) OnDismount() {
	f.close()
	if f.taps != nil {
		f.taps()
	}
}

// adopt takes over settings. Settings that make no sense say so at their fields, and
// leave the board as it is.
func (f *Flags2) adopt(form lab.Flags2) {
	plan, errs := form.Plan()
	f.form, f.errs, f.lineError = form, errs, ""
	if len(errs) > 0 && f.runs != nil {
		return
	}
	if len(errs) > 0 {
		plan, _ = lab.Flags2{}.Plan()
	}
	f.plan = plan
	f.session.release()
	f.clear()
}

// clear forgets the last run.
func (f *Flags2) clear() {
	f.session, f.running = nil, false
	f.surface.forget() // the number of workers changes its height
	f.notice, f.saved, f.filter, f.picked = "", "", "", ""
	markTile(f.view.run, "")
	f.view.run = f.form.Run()
	f.runs = map[string]*runView{f.view.run: f.view}
	f.view.reset(f.plan)
}

// change is the handler of every field. The log is not written anew for -v: that
// only says how it is shown.
func (f *Flags2) change(ctx app.Context, name, text string) {
	if name == "verbose" {
		f.form.Set(name, text)
		f.remember(ctx)
		return
	}
	if f.running {
		return
	}
	form := f.form
	form.Set(name, text)
	f.adopt(form)
	f.remember(ctx)
}

// paste takes over a command line.
func (f *Flags2) paste(ctx app.Context, line string) {
	if f.running {
		return
	}
	args, err := flags.ParseCommandLine(line)
	if err != nil {
		f.lineError = err.Error()
		return
	}
	form := f.form
	form.SetArgs(args)
	f.adopt(form)
	f.remember(ctx)
}

// remember puts the settings into the URL: the address bar is the permalink.
func (f *Flags2) remember(ctx app.Context) {
	u := *ctx.Page().URL()
	u.RawQuery = f.form.Query().Encode()
	ctx.Page().ReplaceURL(&u)
	ctx.Defer(func(app.Context) { f.redraw() })
}

// start runs the program, unless it runs.
func (f *Flags2) start(ctx app.Context) {
	if f.running || len(f.errs) > 0 {
		return
	}
	if f.plan.Site == "REMOTE" && f.config.Remote == "" {
		f.errs = lab.FieldErrors{"server": "this server has no way to REMOTE: choose LOCAL, DELAY or ERROR"}
		return
	}
	before := f.session
	f.clear()
	f.running = true
	f.remember(ctx)
	ctx.Defer(func(ctx app.Context) {
		f.session = startSession(ctx, &f.desk, []string{f.view.run}, before)
	})
}

func (f *Flags2) onRun(ctx app.Context, _ app.Event)  { f.start(ctx) }
func (f *Flags2) onCancel(_ app.Context, _ app.Event) { f.stop() }

func (f *Flags2) onReset(ctx app.Context, _ app.Event) {
	if f.running {
		return
	}
	f.guess = guess{}
	f.adopt(lab.Flags2{})
	f.remember(ctx)
}

// pick shows the life of a code; of none if it is shown already.
func (f *Flags2) pick(cc string) {
	if f.picked == cc {
		cc = ""
	}
	f.picked = cc
	markTile(f.view.run, cc)
}

// onKey does what a key stands for.
func (f *Flags2) onKey(ctx app.Context, key string) {
	switch key {
	case " ":
		f.start(ctx)
	case "Escape":
		f.stop()
	case "r":
		f.onReset(ctx, app.Event{})
	case "p":
		ctx.NewAction(actionProjector)
	case "?":
		ctx.NewAction(actionHelp)
	case "1", "2", "3", "4", "5":
		f.preset(ctx, key)
	}
}

// preset selects the codes that the same keys select in the race.
func (f *Flags2) preset(ctx app.Context, key string) {
	if f.running {
		return
	}
	form := f.form
	form.CC, form.All, form.Every = "", key == "4", key == "5"
	switch key {
	case "2":
		form.CC = strings.Join(flags.Five(), " ")
	case "3":
		form.CC = "a b c"
	}
	f.adopt(form)
	f.remember(ctx)
}

// siteURL is where the site of the plan is, as the program reports it.
func (f *Flags2) siteURL() string {
	if f.plan.Site == "REMOTE" && f.config.Upstream != "" {
		return f.config.Upstream
	}
	site, _ := flags.SiteByLabel(f.plan.Site)
	origin := ""
	if len(f.config.Origins) > 0 {
		origin = f.config.Origins[0]
	}
	if origin == "" {
		if u := app.Window().URL(); u != nil && u.Host != "" {
			origin = u.Scheme + "://" + u.Host
		}
	}
	return origin + site.Path
}

// strips lays the run out for the timeline.
func (f *Flags2) strips() ([]strip, lab.Axis) {
	s := strip{
		title: f.program().Name,
		lanes: f.plan.WorkersOf(f.view.run),
		bars:  lab.Bars(f.view.snapshot, f.view.elapsed),
		ideal: f.plan.Ideal(f.view.run),
	}
	end := max(f.view.final.Elapsed, f.view.elapsed)
	if f.view.snapshot.Done() {
		s.end = f.view.snapshot.Elapsed
	} else {
		end = max(end, s.ideal+s.ideal/20)
	}
	return []strip{s}, lab.NewAxis(end + end/50)
}

// Render implements go-app's Composer.
func (f *Flags2) Render() app.UI {
	return frame("/flags2",
		elem("div").Class("intro").Body(
			elem("h1").Text("Flags2"),
			elem("p").Text("Not every download goes well. The book's flags2 programs tell a flag that does not exist from a request that failed, and report both."),
		),
		f.controls(),
		elem("div").Class("stage flags2").Body(
			elem("div").Class("center").Body(
				f.runPanel(),
				f.timelinePanel(),
			),
			elem("aside").Class("aside").Aria("label", "Output, one future, explanation and code").Body(
				&Terminal{View: f.view, Plan: &f.plan, Line: f.form.CommandLine(), URL: f.siteURL(), Verbose: f.form.Verbose},
				&Life{View: f.view, Plan: &f.plan, Code: f.picked, Album: f.album(), Close: func() { f.pick(f.picked) }},
				flags2Explanation(),
				flags2Code(),
			),
		),
		elem("div").Class("visually-hidden").Attr("role", "status").Aria("live", "polite").Text(f.live),
	)
}

// album holds the flags that the run saved; nil before the first.
func (f *Flags2) album() *album {
	if f.session == nil {
		return nil
	}
	return f.session.album(f.view.run)
}

// runPanel is the run: its progress, the filters, the tiles, and what can be saved.
func (f *Flags2) runPanel() app.UI {
	title, subtitle := "flags2_threadpool", workers(f.plan.WorkersOf(f.view.run))
	if f.view.run == lab.Sequential {
		title, subtitle = "flags2_sequential", "one request at a time"
	}
	return elem("section").Class("run").DataSet("run", f.view.run).DataSet("state", runState(f.view.final)).
		Aria("label", "Run of "+title).Body(
		elem("div").Class("run-head").Body(
			elem("h2").Body(app.Text(title), elem("small").Text(" "+subtitle)),
			&Progress{View: f.view},
			&Filters{View: f.view, Chosen: f.filter, Choose: func(kind string) { f.filter = kind }},
		),
		elem("div").Class("filtered").DataSet("filter", f.filter).Body(app.Raw(f.view.html)),
		f.saveButtons(),
	)
}

// saveButtons give the person what the run brought: save_flag, for real.
func (f *Flags2) saveButtons() app.UI {
	if f.session == nil || f.running {
		return elem("div").Hidden(true)
	}
	n := f.view.final.Counts.OK
	what := fmt.Sprintf("Save %d flags", n)
	if n == 1 {
		what = "Save 1 flag"
	}
	body := []app.UI{elem("button").Attr("disabled", n == 0).Text(what + " as ZIP").OnClick(f.onZip)}
	if canSaveToFolder() {
		body = append(body, elem("button").Attr("disabled", n == 0).Text("Save into a folder…").OnClick(f.onFolder))
	}
	body = append(body,
		&Exports{Plan: &f.plan, Events: f.session.events, Name: "flags2-" + f.view.run},
		elem("span").Class("small").Attr("role", "status").Text(f.saved),
	)
	return elem("div").Class("saves").Body(body...)
}

func (f *Flags2) onZip(app.Context, app.Event) {
	saveFile("flags.zip", "application/zip", lab.Zip(f.album().all()))
}

func (f *Flags2) onFolder(ctx app.Context, _ app.Event) {
	images := f.album().all()
	ctx.Async(func() {
		n, err := saveToFolder(images)
		ctx.Dispatch(func(app.Context) {
			switch {
			case err != nil:
				f.saved = "Not saved: " + err.Error()
			case n > 0:
				f.saved = fmt.Sprintf("%d files written to downloaded/", n)
			}
		})
	})
}

// timelinePanel shows when each worker did what; each attempt is a bar.
func (f *Flags2) timelinePanel() app.UI {
	var table app.UI = elem("div").Hidden(true)
	if f.session != nil && !f.running {
		table = &Table{Runs: f.runs, Plan: &f.plan}
	}
	size := "few"
	if n := f.plan.WorkersOf(f.view.run); n > 60 {
		size = "crowd"
	} else if n > 12 {
		size = "many"
	} else if n < 4 {
		size = "one"
	}
	return elem("section").Class("timeline").Aria("label", "Timeline").Body(
		elem("div").Class("timeline-head").Body(
			elem("h2").Text("Timeline"),
			legends("✕ failed, with its kind"),
		),
		elem("canvas").ID(timelineID).Class("canvas").DataSet("lanes", size).Attr("role", "img").
			Aria("label", "Timeline with a row for each worker and a bar for each attempt. The same figures are in the table below."),
		table,
	)
}
