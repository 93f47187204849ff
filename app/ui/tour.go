package ui

import (
	"fmt"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/bench"
)

// tour says what a person who is here for the first time can do next. It has its place in the header, where it pushes
// nothing; the style sheet rings what it speaks of.
func tour(s bench.Screen) app.UI {
	if s.Tour == nil {
		return elem("div").Class("tour").Attr("hidden", true)
	}
	return elem("div").Class("tour").Attr("hidden", false).Attr("role", "group").Aria("label", "First visit").Body(
		elem("small").Text(fmt.Sprintf("%d/%d", s.Tour.Number, s.Tour.Of)),
		elem("span").Attr("role", "status").Text(s.Tour.Text),
		button("Leave", bench.ActLeaveTour, "").Class("quiet").Aria("label", "Leave the tour"),
	)
}

// tourStep is the number of the step for the style sheet; empty: none.
func tourStep(s bench.Screen) string {
	if s.Tour == nil {
		return ""
	}
	return fmt.Sprint(s.Tour.Number)
}
