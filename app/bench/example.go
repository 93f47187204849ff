package bench

import (
	"strings"
	"time"

	"flaglab/app/form"
	"flaglab/app/recording"
	"flaglab/app/runlog"
)

// ReadExample returns the events of a lab's example. The experiment has the default settings.
func ReadExample(lab Lab, x Experiment) ([]runlog.Event, error) {
	r, err := recording.Decode(subject(lab, form.New(lab.Fields)), strings.TrimSpace(lab.Example), details(x)...)
	return r.Events, err
}

// WriteExample writes events as an example of a lab. The experiment has the default settings.
func WriteExample(lab Lab, x Experiment, events []runlog.Event) string {
	return recording.Encode(subject(lab, form.New(lab.Fields)), recording.Recording{Events: events}, details(x)...)
}

// subject identifies the lab of a recorded run, and the settings on which the run depends.
func subject(lab Lab, v form.Values) string { return lab.Path + "?" + v.Setup() }

// details are values of the types of the details of an experiment's events.
func details(x Experiment) []any {
	if recorder, ok := x.(Recorder); ok {
		return recorder.Details()
	}
	return nil
}

// rest shows an experiment that is not to run now: its example, if there is one of these settings.
func (b *Bench) rest(exp Experiment) {
	b.replace(exp)
	b.due = b.lab.Example != "" && b.values.SameRun(form.New(b.lab.Fields))
	b.changed()
}

// The example stands still at first: its result is what counts, and the page has just started, so that the browser has much
// else to do. Then it plays once, as slowly as may be: what moves by itself, and cannot be stopped, has five seconds (WCAG 2.2.2).
const (
	exampleRest  = 2 * time.Second
	exampleTime  = 4900 * time.Millisecond
	exampleSpeed = 0.5 // or twice as much, and so on
)

// settle shows the lab's recorded run at its end if it is due, and after a moment plays it. To read it takes most of the time in
// which a lab is set up; until somebody looks, the page can do without.
func (b *Bench) settle() {
	if !b.due {
		return
	}
	b.due = false
	events, err := ReadExample(b.lab, b.exp)
	if err != nil {
		panic("the example of " + b.lab.Path + " cannot be read: " + err.Error()) // it is a part of the program
	}
	b.example, b.phase = true, AtEnd
	cursor := runlog.NewCursor(events)
	b.cursor = cursor
	b.refold()
	if b.browser.CalmMotion() || b.lab.Still {
		return
	}
	speed := exampleSpeed
	for float64(cursor.End())/speed > float64(exampleTime) {
		speed *= 2
	}
	cursor.SetSpeed(speed)
	b.browser.After(exampleRest, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.cursor == cursor && !b.closed {
			cursor.Play()
			b.moved()
		}
	})
}

// answer is the verdict of the example, whichever moment of it is shown.
func (b *Bench) answer() Verdict {
	m := b.moment()
	m.Phase, m.T = AtEnd, m.End
	return b.exp.View(b.whole(), m).Verdict
}
