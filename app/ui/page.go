package ui

import (
	"fmt"
	"net/url"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/bench"
)

// Page is the page of a lab. go-app keeps one page when a person goes from lab to lab, and only gives it another Path.
type Page struct {
	app.Compo

	Path string // of the lab

	lab    bench.Lab // that is shown
	bench  *bench.Bench
	leave  func()
	opened bool   // the lab shows its URL's settings already
	first  app.UI // the page at the start, until it is mounted

	update bool // a new version of the page is here
}

// OnInit sets up the lab, on the server and in the page, so that it is rendered once at the start, as it is to be.
func (p *Page) OnInit() {
	p.lab = labAt(p.Path)
	if app.IsServer {
		p.bench = bench.New(p.lab, still{}, stillNetwork{})
		return
	}
	p.bench, p.leave = connect(p.lab, app.Window().URL())
	p.opened = true
	p.bench.Screen() // reads the recorded run, and has the functions compiled that compute the view
	Pause()
	p.first = p.render() // parts of their own: together, and with mounting, they would take too long
	Pause()
}

// OnMount paints what was rendered. The page can be used before go-app renders it for the second time.
func (p *Page) OnMount(ctx app.Context) {
	p.update = ctx.AppUpdateAvailable()
	mounted(ctx)
	p.bench.Repaint()
	Pause()
}

// OnAppUpdate offers the new version once the browser has it.
func (p *Page) OnAppUpdate(ctx app.Context) { p.update = ctx.AppUpdateAvailable() }

// OnNav shows the lab and the settings of the URL.
func (p *Page) OnNav(ctx app.Context) {
	u := ctx.Page().URL()
	if p.lab.Path != p.Path {
		p.leave()
		p.lab = labAt(p.Path)
		p.bench, p.leave = connect(p.lab, u)
		p.opened = true
		app.Window().Call("scrollTo", 0, 0)
	}
	ctx.Page().SetTitle(p.lab.Name + " – Flag Lab")
	if !p.opened {
		p.bench.Open(u.RawQuery, u.Fragment)
	}
	p.opened = false
}

// labID is where the lab begins, after the menu.
const labID = "lab"

// OnUpdate paints the pictures of what was just rendered.
func (p *Page) OnUpdate(app.Context) { p.bench.Repaint() }

// OnDismount cancels the run and releases the lab.
func (p *Page) OnDismount() {
	if p.leave != nil {
		p.leave()
	}
}

// Render implements go-app's Composer.
func (p *Page) Render() app.UI {
	if first := p.first; first != nil {
		p.first = nil
		return first
	}
	return p.render()
}

func (p *Page) render() app.UI {
	s := p.bench.Screen()
	s.Still = p.leave == nil
	return elem("div").Class("page").DataSet("lab", p.lab.Name).DataSet("phase", phase(s)).DataSet("generation", s.Generation).DataSet("tour", tourStep(s)).Body(
		elem("a").Class("skip").Attr("href", "#"+labID).Text("Skip to the lab"),
		header(s, p.update),
		elem("main").ID(labID).TabIndex(-1).Body(
			scenes(s),
			ask(s),
			problems(s),
			panels(s, false),
			replay(s),
			notices(s),
			afterwards(s),
			details(s),
			lecture(s),
		),
		elem("div").ID("live").Class("visually-hidden").Attr("role", "status").Aria("live", "polite"),
		help(s),
		share(s),
	)
}

// phase names the phase of the lab for the page. An example is not a run of the person's.
func phase(s bench.Screen) string {
	if s.Example {
		return bench.Idle.String()
	}
	return s.Phase.String()
}

// header holds the menu and what concerns the page as a whole.
func header(s bench.Screen, update bool) app.UI {
	var links []app.UI
	for _, lab := range Labs() {
		link := elem("a").Attr("href", prefix()+lab.Path).Text(lab.Name)
		if lab.Path == s.Lab.Path {
			link.Aria("current", "page")
		}
		links = append(links, elem("li").Body(link))
	}
	share := "Share"
	if s.Copied {
		share = "Link copied"
	}
	return elem("header").Class("top").Body(
		elem("a").Class("brand").Attr("href", prefix()+"/").Attr("translate", "no").Text("Flag Lab"),
		elem("nav").Aria("label", "Labs").Body(elem("ul").Body(links...)),
		tour(s),
		elem("div").Class("tools").Body(append(when(update, func() app.UI { return button("New version: reload", "reload", "") }),
			button(share, bench.ActShare, ""),
			button("Projector", bench.ActProjector, "").Aria("pressed", is(s.Projector)),
			button("Help", bench.ActHelp, "").Aria("expanded", is(s.Help)),
		)...),
	)
}

// lecture is the way through the labs: the one before, the one that comes next, and all of them.
func lecture(s bench.Screen) app.UI {
	labs := Labs()
	var list []app.UI
	for i, lab := range labs {
		link := elem("a").Attr("href", prefix()+lab.Path).Text(lab.Name)
		switch {
		case lab.Path == s.Lab.Path:
			link.Aria("current", "page")
		case i+1 < len(labs) && labs[i+1].Path == s.Lab.Path:
			link.Attr("rel", "prev")
		case i > 0 && labs[i-1].Path == s.Lab.Path:
			link.Attr("rel", "next")
		}
		list = append(list, elem("li").Body(link, app.Text(" "+lab.About)))
	}
	return elem("nav").Class("lecture").Aria("label", "The labs in lecture order").Body(elem("h2").Text("The labs in lecture order"), elem("ol").Body(list...))
}

// problems are why there is no run.
func problems(s bench.Screen) app.UI {
	var list []app.UI
	if text := s.Errors[""]; text != "" {
		list = append(list, elem("p").Class("notice", "wrong").Attr("role", "alert").Text(text))
	}
	for _, f := range s.Values.Fields() {
		if text := s.Errors[f.Name]; text != "" && f.Hidden { // it has no place of its own
			list = append(list, elem("p").Class("notice", "wrong").Attr("role", "alert").Text(text))
		}
	}
	if s.Problem != "" {
		list = append(list, elem("p").Class("notice").Text(s.Problem))
	}
	return elem("div").Class("problems").Body(list...)
}

// notices are what the person should know about this run. They stand below what moves, where one has its place: when it
// comes, nothing else moves.
func notices(s bench.Screen) app.UI {
	var list []app.UI
	for _, text := range s.Notices {
		list = append(list, elem("p").Class("notice").Text(text))
	}
	return elem("div").Class("notices").Body(list...)
}

// share says what is in the link that was just shared.
func share(s bench.Screen) app.UI {
	if s.Shared == "" {
		return elem("div").Class("help").Attr("hidden", true)
	}
	return elem("section").Class("help").Attr("hidden", false).Aria("label", "Share").Body(
		elem("h2").Text("Share"),
		elem("p").Text(s.Shared),
		elem("div").Body(when(s.Code != "", func() app.UI {
			return elem("figure").Class("scan").Body(
				elem("img").Class("qr").Attr("alt", "QR code of the link to these settings").Attr("src", "data:image/svg+xml,"+url.PathEscape(s.Code)).Attr("width", 220).Attr("height", 220),
				elem("figcaption").Text(s.CodeNote),
			)
		})...),
		elem("p").Text("To overlay the runs of a class: copy their links, and press Ctrl+V (⌘V) on this page."),
		button("Close", bench.ActShare, ""),
	)
}

// help lists the keys. It is always in the page, so that opening it is quick.
func help(s bench.Screen) app.UI {
	if !s.Help {
		return elem("div").Class("help").Attr("hidden", true)
	}
	var rows []app.UI
	for _, key := range bench.Keys() {
		rows = append(rows, elem("tr").Body(elem("th").Attr("scope", "row").Body(elem("kbd").Attr("translate", "no").Text(key.Name)), elem("td").Text(key.Does)))
	}
	var presets []app.UI
	for i, p := range s.Lab.Presets {
		if i < 9 {
			presets = append(presets, elem("li").Text(fmt.Sprintf("%d: %s", i+1, p.Name)))
		}
	}
	return elem("section").Class("help").Attr("hidden", false).Aria("label", "Help").Body(
		elem("p").Class("touch").Text("Tap a guess, then the button. After a run, drag the time slider, or tap a flag for its history. Experiment has the settings."),
		elem("h2").Text("Keys"),
		elem("table").Body(elem("tbody").Body(rows...)),
		elem("ul").Class("presets").Body(presets...),
		elem("p").Text("Shortcuts are off while you type in a field."),
		button("Close", bench.ActHelp, ""),
	)
}
