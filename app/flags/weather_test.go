package flags

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"strings"
	"testing"
	"time"
)

const ms = time.Millisecond

// A permalink holds a seed. What it stands for must never change, on no platform.
func TestForecastIsPinned(t *testing.T) {
	w := Weather{MinDelay: 500 * ms, MaxDelay: 5 * time.Second, ErrorRate: 0.25, Seed: 42}
	tests := []struct {
		key     string
		attempt int
		want    Forecast
	}{
		{"AA", 1, Forecast{1045 * ms, false}},
		{"BR", 1, Forecast{1066 * ms, true}},
		{"BR", 2, Forecast{3680 * ms, true}},
		{"CD", 1, Forecast{856 * ms, true}},
		{"US", 1, Forecast{3320 * ms, true}},
		{"ZZ", 1, Forecast{3045 * ms, false}},
		{"BR/metadata.json", 1, Forecast{2376 * ms, false}},
	}
	for _, test := range tests {
		if got := w.Forecast(test.key, test.attempt); got != test.want {
			t.Errorf("Forecast(%q, %d) = %v, want %v", test.key, test.attempt, got, test.want)
		}
	}
}

func TestForecastIsEven(t *testing.T) {
	var n, teapots, sum float64
	var tenths [10]int
	for seed := range uint64(50) {
		w := Weather{MinDelay: time.Second, MaxDelay: 2 * time.Second, ErrorRate: 0.25, Seed: seed}
		for _, cc := range Every() {
			f := w.Forecast(cc, 1)
			if f.Delay < w.MinDelay || f.Delay > w.MaxDelay || f.Delay%ms != 0 {
				t.Fatalf("delay %v", f.Delay)
			}
			x := (f.Delay - w.MinDelay).Seconds()
			n, sum = n+1, sum+x
			tenths[min(9, int(x*10))]++
			if f.Teapot {
				teapots++
			}
		}
	}
	// Five standard deviations, so that only a wrong generator is out of them.
	within(t, "share of errors", teapots/n, 0.25, 5*math.Sqrt(0.25*0.75/n))
	within(t, "mean delay", sum/n, 0.5, 5*math.Sqrt(1/12.0/n))
	for i, count := range tenths {
		// Rounding to a millisecond moves the borders by half of one.
		within(t, "delays in tenth "+string(rune('0'+i)), float64(count)/n, 0.1, 5*math.Sqrt(0.09/n)+0.0005)
	}
}

func within(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.Abs(got-want) > tolerance {
		t.Errorf("%s: %v, want %v ± %v", what, got, want, tolerance)
	}
}

func TestForecastDependsOnEverything(t *testing.T) {
	w := Weather{MaxDelay: MaxDelay, Seed: 7}
	base := w.Forecast("BR", 1)
	if again := w.Forecast("BR", 1); again != base {
		t.Errorf("the same request met %v and %v", base, again)
	}
	other := w
	other.Seed = 8
	for what, f := range map[string]Forecast{
		"key":              w.Forecast("RB", 1),
		"key of a part":    w.Forecast("B", 1),
		"attempt":          w.Forecast("BR", 2),
		"seed":             other.Forecast("BR", 1),
		"name of metadata": w.Forecast("BR/metadata.json", 1),
	} {
		if f == base {
			t.Errorf("another %s meets the same weather", what)
		}
	}
}

// Errors must not correlate with short or long delays.
func TestForecastErrorIsIndependentOfDelay(t *testing.T) {
	var n, sum float64
	for seed := range uint64(50) {
		w := Weather{MaxDelay: time.Second, ErrorRate: 0.5, Seed: seed}
		for _, cc := range Every() {
			if f := w.Forecast(cc, 1); f.Teapot {
				n, sum = n+1, sum+f.Delay.Seconds()
			}
		}
	}
	within(t, "mean delay of errors", sum/n, 0.5, 5*math.Sqrt(1/12.0/n))
}

func TestForecastEdges(t *testing.T) {
	for _, cc := range Every() {
		if f := (Weather{Seed: 1}).Forecast(cc, 1); f != (Forecast{}) {
			t.Fatalf("fair weather for %s: %v", cc, f)
		}
		if f := (Weather{MinDelay: time.Second, MaxDelay: time.Second, ErrorRate: 1}).Forecast(cc, 1); f != (Forecast{time.Second, true}) {
			t.Fatalf("one second and always an error, for %s: %v", cc, f)
		}
	}
}

func TestParseDelay(t *testing.T) {
	for text, want := range map[string][2]time.Duration{
		"":          {0, 0},
		"0":         {0, 0},
		"0.2":       {200 * ms, 200 * ms},
		".5":        {500 * ms, 500 * ms},
		"1.":        {time.Second, time.Second},
		"10":        {MaxDelay, MaxDelay},
		"0.5-5":     {500 * ms, 5 * time.Second},
		"0-10":      {0, MaxDelay},
		"1-1":       {time.Second, time.Second},
		"0.0004":    {0, 0},
		"0.0006":    {ms, ms},
		"0.1000-0x": {-1, -1},
		"-":         {-1, -1},
		"-1":        {-1, -1},
		"1-":        {-1, -1},
		"5-0.5":     {-1, -1},
		"1-2-3":     {-1, -1},
		"10.001":    {-1, -1},
		"11":        {-1, -1},
		"1e1":       {-1, -1},
		"0x1p-2":    {-1, -1},
		"1_0":       {-1, -1},
		"NaN":       {-1, -1},
		"Inf":       {-1, -1},
		"+1":        {-1, -1},
		" 1":        {-1, -1},
		"1,5":       {-1, -1},
		"1.2.3":     {-1, -1},
		".":         {-1, -1},
		"fast":      {-1, -1},
		"٣":         {-1, -1},
		"1s":        {-1, -1},
	} {
		low, high, err := ParseDelay(text)
		if want[0] < 0 {
			isParamError(t, err, "delay", text)
		} else if err != nil || low != want[0] || high != want[1] {
			t.Errorf("ParseDelay(%q) = %v, %v, %v; want %v", text, low, high, err, want)
		}
	}
}

func isParamError(t *testing.T, err error, name, value string) {
	t.Helper()
	var p *ParamError
	if !errors.As(err, &p) || p.Name != name || p.Value != value || p.Want == "" {
		t.Errorf("%s=%q: the error is %v", name, value, err)
	} else if message := err.Error(); strings.Contains(message, "\n") || !strings.HasPrefix(message, fmt.Sprintf("%q is not valid: %s must be ", value, name)) {
		t.Errorf("%s=%q: bad message %q", name, value, message)
	}
}

func TestParseErrorRate(t *testing.T) {
	for text, want := range map[string]float64{"": 0, "0": 0, "1": 1, "0.25": 0.25, ".5": 0.5, "1.0": 1} {
		if got, err := ParseErrorRate(text); err != nil || got != want {
			t.Errorf("ParseErrorRate(%q) = %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"-0.1", "1.01", "25%", "NaN", "1e-1", "x", " "} {
		_, err := ParseErrorRate(text)
		isParamError(t, err, "errors", text)
	}
}

func TestParseSeed(t *testing.T) {
	for text, want := range map[string]uint64{"": 0, "0": 0, "42": 42, "007": 7, "18446744073709551615": math.MaxUint64} {
		if got, err := ParseSeed(text); err != nil || got != want {
			t.Errorf("ParseSeed(%q) = %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"-1", "+1", "1.5", "18446744073709551616", "0x10", "1_000", " 1", "seed"} {
		_, err := ParseSeed(text)
		isParamError(t, err, "seed", text)
	}
}

func TestParseWeather(t *testing.T) {
	usual := Weather{MinDelay: 500 * ms, MaxDelay: 5 * time.Second, ErrorRate: 0.25}
	change := func(change func(*Weather)) Weather {
		w := usual
		change(&w)
		return w
	}
	for query, want := range map[string]Weather{
		"":                          usual,
		"other=1":                   usual,
		"delay=0.5":                 change(func(w *Weather) { w.MaxDelay = w.MinDelay }),
		"delay=":                    change(func(w *Weather) { w.MinDelay, w.MaxDelay = 0, 0 }),
		"errors=0":                  change(func(w *Weather) { w.ErrorRate = 0 }),
		"seed=9":                    change(func(w *Weather) { w.Seed = 9 }),
		"delay=1-2&errors=1&seed=3": {time.Second, 2 * time.Second, 1, 3},
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := usual.ParseWeather(values); err != nil || got != want {
			t.Errorf("ParseWeather(%q) = %v, %v; want %v", query, got, err, want)
		}
	}
	for _, query := range []string{"delay=x", "errors=x", "seed=x"} {
		values, _ := url.ParseQuery(query)
		_, err := usual.ParseWeather(values)
		isParamError(t, err, strings.TrimSuffix(query, "=x"), "x")
	}
}

func FuzzParseDelay(f *testing.F) {
	for _, text := range []string{"", "0.5-5", "10", "-", "0x1p-2", "1e9", "5-0.5", "0.0005", "9.9995"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		low, high, err := ParseDelay(text)
		if err != nil {
			isParamError(t, err, "delay", text)
			return
		}
		if low < 0 || high < low || high > MaxDelay || low%ms != 0 || high%ms != 0 {
			t.Fatalf("ParseDelay(%q) = %v, %v", text, low, high)
		}
		again := FormatDelay(low, high)
		if l, h, err := ParseDelay(again); l != low || h != high || err != nil {
			t.Fatalf("%q was written as %q, which reads %v, %v, %v", text, again, l, h, err)
		}
	})
}

// What the page writes, the server reads.
func FuzzWeatherQuery(f *testing.F) {
	f.Add(uint(500), uint(5000), 0.25, uint64(42))
	f.Add(uint(0), uint(0), 0.0, uint64(0))
	f.Add(uint(9999), uint(10000), 1.0, uint64(math.MaxUint64))
	f.Add(uint(1), uint(3), 1e-300, uint64(1))
	f.Fuzz(func(t *testing.T, low, high uint, rate float64, seed uint64) {
		low, high = low%10001, high%10001
		rate = math.Abs(math.Mod(rate, 1))
		if math.IsNaN(rate) {
			rate = 0
		}
		want := Weather{time.Duration(min(low, high)) * ms, time.Duration(max(low, high)) * ms, rate, seed}
		values, err := url.ParseQuery(want.Query().Encode())
		if err != nil {
			t.Fatal(err)
		}
		got, err := (Weather{MinDelay: time.Hour, ErrorRate: 0.5}).ParseWeather(values)
		if err != nil || got != want {
			t.Fatalf("%v was written as %v, which reads %v, %v", want, values, got, err)
		}
	})
}
