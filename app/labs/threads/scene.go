package threads

import (
	"slices"

	"flaglab/app/bench"
	"flaglab/app/form"
)

// scene is one of the lab's experiments.
type scene struct {
	name, title     string
	question, intro func(form.Values) string
	programs        []string // whose code is shown
	predictions     func(form.Values) []bench.Prediction
	seen            []bench.Prediction // what is asked after a run
	view            func(x *experiment, m *model, at bench.Moment) bench.View

	// Defaults.
	threads, size int
	speed         float64
}

// scenes lists the scenes.
func scenes() []scene {
	return []scene{schedulerScene, poolScene, joinScene, queueScene, lockScene, puzzleScene, leakScene}
}

// sceneOf returns the scene of these settings; the first one if there is none.
func sceneOf(v form.Values) scene {
	list := scenes()
	i := slices.IndexFunc(list, func(s scene) bool { return s.name == v.Get("scene") })
	return list[max(i, 0)]
}

// always is a text that does not depend on the settings.
func always(text string) func(form.Values) string { return func(form.Values) string { return text } }
