package bench

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"flaglab/app/recording"
	"flaglab/app/runlog"
)

// The fragment of a link holds recorded runs, each as logParam and what package recording wrote, separated by &.
const (
	logParam      = "log="
	maxSharedRuns = 40 // runs that are laid over each other
)

// sharedRun is a run from a link.
type sharedRun struct {
	recording.Recording
	text    string
	model   runlog.Model // at its end
	end     time.Duration
	figures string
}

func (b *Bench) subject() string { return subject(b.lab, b.shown()) }

// readRuns takes the runs of a link and shows the last of them. Runs that cannot be shown are skipped, and the notice
// says so.
func (b *Bench) readRuns(fragment string) {
	if !strings.HasPrefix(fragment, logParam) {
		return
	}
	if len(b.errs) > 0 {
		b.notice = "The recorded run of this link is not shown, as its settings are not valid."
		return
	}
	b.add(fragment)
	if n := len(b.sharedRuns); n > 0 {
		clear(b.guesses) // the guesses belong to the recorded runs
		b.show(b.sharedRuns[n-1])
	}
	b.changed()
}

// add takes the runs of a fragment that are not there yet.
func (b *Bench) add(fragment string) {
	for _, part := range strings.Split(fragment, "&") {
		text, ok := strings.CutPrefix(part, logParam)
		if !ok || slices.ContainsFunc(b.sharedRuns, func(o *sharedRun) bool { return o.text == text }) {
			continue
		}
		o, err := b.read(text)
		if err != nil {
			b.notice = "A recorded run of this link is not shown: " + err.Error() + "."
			continue
		}
		b.sharedRuns = append(b.sharedRuns[max(0, len(b.sharedRuns)-maxSharedRuns+1):], o)
	}
}

// read reads a recorded run and checks that it can be shown.
func (b *Bench) read(text string) (*sharedRun, error) {
	r, err := recording.Decode(b.subject(), text, details(b.exp)...)
	if err != nil {
		return nil, err
	}
	o := &sharedRun{Recording: r, text: text}
	if len(r.Events) == 0 || !b.try(o) {
		return nil, recording.ErrNonsense
	}
	return o, nil
}

// try shows a run at many of its moments, as a person would see it. It returns false if that is not possible: a log that
// makes no sense must not end the page.
func (b *Bench) try(o *sharedRun) (ok bool) {
	defer func() { ok = recover() == nil }()
	const moments = 40
	o.model = b.exp.Model()
	for i, e := range runlog.NewCursor(o.Events).Between(-1, recordedAtMost) {
		o.model.Apply(e)
		o.end = max(o.end, e.At)
		if i == len(o.Events)-1 || i%(len(o.Events)/moments+1) == 0 {
			v := b.exp.View(o.model, Moment{Phase: Replay, Example: true, T: e.At, Values: b.shown()})
			for _, p := range b.paintings(v) {
				p.Draw(600)
			}
		}
	}
	v := b.exp.View(o.model, b.momentOf(o))
	o.figures = strings.Join(v.Verdict.Figures, " ")
	if v.Transcripts != nil {
		v.Transcripts()
	}
	for _, p := range b.predictions() {
		p.Truth(o.model)
	}
	if player, ok := b.exp.(Player); ok {
		player.Playback(o.model)
	}
	return true
}

// recordedAtMost is later than any event of a recorded run.
const recordedAtMost = 1000 * time.Hour

// momentOf is the end of a run from a link.
func (b *Bench) momentOf(o *sharedRun) Moment {
	m := Moment{Phase: AtEnd, Example: true, T: o.end, End: o.end, Hidden: o.Hidden, Values: b.shown()}
	if o.Stopped {
		m.Phase = Stopped
	}
	return m
}

// show replays a run from a link.
func (b *Bench) show(o *sharedRun) {
	b.shownShared, b.due, b.example, b.log = o, false, false, nil
	b.cursor = runlog.NewCursor(o.Events)
	b.hidden = o.Hidden
	at := b.momentOf(o)
	b.phase = at.Phase
	b.refold()
	view := b.exp.View(b.model, at)
	b.final = &view
	b.playback = playback{}
	if b.browser.CalmMotion() || o.Stopped {
		return
	}
	if player, ok := b.exp.(Player); ok {
		b.playback.begin(b.cursor, player, b.model)
	} else {
		const long = 4.0 // seconds for the replay of a run
		b.playback = playback{active: true, verdict: o.end}
		b.cursor.SetSpeed(o.end.Seconds() / long)
		b.cursor.Seek(0)
		b.cursor.Play()
	}
	b.phase = Replay
	b.catchUp()
}

// ghosts are the runs from links that are drawn behind the one that is shown: those of its kind.
func (b *Bench) ghosts() (models []runlog.Model, span time.Duration) {
	kind := b.kind
	if b.shownShared != nil {
		kind = b.shownShared.Kind
	}
	for _, o := range b.sharedRuns {
		if o != b.shownShared && o.Kind == kind && !o.Stopped {
			models = append(models, o.model)
			span = max(span, o.end)
		}
	}
	return models, span
}

// compared returns a sentence about the results of the runs from links.
func (b *Bench) compared() string {
	if len(b.sharedRuns) == 0 {
		return ""
	}
	if b.shownShared != nil {
		said := b.said(b.shownShared)
		if said != "" {
			said = " They said " + said + "."
		}
		return "A run from a link." + said + " Make your own guess, then run: this one stays behind yours."
	}
	var list []string
	for _, o := range b.sharedRuns {
		text := o.figures
		if text == "" {
			text = "no figure"
		}
		if said := b.said(o); said != "" {
			text += " (said " + said + ")"
		}
		if o.Kind != b.kind {
			text += fmt.Sprintf(", %s and not drawn, as yours is %s", o.Kind, b.kind)
		}
		list = append(list, text)
	}
	return "From links: " + strings.Join(list, "; ") + "."
}

// said is the guess of a run from a link, as on its buttons.
func (b *Bench) said(o *sharedRun) string {
	guesses := strings.Fields(o.Guess)
	return b.labels(func(id, value string) bool { return slices.Contains(guesses, id+":"+value) })
}

// fragment writes the runs from links.
func (b *Bench) fragment() string {
	var parts []string
	for _, o := range b.sharedRuns {
		parts = append(parts, logParam+o.text)
	}
	return strings.Join(parts, "&")
}
