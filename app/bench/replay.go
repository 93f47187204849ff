package bench

import (
	"time"

	"flaglab/app/runlog"
)

// playback is a replay that the bench starts by itself.
type playback struct {
	active  bool          // after a run, until its end
	verdict time.Duration // when the verdict comes
}

// begin plays a finished run from 0.
func (p *playback) begin(c *runlog.Cursor, player Player, m runlog.Model) {
	speed, verdict := player.Playback(m)
	*p = playback{active: true, verdict: verdict}
	c.SetSpeed(speed)
	c.Seek(0)
	c.Play()
}

// restSpeed is the replay speed after the verdict is shown.
const restSpeed = 2

// revealed reports whether the verdict may be shown.
func (b *Bench) revealed() bool {
	return b.final != nil && (!b.playback.active || b.cursor.At() >= b.playback.verdict)
}

// advance moves the cursor by a span of real time and handles the end of the replay
// and the verdict.
func (b *Bench) advance(real time.Duration) {
	if !b.cursor.Playing() {
		return
	}
	hidden := !b.revealed()
	b.cursor.Advance(real)
	if b.playback.active && hidden && b.revealed() {
		b.cursor.SetSpeed(restSpeed)
		b.browser.Announce(b.final.Verdict.Sentence)
		b.painter.rendered = -time.Hour // the verdict must not wait
	}
	if !b.cursor.Playing() { // it came to its end
		b.follow()
		b.painter.rendered = -time.Hour
		if b.playback.active {
			b.playback = playback{}
			b.cursor.SetSpeed(1)
		}
	}
}

// control changes the cursor as a person asks. The verdict is shown from then on.
func (b *Bench) control(change func(*runlog.Cursor)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.cursor == nil || b.example {
		return
	}
	if b.playback.active {
		b.playback = playback{}
		b.cursor.SetSpeed(1)
	}
	change(b.cursor)
	b.completeStep(tourLook)
	b.moved()
}

// follow takes the phase from the cursor. A run that was cancelled stays so.
func (b *Bench) follow() {
	if b.phase == Stopped {
		return
	}
	b.phase = Replay
	if b.cursor.At() >= b.cursor.End() && !b.cursor.Playing() {
		b.phase = AtEnd
	}
}

// moved shows the moment of the cursor.
func (b *Bench) moved() {
	b.follow()
	b.catchUp()
	b.changed()
}

// PlayPause plays a finished run, or pauses it.
func (b *Bench) PlayPause() {
	b.control(func(c *runlog.Cursor) {
		if c.Playing() {
			c.Pause()
		} else {
			c.Play()
		}
	})
}

// Replay plays a finished run from its beginning.
func (b *Bench) Replay() {
	b.control(func(c *runlog.Cursor) {
		c.Seek(0)
		c.Play()
	})
}

// Skip goes to the end of a replay.
func (b *Bench) Skip() { b.control(func(c *runlog.Cursor) { c.Seek(c.End()) }) }

// Step goes to the next event (1), or to the one before (-1).
func (b *Bench) Step(direction int) {
	b.control(func(c *runlog.Cursor) {
		if direction > 0 {
			c.Next()
		} else {
			c.Previous()
		}
	})
}

// Seek goes to a moment of a finished run.
func (b *Bench) Seek(t time.Duration) { b.control(func(c *runlog.Cursor) { c.Seek(t) }) }

// Speed changes how fast the run is replayed; 1 is real time.
func (b *Bench) Speed(x float64) { b.control(func(c *runlog.Cursor) { c.SetSpeed(x) }) }

// catchUp folds the events up to the cursor into the model.
func (b *Bench) catchUp() {
	at := b.cursor.At()
	if at < b.applied {
		b.refold()
		return
	}
	for _, e := range b.cursor.Between(b.applied, at) {
		b.model.Apply(e)
	}
	b.applied = at
}

// whole returns the model at the end of the log.
func (b *Bench) whole() runlog.Model {
	m := b.exp.Model()
	for _, e := range b.cursor.Between(-1, b.cursor.End()) {
		m.Apply(e)
	}
	return m
}

// refold rebuilds the model from the first event.
func (b *Bench) refold() {
	b.model = b.exp.Model()
	b.applied = b.cursor.At()
	for _, e := range b.cursor.Between(-1, b.applied) {
		b.model.Apply(e)
	}
}
