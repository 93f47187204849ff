package flags2

import (
	_ "embed"
	"fmt"
	"strings"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/flags"
	"flaglab/app/form"
	"flaglab/app/labs/downloads"
)

// example was recorded in Chromium on a machine of two cores.
//
//go:embed example.txt
var example string

// Lab returns the lab.
func Lab() bench.Lab {
	return bench.Lab{
		Path:        "/flags2",
		Name:        "Flags2",
		About:       "The book's flags2 programs tell a flag that does not exist from a request that failed, and report both.",
		Question:    question,
		Intro:       intro,
		Summary:     summary,
		Fields:      fields,
		Presets:     presets,
		Predictions: predictions,
		Seen: func(v form.Values) []bench.Prediction {
			s, _ := planOf(v)
			return []bench.Prediction{downloads.SeenAfter(s.Plan, s.run), downloads.SeenOrder(s.Plan, s.run)}
		},
		Sources: sources,
		Example: example,
		Open:    open,
	}
}

// presets have the codes of the race under the same keys, where they make sense here.
var presets = []bench.Preset{
	{Name: "Top 20"},
	{Name: "Five", Set: map[string]string{"cc": strings.Join(flags.Five(), " ")}},
	{Name: "A to C: 404s", Set: map[string]string{"cc": "A B C"}},
	{Name: "All 194", Set: map[string]string{"all": "1"}},
	{Name: "All 676 codes", Set: map[string]string{"every": "1"}},
	{Name: "Each answer waits", Set: map[string]string{"cc": "A B C", "server": "DELAY", "delay": "0.5"}},
	{Name: "Some time out", Set: map[string]string{"cc": "A B C", "server": "DELAY"}},
	{Name: "A quarter fails", Set: map[string]string{"cc": "A B C", "server": "ERROR"}},
	{Name: "Three attempts", Set: map[string]string{"cc": "A B C", "server": "ERROR", "delay": "0.5", "attempts": "3"}},
}

// summary is the settings in one line.
func summary(v form.Values) string {
	s, _ := planOf(v)
	parts := []string{downloads.Selection(s.Codes), s.Site}
	if s.run == downloads.Sequential {
		parts = append(parts, "sequential")
	}
	if s.HasWeather() {
		parts[1] += " " + flags.FormatDelay(s.Weather.MinDelay, s.Weather.MaxDelay) + " s"
		if s.Weather.ErrorRate > 0 {
			parts = append(parts, "errors "+form.FormatNumber(s.Weather.ErrorRate))
		}
		parts = append(parts, fmt.Sprintf("seed %d", s.Weather.Seed))
	}
	if n := s.Retry.Attempts; n > 1 {
		parts = append(parts, chart.CountOf(n, "attempt"))
	}
	return strings.Join(parts, " · ")
}

func sources(form.Values) []bench.Source {
	return downloads.Sources("download", "threadpool", "sequential", "errors", "retry")
}
