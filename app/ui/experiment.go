package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/bench"
	"flaglab/app/form"
)

// experiment is the settings: one line when closed, all fields when open.
func experiment(s bench.Screen) app.UI {
	var choices, fields []app.UI
	if !s.Lab.Scenes {
		for i, p := range s.Lab.Presets {
			choices = append(choices, preset(s, i, s.Values.Equal(presetValues(s, p))).Class("chip"))
		}
	}
	for _, f := range s.Values.Fields() {
		if !f.Hidden && (f.Shown == nil || f.Shown(s.Values) || s.Errors[f.Name] != "") {
			fields = append(fields, field(s, f))
		}
	}
	kind := s.View.Kind
	if kind != "" {
		kind += ". "
	}
	return elem("details").Class("experiment").Attr("open", s.Mending).Body(
		elem("summary").Body(
			elem("span").Class("kind").DataSet("kind", s.View.Kind).Title(meaning[s.View.Kind]).Text(kind),
			elem("span").Class("settings").Text("Experiment: "+s.Summary),
		),
		elem("div").Class("presets").Attr("role", "group").Aria("label", "Experiments").Body(choices...),
		elem("div").Class("fields").Body(append(fields, button("Reset", bench.ActReset, "").Class("quiet").Attr("disabled", s.Phase == bench.Live))...),
	)
}

// meaning says what the kinds of runs mean.
var meaning = map[string]string{
	bench.LiveRun:      "Real requests to the book's own site.",
	bench.LocalRun:     "Real requests to this server.",
	bench.SimulatedRun: "There is no server here: this page makes the delays and errors itself, by the server's rules. The flags are files of this site.",
}

// field is a setting with its label, its control, a hint, and what is wrong with it.
func field(s bench.Screen, f form.Field) app.UI {
	id := "field-" + f.Name
	problem := s.Errors[f.Name]
	describe := func(e app.HTMLElem) app.HTMLElem {
		e = e.ID(id).DataSet("action", bench.ActSet).DataSet("arg", f.Name).Aria("invalid", is(problem != "")).Attr("disabled", fixed(s, f.Name))
		switch {
		case problem != "":
			return e.Aria("describedby", "error-"+f.Name)
		case f.Hint != "":
			return e.Aria("describedby", "hint-"+f.Name)
		}
		return e
	}
	value := s.Values.Get(f.Name)
	var control app.UI
	var more []app.UI
	switch f.Kind {
	case form.Choice:
		var options []app.UI
		known := false
		for _, o := range f.Options {
			known = known || o.Value == value
			options = append(options, option(o.Value, o.Label, o.Value == value))
		}
		if !known {
			options = append(options, option(value, value+" (not a choice)", true))
		}
		control = describe(elem("select")).Body(options...)
	case form.Toggle:
		control = describe(elem("input").Attr("type", "checkbox")).Attr("checked", value == "1")
	default:
		input := describe(elem("input").Attr("type", "text").Attr("autocomplete", "off").Attr("spellcheck", "false")).Attr("value", value)
		if f.Kind == form.Number {
			input = input.Attr("inputmode", "decimal")
		}
		if len(f.Options) > 0 {
			var suggestions []app.UI
			for _, o := range f.Options {
				suggestions = append(suggestions, option(o.Value, o.Label, false))
			}
			input = input.Attr("list", "list-"+f.Name)
			more = append(more, elem("datalist").ID("list-"+f.Name).Body(suggestions...))
		}
		control = input
	}
	label := f.Label
	if f.Unit != "" {
		label += " (" + f.Unit + ")"
	}
	name := elem("label").Attr("for", id).Text(label)
	if strings.HasPrefix(label, "-") { // an option of a command
		name = name.Attr("translate", "no")
	}
	body := append([]app.UI{name, control}, more...)
	if f.Hint != "" {
		body = append(body, elem("p").ID("hint-"+f.Name).Class("hint").Text(f.Hint))
	}
	if problem != "" {
		body = append(body, elem("p").ID("error-"+f.Name).Class("error").Attr("role", "alert").Text(problem))
	}
	return elem("div").Class("field").DataSet("kind", map[form.Kind]string{form.Toggle: "toggle"}[f.Kind]).Body(body...)
}

// fixed reports whether a field cannot be changed now, as the experiment is running.
func fixed(s bench.Screen, field string) bool {
	return s.Phase == bench.Live && !slices.Contains(s.Adjustable, field)
}

func option(value, text string, selected bool) app.UI {
	return elem("option").Attr("value", value).Attr("selected", selected).Text(text)
}

// slider changes a field by dragging.
func slider(s bench.Screen, c bench.Control) app.UI {
	f := s.Values.Field(c.Field)
	most := f.Max
	if f.SliderMax > 0 {
		most = f.SliderMax
	}
	step := "any"
	if f.Whole {
		step = "1"
	}
	id := "slider-" + f.Name
	value := s.Values.Get(f.Name)
	return elem("div").Class("slider").Body(
		elem("label").Attr("for", id).Text(c.Label),
		elem("div").Class("track").Body(append(marks(c.Marks, f, most), elem("input").Attr("type", "range").ID(id).DataSet("action", bench.ActSet).DataSet("arg", f.Name).
			Attr("min", form.FormatNumber(f.Min)).Attr("max", form.FormatNumber(most)).Attr("step", step).
			Attr("value", value).Aria("valuetext", value+" "+f.Unit).Attr("disabled", fixed(s, f.Name)))...),
		elem("output").Attr("for", id).Attr("translate", "no").Text(value),
		elem("span").Class("hint").Text(hintOf(c)),
	)
}

// marks are dots below a slider where runs were.
func marks(list []bench.Mark, f form.Field, most float64) []app.UI {
	if len(list) == 0 {
		return nil
	}
	var dots strings.Builder
	for _, m := range list {
		if m.At <= most {
			fmt.Fprintf(&dots, `<circle cx="%.1f%%" cy="3" r="3"/>`, 100*(m.At-f.Min)/(most-f.Min))
		}
	}
	return []app.UI{app.Raw(`<svg class="marks" aria-hidden="true">` + dots.String() + `</svg>`)}
}

// hintOf returns the text beside a slider: the results of runs with its values, as far as there is room, or else its
// hint.
func hintOf(c bench.Control) string {
	const room = 3
	if len(c.Marks) == 0 {
		return c.Hint
	}
	var said []string
	for _, m := range c.Marks[max(0, len(c.Marks)-room):] {
		said = append(said, form.FormatNumber(m.At)+" → "+m.Text)
	}
	return "Your runs: " + strings.Join(said, ", ")
}
