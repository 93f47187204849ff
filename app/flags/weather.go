package flags

import (
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// MaxDelay is the longest delay that a weather may have. It limits how long a
// server holds a request.
const MaxDelay = 10 * time.Second

// Weather is what a site does to its answers: each one waits for a delay drawn
// evenly from MinDelay to MaxDelay, and a share ErrorRate (0 to 1) of them is
// 418 I'm a teapot. The zero value is fair weather.
//
// The weather of a request depends only on the seed and the request, never on
// chance or order: two runs with the same weather are a fair comparison, and
// the page can predict what the server will do.
type Weather struct {
	MinDelay, MaxDelay time.Duration
	ErrorRate          float64
	Seed               uint64
}

// Forecast is the weather of one request.
type Forecast struct {
	Delay  time.Duration
	Teapot bool
}

// Forecast returns the weather of the request for key. Key is the code of a
// flag, or any other name of a request; attempt counts from 1, and a second
// attempt meets other weather than the first.
func (w Weather) Forecast(key string, attempt int) Forecast {
	h := mix(w.Seed ^ 0x9e3779b97f4a7c15)
	for i := range len(key) {
		h = mix(h ^ uint64(key[i]))
	}
	h = mix(h ^ uint64(attempt))
	delay := w.MinDelay + time.Duration(unit(h)*float64(w.MaxDelay-w.MinDelay))
	return Forecast{
		// Whole milliseconds: the same on every platform, and as fine as a timer is.
		Delay:  delay.Round(time.Millisecond),
		Teapot: unit(mix(h)) < w.ErrorRate,
	}
}

// mix is the finalizer of SplitMix64 (Steele, Lea and Flood, 2014): each bit of
// the input changes half of the output's bits.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// unit maps 64 random bits to [0, 1).
func unit(x uint64) float64 { return float64(x>>11) / (1 << 53) }

// ParamError reports an invalid parameter: its name, its value, and what would
// be valid.
type ParamError struct {
	Name, Value, Want string
}

func (e *ParamError) Error() string {
	return fmt.Sprintf("%q is not valid: %s", e.Value, e.Want)
}

// ParseDelay reads a delay in seconds, "0.2", or a range of them, "0.5-5". The
// empty text is no delay. The error is a *ParamError.
func ParseDelay(text string) (minDelay, maxDelay time.Duration, err error) {
	bad := &ParamError{"delay", text, fmt.Sprintf("delay must be seconds from 0 to %g, or a range of them such as 0.5-5", MaxDelay.Seconds())}
	if text == "" {
		return 0, 0, nil
	}
	low, high, isRange := strings.Cut(text, "-")
	if !isRange {
		high = low
	}
	l, okLow := parseNumber(low, 0, MaxDelay.Seconds())
	h, okHigh := parseNumber(high, 0, MaxDelay.Seconds())
	if !okLow || !okHigh || l > h {
		return 0, 0, bad
	}
	return seconds(l), seconds(h), nil
}

// ParseErrorRate reads a share from 0 to 1. The empty text is 0. The error is a
// *ParamError.
func ParseErrorRate(text string) (float64, error) {
	if text == "" {
		return 0, nil
	}
	rate, ok := parseNumber(text, 0, 1)
	if !ok {
		return 0, &ParamError{"errors", text, "errors must be a share from 0 to 1, such as 0.25"}
	}
	return rate, nil
}

// ParseSeed reads a whole number from 0 to 2⁶⁴−1. The empty text is 0. The error
// is a *ParamError.
func ParseSeed(text string) (uint64, error) {
	if text == "" {
		return 0, nil
	}
	seed, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, &ParamError{"seed", text, "seed must be a whole number from 0 to 18446744073709551615"}
	}
	return seed, nil
}

// parseNumber reads a plain decimal number. Forms that only a programmer would
// think of (0x1p-2, 1_000, Inf) are refused.
func parseNumber(text string, low, high float64) (float64, bool) {
	if text == "" || strings.Trim(text, "0123456789.") != "" {
		return 0, false
	}
	x, err := strconv.ParseFloat(text, 64)
	return x, err == nil && low <= x && x <= high
}

func seconds(x float64) time.Duration {
	return time.Duration(math.Round(x*1000)) * time.Millisecond
}

// FormatDelay writes a delay as ParseDelay reads it.
func FormatDelay(minDelay, maxDelay time.Duration) string {
	low := strconv.FormatFloat(minDelay.Seconds(), 'f', -1, 64)
	if minDelay == maxDelay {
		return low
	}
	return low + "-" + strconv.FormatFloat(maxDelay.Seconds(), 'f', -1, 64)
}

// Query writes the weather as the parameters that a site understands.
func (w Weather) Query() url.Values {
	return url.Values{
		"delay":  {FormatDelay(w.MinDelay, w.MaxDelay)},
		"errors": {strconv.FormatFloat(w.ErrorRate, 'f', -1, 64)},
		"seed":   {strconv.FormatUint(w.Seed, 10)},
	}
}

// ParseWeather reads the parameters delay, errors and seed of a request to a
// site whose usual weather is w. Absent parameters stay as they are in w. The
// error is a *ParamError.
func (w Weather) ParseWeather(query url.Values) (Weather, error) {
	if query.Has("delay") {
		var err error
		if w.MinDelay, w.MaxDelay, err = ParseDelay(query.Get("delay")); err != nil {
			return Weather{}, err
		}
	}
	if query.Has("errors") {
		var err error
		if w.ErrorRate, err = ParseErrorRate(query.Get("errors")); err != nil {
			return Weather{}, err
		}
	}
	if query.Has("seed") {
		var err error
		if w.Seed, err = ParseSeed(query.Get("seed")); err != nil {
			return Weather{}, err
		}
	}
	return w, nil
}
