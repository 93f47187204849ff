package site

import (
	"net/url"
	"strconv"

	"flaglab/app/flags"
)

// weatherParameters are what a request says about its own weather.
type weatherParameters struct {
	weather flags.Weather
	attempt int  // from 1
	given   bool // the request has any of them
}

// parseWeather reads the parameters delay, errors, seed and attempt of a request to a
// site whose usual weather is usual. Without a seed the weather is random. Parameters of
// other names are ignored. The error is a *flags.ParamError, or says that the query
// cannot be read.
func parseWeather(query string, usual flags.Weather, random func() uint64) (weatherParameters, error) {
	if query == "" && usual == (flags.Weather{}) {
		return weatherParameters{attempt: 1}, nil
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return weatherParameters{}, err
	}
	weather, err := usual.ParseWeather(values)
	if err != nil {
		return weatherParameters{}, err
	}
	if !values.Has("seed") {
		weather.Seed = random()
	}
	attempt, err := parseAttempt(values.Get("attempt"))
	if err != nil {
		return weatherParameters{}, err
	}
	given := values.Has("delay") || values.Has("errors") || values.Has("seed") || values.Has("attempt")
	return weatherParameters{weather, attempt, given}, nil
}

// maxAttempt is far more than anybody tries, and fits an int on every platform.
const maxAttempt = 1_000_000

// parseAttempt reads a whole number from 1 to maxAttempt. The empty text is 1.
func parseAttempt(text string) (int, error) {
	if text == "" {
		return 1, nil
	}
	attempt, err := strconv.ParseUint(text, 10, 64)
	if err != nil || attempt < 1 || attempt > maxAttempt {
		return 0, &flags.ParamError{Name: "attempt", Value: text, Want: "attempt must be a whole number from 1 to 1000000"}
	}
	return int(attempt), nil
}
