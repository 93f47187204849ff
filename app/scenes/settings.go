package scenes

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"flaglab/app/flags"
	"flaglab/app/lab"
)

// Settings are what a person sets, as typed and as a permalink spells it. An empty
// text stands for the default.
type Settings struct {
	Scene   string // Name of a scene
	CC      string // letters and codes, at most MaxFutures of them
	Workers string
	Delay   string // seconds, or a range of them
	Seed    string
	Fails   string // the code whose task fails; NONE if none is to
	Timeout string // seconds that a scene waits; 0: as long as it takes
}

// The limits of what can be seen at once.
const (
	MaxFutures = 26
	MaxWorkers = 20
)

// defaults are the texts that empty ones stand for.
var defaults = Settings{Scene: "as_completed", CC: "BR CN ID IN US", Workers: "3", Delay: "0.5-2.5", Seed: "4", Timeout: "0"}

// fields lists the settings in the order in which a permalink has them.
func (s *Settings) fields() []struct {
	name         string
	text         *string
	defaultValue string
} {
	return []struct {
		name         string
		text         *string
		defaultValue string
	}{
		{"scene", &s.Scene, defaults.Scene},
		{"cc", &s.CC, defaults.CC},
		{"workers", &s.Workers, defaults.Workers},
		{"delay", &s.Delay, defaults.Delay},
		{"seed", &s.Seed, defaults.Seed},
		{"fails", &s.Fails, defaults.Fails},
		{"timeout", &s.Timeout, defaults.Timeout},
	}
}

// SettingsFromQuery reads a permalink. Nothing is checked here.
func SettingsFromQuery(query url.Values) Settings {
	var s Settings
	for _, f := range s.fields() {
		s.Set(f.name, query.Get(f.name))
	}
	return s
}

// Set changes the setting of that name. A default is kept as the empty text.
func (s *Settings) Set(name, text string) {
	for _, f := range s.fields() {
		if f.name == name {
			if text == f.defaultValue {
				text = ""
			}
			*f.text = text
		}
	}
}

// Get returns the setting of that name, or its default.
func (s Settings) Get(name string) string {
	for _, f := range s.fields() {
		if f.name == name {
			if *f.text != "" {
				return *f.text
			}
			return f.defaultValue
		}
	}
	return ""
}

// Query writes the permalink. Defaults are left out.
func (s Settings) Query() url.Values {
	query := url.Values{}
	for _, f := range s.fields() {
		if *f.text != "" {
			query.Set(f.name, *f.text)
		}
	}
	return query
}

// Plan is what a scene is asked to do.
type Plan struct {
	Scene   Scene
	Codes   []string
	Workers int
	Weather flags.Weather
	Fails   string // empty: none
	Timeout time.Duration
}

// Plan reads the settings. The plan makes sense only if there are no errors.
func (s Settings) Plan() (Plan, lab.FieldErrors) {
	errs := lab.FieldErrors{}
	note := func(name string, err error) {
		if err != nil {
			errs[name] = err.Error()
		}
	}
	var p Plan
	var err error
	all := Scenes()
	i := slices.IndexFunc(all, func(scene Scene) bool { return scene.Name == s.Get("scene") })
	if i < 0 {
		var names []string
		for _, scene := range all {
			names = append(names, scene.Name)
		}
		errs["scene"] = fmt.Sprintf("there is no scene %q: it must be one of %s", s.Get("scene"), strings.Join(names, ", "))
		i = 0
	}
	p.Scene = all[i]

	p.Codes, err = flags.ParseCodes(s.Get("cc"))
	if err == nil && len(p.Codes) > MaxFutures {
		err = fmt.Errorf("these are %d codes: a scene shows at most %d", len(p.Codes), MaxFutures)
	}
	note("cc", err)

	p.Workers, err = strconv.Atoi(s.Get("workers"))
	if err != nil || p.Workers < 1 || p.Workers > MaxWorkers {
		errs["workers"] = fmt.Sprintf("workers must be a whole number from 1 to %d", MaxWorkers)
	}
	if p.Scene.Workers > 0 {
		p.Workers = p.Scene.Workers
	}

	p.Weather.MinDelay, p.Weather.MaxDelay, err = flags.ParseDelay(s.Get("delay"))
	note("delay", err)
	p.Weather.Seed, err = flags.ParseSeed(s.Get("seed"))
	note("seed", err)

	seconds, err := strconv.ParseFloat(s.Get("timeout"), 64)
	if err != nil || !(seconds >= 0 && seconds <= 60) {
		errs["timeout"] = "time-out must be seconds from 0 (wait as long as it takes) to 60"
	}
	p.Timeout = time.Duration(seconds * float64(time.Second))

	p.Fails = strings.ToUpper(s.Fails)
	switch {
	case p.Fails == "" && p.Scene.Fails && len(p.Codes) > 0:
		p.Fails = p.Codes[min(1, len(p.Codes)-1)]
	case p.Fails == "NONE":
		p.Fails = ""
	case p.Fails != "" && errs["cc"] == "" && !slices.Contains(p.Codes, p.Fails):
		errs["fails"] = fmt.Sprintf("%q is none of the codes above: it must be one of them, or NONE", s.Fails)
	}
	return p, errs
}
