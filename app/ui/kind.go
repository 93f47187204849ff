package ui

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/lab"
)

// isStatic reports whether the page is on a host of files, without our server. The
// build knows: it is in the document, before and after the program starts.
func isStatic() bool { return app.Getenv("FLAGLAB_KIND") == "static" }

// kind says in a word how real a run is, and what that means.
func kind(plan lab.Plan) (word, meaning string) {
	switch {
	case plan.Site == "REMOTE":
		return "Live:", "real requests to the book's own site"
	case isStatic() && plan.HasWeather():
		return "Simulated:", "there is no server here, so this page makes the delays and errors by the rules of the server; the flags are files of this site"
	case isStatic():
		return "Simulated:", "the flags are files of this site; codes without a flag are answered by this page"
	}
	return "Local:", "real requests to this server"
}
