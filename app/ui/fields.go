package ui

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/lab"
)

// field puts a label, a control and what is wrong with it together. The control has
// the ID field-NAME.
func field(errs lab.FieldErrors, name, label string, control app.UI) app.UI {
	body := []app.UI{elem("label").Attr("for", "field-"+name).Text(label), control}
	if message := errs[name]; message != "" {
		body = append(body, elem("p").Class("error").ID("error-"+name).Attr("role", "alert").Text(message))
	}
	return elem("div").Class("field field-" + name).Body(body...)
}

// textInput is a control to type in. What was typed stays, right or wrong.
func textInput(errs lab.FieldErrors, name, hint, value string) app.HTMLInput {
	input := app.Input().ID("field-" + name).Name(name).Type("text").AutoComplete(false).Spellcheck(false).
		Title(hint).Value(value)
	if name != "cc" {
		input.Attr("inputmode", "decimal")
	}
	if errs[name] != "" {
		input.Aria("invalid", "true").Aria("describedby", "error-"+name)
	}
	return input
}
