package threads

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/form"
	"flaglab/app/threading/programs"
	"flaglab/app/threading/schedule"
)

// What a program may have.
const (
	MaxThreads = 200
	MaxPlaces  = 20 // in its queue
)

// Lab returns the lab.
func Lab() bench.Lab {
	return bench.Lab{
		Path:        "/threads",
		Name:        "Threads",
		About:       "Be the scheduler, lose an update, and see threads, queues and locks at work.",
		Question:    func(v form.Values) string { return sceneOf(v).question(v) },
		Intro:       func(v form.Values) string { return sceneOf(v).intro(v) },
		Summary:     summary,
		Fields:      fields,
		Presets:     presets(),
		Scenes:      true,
		Predictions: func(v form.Values) []bench.Prediction { return sceneOf(v).predictions(v) },
		Seen:        func(v form.Values) []bench.Prediction { return sceneOf(v).seen },
		Sources:     func(v form.Values) []bench.Source { return sourcesOf(sceneOf(v).programs) },
		Open:        open,
	}
}

var fields = []form.Field{
	{Name: "scene", Label: "Scene", Kind: form.Choice, Default: "scheduler", Options: sceneOptions()},
	{Name: "puzzle", Label: "Puzzle", Kind: form.Choice, Default: schedule.Puzzles()[0].Name, Options: puzzleOptions(), Shown: in("puzzles")},
	{Name: "threads", Label: "Threads", Kind: form.Number, Min: 1, Max: MaxThreads, Whole: true, SliderMax: 100, Shown: in("scheduler", "threads", "join", "lock", "leak"),
		Derived: func(v form.Values) string { return strconv.Itoa(sceneOf(v).threads) }},
	{Name: "runs", Label: "Runs", Kind: form.Number, Default: "100", Min: 1, Max: 1000, Whole: true, Shown: in("scheduler", "puzzles")},
	{Name: "lock", Label: "Lock", Kind: form.Choice, Default: string(programs.Nowhere), Shown: in("scheduler"), Options: []form.Option{
		{Value: string(programs.Nowhere), Label: "None"}, {Value: string(programs.AroundCount), Label: "Around the count"}}},
	{Name: "work", Label: "Slow part", Kind: form.Number, Default: "0.01", Min: 0, Max: 10, Unit: "s", Hint: "What each thread does besides the count.", Shown: in("lock")},
	{Name: "producers", Label: "Producers", Kind: form.Number, Default: "2", Min: 1, Max: 6, Whole: true, Shown: in("queue")},
	{Name: "consumers", Label: "Consumers", Kind: form.Number, Default: "2", Min: 1, Max: 6, Whole: true, Shown: in("queue")},
	{Name: "items", Label: "Items", Kind: form.Number, Default: "6", Min: 1, Max: 100, Whole: true, Hint: "Made by each producer.", Shown: in("queue")},
	{Name: "size", Label: "Places", Kind: form.Number, Min: 0, Max: MaxPlaces, Whole: true, SliderMax: 10, Hint: "In the queue; 0: no limit.", Shown: in("queue", "leak"),
		Derived: func(v form.Values) string { return strconv.Itoa(sceneOf(v).size) }},
	{Name: "make", Label: "To make one", Kind: form.Number, Default: "0.5", Min: 0, Max: 60, SliderMax: 3, Unit: "s", Shown: in("queue")},
	{Name: "use", Label: "To use one", Kind: form.Number, Default: "1", Min: 0, Max: 60, SliderMax: 3, Unit: "s", Shown: in("queue")},
	{Name: "full", Label: "When the queue is full", Kind: form.Choice, Default: string(programs.Block), Shown: in("queue"), Options: []form.Option{
		{Value: string(programs.Block), Label: "Wait for a place"}, {Value: string(programs.Reject), Label: "Reject the item"}, {Value: string(programs.DropOldest), Label: "Drop the oldest"}}},
	{Name: "put", Label: "Time-out of put", Kind: form.Number, Default: "0", Min: 0, Max: 60, Unit: "s", Hint: "0: none.", Shown: in("queue")},
	{Name: "get", Label: "Time-out of get", Kind: form.Number, Default: "0", Min: 0, Max: 60, Unit: "s", Hint: "0: none.", Shown: in("queue")},
	{Name: "forget", Label: "Forget", Kind: form.Choice, Default: "nothing", Shown: in("queue"), Options: []form.Option{
		{Value: "nothing", Label: "Nothing"}, {Value: "stop", Label: "The sentinels that stop the consumers"}, {Value: "task_done", Label: "To call task_done"}}},
	{Name: "seed", Label: "Seed", Default: "288", Hint: "The same seed gives the same sleeps.", Shown: in("scheduler", "threads", "join", "lock", "leak", "puzzles"), Check: checkSeed},
	{Name: "speed", Label: "Speed of the clock", Kind: form.Number, Min: 0.1, Max: 100, Hint: "How many seconds of the program pass in one of yours.", Shown: hasClock,
		Derived: func(v form.Values) string { return form.FormatNumber(sceneOf(v).speed) }},

	{Name: "hint", Kind: form.Toggle, Default: "0", Hidden: true, Display: true},
	{Name: "moves", Hidden: true, Display: true},
	{Name: "tried", Hidden: true, Display: true},
	{Name: "solved", Hidden: true, Display: true, Keep: joinLetters},
}

// hasClock tells the scenes whose programs run by a clock.
var hasClock = in("threads", "join", "queue", "lock", "leak")

// in returns what shows a field in some scenes only.
func in(scenes ...string) func(form.Values) bool {
	return func(v form.Values) bool { return slices.Contains(scenes, v.Get("scene")) }
}

func presets() (list []bench.Preset) {
	for _, s := range scenes() {
		list = append(list, bench.Preset{Name: s.title, Set: map[string]string{"scene": s.name}})
	}
	return list
}

func sceneOptions() (options []form.Option) {
	for _, s := range scenes() {
		options = append(options, form.Option{Value: s.name, Label: s.title})
	}
	return options
}

func checkSeed(text string) error {
	if _, err := strconv.ParseUint(text, 10, 64); err != nil {
		return fmt.Errorf("%q is not valid: seed must be a whole number, 0 or more", text)
	}
	return nil
}

// summary says in few words what cannot be seen in the scene itself.
func summary(v form.Values) string {
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	switch v.Get("scene") {
	case "queue":
		add("%s · %s", chart.CountOf(v.Int("producers"), "producer"), chart.CountOf(v.Int("consumers"), "consumer"))
	case "puzzles":
		add("%s", chart.CountOf(v.Int("runs"), "run"))
	case "scheduler":
		add("%s of %s", chart.CountOf(v.Int("runs"), "run"), chart.CountOf(v.Int("threads"), "thread"))
	case "lock":
		add("%s · slow part %s s", chart.CountOf(v.Int("threads"), "thread"), v.Get("work"))
	default:
		add("%s · seed %s", chart.CountOf(v.Int("threads"), "thread"), v.Get("seed"))
	}
	if x := v.Float("speed"); x != 1 && hasClock(v) {
		add("clock %s×", form.FormatNumber(x))
	}
	return strings.Join(parts, " · ")
}

// joinLetters returns the letters of both, each once, in their order.
func joinLetters(a, b string) string {
	var letters []string
	for _, r := range a + b {
		letters = append(letters, string(r))
	}
	slices.Sort(letters)
	return strings.Join(slices.Compact(letters), "")
}
