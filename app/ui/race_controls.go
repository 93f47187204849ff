package ui

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/flags"
	"flaglab/app/lab"
)

// presets are the selections with a button of their own, in the order of the
// keys 1 to 5.
var presets = []struct{ name, codes string }{
	{"Top 20", ""},
	{"Five", "BR CN ID IN US"},
	{"A–C", "A B C"},
	{"All 194", "ALL"},
	{"Every 676", "EVERY"},
}

var delayPresets = []struct{ name, delay string }{
	{"none", "0"},
	{"0.2 s", "0.2"},
	{"0.5 s", "0.5"},
	{"0.5–5 s", "0.5-5"},
}

// controls is the strip on top: the settings, the buttons, the big number.
func (r *Race) controls() app.UI {
	return elem("section").Class("controls").Aria("label", "Settings").Body(
		elem("div").Class("settings").Body(
			elem("fieldset").Class("fields").Attr("disabled", r.running).Body(
				elem("legend").Class("visually-hidden").Text("Settings of the race"),
				r.codesField(),
				r.siteField(),
				r.textField("workers", "Workers", fmt.Sprintf("1 to %d: a pool needs a hard limit", lab.MaxWorkers)),
				r.delayField(),
				r.weatherField("errors", "Error rate", "share of answers that are 418, from 0 to 1"),
				r.weatherField("seed", "Seed", "the same seed is the same weather"),
				r.textField("timeout", "Time-out, s", "the client gives up after this long"),
				r.guessField(),
			),
			elem("div").Class("buttons").Body(
				elem("button").Class("primary").Attr("disabled", r.running).Text("Run both").OnClick(r.onRunBoth),
				elem("button").Attr("disabled", r.running).Text("Run sequential").OnClick(r.onRunSequential),
				elem("button").Attr("disabled", r.running).Text("Run concurrent").OnClick(r.onRunConcurrent),
				elem("button").Attr("disabled", !r.running).Text("Cancel").OnClick(r.onCancel),
				elem("button").Attr("disabled", r.running).Text("Reset").OnClick(r.onReset),
			),
		),
		r.verdict(),
		elem("p").Class("kind").Body(
			elem("strong").Text(r.kind()),
			app.Text(" "+r.limits(lab.Threads)),
		),
		app.If(r.notice != "", elem("p").Class("notice").Attr("role", "alert").Text(r.notice)),
		r.cacheWarning(),
	)
}

func (r *Race) onField(name string) app.EventHandler {
	return func(ctx app.Context, _ app.Event) {
		r.change(ctx, name, strings.TrimSpace(ctx.JSSrc().Get("value").String()))
	}
}

func (r *Race) textField(name, label, hint string) app.UI {
	return field(r.errs, name, label, textInput(r.errs, name, hint, r.form.Get(name)).OnChange(r.onField(name), name))
}

// weatherField is a field that means nothing on a site without weather.
func (r *Race) weatherField(name, label, hint string) app.UI {
	value := r.form.Get(name)
	if name == "errors" && value == "" {
		value = strconv.FormatFloat(r.plan.Weather.ErrorRate, 'f', -1, 64)
	}
	return field(r.errs, name, label, textInput(r.errs, name, hint, value).
		Attr("disabled", !r.plan.HasWeather()).OnChange(r.onField(name), name))
}

func (r *Race) codesField() app.UI {
	options := []app.UI{}
	known := false
	for _, preset := range presets {
		selected := r.form.CC == preset.codes
		known = known || selected
		options = append(options, option(preset.codes, preset.name, selected))
	}
	options = append(options, option("?", "Own choice", !known).Attr("disabled", true))
	choose := elem("select").ID("field-preset").Aria("label", "Codes, chosen from a list").Body(options...).
		OnChange(r.onField("cc"))
	return field(r.errs, "cc", "Codes", elem("div").Class("pair").Body(
		choose,
		textInput(r.errs, "cc", "letters and codes, such as A B BR", r.form.Get("cc")).
			Placeholder("such as A BR").OnChange(r.onField("cc"), "cc"),
	))
}

func (r *Race) siteField() app.UI {
	var options []app.UI
	sites := flags.Sites()
	if r.config.Remote != "" || r.form.Get("site") == "REMOTE" {
		sites = append(sites, flags.Remote())
	}
	for _, site := range sites {
		options = append(options, option(site.Label, site.Label, r.form.Get("site") == site.Label))
	}
	return field(r.errs, "site", "Site", elem("select").ID("field-site").Body(options...).OnChange(r.onField("site")))
}

func (r *Race) delayField() app.UI {
	options := []app.UI{}
	known := false
	for _, preset := range delayPresets {
		selected := r.form.Get("delay") == preset.delay
		known = known || selected
		options = append(options, option(preset.delay, preset.name, selected))
	}
	if !known {
		options = append(options, option(r.form.Get("delay"), r.form.Get("delay")+" s", true))
	}
	return field(r.errs, "delay", "Delay", elem("select").ID("field-delay").Attr("disabled", !r.plan.HasWeather()).Body(options...).
		OnChange(r.onField("delay")))
}

// guessField asks for a prediction: who has made one learns more from what
// happens.
func (r *Race) guessField() app.UI {
	return elem("div").Class("field guess").Body(
		elem("label").Attr("for", "guess").Text("Your guess, ×").Title("How many times faster will the pool be? Guess before you run."),
		app.Input().ID("guess").Type("text").Attr("inputmode", "decimal").AutoComplete(false).
			Placeholder("×").Value(r.guess).
			OnChange(func(ctx app.Context, _ app.Event) { r.guess = ctx.JSSrc().Get("value").String() }),
	)
}

// verdict is the big number, and the guess beside the truth.
func (r *Race) verdict() app.UI {
	figures := r.figures()
	var big, small string
	switch {
	case figures.Speedup > 0:
		big = lab.FormatSpeedup(figures.Speedup) + " faster"
		if figures.Speedup < 1 {
			big = lab.FormatSpeedup(figures.Speedup) + " as fast"
		}
	case r.running:
		small = "running…"
	default:
		small = "Run both to compare."
	}
	if figures.Share > 0 {
		small = fmt.Sprintf("%.0f %% of ideal (%s)", math.Floor(figures.Share*100), lab.FormatSeconds(r.plan.Ideal(lab.Threads)))
	} else if figures.Speedup > 0 {
		small = "no delay, so no ideal to compare with"
	}
	if big == "" {
		big = "?×"
	}
	return elem("div").Class("verdict").Aria("live", "polite").Body(
		elem("strong").Class("big").Text(big),
		elem("span").Class("small").Text(small),
		elem("span").Class("small").Text(verdictOnGuess(r.guess, figures.Speedup)),
	)
}

// verdictOnGuess compares a guessed speed-up with the truth. A guess that is no number is
// named as such.
func verdictOnGuess(guess string, truth float64) string {
	guess = strings.TrimSpace(strings.Trim(strings.TrimSpace(guess), "×xX"))
	if guess == "" || truth <= 0 {
		return ""
	}
	x, err := strconv.ParseFloat(guess, 64)
	if err != nil || !(x > 0) {
		return fmt.Sprintf("Your guess %q is not a number", guess)
	}
	ratio := truth / x
	switch {
	case ratio > 0.8 && ratio < 1.25:
		return fmt.Sprintf("You guessed %g×: well judged", x)
	case ratio >= 1.25:
		return fmt.Sprintf("You guessed %g×: it was more", x)
	}
	return fmt.Sprintf("You guessed %g×: it was less", x)
}

// cacheWarning says so if a cache on the server's side spoils the comparison.
func (r *Race) cacheWarning() app.UI {
	warning := lab.UnlikeCaches(r.runs[lab.Sequential].final, r.runs[lab.Threads].final)
	return elem("p").Class("notice").Attr("role", "alert").Hidden(warning == "").Text(warning)
}
