package lab

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"flaglab/app/flags"
)

// MaxWorkers is the hard limit on the size of a pool. The lecture's rule of thumb: always
// have one, even a large one.
const MaxWorkers = 1000

// Form is the settings of a race as a person types them and as its permalink
// spells them. An empty field stands for its default.
type Form struct {
	CC      string // letters and codes
	Site    string // LOCAL, DELAY, ERROR
	Workers string // 1 to MaxWorkers
	Delay   string // seconds, or a range of them
	Errors  string // share from 0 to 1
	Seed    string
	Timeout string // seconds
}

// Field is one field of the form: its name in a permalink, and its default.
type Field struct {
	Name    string
	Default string
	value   func(*Form) *string
}

// Fields lists the fields in the order in which a permalink has them.
func Fields() []Field {
	return []Field{
		{"cc", "", func(f *Form) *string { return &f.CC }},
		{"site", "DELAY", func(f *Form) *string { return &f.Site }},
		{"workers", "20", func(f *Form) *string { return &f.Workers }},
		{"delay", "0.2", func(f *Form) *string { return &f.Delay }},
		{"errors", "", func(f *Form) *string { return &f.Errors }},
		{"seed", "1", func(f *Form) *string { return &f.Seed }},
		{"timeout", "3.1", func(f *Form) *string { return &f.Timeout }},
	}
}

// Get returns the field's text in f, or its default.
func (field Field) Get(f Form) string {
	if text := *field.value(&f); text != "" {
		return text
	}
	return field.Default
}

// FormFromQuery reads a permalink. Nothing is checked here: what does not make
// sense stays in its field, so that the person can see and mend it.
func FormFromQuery(query url.Values) Form {
	var f Form
	for _, field := range Fields() {
		f.Set(field.Name, query.Get(field.Name))
	}
	return f
}

// Set changes the field of that name. The text of a default is kept as empty, so that equal settings
// are equal forms.
func (f *Form) Set(name, text string) {
	for _, field := range Fields() {
		if field.Name == name {
			if text == field.Default {
				text = ""
			}
			*field.value(f) = text
		}
	}
}

// Get returns the text of the field of that name, or its default.
func (f Form) Get(name string) string {
	for _, field := range Fields() {
		if field.Name == name {
			return field.Get(f)
		}
	}
	return ""
}

// Query writes the permalink. Defaults are left out.
func (f Form) Query() url.Values {
	query := url.Values{}
	for _, field := range Fields() {
		if text := *field.value(&f); text != "" {
			query.Set(field.Name, text)
		}
	}
	return query
}

// FieldErrors says, by the name of the field, what is wrong and what would be
// right.
type FieldErrors map[string]string

// Plan reads the settings. The plan makes sense only if there are no errors.
func (f Form) Plan() (Plan, FieldErrors) {
	errs := FieldErrors{}
	note := func(name string, err error) {
		if err != nil {
			errs[name] = err.Error()
		}
	}
	var plan Plan
	var err error

	plan.Codes, err = flags.ParseCodes(f.CC)
	note("cc", err)

	site, ok := flags.SiteByLabel(f.Get("site"))
	if !ok {
		errs["site"] = fmt.Sprintf("%q is no site: it must be one of DELAY, ERROR, LOCAL, REMOTE", f.Get("site"))
	}
	plan.Site = site.Label

	plan.Workers, err = parseWorkers(f.Get("workers"))
	note("workers", err)

	if plan.HasWeather() {
		plan.Weather.MinDelay, plan.Weather.MaxDelay, err = flags.ParseDelay(f.Get("delay"))
		note("delay", err)
		plan.Weather.ErrorRate = site.Weather.ErrorRate
		if f.Errors != "" {
			plan.Weather.ErrorRate, err = flags.ParseErrorRate(f.Errors)
			note("errors", err)
		}
	}
	plan.Weather.Seed, err = flags.ParseSeed(f.Get("seed"))
	note("seed", err)

	plan.Timeout, err = parseTimeout(f.Get("timeout"))
	note("timeout", err)
	return plan, errs
}

// HasWeather reports whether the plan's site delays its answers. LOCAL and REMOTE are as
// fast as they are.
func (p Plan) HasWeather() bool { return p.Site == "DELAY" || p.Site == "ERROR" }

func parseWorkers(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > MaxWorkers {
		return 0, fmt.Errorf("workers must be a whole number from 1 to %d", MaxWorkers)
	}
	return n, nil
}

// parseTimeout reads a limit in seconds.
func parseTimeout(text string) (time.Duration, error) {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || !(x >= 0.1 && x <= 60) {
		return 0, fmt.Errorf("time-out must be seconds from 0.1 to 60")
	}
	return time.Duration(x * float64(time.Second)), nil
}
