// Package pool is the lab about the size of a pool: the same downloads with 1, 2, 3, 5, … workers, as a curve.
package pool

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/flags"
	"flaglab/app/form"
	"flaglab/app/labs/downloads"
	"flaglab/app/process"
	"flaglab/app/runlog"
)

// maxSizes bounds how many sizes a sweep has, maxRepeats how often each is measured.
const (
	maxSizes   = 16
	maxRepeats = 5
)

// connections is how many a browser has at least: so many workers need not wait for one.
const connections = 6

// example is a sweep that was recorded in Chromium on a machine of two cores. It has the times of the runs, and nothing of
// their tasks.
//
//go:embed example.txt
var example string

// Lab returns the lab.
func Lab() bench.Lab {
	return bench.Lab{
		Path:        "/pool",
		Name:        "Pool size",
		About:       "Measure the same downloads with pools of many sizes, and see where more workers stop helping.",
		Question:    func(form.Values) string { return "How many workers are enough?" },
		Intro:       intro,
		Summary:     summary,
		Action:      "Sweep",
		Fields:      fields,
		Presets:     presets,
		Predictions: predictions,
		Seen:        whatWasSeen,
		Sources:     sources,
		Open:        open,
		Example:     example,
	}
}

var fields = []form.Field{
	{Name: "sizes", Label: "Pool sizes", Default: "1 2 3 5 8 13 20 30 50 100 200", Hint: fmt.Sprintf("Up to %d numbers from 1 to %d. One worker is measured too where speed-ups need it.", maxSizes, downloads.MaxWorkers), Check: func(text string) error {
		_, err := parseSizes(text)
		return err
	}},
	{Name: "cc", Label: "Countries", Default: "ALL", Hint: "Letters and codes: A, BR CN.", Check: downloads.CheckCodes},
	{Name: "limit", Label: "At most", Kind: form.Number, Default: "60", Min: 2, Max: 676, Whole: true, Hint: "How many of them are downloaded."},
	{Name: "site", Label: "Site", Kind: form.Choice, Default: "DELAY", Aliases: []string{"server"}, Options: downloads.Sites[:2]}, // failures would not compare
	{Name: "delay", Label: "Delay", Default: "0.05", Unit: "s", Hint: "How long each answer takes: 0.05, or from–to: 0.02-0.2.", Check: downloads.CheckDelay},
	{Name: "seed", Label: "Seed", Default: "1", Hint: "The same seed makes the same delays.", Check: downloads.CheckSeed},
	{Name: "repeats", Label: "Repeats", Kind: form.Number, Default: "1", Min: 1, Max: maxRepeats, Whole: true, Aliases: []string{"runs"}, Hint: "With more than one, a point is the median, and its spread is shown."},
	{Name: "compute", Label: "Then compute", Kind: form.Toggle, Default: "1", Hint: "The same with tasks that compute, on goroutines and on processes."},
	{Name: "point", Hidden: true, Display: true, Check: func(text string) error {
		if text == "" {
			return nil
		}
		_, err := parsePoint(text)
		return err
	}},
}

var presets = []bench.Preset{
	{Name: "60 flags, 0.05 s each"},
	{Name: "Unequal waits", Set: map[string]string{"delay": "0.01-0.2", "sizes": "2 5 10 20 40 80", "compute": "0"}},
	{Name: "Hardly any wait", Set: map[string]string{"site": "LOCAL", "sizes": "1 2 3 5 8 13 20 30 50 100", "compute": "0"}},
	{Name: "Three times each", Set: map[string]string{"repeats": "3", "sizes": "1 2 5 10 20 50", "compute": "0"}},
}

// parseSizes reads the sizes of a sweep; the result is sorted and has no duplicates.
func parseSizes(text string) ([]int, error) {
	var sizes []int
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == ';' }) {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 || n > downloads.MaxWorkers {
			return nil, fmt.Errorf("%q is not valid: each pool size must be a whole number from 1 to %d", word, downloads.MaxWorkers)
		}
		sizes = append(sizes, n)
	}
	slices.Sort(sizes)
	sizes = slices.Compact(sizes)
	if len(sizes) < 2 || len(sizes) > maxSizes {
		return nil, fmt.Errorf("%q is not valid: pool sizes must be from 2 to %d different numbers, such as 1 2 5 10 20", text, maxSizes)
	}
	return sizes, nil
}

func open(v form.Values, network bench.Network) (bench.Experiment, form.Errors) {
	codes, _ := flags.ParseCodes(v.Get("cc"))
	site, _ := flags.SiteByLabel(v.Get("site"))
	x := &experiment{network: network, repeats: v.Int("repeats"), images: &downloads.Images{},
		compute: v.On("compute"), cores: process.DefaultMaxWorkers(), computer: compute(starts)}
	x.sizes, _ = parseSizes(v.Get("sizes"))
	x.plan = downloads.Plan{Codes: codes, Site: site.Label, Timeout: timeout}
	x.plan.Codes = codes[:min(len(codes), v.Int("limit"))]
	if x.plan.HasWeather() {
		x.plan.Weather.MinDelay, x.plan.Weather.MaxDelay, _ = flags.ParseDelay(v.Get("delay"))
	}
	x.plan.Weather.Seed, _ = flags.ParseSeed(v.Get("seed"))
	if smallest := x.sizes[0]; smallest > connections || smallest > 1 && !x.plan.HasWeather() {
		x.sizes = append([]int{1}, x.sizes...)
	}
	return x, nil
}

func intro(v form.Values) string {
	x, _ := open(v, nil)
	e := x.(*experiment)
	text := fmt.Sprintf("%s, with pools of %s, one after another.", downloads.TheSame(len(e.plan.Codes), "download"), chart.CountOf(len(e.sizes), "size"))
	if e.compute {
		text += " Then pools that compute."
	}
	if took := e.expected(); e.plan.HasWeather() {
		text += fmt.Sprintf(" It will take about %d s.", int(took.Seconds()+1))
	}
	return text
}

func summary(v form.Values) string {
	x, _ := open(v, nil)
	e := x.(*experiment)
	parts := []string{chart.CountOf(len(e.plan.Codes), "download")}
	if e.plan.HasWeather() {
		parts = append(parts, "delay "+flags.FormatDelay(e.plan.Weather.MinDelay, e.plan.Weather.MaxDelay)+" s")
	} else {
		parts = append(parts, e.plan.Site)
	}
	return strings.Join(append(parts, fmt.Sprintf("%d to %d workers", e.sizes[0], e.sizes[len(e.sizes)-1])), " · ")
}

// guessed are the sizes for which a person sets the curve before it is measured: three points.
func guessed(sizes []int) []int {
	if len(sizes) < 3 {
		return sizes
	}
	return slices.Compact([]int{sizes[len(sizes)/3], sizes[len(sizes)*2/3], sizes[len(sizes)-1]})
}

// experimentOf opens the experiment of settings that passed their checks.
func experimentOf(v form.Values) *experiment {
	x, _ := open(v, nil)
	return x.(*experiment)
}

// predictions asks for the speed-up at three sizes: together they are a curve.
func predictions(v form.Values) (list []bench.Prediction) {
	e := experimentOf(v)
	for _, size := range guessed(e.sizes) {
		var choices []float64
		for _, n := range []float64{1, 2, 5, 10, 20, 50, 100} {
			if n <= 2*float64(size) {
				choices = append(choices, n)
			}
		}
		choices = choices[max(0, len(choices)-3):]
		list = append(list, bench.PredictNumber("at"+strconv.Itoa(size), workers(size), choices, "×", func(m runlog.Model) (float64, string) {
			s := e.speedup(m.(*model), waiting, size)
			return s, fmt.Sprintf("With %s it was %s.", workers(size), downloads.FormatSpeedup(s))
		}))
	}
	return list
}

// code is what the lab shows of itself, with its Python twin.
//
//go:embed collatz.go collatz.py full_queue.go full_queue.py
var code embed.FS

func sources(form.Values) []bench.Source {
	list := downloads.Sources("threadpool")
	for _, name := range []string{"collatz.go", "collatz.py", "full_queue.go", "full_queue.py"} {
		list = append(list, bench.SourceFile(code, name))
	}
	return list
}

// whatWasSeen asks whether more workers always bring as much more.
func whatWasSeen(v form.Values) []bench.Prediction {
	return []bench.Prediction{{
		ID: "twice", Prompt: "Were twice as many workers always twice as fast?",
		Options: []form.Option{{Value: "yes", Label: "yes"}, {Value: "no", Label: "no"}},
		Truth: func(m runlog.Model) (string, string) {
			e, known := experimentOf(v), 0
			for i, size := range e.sizes[1:] {
				before := e.sizes[i]
				a, b := e.speedup(m.(*model), waiting, before), e.speedup(m.(*model), waiting, size)
				if a == 0 || b == 0 {
					continue
				}
				known++
				if b/a < 0.8*float64(size)/float64(before) {
					return "no", fmt.Sprintf("From %d to %d workers it went from %s to %s.", before, size, downloads.FormatSpeedup(a), downloads.FormatSpeedup(b))
				}
			}
			if known == 0 {
				return "", ""
			}
			return "yes", "At these sizes they nearly were."
		},
	}}
}
