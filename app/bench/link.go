package bench

import (
	"net/url"
	"slices"
	"strings"

	"flaglab/app/form"
)

// The parameters of a link that every lab has besides its fields.
const (
	runParam   = "run"   // 1: start at once
	guessParam = "guess" // id:value for each prediction, separated by spaces
)

func asksToRun(rawQuery string) bool {
	query, err := url.ParseQuery(rawQuery)
	return err == nil && query.Get(runParam) == "1"
}

// readGuesses takes the guesses of a link. It ignores those that the lab does not offer with these settings.
func (b *Bench) readGuesses(rawQuery string) {
	query, _ := url.ParseQuery(rawQuery)
	for _, guess := range strings.Fields(query.Get(guessParam)) {
		if id, value, ok := strings.Cut(guess, ":"); ok {
			b.note(id, value)
		}
	}
}

// queryOf writes settings, and the guesses of this moment.
func (b *Bench) queryOf(values form.Values) string {
	query := values.Query()
	if text := guessText(b.guesses); text != "" {
		query.Set(guessParam, text)
	}
	return query.Encode()
}

// guessText writes guesses as a link has them.
func guessText(guesses map[string]string) string {
	var list []string
	for id, value := range guesses {
		list = append(list, id+":"+value)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// link is a link to this lab.
func (b *Bench) link(query, fragment string) string {
	link := b.browser.Location()
	if query != "" {
		link += "?" + query
	}
	if fragment != "" {
		link += "#" + fragment
	}
	return link
}

// remember puts the settings into the address bar, so that it is always the link to them, and to the runs of
// links that are laid over each other.
func (b *Bench) remember() { b.browser.ReplaceURL(b.link(b.queryOf(b.values), b.fragment())) }
