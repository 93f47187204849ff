package bench

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"flaglab/app/chart"
	"flaglab/app/fnv"
	"flaglab/app/form"
	"flaglab/app/runlog"
)

// Guess records a person's prediction; the same guess again withdraws it.
func (b *Bench) Guess(id, value string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.phase == Live {
		return
	}
	if b.guesses[id] == value {
		delete(b.guesses, id)
	} else {
		b.note(id, value)
		b.completeStep(tourGuess)
	}
	b.remember()
	b.changed()
}

// note records a guess, if the lab offers it.
func (b *Bench) note(id, value string) {
	if question, ok := b.offers(id, value); ok {
		b.guesses[id], b.asked[id] = value, question
	}
}

// offers reports whether the lab offers a guess with these settings, and what the question is.
func (b *Bench) offers(id, value string) (question string, ok bool) {
	for _, p := range b.predictions() {
		if p.ID == id && slices.ContainsFunc(p.Options, func(o form.Option) bool { return o.Value == value }) {
			return b.lab.Question(b.shown()) + p.Prompt, true
		}
	}
	return "", false
}

// forget drops guesses at a question that these settings do not ask.
func (b *Bench) forget() {
	for id, value := range b.guesses {
		if question, ok := b.offers(id, value); !ok || question != b.asked[id] {
			delete(b.guesses, id)
		}
	}
}

// predictions returns what can be predicted with the shown settings.
func (b *Bench) predictions() []Prediction {
	if b.lab.Predictions == nil {
		return nil
	}
	return b.lab.Predictions(b.shown())
}

// labels names the answers that were chosen, as on their buttons.
func (b *Bench) labels(chosen func(id, value string) bool) string {
	var list []string
	for _, p := range b.predictions() {
		for _, o := range p.Options {
			if chosen(p.ID, o.Value) {
				list = append(list, o.Label)
			}
		}
	}
	return strings.Join(list, ", ")
}

// guessesOfRun are those with which the shown run was started: who guesses after a run means the next one.
func (b *Bench) guessesOfRun() map[string]string {
	if b.log != nil {
		return b.foretold
	}
	return b.guesses
}

// scoreGuesses compares the guesses with the outcome: what is said of them, and which were right.
func (b *Bench) scoreGuesses() (lines []string, right map[string]bool) {
	right = map[string]bool{}
	hits := 0
	if b.cursor == nil || b.final != nil && b.final.Verdict.Problem != "" {
		return nil, right // nothing can be learned from such a run
	}
	for _, p := range b.predictions() {
		guess := b.guessesOfRun()[p.ID]
		i := slices.IndexFunc(p.Options, func(o form.Option) bool { return o.Value == guess })
		if i < 0 || p.Truth == nil {
			continue
		}
		truth, reason := p.Truth(b.whole())
		if truth == "" {
			continue
		}
		right[p.ID] = truth == guess
		line := "You said " + p.Options[i].Label + ". "
		if truth == guess {
			hits++
			line = "You said " + p.Options[i].Label + ": right. "
		}
		lines = append(lines, strings.TrimSpace(line+reason))
	}
	if n := len(lines); n > 2 { // they would take more room than the verdict has; the picture shows them
		lines = []string{fmt.Sprintf("Right guesses: %d of %d.", hits, n)}
	}
	return lines, right
}

// tally counts the guesses of all visits, for each lab. A question counts once for the same settings: a person who has
// seen the answer does not guess.
func (b *Bench) tally() {
	if b.phase != AtEnd {
		return
	}
	right, asked, answered := b.tallied()
	_, truths := b.scoreGuesses()
	for id, hit := range truths {
		mark := fingerprint(b.shown().Setup() + "#" + id)
		if slices.Contains(answered, mark) {
			continue
		}
		answered = append(answered, mark)
		asked++
		if hit {
			right++
		}
	}
	answered = answered[max(0, len(answered)-mostAnswered):]
	b.browser.Store(tallyKey+b.lab.Path, strings.TrimSpace(fmt.Sprintf("%d/%d %s", right, asked, strings.Join(answered, " "))))
}

const (
	tallyKey     = "flaglab.tally"
	mostAnswered = 100 // questions that are remembered for each lab
)

// tallied returns how many guesses were right so far, of how many, and which questions they answered.
func (b *Bench) tallied() (right, asked int, answered []string) {
	counts, marks, _ := strings.Cut(b.browser.Load(tallyKey+b.lab.Path), " ")
	right, asked = readScore(counts)
	return right, asked, strings.Fields(marks)
}

// readScore reads how many answers were right, of how many: 3/5.
func readScore(text string) (right, asked int) {
	r, a, _ := strings.Cut(text, "/")
	right, _ = strconv.Atoi(r)
	asked, _ = strconv.Atoi(a)
	return right, asked
}

// PredictNumber asks for a number. The right option is the one nearest, by ratio, to what the run measured, which is 0 if it
// does not tell.
func PredictNumber(id, prompt string, choices []float64, unit string, measure func(runlog.Model) (x float64, reason string)) Prediction {
	p := Prediction{ID: id, Prompt: prompt}
	for _, n := range choices {
		p.Options = append(p.Options, form.Option{Value: chart.FormatNumber(n), Label: chart.FormatNumber(n) + unit})
	}
	p.Truth = func(m runlog.Model) (string, string) {
		x, reason := measure(m)
		if x == 0 {
			return "", ""
		}
		distance := func(n float64) float64 { return max(n/x, x/n) }
		nearest := slices.MinFunc(choices, func(a, b float64) int { return cmp.Compare(distance(a), distance(b)) })
		return chart.FormatNumber(nearest), reason
	}
	return p
}

// fingerprint returns a short hash of a text; collisions are unlikely.
func fingerprint(text string) string {
	return strconv.FormatUint(uint64(fnv.Sum32(text)), 36)
}
