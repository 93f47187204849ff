package form_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"flaglab/app/form"
)

var fields = []form.Field{
	{Name: "cc", Label: "Codes", Check: func(text string) error {
		if strings.Contains(text, "!") {
			return errors.New("codes must be A to Z or AA to ZZ")
		}
		return nil
	}},
	{Name: "workers", Label: "Workers", Kind: form.Number, Default: "20", Min: 1, Max: 1000, Whole: true},
	{Name: "delay", Label: "Delay", Default: "0.2", Unit: "s"},
	{Name: "timeout", Label: "Time-out", Kind: form.Number, Default: "3.1", Min: 0.1, Max: 60, Unit: "s", Aliases: []string{"limit"}},
	{Name: "site", Label: "Site", Kind: form.Choice, Default: "DELAY", Options: []form.Option{{"LOCAL", "Local"}, {"DELAY", "Delay"}}},
	{Name: "verbose", Label: "Verbose", Kind: form.Toggle, Default: "0"},
}

func TestALinkIsReadAndWrittenAgain(t *testing.T) {
	for _, query := range []string{"", "cc=A+B&workers=5", "delay=0.5-5&site=LOCAL&verbose=1", "workers=0", "cc=%21"} {
		v, _ := form.Parse(fields, query)
		if got := v.Query().Encode(); got != query {
			t.Errorf("%q became %q", query, got)
		}
	}
}

func TestDefaultsAreLeftOut(t *testing.T) {
	v, errs := form.Parse(fields, "workers=20&site=delay&other=1")
	if got := v.Query().Encode(); got != "" || len(errs) > 0 {
		t.Errorf("%q, %v", got, errs)
	}
	if v.Int("workers") != 20 || v.Seconds("timeout") != 3100*time.Millisecond || v.On("verbose") {
		t.Errorf("defaults: %d workers, %v, verbose %v", v.Int("workers"), v.Seconds("timeout"), v.On("verbose"))
	}
	if with := v.With("workers", "3"); v.Given("workers") || !with.Given("workers") || with.Without("workers").Given("workers") || with.Without("workers").Int("workers") != 20 {
		t.Error("what is given")
	}
	if !v.Equal(form.New(fields)) || v.Equal(v.With("workers", "3")) {
		t.Error("equality")
	}
}

func TestADefaultMayDependOnOtherSettings(t *testing.T) {
	fields := []form.Field{
		{Name: "scene", Default: "map"},
		{Name: "delay", Derived: func(v form.Values) string { return map[string]string{"map": "1", "cancel": "9"}[v.Get("scene")] }},
	}
	v := form.New(fields)
	if v.Get("delay") != "1" || v.With("scene", "cancel").Get("delay") != "9" {
		t.Error("the default does not follow the scene")
	}
	// What was set stays, in whatever order, and is left out of a link where it is the default.
	for _, v := range []form.Values{v.With("scene", "cancel").With("delay", "1"), v.With("delay", "1").With("scene", "cancel")} {
		if got := v.Query().Encode(); v.Get("delay") != "1" || got != "delay=1&scene=cancel" {
			t.Errorf("delay %s, link %s", v.Get("delay"), got)
		}
		if got := v.With("scene", "map").Query().Encode(); got != "" {
			t.Errorf("link %s, want none", got)
		}
	}
}

func TestNumbersMayCarryTheirUnit(t *testing.T) {
	for _, text := range []string{"0.5", "0.5s", "0.5 s", " 0.5  s ", "500ms", "500 ms"} {
		if got := form.New(fields).With("delay", text).Get("delay"); got != "0.5" {
			t.Errorf("%q became %q", text, got)
		}
	}
	for _, text := range []string{"0.5-5", "0.5s-5s", "0.5 - 5 s", "500 ms - 5 s", "500-5000ms", "500 - 5000 ms", "0.5 s - 5000 ms"} {
		if got := form.New(fields).With("delay", text).Get("delay"); got != "0.5-5" {
			t.Errorf("%q became %q", text, got)
		}
	}
	if got := form.New(fields).With("timeout", "2 s").Seconds("timeout"); got != 2*time.Second {
		t.Errorf("time-out %v", got)
	}
}

func TestErrorsSayWhatWouldBeRight(t *testing.T) {
	for query, want := range map[string]string{
		"workers=1001":   "a whole number from 1 to 1000",
		"workers=2.5":    "a whole number",
		"workers=":       "a whole number",
		"timeout=0x1p3":  "a number from 0.1 to 60 s",
		"timeout=1e1":    "a number from 0.1 to 60 s",
		"limit=NaN":      "a number from 0.1 to 60 s",
		"site=MARS":      "one of LOCAL, DELAY",
		"verbose=yes":    "one of 0, 1",
		"cc=%21":         "A to Z",
		"run=1&cc=BR;CN": "cannot be read",
	} {
		v, errs := form.Parse(fields, query)
		if len(errs) != 1 {
			t.Errorf("%q: %v", query, errs)
		}
		for name, got := range errs {
			if !strings.Contains(got, want) {
				t.Errorf("%q: %q lacks %q", query, got, want)
			}
			if name != "" && name != "cc" && !strings.Contains(got, `"`+v.Get(name)+`"`) {
				t.Errorf("%q: %q does not quote the value", query, got)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("cc=A&workers=5")
	f.Add("delay=1ms-2s&timeout=--")
	f.Fuzz(func(t *testing.T, query string) {
		v, errs := form.Parse(fields, query)
		if _, err := url.ParseQuery(query); err != nil && errs[""] == "" {
			t.Errorf("%q: the error %v is lost", query, err)
		}
		again, _ := form.Parse(fields, v.Query().Encode())
		if !again.Equal(v) {
			t.Errorf("%q: %q became %q", query, v.Query().Encode(), again.Query().Encode())
		}
		v.Int("workers")
		v.Seconds("timeout")
	})
}

func TestATextMayStandForOtherSettings(t *testing.T) {
	fields := []form.Field{
		{Name: "a"}, {Name: "b", Default: "1"},
		{Name: "both", Derived: func(v form.Values) string { return v.Get("a") + "/" + v.Get("b") },
			Expand: func(v form.Values, text string) (form.Values, error) {
				a, b, ok := strings.Cut(text, "/")
				if !ok {
					return v, errors.New("no slash")
				}
				return v.With("a", a).With("b", b), nil
			}},
	}
	v := form.New(fields).With("both", "x/y")
	if v.Get("a") != "x" || v.Get("b") != "y" || v.Get("both") != "x/y" || v.Query().Encode() != "a=x&b=y" {
		t.Errorf("%s, %s, %s, link %s", v.Get("a"), v.Get("b"), v.Get("both"), v.Query().Encode())
	}
	if v = v.With("a", "z"); v.Get("both") != "z/y" {
		t.Errorf("the text does not follow the settings: %s", v.Get("both"))
	}
	// What cannot be read stays beside its error, in a link too, until another setting is changed.
	v = v.With("both", "x")
	again, errs := form.Parse(fields, v.Query().Encode())
	if v.Get("both") != "x" || v.Get("a") != "z" || v.Check()["both"] != "no slash" || errs["both"] != "no slash" || !again.Equal(v) {
		t.Errorf("%q, %v; from the link %s: %v", v.Get("both"), v.Check(), v.Query().Encode(), errs)
	}
	if v = v.With("b", "1"); v.Get("both") != "z/1" || len(v.Check()) > 0 {
		t.Errorf("the text that could not be read is still there: %s, %v", v.Get("both"), v.Check())
	}
	if v, errs := form.Parse(fields, "both=q%2Fr&a=p"); v.Query().Encode() != "a=q&b=r" || len(errs) > 0 {
		t.Errorf("a link with the text gives %s, %v", v.Query().Encode(), errs)
	}
}

func TestHowARunIsShownDoesNotChangeIt(t *testing.T) {
	fields := []form.Field{{Name: "a"}, {Name: "select", Display: true, Hidden: true}}
	v := form.New(fields)
	if !v.SameRun(v.With("select", "BR")) || v.SameRun(v.With("a", "1")) || v.SameRun(v.With("a", "1").With("select", "BR")) {
		t.Error("only a change of how a run is shown keeps it")
	}
}
