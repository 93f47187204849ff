package futures

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/flags"
	"flaglab/app/form"
	"flaglab/app/labs/downloads"
)

// The limits of what can be seen at once.
const (
	MaxFutures = 26
	MaxWorkers = 20
)

// example was recorded in Chromium. With UPDATE=1 its test puts the run of a simulated network in its place.
//
//go:embed example.txt
var example string

// Lab returns the lab.
func Lab() bench.Lab {
	return bench.Lab{
		Path:        "/futures",
		Name:        "Futures",
		About:       "Watch each future change, and act on it: short programs about results that may not have happened yet.",
		Question:    heading,
		Intro:       func(v form.Values) string { return sceneOf(v.Get("scene")).about },
		Summary:     summary,
		Fields:      fields,
		Presets:     presets(),
		Scenes:      true,
		Predictions: predictions,
		Seen:        seen,
		Sources:     func(v form.Values) []bench.Source { return sceneOf(v.Get("scene")).sources() },
		Open:        open,
		Example:     example,
	}
}

// heading is the question of the scene. Map has two: what order, and what comes after an error.
func heading(v form.Values) string {
	s := sceneOf(v.Get("scene"))
	if s.name == mapScene && fails(v) {
		return "What comes after an error?"
	}
	return s.question
}

// fails reports whether a task is to fail.
func fails(v form.Values) bool { return failing(v) != "" }

// failing is the code of the task that is to fail; empty: none.
func failing(v form.Values) string {
	cc := strings.ToUpper(strings.TrimSpace(v.Get("fails")))
	if cc == none {
		return ""
	}
	return cc
}

// none is what the field Fails says when no task is to fail.
const none = "NONE"

var fields = []form.Field{
	{Name: "scene", Label: "Scene", Kind: form.Choice, Default: scenes[0].name, Options: sceneOptions()},
	{Name: "cc", Label: "Countries", Default: "BR CN ID IN US", Hint: "Letters and codes: A, BR CN.", Check: checkCodes,
		Options: []form.Option{{Value: "BR CN ID IN US", Label: "The five of the lecture"}, {Value: "BR CN FR XX", Label: "With one that does not exist"}, {Value: "A", Label: "A, with 15 that do not exist"}}},
	{Name: "workers", Label: "Workers", Kind: form.Number, Default: "3", Min: 1, Max: MaxWorkers, Whole: true,
		Shown: func(v form.Values) bool { return sceneOf(v.Get("scene")).workers == 0 }},
	{Name: "delay", Label: "Delay", Unit: "s", Hint: "How long each answer takes: 0.5, or from–to: 0.5-2.5.",
		Derived: func(v form.Values) string { return sceneOf(v.Get("scene")).delay },
		Check:   downloads.CheckDelay},
	{Name: "seed", Label: "Seed", Default: "4", Hint: "The same seed makes the same delays.", Check: downloads.CheckSeed},
	{Name: "fails", Label: "Fails", Hint: "The code whose task fails, or NONE.", Derived: failsByDefault},
	{Name: "timeout", Label: "Time-out", Kind: form.Number, Default: "0", Min: 0, Max: 60, Unit: "s", Hint: "How long the program waits for results; 0: as long as it takes."},
	{Name: "pause", Label: "Pause", Kind: form.Number, Default: "8", Min: 0, Max: 60, Unit: "s", Hint: "How long a scene waits for you at a question; 0: not at all.",
		Shown: func(v form.Values) bool { return sceneOf(v.Get("scene")).pauses }},
}

func sceneOptions() (options []form.Option) {
	for _, s := range scenes {
		options = append(options, form.Option{Value: s.name, Label: s.title})
	}
	return options
}

// presets are the scenes, for the keys 1 to 6, and one that shows what Map does about an error.
func presets() (list []bench.Preset) {
	for _, s := range scenes {
		list = append(list, bench.Preset{Name: s.title, Set: map[string]string{"scene": s.name}})
	}
	return append(list, bench.Preset{Name: "map with an error", Set: map[string]string{"scene": "executor_map", "fails": "ID"}})
}

func checkCodes(text string) error {
	codes, err := codesOf(text)
	if err == nil && len(codes) > MaxFutures {
		err = fmt.Errorf("these are %d codes: a scene shows at most %d", len(codes), MaxFutures)
	}
	return err
}

// codesOf reads the codes. No text stands for the five of the lecture.
func codesOf(text string) ([]string, error) {
	if strings.TrimSpace(text) == "" {
		return flags.Five(), nil
	}
	return flags.ParseCodes(text)
}

// failsByDefault is the second code in a scene about errors.
func failsByDefault(v form.Values) string {
	if codes, err := codesOf(v.Get("cc")); sceneOf(v.Get("scene")).fails && err == nil {
		return codes[min(1, len(codes)-1)]
	}
	return none
}

func open(v form.Values, network bench.Network) (bench.Experiment, form.Errors) {
	x := &experiment{scene: sceneOf(v.Get("scene")), timeout: v.Seconds("timeout"), patience: v.Seconds("pause"), network: network}
	x.plan = downloads.Plan{Site: site, Workers: v.Int("workers")}
	x.plan.Codes, _ = codesOf(v.Get("cc"))
	if x.scene.workers > 0 {
		x.plan.Workers = x.scene.workers
	}
	x.plan.Weather.MinDelay, x.plan.Weather.MaxDelay, _ = flags.ParseDelay(v.Get("delay"))
	x.plan.Weather.Seed, _ = flags.ParseSeed(v.Get("seed"))
	if cc := failing(v); cc != "" {
		if !slices.Contains(x.plan.Codes, cc) {
			return nil, form.Errors{"fails": fmt.Sprintf("%q is not valid: fails must be one of the countries, or %s", v.Get("fails"), none)}
		}
		x.fails = cc
	}
	return x, nil
}

// summary says in few words what cannot be seen in the scene itself.
func summary(v form.Values) string {
	s := sceneOf(v.Get("scene"))
	var parts []string
	if s.workers == 0 {
		parts = append(parts, chart.CountOf(v.Int("workers"), "worker"))
	}
	parts = append(parts, v.Get("delay")+" s each")
	if fails(v) && !s.fails {
		parts = append(parts, failing(v)+" fails")
	}
	if v.Float("timeout") > 0 {
		parts = append(parts, "time-out "+v.Get("timeout")+" s")
	}
	return strings.Join(parts, " · ")
}
