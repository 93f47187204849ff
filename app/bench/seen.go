package bench

import (
	"fmt"

	"flaglab/app/form"
)

// Seen asks what a person saw in a run: about one in five observations in class is of something that
// did not happen.
type Seen struct {
	Prompt  string
	Options []form.Option
	Answer  string // what the log says about it, once they have answered
	truth   string
	reason  string
}

const seenKey = "flaglab.seen"

// ask chooses the question about a run that is over: the first of the lab's that the run answers.
func (b *Bench) ask() {
	b.seenOf = nil
	if b.lab.Seen == nil || b.phase != AtEnd || b.final.Verdict.Problem != "" {
		return
	}
	for _, p := range b.lab.Seen(b.shown()) {
		if truth, reason := p.Truth(b.model); truth != "" {
			b.seenOf = &Seen{Prompt: p.Prompt, Options: p.Options, truth: truth, reason: reason}
			return
		}
	}
}

// See records the answer to the question of what a person saw; an empty answer skips it.
func (b *Bench) See(value string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	q := b.seenOf
	if q == nil || q.Answer != "" {
		return
	}
	b.seenOf = nil
	for _, o := range q.Options {
		if o.Value != value {
			continue
		}
		right, asked := readScore(b.browser.Load(seenKey))
		said := "You saw: " + o.Label + ". The log says otherwise. "
		if value == q.truth {
			right++
			said = "You saw it right. "
		}
		asked++
		b.browser.Store(seenKey, fmt.Sprintf("%d/%d", right, asked))
		q.Answer = said + q.reason + fmt.Sprintf(" Seen right so far: %d of %d.", right, asked)
		b.seenOf = q
	}
	b.changed()
}
