package ui

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/flags"
	"flaglab/app/lab"
)

// controls is the strip on top: the options of the book, what this lab adds, the
// buttons, the guess and its verdict.
func (f *Flags2) controls() app.UI {
	return elem("section").Class("controls flags2-controls").Aria("label", "Settings").Body(
		elem("div").Class("settings").Body(
			elem("fieldset").Class("fields").Attr("disabled", f.running).Body(
				elem("legend").Class("visually-hidden").Text("Options of the program, weather, retries and your guess"),
				f.choice("program", "Program", f.form.Get("program"), programOptions()),
				f.text("cc", "CC…", "letters and pairs of letters: a b BR; none for the 20 most populous", "none: top 20", false),
				f.flag("all", "-a --all", "all 194 codes that have a flag; beats CC"),
				f.flag("every", "-e --every", "all 676 codes from AA to ZZ; beats -a"),
				f.text("limit", "-l --limit", "only the first N codes", "none", false),
				f.text("max_req", "-m --max_req", fmt.Sprintf("concurrent connections: %d unless you say otherwise, at most %d", f.program().Default, f.program().Max),
					strconv.Itoa(f.program().Default), false),
				f.choice("server", "-s --server", strings.ToUpper(f.form.Get("server")), flags.Servers()),
				f.flag("verbose", "-v --verbose", "a line for each code, instead of the progress bar"),
				f.delayField(),
				f.weather("errors", "Error rate", "share of answers that are 418, from 0 to 1"),
				f.weather("seed", "Seed", "the same seed is the same weather"),
				f.text("timeout", "Time-out, s", "the client gives up after this long", "", false),
				f.text("attempts", "Attempts", fmt.Sprintf("1 is no retry, which is the default; at most %d. A 404 is never tried again.", lab.MaxAttempts), "", false),
				f.text("backoff", "Backoff, s", "the wait before the second attempt; it doubles each time", "", f.form.Attempts == ""),
				f.guessField("guess-missing", "Guess: not found", &f.guess.missing),
				f.guessField("guess-seconds", "Guess: seconds", &f.guess.seconds),
			),
			elem("div").Class("command").Body(
				elem("div").Class("buttons").Body(
					elem("button").Class("primary").Attr("disabled", f.running || len(f.errs) > 0).Text("Run").OnClick(f.onRun),
					elem("button").Attr("disabled", !f.running).Text("Cancel").OnClick(f.onCancel),
					elem("button").Attr("disabled", f.running).Text("Reset").OnClick(f.onReset),
				),
				f.commandLine(),
			),
		),
		&Verdict{View: f.view, Plan: &f.plan, Guess: f.guess},
		elem("p").Class("kind").Body(elem("strong").Text(f.kind()), app.Text(" "+f.limits(f.view.run))),
		app.If(f.notice != "", elem("p").Class("notice").Attr("role", "alert").Text(f.notice)),
	)
}

func (f *Flags2) program() flags.Program {
	program, _ := flags.ProgramByName(f.form.Program)
	return program
}

func programOptions() []string {
	var names []string
	for _, program := range flags.Programs() {
		names = append(names, program.Name)
	}
	return names
}

// text is a field to type in. Off: it means nothing with the other settings.
func (f *Flags2) text(name, label, hint, placeholder string, off bool) app.UI {
	return f.typed(name, label, hint, placeholder, f.form.Get(name), off)
}

func (f *Flags2) typed(name, label, hint, placeholder, value string, off bool) app.UI {
	input := textInput(f.errs, name, hint, value).Placeholder(placeholder).Attr("disabled", off).OnChange(f.onField(name), name)
	return field(f.errs, name, label, input)
}

func (f *Flags2) onField(name string) app.EventHandler {
	return func(ctx app.Context, _ app.Event) {
		f.change(ctx, name, strings.TrimSpace(ctx.JSSrc().Get("value").String()))
	}
}

// weather is a field that means nothing on a site without weather. Empty, it shows
// what the site's own weather is.
func (f *Flags2) weather(name, label, hint string) app.UI {
	value := f.form.Get(name)
	if name == "errors" && value == "" {
		value = strconv.FormatFloat(f.plan.Weather.ErrorRate, 'f', -1, 64)
	}
	return f.typed(name, label, hint, "", value, !f.plan.HasWeather())
}

// flag is an option that is on or off.
func (f *Flags2) flag(name, label, hint string) app.UI {
	return field(f.errs, name, label, app.Input().ID("field-"+name).Name(name).Type("checkbox").Title(hint).
		Checked(f.form.Get(name) != "").
		OnChange(func(ctx app.Context, _ app.Event) {
			text := ""
			if ctx.JSSrc().Get("checked").Bool() {
				text = "1"
			}
			f.change(ctx, name, text)
		}, name))
}

func (f *Flags2) choice(name, label, chosen string, words []string) app.UI {
	var options []app.UI
	known := false
	for _, word := range words {
		known = known || word == chosen
		options = append(options, option(word, word, word == chosen))
	}
	if !known {
		options = append(options, option(chosen, chosen, true))
	}
	choose := elem("select").ID("field-"+name).Attr("name", name).Body(options...).OnChange(f.onField(name), name)
	if f.errs[name] != "" {
		choose.Aria("invalid", "true").Aria("describedby", "error-"+name)
	}
	return field(f.errs, name, label, choose)
}

// delays are the weathers with a name. The empty one is the site's own, which is the
// book's second edition's; with the first edition's, nothing times out.
var delays = []struct{ name, delay string }{
	{"0.5–5 s (2nd edition)", ""},
	{"0.5 s (1st edition)", "0.5"},
	{"0.2 s", "0.2"},
	{"none", "0"},
}

func (f *Flags2) delayField() app.UI {
	chosen := f.form.Get("delay")
	if chosen == "0.5-5" {
		chosen = ""
	}
	var options []app.UI
	known := false
	for _, d := range delays {
		known = known || d.delay == chosen
		options = append(options, option(d.delay, d.name, d.delay == chosen))
	}
	if !known {
		options = append(options, option(chosen, chosen+" s", true))
	}
	return field(f.errs, "delay", "Delay", elem("select").ID("field-delay").Attr("name", "delay").Attr("disabled", !f.plan.HasWeather()).
		Body(options...).OnChange(f.onField("delay"), "delay"))
}

// guess is what a person expects of the run before it begins. Who has said what they
// expect learns more from what happens.
type guess struct{ missing, seconds string }

func (f *Flags2) guessField(id, label string, text *string) app.UI {
	return elem("div").Class("field guess").Body(
		elem("label").Attr("for", id).Text(label).Title("Guess before you run."),
		app.Input().ID(id).Type("text").Attr("inputmode", "decimal").AutoComplete(false).Placeholder("?").Value(*text).
			OnChange(func(ctx app.Context, _ app.Event) { *text = strings.TrimSpace(ctx.JSSrc().Get("value").String()) }, id),
	)
}

// commandLine shows the settings as the book's command, and takes one that is pasted.
func (f *Flags2) commandLine() app.UI {
	line, copyLabel := f.form.CommandLine(), "Copy"
	if f.copied == line {
		copyLabel = "Copied"
	}
	input := app.Input().ID("field-line").Type("text").AutoComplete(false).Spellcheck(false).Value(line).
		Title("Paste a command line of the book here, or copy this one").
		OnChange(func(ctx app.Context, _ app.Event) { f.paste(ctx, ctx.JSSrc().Get("value").String()) }).
		Attr("disabled", f.running)
	body := []app.UI{
		elem("label").Attr("for", "field-line").Text("The same as a command"),
		elem("div").Class("pair").Body(
			elem("span").Class("prompt").Aria("hidden", "true").Text("$ python3"),
			input,
			elem("button").Text(copyLabel).Title("Copy the command line").OnClick(func(app.Context, app.Event) {
				f.copied = f.form.CommandLine()
				copyText("python3 " + f.copied)
			}),
		),
	}
	if f.lineError != "" {
		input.Aria("invalid", "true").Aria("describedby", "error-line")
		body = append(body, elem("p").Class("error").ID("error-line").Attr("role", "alert").Text(f.lineError))
	}
	return elem("div").Class("field field-line").Body(body...)
}

// Verdict is the outcome in large figures, and the guess beside the truth.
type Verdict struct {
	app.Compo

	View  *runView
	Plan  *lab.Plan
	Guess guess
}

// OnMount implements go-app's Mounter.
func (v *Verdict) OnMount(ctx app.Context) { v.View.follow(ctx) }

// Render implements go-app's Composer.
func (v *Verdict) Render() app.UI {
	s := v.View.final
	big, small := "?", "not run yet"
	if s.State != "" {
		big = fmt.Sprintf("%d OK", s.Counts.OK)
		small = fmt.Sprintf("%d not found, %d failed", s.Counts.NotFound, s.Counts.Errors)
	}
	body := []app.UI{elem("strong").Class("big").Text(big), elem("span").Class("small").Text(small)}
	if s.State == lab.Finished {
		for _, text := range []string{
			v.byWeather(),
			judge("not found", v.Guess.missing, float64(s.Counts.NotFound)),
			judge("seconds", v.Guess.seconds, s.Elapsed.Seconds()),
		} {
			if text != "" {
				body = append(body, elem("span").Class("small").Text(text))
			}
		}
	}
	return elem("div").Class("verdict").Aria("live", "polite").Body(body...)
}

// byWeather is what the weather alone would have let the run come to. What differs is
// the browser's or the network's doing.
func (v *Verdict) byWeather() string {
	if !v.Plan.HasWeather() {
		return ""
	}
	c, least := v.Plan.Expected(v.View.run)
	return fmt.Sprintf("By the weather alone: %d OK, %d not found, %d failed; %s", c.OK, c.NotFound, c.Errors, lab.FormatSeconds(least))
}

// judge compares a guess with the truth. It says nothing if there is no guess.
func judge(what, guess string, truth float64) string {
	if guess == "" {
		return ""
	}
	x, err := strconv.ParseFloat(strings.Replace(guess, ",", ".", 1), 64)
	if err != nil || !(x >= 0) {
		return fmt.Sprintf("Your guess %q is not a number.", guess)
	}
	words := "it was more"
	switch {
	case x == truth, x > truth*0.8 && x < truth*1.25:
		words = "well judged"
	case x > truth:
		words = "it was less"
	}
	return fmt.Sprintf("You guessed %g %s: %s (%.4g).", x, what, words, truth)
}
