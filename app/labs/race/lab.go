// Package race is the lab in which the same flags are downloaded twice: one at a time, and by a pool of workers.
package race

import (
	"cmp"
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/flags"
	"flaglab/app/form"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// example was recorded in Chromium on a machine of two cores.
//
//go:embed example.txt
var example string

// Lab returns the lab.
func Lab() bench.Lab {
	return bench.Lab{
		Path:  "/",
		Name:  "Race",
		About: "Download flags one at a time, then all at once, and compare.",
		Question: func(v form.Values) string {
			n, is, does := workersOf(v), "is", "does"
			if n > 1 {
				is, does = "are", "do"
			}
			workers := chart.CountOf(n, "worker")
			switch v.Get("runs") {
			case downloads.Sequential:
				return "How long does one worker take?"
			case downloads.Threads:
				return fmt.Sprintf("How long %s %s take?", does, workers)
			}
			return fmt.Sprintf("How much faster %s %s?", is, workers)
		},
		Intro:       intro,
		Summary:     summary,
		Action:      "Race",
		Fields:      fields,
		Presets:     presets,
		Predictions: predictions,
		Seen:        seen,
		Sources:     sources,
		Open:        open,
		Tour:        true,
		Example:     example,
	}
}

var fields = []form.Field{
	{Name: "cc", Label: "Countries", Hint: "Letters and codes: A, BR CN. Empty: the 20 most populous.", Check: downloads.CheckCodes,
		Options: []form.Option{{Value: "", Label: "Top 20"}, {Value: "A B C", Label: "A to C, with 35 that do not exist"}, {Value: "ALL", Label: "All 194 flags"}, {Value: "EVERY", Label: "All 676 codes"}}},
	{Name: "site", Label: "Site", Kind: form.Choice, Default: "DELAY", Aliases: []string{"server"}, Options: downloads.Sites},
	{Name: "workers", Label: "Workers", Kind: form.Number, Default: "20", Min: 1, Max: downloads.MaxWorkers, Whole: true, Slider: true, SliderMax: 30, Aliases: []string{"max_req"}},
	{Name: "delay", Label: "Delay", Default: "0.2", Unit: "s", Hint: "How long each answer takes: 0.2, or from–to: 0.5-5.", Shown: hasWeather, Check: downloads.CheckDelay},
	{Name: "errors", Label: "Errors", Hint: "The share of answers that fail, from 0 to 1. Empty: as the site does.", Shown: hasWeather, Check: func(text string) error {
		_, err := flags.ParseErrorRate(text)
		return err
	}},
	{Name: "seed", Label: "Seed", Default: "1", Hint: "The same seed makes the same delays and errors.", Check: downloads.CheckSeed},
	{Name: "timeout", Label: "Time-out", Kind: form.Number, Default: "3.1", Min: 0.1, Max: 60, Unit: "s"},
	{Name: "runs", Label: "Runs", Kind: form.Choice, Default: "both", Options: []form.Option{
		{Value: "both", Label: "Both"}, {Value: downloads.Sequential, Label: "One at a time only"}, {Value: downloads.Threads, Label: "All at once only"}}},
}

var presets = []bench.Preset{
	{Name: "Top 20"},
	{Name: "5 workers", Set: map[string]string{"workers": "5"}},
	{Name: "Unequal waits", Set: map[string]string{"delay": "0.1-0.5"}},
	{Name: "A to C: 404s", Set: map[string]string{"cc": "A B C", "workers": "30", "delay": "0.05"}},
	// With this seed no delay is near the time-out, so both runs meet the same failures.
	{Name: "Failures", Set: map[string]string{"site": "ERROR", "delay": "0.1-0.4", "errors": "0.25", "seed": "4", "timeout": "0.34"}},
	{Name: "No delay", Set: map[string]string{"site": "LOCAL"}},
	{Name: "194 flags", Set: map[string]string{"cc": "ALL", "workers": "30", "delay": "0.03"}},
	{Name: "676 codes", Set: map[string]string{"cc": "EVERY", "workers": "30", "delay": "0.02"}},
}

func hasWeather(v form.Values) bool { return downloads.Plan{Site: v.Get("site")}.HasWeather() }

// planOf reads the settings, which passed the fields' checks.
func planOf(v form.Values) downloads.Plan {
	codes, _ := flags.ParseCodes(v.Get("cc"))
	site, _ := flags.SiteByLabel(v.Get("site"))
	plan := downloads.Plan{Codes: codes, Site: site.Label, Workers: v.Int("workers"), Timeout: v.Seconds("timeout")}
	if plan.HasWeather() {
		plan.Weather.MinDelay, plan.Weather.MaxDelay, _ = flags.ParseDelay(v.Get("delay"))
		plan.Weather.ErrorRate = site.Weather.ErrorRate
		if text := v.Get("errors"); text != "" {
			plan.Weather.ErrorRate, _ = flags.ParseErrorRate(text)
		}
	}
	plan.Weather.Seed, _ = flags.ParseSeed(v.Get("seed"))
	return plan
}

func open(v form.Values, network bench.Network) (bench.Experiment, form.Errors) {
	x := &experiment{plan: planOf(v), runs: runsOf(v), network: network, ideal: map[string]time.Duration{}, schedule: map[string][]downloads.Span{}}
	for _, run := range []string{downloads.Sequential, downloads.Threads} {
		x.ideal[run], x.schedule[run] = x.plan.Ideal(run), x.plan.Schedule(run)
	}
	return x, nil
}

// workersOf is how many workers have something to do.
func workersOf(v form.Values) int { return planOf(v).WorkersOf(downloads.Threads) }

func runsOf(v form.Values) []string {
	if only := v.Get("runs"); only != "both" {
		return []string{only}
	}
	return []string{downloads.Sequential, downloads.Threads}
}

func intro(v form.Values) string {
	plan := planOf(v)
	n, thing := len(plan.Codes), "flag"
	if slices.ContainsFunc(plan.Codes, func(cc string) bool { return !flags.HasFlag(cc) }) {
		thing = "code"
	}
	text := downloads.TheSame(n, thing) + ", fetched twice."
	if runs := runsOf(v); len(runs) == 1 {
		text = chart.CountOf(n, thing) + ", fetched by " + chart.CountOf(plan.WorkersOf(runs[0]), "worker") + "."
	}
	switch {
	case !plan.HasWeather():
		return text + " No delay is added."
	case plan.Weather.MinDelay == plan.Weather.MaxDelay:
		return text + fmt.Sprintf(" Each answer takes %s s.", form.FormatNumber(plan.Weather.MinDelay.Seconds()))
	}
	return text + fmt.Sprintf(" Each answer takes between %s and %s s.", form.FormatNumber(plan.Weather.MinDelay.Seconds()), form.FormatNumber(plan.Weather.MaxDelay.Seconds()))
}

func summary(v form.Values) string {
	plan := planOf(v)
	parts := []string{downloads.Selection(plan.Codes)}
	if plan.Site != "DELAY" {
		parts = append(parts, plan.Site)
	}
	if plan.HasWeather() {
		parts = append(parts, "delay "+flags.FormatDelay(plan.Weather.MinDelay, plan.Weather.MaxDelay)+" s", "seed "+strconv.FormatUint(plan.Weather.Seed, 10))
	}
	return strings.Join(parts, " · ")
}

// predictions asks for the speed-up: a few choices that make sense for the size of the pool.
func predictions(v form.Values) []bench.Prediction {
	if v.Get("runs") != "both" {
		return nil
	}
	choices, plan := []float64{2, 5, 10, 20}, planOf(v)
	if w := workersOf(v); w < 20 {
		choices = []float64{1, 2}
		best := cmp.Or(ratio(plan.Ideal(downloads.Sequential), plan.Ideal(downloads.Threads)), float64(w))
		for _, n := range []float64{math.Floor(best / 2), math.Round(best)} {
			if n > choices[len(choices)-1] {
				choices = append(choices, n)
			}
		}
	}
	return []bench.Prediction{bench.PredictNumber("speedup", bench.YourGuess, choices, "×", func(m runlog.Model) (float64, string) {
		race := m.(*downloads.Model)
		c := downloads.Compare(plan, race, downloads.Sequential, downloads.Threads)
		one, many := chart.FormatSeconds(race.Run(downloads.Sequential).Elapsed), chart.FormatSeconds(race.Run(downloads.Threads).Elapsed)
		if n := plan.WorkersOf(downloads.Threads); n > 1 {
			return c.Speedup, fmt.Sprintf("One worker took %s; %d, waiting together, took %s.", one, n, many)
		}
		return c.Speedup, fmt.Sprintf("Both runs had one worker: %s and %s.", one, many)
	})}
}

func sources(form.Values) []bench.Source {
	return downloads.Sources("sequential", "threadpool", "download")
}

// seen asks about the order, which nobody promised.
func seen(v form.Values) []bench.Prediction {
	return []bench.Prediction{downloads.SeenOrder(planOf(v), downloads.Threads)}
}
