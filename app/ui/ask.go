package ui

import (
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/bench"
)

// ask is the top of a lab: the question, the guesses, the main button, the settings in one line, and the verdict.
func ask(s bench.Screen) app.UI {
	return elem("section").Class(class("ask", map[bool]string{true: "many"}[len(s.Predictions) > 1])).Aria("label", "Question").Body(
		elem("div").Class("question").Body(
			elem("h1").Text(s.Question),
			elem("p").Class("intro").Text(s.Intro),
		),
		verdict(s),
		elem("div").Class("go").Body(
			elem("div").Class("guesses").Body(guesses(s)...), // in one place, or what follows would be made anew, and lose the focus
			runButton(s),
			experiment(s),
		),
	)
}

// guesses are the predictions, each with a button for every answer.
func guesses(s bench.Screen) (list []app.UI) {
	for _, p := range s.Predictions {
		var options []app.UI
		for _, o := range p.Options {
			chip := button(o.Label, bench.ActGuess, p.ID).DataSet("value", o.Value).Class("chip").
				Aria("pressed", is(s.Guesses[p.ID] == o.Value)).Attr("disabled", s.Phase == bench.Live)
			if o.Label == o.Value { // a number or a code
				chip = chip.Attr("translate", "no")
			}
			options = append(options, chip)
		}
		list = append(list, elem("div").Class("guess").Attr("role", "group").Aria("label", p.Prompt).Body(
			append(when(len(s.Predictions) > 1 || p.Prompt != bench.YourGuess, func() app.UI { return elem("span").Class("prompt").Text(p.Prompt) }), options...)...))
	}
	return list
}

// runButton is the main button: it starts a run, or ends the one that runs.
func runButton(s bench.Screen) app.UI {
	action := s.Lab.Action
	if action == "" {
		action = "Run"
	}
	if s.Phase != bench.Idle && !s.Example && !s.Foreign && s.Phase != bench.Live {
		action += " again"
	}
	main := button(action, bench.ActRun, "").Class("primary")
	if s.Phase == bench.Live {
		main = button("Cancel", bench.ActCancel, "").Class("primary")
	} else {
		main = main.Attr("disabled", !s.CanRun)
	}
	return elem("div").Class("bar").Body(main, elem("span").Class("bar-verdict").Attr("translate", "no").Aria("hidden", "true").Text(strings.Join(s.View.Verdict.Figures, " ")))
}

// verdict is the result of the run. It keeps its place while it is empty.
func verdict(s bench.Screen) app.UI {
	v := s.View.Verdict
	var figures []app.UI
	for _, figure := range v.Figures {
		number, unit := splitUnit(figure)
		figures = append(figures, elem("span").Body(app.Text(number), elem("small").Text(unit)))
	}
	note := v.Note + " " + s.Compared
	switch {
	case s.Phase == bench.Idle && len(s.Predictions) > 0 && v.Sentence == "":
		note = "Make a guess, then press the button."
	case s.Example:
		note = "A recorded run. Yours comes next: make a guess, then press the button."
	}
	sentence := v.Sentence
	if v.Problem != "" {
		var details string
		sentence, details = firstSentence(v.Problem)
		note = details + " " + note
	}
	var notes []app.UI
	for _, part := range []struct{ class, text string }{{"rewards", strings.Join(s.Rewards, " ")}, {"more", strings.TrimSpace(note)}} {
		if part.text != "" {
			notes = append(notes, elem("span").Class(part.class).Text(part.text+" "))
		}
	}
	state := "none"
	switch {
	case v.Problem != "":
		state = "problem"
	case len(v.Figures) > 0 || v.Sentence != "":
		state = "figure"
	}
	return elem("div").Class("verdict").DataSet("verdict", state).Attr("translate", "no").Body(
		elem("p").Class("figures").Body(figures...),
		elem("p").Class("sentence").Text(sentence),
		elem("p").Class("note").Body(notes...),
	)
}

// firstSentence splits a text after its first sentence, which is set large, like the sentence of a verdict.
func firstSentence(text string) (first, rest string) {
	i := strings.Index(text, ". ")
	if i < 0 {
		return text, ""
	}
	return text[:i+1], text[i+2:]
}

// splitUnit takes the unit off a figure, to be set smaller: 17×, 43 flags, 18 of 20.
func splitUnit(figure string) (number, unit string) {
	i := strings.IndexFunc(figure, func(r rune) bool { return r != '.' && r != ',' && r != '–' && (r < '0' || r > '9') })
	if i <= 0 {
		return figure, ""
	}
	return figure[:i], figure[i:]
}
