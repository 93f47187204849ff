package ui

import (
	"flaglab/app/flags"
	"flaglab/app/lab"
)

// kind says in a word how real a run is, and what that means.
func kind(config flags.Config, plan lab.Plan) (word, meaning string) {
	switch {
	case plan.Site == "REMOTE":
		return "Live:", "real requests to the book's own site"
	case config.Static && plan.HasWeather():
		return "Simulated:", "there is no server here, so this page makes the delays and errors by the rules of the server; the flags are files of this site"
	case config.Static:
		return "Simulated:", "the flags are files of this site; codes without a flag are answered by this page"
	}
	return "Local:", "real requests to this server"
}
