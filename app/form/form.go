// Package form describes the settings of a lab: one table of fields gives the defaults, the checks, the names
// in a link, and what the page needs to draw the controls.
//
// Values are texts as a person typed them or as a link spells them. An invalid text is kept, so that the person
// sees it beside the error and can correct it.
package form

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Kind says what a field holds, and so which control shows it.
type Kind int

// The kinds.
const (
	Text   Kind = iota // anything that Check accepts
	Number             // a plain decimal number from Min to Max
	Choice             // one of Options
	Toggle             // "1" or "0"
)

// Option is one thing that a person can choose.
type Option struct {
	Value, Label string
}

// Field is one setting.
//
// A field with Expand is not a setting itself but another way to write others, such as all of them as one command
// line. Expand reads what a person typed and returns v with those settings; Derived writes them. A text that Expand
// cannot read is kept beside its error until another setting is changed.
type Field struct {
	Name    string // in a link
	Label   string // of the control
	Kind    Kind
	Default string // absent from links
	Hint    string // a short help below the control
	Unit    string // behind the value, such as s; a person may type it, or leave it out

	Min, Max  float64  // Number: its limits
	Whole     bool     // Number: no fractions
	Slider    bool     // Number: a slider can change it too
	SliderMax float64  // where the slider ends, if not at Max
	Options   []Option // Choice: all of them; Text: suggestions

	Check   func(text string) error                     // what Kind does not check; its errors read as those of Kind do; nil: nothing
	Derived func(Values) string                         // the default where it depends on other settings; nil: Default
	Expand  func(v Values, text string) (Values, error) // reads other settings; nil: it is a setting of its own
	Shown   func(Values) bool                           // whether the control makes sense with these settings; nil: always
	Hidden  bool                                        // in links only
	Display bool                                        // says how a run is shown, and nothing about the run: a change keeps it
	Keep    func(kept, text string) string              // joins what the browser kept from earlier visits with what is set; nil: it keeps nothing
	Aliases []string                                    // other names in links, from earlier releases
}

// Values are the settings of a table of fields. They do not change; With makes others.
type Values struct {
	fields []Field
	texts  map[string]string // of the fields that somebody has set
}

// Errors says, by the name of a field, what is wrong with it and what would be valid. The empty name stands
// for the link as a whole.
type Errors map[string]string

// New returns the defaults of the fields.
func New(fields []Field) Values { return Values{fields: fields} }

// Fields returns the table of fields.
func (v Values) Fields() []Field { return v.fields }

// Field returns the field of that name. It panics if there is none, as that is a mistake in the program.
func (v Values) Field(name string) Field {
	i := slices.IndexFunc(v.fields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		panic("form: there is no field " + name)
	}
	return v.fields[i]
}

// Get returns the text of a field, or its default.
func (v Values) Get(name string) string {
	if text, ok := v.texts[name]; ok {
		return text
	}
	return v.fallback(v.Field(name))
}

// fallback returns what a field holds that nobody has set.
func (v Values) fallback(f Field) string {
	if f.Derived != nil {
		return f.Derived(v)
	}
	return f.Default
}

// Int returns a Number as a whole number; 0 if it is none.
func (v Values) Int(name string) int { return int(v.Float(name)) }

// Float returns a Number; 0 if it is none.
func (v Values) Float(name string) float64 {
	x, _ := ParseNumber(v.Get(name))
	return x
}

// Seconds returns a Number of seconds as a duration.
func (v Values) Seconds(name string) time.Duration {
	return time.Duration(v.Float(name) * float64(time.Second))
}

// On reports whether a Toggle is on.
func (v Values) On(name string) bool { return v.Get(name) == "1" }

// With returns values in which one field has another text. A unit behind a number is taken off.
func (v Values) With(name, text string) Values {
	f := v.Field(name)
	changed := Values{fields: v.fields, texts: map[string]string{}}
	for n, t := range v.texts {
		if v.Field(n).Expand == nil {
			changed.texts[n] = t
		}
	}
	text = f.clean(text)
	if f.Expand != nil {
		if expanded, err := f.Expand(changed, text); err == nil {
			return expanded
		}
	}
	changed.texts[name] = text
	return changed
}

// Without returns values in which one field has its default.
func (v Values) Without(name string) Values {
	v = v.With(name, "")
	delete(v.texts, name)
	return v
}

// Given reports whether a field has another text than its default.
func (v Values) Given(name string) bool {
	text, ok := v.texts[name]
	return ok && text != v.fallback(v.Field(name))
}

// Equal reports whether all settings are the same.
func (v Values) Equal(w Values) bool { return v.Query().Encode() == w.Query().Encode() }

// SameRun reports whether the settings differ in nothing but how a run is shown.
func (v Values) SameRun(w Values) bool {
	for _, f := range v.fields {
		if !f.Display && f.Expand == nil && v.Get(f.Name) != w.Get(f.Name) {
			return false
		}
	}
	return true
}

// Setup writes the settings that a run depends on as one text.
func (v Values) Setup() string {
	query := v.Query()
	for _, f := range v.fields {
		if f.Display || f.Expand != nil {
			query.Del(f.Name)
		}
	}
	return query.Encode()
}

// Query writes the settings for a link. Defaults are left out.
func (v Values) Query() url.Values {
	query := url.Values{}
	for name, text := range v.texts {
		if v.Given(name) {
			query.Set(name, text)
		}
	}
	return query
}

// Parse reads the settings of a link's query, without the question mark. Names that are no fields are left to
// others. The errors are those of Check, and of a query that cannot be decoded.
func Parse(fields []Field, rawQuery string) (Values, Errors) {
	v := New(fields)
	query, err := url.ParseQuery(rawQuery)
	read := func(expand bool) {
		for _, f := range fields {
			names := append([]string{f.Name}, f.Aliases...)
			if i := slices.IndexFunc(names, query.Has); i >= 0 && (f.Expand != nil) == expand {
				v = v.With(f.Name, query.Get(names[i]))
			}
		}
	}
	read(false)
	read(true) // they would lose a text that is wrong to the fields after them
	errs := v.Check()
	if err != nil {
		errs[""] = fmt.Sprintf("This link cannot be read (%v). Write a space as + and ; as %%3B.", err)
	}
	return v, errs
}

// Check checks each field by itself.
func (v Values) Check() Errors {
	errs := Errors{}
	for _, f := range v.fields {
		err := f.check(v.Get(f.Name))
		if text, ok := v.texts[f.Name]; ok && f.Expand != nil {
			_, err = f.Expand(v, text)
		}
		if err != nil {
			errs[f.Name] = err.Error()
		}
	}
	return errs
}

func (f Field) check(text string) error {
	switch f.Kind {
	case Number:
		x, ok := ParseNumber(text)
		if !ok || x < f.Min || x > f.Max || (f.Whole && x != float64(int64(x))) {
			return fmt.Errorf("%q is not valid: %s must be %s from %s to %s%s", text, f.name(),
				map[bool]string{true: "a whole number", false: "a number"}[f.Whole], FormatNumber(f.Min), FormatNumber(f.Max), behind(f.Unit))
		}
	case Choice, Toggle:
		options := f.Options
		if f.Kind == Toggle {
			options = []Option{{"0", ""}, {"1", ""}}
		}
		var values []string
		for _, o := range options {
			if o.Value == text {
				return f.more(text)
			}
			if o.Value != "" {
				values = append(values, o.Value)
			}
		}
		return fmt.Errorf("%q is not valid: %s must be one of %s", text, f.name(), strings.Join(values, ", "))
	}
	return f.more(text)
}

// name is what an error calls the field.
func (f Field) name() string {
	if f.Label == "" {
		return f.Name
	}
	return strings.ToLower(f.Label)
}

func (f Field) more(text string) error {
	if f.Check == nil {
		return nil
	}
	return f.Check(text)
}

func behind(unit string) string {
	if unit == "" {
		return ""
	}
	return " " + unit
}

// clean removes what a person may type but the setting does not need: spaces around it, and the unit behind a
// number or behind both ends of a range. Milliseconds become seconds.
func (f Field) clean(text string) string {
	text = strings.TrimSpace(text)
	if f.Kind == Choice {
		for _, o := range f.Options {
			if strings.EqualFold(o.Value, text) {
				return o.Value
			}
		}
	}
	if f.Unit == "" {
		return text
	}
	parts := strings.Split(text, "-")
	rangeInMS := strings.HasSuffix(text, "ms") // 100-500ms
	for i, part := range parts {
		part = strings.TrimSpace(part)
		parts[i] = part
		number, inMS := strings.CutSuffix(part, "ms")
		if x, ok := ParseNumber(strings.TrimSpace(number)); ok && f.Unit == "s" && (inMS || rangeInMS) {
			parts[i] = FormatNumber(x / 1000)
		} else if bare, ok := strings.CutSuffix(part, f.Unit); ok {
			if bare = strings.TrimSpace(bare); bare != "" && strings.Trim(bare, "0123456789.") == "" {
				parts[i] = bare
			}
		}
	}
	return strings.Join(parts, "-")
}

// ParseNumber reads a plain decimal number. Forms that only a programmer would think of (0x1p-2, 1_000, Inf)
// are refused.
func ParseNumber(text string) (float64, bool) {
	if strings.Trim(text, "0123456789.-") != "" {
		return 0, false
	}
	x, err := strconv.ParseFloat(text, 64)
	return x, err == nil
}

// FormatNumber writes a number as ParseNumber reads it, in its shortest form.
func FormatNumber(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
