package ui

import (
	"fmt"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/bench"
	"flaglab/app/form"
)

// preset is a button for a preset of the lab.
func preset(s bench.Screen, i int, pressed bool) app.HTMLElem {
	return button(s.Lab.Presets[i].Name, bench.ActPreset, fmt.Sprint(i)).Aria("pressed", is(pressed)).Attr("disabled", s.Phase == bench.Live)
}

func presetValues(s bench.Screen, p bench.Preset) form.Values {
	v := form.New(s.Values.Fields())
	for name, text := range p.Set {
		v = v.With(name, text)
	}
	return v
}

// scenes are the presets of a lab whose presets are scenes.
func scenes(s bench.Screen) app.UI {
	if !s.Lab.Scenes {
		return elem("div").Attr("hidden", true)
	}
	now := currentScene(s)
	var list []app.UI
	for i := range s.Lab.Presets {
		list = append(list, preset(s, i, i == now).Class("scene"))
	}
	return elem("div").Class("scenes").Attr("role", "group").Aria("label", "Scenes").Attr("hidden", false).Body(list...)
}

// currentScene returns the scene that these settings show, whatever else they change: of those that fit, the one that
// says most. It is -1 if none fits.
func currentScene(s bench.Screen) int {
	found, size := -1, 0
	for i, p := range s.Lab.Presets {
		fits := true
		for name, text := range p.Set {
			fits = fits && s.Values.Get(name) == text
		}
		if fits && len(p.Set) > size {
			found, size = i, len(p.Set)
		}
	}
	return found
}
