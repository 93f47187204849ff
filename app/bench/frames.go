package bench

import (
	"time"

	"flaglab/app/chart"
)

// painter decides when the page is drawn. The page and the experiment share one thread, so the page is drawn when the
// experiment is idle: not within restAfter of an event, unless it is never idle. Drawing also takes only a limited
// share of the time, so that an answer seldom has to wait for it.
type painter struct {
	waiting  bool          // a frame is requested
	pausing  bool          // that is to come after a pause
	begins   bool          // a run has begun: the clock of what was shown before goes back to 0
	painted  time.Duration // when the page was last painted
	rendered time.Duration // when the page was last rendered
	moment   time.Duration // when the cursor was last moved
	moving   bool          // the cursor moved in the last frame
	ours     time.Duration // what the last painting took the bench
	layout   time.Duration // what a painting takes the browser after that
	learning bool          // the next frame tells what layout the last painting took
	said     time.Duration // when the state was last announced
}

const (
	restAfter            = 20 * time.Millisecond // longer than between two heartbeats of the Processes lab
	restEvery, restShare = 16 * time.Millisecond, 4
	busyEvery, busyShare = 60 * time.Millisecond, 16
	computeEvery         = 100 * time.Millisecond // where nothing is downloaded, so that tasks compute on all cores

	renderEvery   = 120 * time.Millisecond  // texts need not change faster
	busyRender    = 5                       // while the experiment is busy: once in so many paintings
	announceEvery = 1500 * time.Millisecond // a screen reader needs its time
)

// nextFrame requests a frame, after a pause if the experiment is busy. The end of a run ends the pause.
func (b *Bench) nextFrame() {
	if b.closed || b.painter.waiting && (!b.painter.pausing || b.phase == Live) {
		return
	}
	b.painter.waiting = true
	b.requestFrame()
}

// requestFrame requests a frame when the pause is over. Until then there is none, as even an empty one takes time.
func (b *Bench) requestFrame() {
	pause := b.pause()
	b.painter.pausing = pause > 0 && !b.closed
	if !b.painter.pausing {
		b.browser.Frame(b.frame)
		return
	}
	b.browser.After(pause, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.painter.pausing { // otherwise it has ended before
			b.requestFrame()
		}
	})
}

// pause returns how long to wait before the page is drawn again.
func (b *Bench) pause() time.Duration {
	if b.phase != Live {
		return 0
	}
	since := b.browser.Now() - b.painter.painted
	resting := max(restEvery, restShare*b.paintingCost())
	switch {
	case since < resting:
		return resting - since
	case since < b.busyPace() && b.log.Idle() < restAfter:
		return restAfter
	}
	return 0
}

// paintingCost is what a painting takes from the experiment. Answers have to wait for the browser's part of it, too.
func (b *Bench) paintingCost() time.Duration {
	if b.kind == "" { // nothing is downloaded
		return b.painter.ours
	}
	return b.painter.ours + b.painter.layout
}

// busyPace is how often the page is drawn while the experiment is busy.
func (b *Bench) busyPace() time.Duration {
	every := busyEvery
	if b.kind == "" {
		every = computeEvery
	}
	return max(every, busyShare*b.paintingCost())
}

// frame draws what has happened since the last frame.
func (b *Bench) frame() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.painter.waiting = false
	if b.closed {
		return
	}
	b.settle()
	if b.painter.learning {
		b.painter.layout, b.painter.learning = b.browser.LayoutCost(), false
	}
	now := b.browser.Now()
	if b.phase == Live && b.pause() > 0 {
		b.nextFrame() // an answer came in the meantime
		return
	}
	switch {
	case b.phase == Live:
		for _, e := range b.log.Since(b.seen) {
			b.model.Apply(e)
			b.seen++
		}
	case b.cursor != nil && b.cursor.Playing():
		if b.painter.moving {
			b.advance(min(now-b.painter.moment, 250*time.Millisecond))
		}
		b.painter.moment = now
		b.catchUp()
	}
	b.painter.moving = b.cursor != nil && b.cursor.Playing()
	more := b.paint(now)
	if b.phase == Live || b.painter.moving || more {
		b.nextFrame()
	}
}

// paint shows the model of this moment. It returns true if a part is left for the next frame.
func (b *Bench) paint(now time.Duration) (more bool) {
	view := b.exp.View(b.model, b.moment())
	b.kind = view.Kind
	frame := Frame{Pictures: b.paintings(view), Position: -1}
	if b.cursor != nil {
		frame.Clock, frame.Position = view.clock(b.cursor.At()), float64(b.cursor.At())/float64(time.Millisecond)
	}
	if b.painter.begins {
		frame.Clock, frame.Position = chart.FormatSeconds(0), 0
		b.painter.begins = false
	}
	more = b.browser.Paint(frame)
	every := renderEvery
	if b.phase == Live && b.log.Idle() < restAfter {
		every = busyRender * b.busyPace()
	}
	if now-b.painter.rendered >= every {
		b.painter.rendered = now
		b.browser.Refresh()
	} else if b.phase != Live && !b.painter.moving {
		b.browser.Refresh()
	}
	if b.phase == Live && now-b.painter.said >= announceEvery {
		b.painter.said = now
		b.browser.Announce(view.Status)
	}
	b.painter.painted = b.browser.Now()
	b.painter.ours, b.painter.learning = b.painter.painted-now, true
	return more
}

func (b *Bench) paintings(v View) (list []Painting) {
	for _, panel := range v.Panels {
		for _, body := range panel.Body {
			if p, ok := body.(Picture); ok {
				list = append(list, Painting{ID: p.ID, Draw: p.Draw, Tiles: p.Tiles, Image: p.Image, Clock: panel.Clock, Generation: b.generation})
			}
		}
	}
	return list
}

// Repaint paints the pictures again, after the page was rendered or has another size.
func (b *Bench) Repaint() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.nextFrame()
}
