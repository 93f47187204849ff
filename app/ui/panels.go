package ui

import (
	"fmt"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/runlog"
)

// panels are the parts of the lab above the fold, or below it.
func panels(s bench.Screen, below bool) app.UI {
	var list []app.UI
	for _, p := range s.View.Panels {
		if p.Below == below {
			list = append(list, panel(s, p))
		}
	}
	return elem("div").Class("panels").Body(list...)
}

func panel(s bench.Screen, p bench.Panel) app.UI {
	wide := p.Wide
	if wide == 0 {
		wide = 12
	}
	var body []app.UI
	if p.Title != "" {
		body = append(body, elem("div").Class("panel-head").Body(
			elem("h2").Text(p.Title),
			elem("span").Class("panel-note").Text(p.Note),
			elem("span").Class("head-controls").Attr("role", "group").Aria("label", p.Title).Body(controlList(s, p.Controls)...),
			elem("span").Class("clock").Attr("translate", "no").Text(p.Clock),
		))
	}
	for _, part := range p.Body {
		body = append(body, bodyOf(s, part, wide))
	}
	section := elem("section").Class("panel").DataSet("wide", wide).Body(body...)
	if p.Title != "" {
		section = section.Aria("label", p.Title)
	}
	if p.Run != "" {
		section = section.DataSet("run", p.Run).DataSet("state", runState(p.State))
	}
	return section
}

// runState names the state of a run for the page: idle, running, done, cancelled.
func runState(s runlog.State) string {
	switch s {
	case "", runlog.Pending:
		return "idle"
	case runlog.Running:
		return "running"
	case runlog.Cancelled:
		return "cancelled"
	}
	return "done"
}

// bodyOf shows a part of a panel that is so many columns wide.
func bodyOf(s bench.Screen, part bench.Body, wide int) app.UI {
	switch b := part.(type) {
	case bench.Picture:
		return picture(s, b, wide)
	case bench.Table:
		return table(b.Table, "", controlList(s, b.Names))
	case bench.Lines:
		return lines(b.Name, b.Lines, b.Scroll)
	case bench.Controls:
		return controls(s, b)
	case bench.Cards:
		return cards(s, b)
	case bench.Prose:
		return elem("p").Class(class("prose", map[bool]string{true: "finding"}[b.Finding])).Text(b.Text)
	}
	panic(fmt.Sprintf("ui: the page cannot show %T", part))
}

// pictureTag is a tag for pictures only, so that go-app never turns a picture, which web/paint.js has changed, into
// another part of the page.
const pictureTag = "lab-picture"

// picture is the place of a drawing: web/paint.js paints it and puts its tiles upon it. Before the program has started
// it is an SVG.
func picture(s bench.Screen, p bench.Picture, wide int) app.UI {
	if s.Still {
		return elem(pictureTag).Class("picture").ID(p.ID).Attr("translate", "no").Body(app.Raw(stillPicture(p, wide)))
	}
	return elem(pictureTag).Class("picture").ID(p.ID).Body(
		elem("canvas").Attr("role", "img").Aria("label", p.Alt),
		tiles(p),
	)
}

// tiles is the place of the flags. Those that can be pressed are the options of a list box.
func tiles(p bench.Picture) app.UI {
	name := "Flags"
	if p.Choose != "" {
		name = p.Choose
	}
	list := elem("ol").Class("tiles").Aria("label", name)
	if p.Select != "" {
		list = list.Attr("role", "listbox").DataSet("select", p.Select)
	}
	return list
}

// table is a table; names, if there are some, take the place of the names of its rows.
func table(t chart.Table, classes string, names []app.UI) app.UI {
	var head, rows []app.UI
	for _, cell := range t.Head {
		if cell == "" {
			head = append(head, elem("td"))
			continue
		}
		head = append(head, elem("th").Attr("scope", "col").Text(cell))
	}
	for row, texts := range t.Rows {
		var cells []app.UI
		for i, cell := range texts {
			switch {
			case i == 0 && row < len(names):
				cells = append(cells, elem("th").Attr("scope", "row").Body(names[row]))
			case i == 0:
				cells = append(cells, elem("th").Attr("scope", "row").Text(cell))
			default:
				cells = append(cells, elem("td").Text(cell))
			}
		}
		rows = append(rows, elem("tr").Body(cells...))
	}
	return elem("div").Class(class("table", classes)).TabIndex(0).Attr("role", "region").Aria("label", "Table: "+t.Caption).Body(
		elem("table").Attr("translate", "no").Body(
			elem("caption").Text(t.Caption),
			elem("thead").Body(elem("tr").Body(head...)),
			elem("tbody").Body(rows...),
		))
}

func lines(name string, list []bench.Line, scroll bool) app.UI {
	var body []app.UI
	for _, line := range list {
		e := elem("span").Class("line").Text(line.Text + "\n")
		if line.Kind != "" {
			e = e.DataSet("kind", string(line.Kind))
		}
		body = append(body, e)
	}
	pre := elem("pre").Class("lines").Attr("role", "region").Aria("label", name).TabIndex(0).Attr("translate", "no")
	if scroll {
		// One child: the style sheet keeps its end in view.
		return pre.Class("scroll").Body(elem("span").Body(body...))
	}
	return pre.Body(body...)
}

func controls(s bench.Screen, c bench.Controls) app.UI {
	return elem("div").Class("controls").Attr("role", "group").Aria("label", c.Name).Body(controlList(s, c.Controls)...)
}

func controlList(s bench.Screen, list []bench.Control) (body []app.UI) {
	for _, c := range list {
		if c.Field != "" {
			body = append(body, slider(s, c))
			continue
		}
		if c.Link != "" {
			body = append(body, elem("a").Class("control").Attr("href", prefix()+c.Link).Title(c.Hint).Text(c.Label))
			continue
		}
		action, arg := bench.ActDo, c.Act
		if c.Set != nil {
			action, arg = bench.ActSettings, bench.EncodeSet(c.Set)
		}
		b := button(c.Label, action, arg).Class("control").Attr("disabled", c.Disabled)
		if c.Toggle {
			b = b.Aria("pressed", is(c.Pressed))
		}
		if c.Primary {
			b = b.Class("next")
		}
		if c.Lane > 0 {
			b = b.DataSet("lane", c.Lane)
		}
		if c.Hint != "" {
			b = b.Title(c.Hint)
		}
		body = append(body, b)
	}
	return body
}

func cards(s bench.Screen, c bench.Cards) app.UI {
	var list []app.UI
	for _, card := range c.Cards {
		list = append(list, cardOf(s, card))
	}
	size := "medium"
	switch {
	case c.Wide > 0 && c.Wide < 150:
		size = "small"
	case c.Wide > 0 && c.Wide < 200:
		size = "narrow"
	case c.Wide > 300:
		size = "large"
	}
	return elem("ul").Class("cards").DataSet("size", size).Aria("label", c.Name).Body(list...)
}

func cardOf(s bench.Screen, c bench.Card) app.UI {
	var body []app.UI
	if c.Code != "" {
		frame := elem("i").Class("flag")
		if c.Image != nil {
			if url := c.Image(); strings.HasPrefix(url, "sprite:") {
				frame = frame.DataSet("image", "sprite")
			} else if url != "" {
				frame = frame.Body(elem("img").Attr("src", url).Attr("alt", ""))
			}
		}
		body = append(body, frame)
	}
	if len(c.Cells) > 0 {
		var cells []app.UI
		for _, lane := range c.Cells {
			cells = append(cells, elem("i").DataSet("lane", lane))
		}
		body = append(body, elem("span").Class("cells").Aria("hidden", "true").Body(cells...))
	}
	if c.Title != "" {
		body = append(body, elem("b").Class("card-title").Text(c.Title))
	}
	for i, line := range c.Lines {
		e := elem("span").Class(class("card-line", map[bool]string{true: "mono"}[c.Mono])).Text(line)
		switch {
		case i+1 < c.Next:
			e = e.DataSet("step", "done")
		case i+1 == c.Next:
			e = e.DataSet("step", "next")
		}
		body = append(body, e)
	}
	if len(c.Controls) > 0 {
		body = append(body, elem("div").Class("controls").Body(controlList(s, c.Controls)...))
	}
	e := elem("li").Class("card").DataSet("selected", is(c.Selected))
	if c.Mono {
		e = e.Attr("translate", "no")
	}
	if c.Set != nil {
		e = e.Body(button("", bench.ActSettings, bench.EncodeSet(c.Set)).Class("card-button").Aria("pressed", is(c.Selected)).Body(body...))
	} else {
		e = e.Body(body...)
	}
	if c.Lane > 0 {
		e = e.DataSet("lane", c.Lane)
	}
	for name, value := range map[string]string{"task": c.Task, "cc": c.Code, "state": string(c.State), "status": c.Status} {
		if value != "" {
			e = e.DataSet(name, value)
		}
	}
	return e
}
