package ui

import (
	"fmt"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/lab"
)

// Race is the lab in which the same flags are downloaded one after another and
// by a pool, and the two runs are compared.
type Race struct {
	app.Compo
	desk

	form   lab.Form
	errs   lab.FieldErrors
	guess  string
	replay replay
	asked  []string // the runs that were started last
}

// raceRuns are the runs of a race from left to right.
var raceRuns = []string{lab.Sequential, lab.Threads}

// OnInit sets the table before the first paint, on the server and in the page.
func (r *Race) OnInit() {
	r.paint = r.draw
	r.adopt(lab.Form{})
}

// OnMount makes the page's connections to the browser.
func (r *Race) OnMount(ctx app.Context) {
	r.open(ctx, r.onKey)
}

// OnNav takes the settings from the URL, and starts at once if it says so.
func (r *Race) OnNav(ctx app.Context) {
	setTitle(ctx, "/")
	query := ctx.Page().URL().Query()
	r.stop()
	r.adopt(lab.FormFromQuery(query))
	if query.Get("run") == "1" {
		// Once the boards of these settings are in the page.
		ctx.Defer(func(ctx app.Context) { r.start(ctx, raceRuns...) })
	}
}

// OnDismount ends what runs.
func (r *Race) OnDismount() { r.close() }

// adopt takes over settings and shows their empty boards. Settings that make no
// sense keep the boards as they are, and say so at their fields.
func (r *Race) adopt(form lab.Form) {
	r.form = form
	plan, errs := form.Plan()
	r.errs = errs
	if len(errs) > 0 && r.runs != nil {
		return
	}
	if len(errs) > 0 {
		plan, _ = lab.Form{}.Plan()
	}
	r.plan = plan
	r.session.release()
	r.clear()
}

// clear forgets the last runs.
func (r *Race) clear() {
	r.session = nil
	r.running = false // a session that is no longer ours does not report its end
	r.notice = ""
	r.replay = replay{speed: r.replay.speed}
	if r.runs == nil {
		r.runs = map[string]*runView{}
		for _, run := range raceRuns {
			r.runs[run] = &runView{run: run}
		}
	}
	for _, view := range r.runs {
		view.reset(r.plan)
	}
}

// change is the handler of every field.
func (r *Race) change(ctx app.Context, name, text string) {
	if r.running {
		return
	}
	form := r.form
	form.Set(name, text)
	r.adopt(form)
	r.remember(ctx)
}

// remember puts the settings into the URL: the address bar is the permalink.
func (r *Race) remember(ctx app.Context) {
	u := *ctx.Page().URL()
	u.RawQuery = r.form.Query().Encode()
	ctx.Page().ReplaceURL(&u)
}

// start begins the given runs, one after another. Nothing happens while others
// are under way.
func (r *Race) start(ctx app.Context, runs ...string) {
	if r.running || len(r.errs) > 0 {
		return
	}
	before := r.session
	r.clear()
	r.running, r.asked = true, runs
	r.remember(ctx)
	// The boards are drawn first; then the session takes hold of them.
	ctx.Defer(func(ctx app.Context) {
		r.session = startSession(ctx, &r.desk, runs, before)
	})
}

func (r *Race) onRunBoth(ctx app.Context, _ app.Event)       { r.start(ctx, raceRuns...) }
func (r *Race) onRunSequential(ctx app.Context, _ app.Event) { r.start(ctx, lab.Sequential) }
func (r *Race) onRunConcurrent(ctx app.Context, _ app.Event) { r.start(ctx, lab.Threads) }
func (r *Race) onCancel(app.Context, app.Event)              { r.stop() }

func (r *Race) onReset(ctx app.Context, _ app.Event) {
	if r.running {
		return
	}
	r.guess = ""
	r.adopt(lab.Form{})
	r.remember(ctx)
}

// figures compares the runs as far as they have come.
func (r *Race) figures() lab.Figures {
	return lab.Compare(r.plan, r.runs[lab.Sequential].final, r.runs[lab.Threads].final)
}

// Render implements go-app's Composer.
func (r *Race) Render() app.UI {
	return frame("/",
		elem("div").Class("intro").Body(
			elem("h1").Text("Race"),
			elem("p").Text("The same flags, downloaded twice: one after another, then by a pool of workers. "+
				"A worker that waits for the network costs nothing, so the others go on meanwhile."),
		),
		r.controls(),
		elem("div").Class("stage").Body(
			elem("div").Class("center").Body(
				elem("div").Class("runs").Body(
					r.runPanel(lab.Sequential, "Sequential", "one request at a time"),
					r.runPanel(lab.Threads, "Concurrent", fmt.Sprintf("a pool of %s", workers(r.plan.WorkersOf(lab.Threads)))),
				),
				r.timelinePanel(),
			),
			r.aside(),
		),
		elem("div").Class("visually-hidden").Attr("role", "status").Aria("live", "polite").Text(r.live),
	)
}

func workers(n int) string {
	if n == 1 {
		return "1 worker"
	}
	return fmt.Sprintf("%d workers", n)
}

// runPanel is one side of the race.
func (r *Race) runPanel(run, title, subtitle string) app.UI {
	view := r.runs[run]
	return elem("section").Class("run").DataSet("run", run).DataSet("state", runState(view.final)).
		Aria("label", title+" run").Body(
		elem("div").Class("run-head").Body(
			elem("h2").Body(app.Text(title), elem("small").Text(" "+subtitle)),
			&Meter{View: view},
		),
		app.Raw(view.html),
	)
}

// runState names the state of a run for the page: idle, running, done, cancelled.
func runState(s *lab.Snapshot) string {
	switch s.State {
	case "":
		return "idle"
	case lab.Running:
		return "running"
	case lab.Cancelled:
		return "cancelled"
	}
	return "done"
}
