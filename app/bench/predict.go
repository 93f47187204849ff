package bench

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"flaglab/app/form"
)

// Guess notes what a person predicts; the same guess again takes it back.
func (b *Bench) Guess(id, value string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.phase == Live {
		return
	}
	if b.guesses[id] == value {
		delete(b.guesses, id)
	} else {
		b.guesses[id] = value
	}
	b.remember()
	b.changed()
}

// predictions returns what can be predicted with these settings.
func (b *Bench) predictions() []Prediction {
	if b.lab.Predictions == nil || len(b.errs) > 0 {
		return nil
	}
	return b.lab.Predictions(b.values)
}

// reward compares the guesses with what came true: a sentence for each guess.
func (b *Bench) reward() (lines []string, right, asked int) {
	for _, p := range b.predictions() {
		guess := b.guesses[p.ID]
		if guess == "" || p.Truth == nil || b.cursor == nil {
			continue
		}
		i := slices.IndexFunc(p.Options, func(o form.Option) bool { return o.Value == guess })
		if i < 0 {
			continue
		}
		end := b.exp.Model()
		for _, e := range b.cursor.Between(-1, b.cursor.End()) {
			end.Apply(e)
		}
		truth, reason := p.Truth(end)
		if truth == "" {
			continue
		}
		asked++
		line := "You said " + p.Options[i].Label + ". "
		if truth == guess {
			right++
			line = "You said " + p.Options[i].Label + ", and so it was. "
		}
		lines = append(lines, strings.TrimSpace(line+reason))
	}
	return lines, right, asked
}

// tally counts the guesses of all visits, for each lab.
func (b *Bench) tally() {
	if b.phase != AtEnd {
		return
	}
	_, right, asked := b.reward()
	if asked == 0 {
		return
	}
	oldRight, oldAsked := b.tallied()
	b.browser.Store(tallyKey+b.lab.Path, fmt.Sprintf("%d/%d", oldRight+right, oldAsked+asked))
}

const tallyKey = "flaglab.tally"

// tallied returns how many guesses came true so far, of how many.
func (b *Bench) tallied() (right, asked int) {
	r, a, _ := strings.Cut(b.browser.Load(tallyKey+b.lab.Path), "/")
	right, _ = strconv.Atoi(r)
	asked, _ = strconv.Atoi(a)
	return right, asked
}
