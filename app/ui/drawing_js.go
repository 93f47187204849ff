package ui

import (
	"syscall/js"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/lab"
)

// drawing is how far the page has come in showing a session.
type drawing struct {
	seen      int           // events that the views have
	dirty     []dirtyTile   // tiles to be changed, oldest first
	cleared   chan struct{} // closed once the tiles of the session before are empty
	batch     int           // tiles to change in one frame
	drawn     time.Time     // when the page was last drawn
	drew      bool          // the last frame was such a drawing
	tilesTurn bool          // the tiles were drawn last, not the meters and the timeline
	cost      time.Duration // of the last drawing
	announced time.Time
}

type dirtyTile struct {
	run  string
	task int
}

const (
	announceEvery = 1500 * time.Millisecond // a screen reader needs its time

	// The page and the downloads share one thread, so the page is drawn when the
	// downloads rest: not within restAfter of an event, unless they never rest. And
	// drawing takes at most one part in so many of the time, so that an answer seldom has
	// to wait for it.
	restAfter            = 8 * time.Millisecond
	restEvery, restShare = 33 * time.Millisecond, 4
	busyEvery, busyShare = 60 * time.Millisecond, 16

	// A frame must stay below 50 ms, on a slow laptop too.
	frameAim             = 12 * time.Millisecond
	minBatch, firstBatch = 20, 60
	maxBatch             = 200
)

// follow draws the session until it is over, or another has taken its place.
func (s *session) follow(ctx app.Context, d *desk, runs []string) {
	onFrame(ctx, func(ctx app.Context) bool {
		if d.session != s || !d.running {
			return false
		}
		if s.pause() > 0 {
			return true // an answer came in the meantime
		}
		s.drawn, s.drew = time.Now(), true
		if s.frame(d, runs) {
			ctx.Dispatch(nil)
		}
		return d.running
	}, func(cost time.Duration) time.Duration {
		if s.drew {
			s.learn(cost)
			s.drew = false
		}
		return s.pause()
	})
}

// pause is how long the page is left alone before the next drawing.
func (s *session) pause() time.Duration {
	since := time.Since(s.drawn)
	resting, busy := max(restEvery, restShare*s.cost), max(busyEvery, busyShare*s.cost)
	switch {
	case s.clearing() || s.behind():
		return 0
	case since < resting:
		return resting - since
	case since < busy && s.recorder.Idle() < restAfter:
		return restAfter
	}
	return 0
}

// clearing reports whether tiles of the session before are still to be emptied.
func (s *session) clearing() bool {
	select {
	case <-s.cleared:
		return false
	default:
		return true
	}
}

func (s *session) noteCleared() {
	if len(s.dirty) == 0 && s.clearing() {
		close(s.cleared)
	}
}

// behind reports whether a run has begun or ended and the page waits with that until
// all tiles are as they were then.
func (s *session) behind() bool {
	next := s.recorder.Since(s.seen)
	return len(next) > 0 && next[0].Task == lab.Whole && len(s.dirty) > 0
}

// learn takes the cost of the last drawing into account.
func (s *session) learn(cost time.Duration) {
	s.cost = cost
	switch {
	case !s.tilesTurn:
	case cost > frameAim:
		s.batch = max(minBatch, s.batch*3/4)
	case cost < frameAim/2:
		s.batch = min(maxBatch, s.batch*5/4)
	}
}

// frame draws what has happened, and reports whether more than the tiles, the meters
// and the timeline has to be rendered.
func (s *session) frame(d *desk, runs []string) (changed bool) {
	changed = s.catchUp()
	switch {
	case s.over && s.seen == len(s.events()) && len(s.dirty) == 0:
		s.settle(d, runs)
		return true
	case s.clearing() || s.behind():
		s.tilesTurn = true
	default:
		// By turns, so that no frame has to bear both.
		s.tilesTurn = !s.tilesTurn && len(s.dirty) > 0
	}
	if s.tilesTurn {
		s.paintTiles(s.batch)
	} else {
		s.tick()
		d.paint()
	}
	s.noteCleared()
	if time.Since(s.announced) >= announceEvery {
		s.announced = time.Now()
		d.live = d.announcement(runs)
		changed = true
	}
	return changed
}

// settle shows the end.
func (s *session) settle(d *desk, runs []string) {
	for s.seen < len(s.events()) || len(s.dirty) > 0 {
		s.catchUp()
		s.paintTiles(len(s.dirty))
	}
	d.running = false
	d.notice = s.notice
	if len(s.reachable) > 0 {
		d.config.Origins = s.reachable
	}
	d.live = d.announcement(runs)
	d.paint()
}

// hidden reports whether the page is in a tab that nobody sees.
func hidden() bool { return js.Global().Get("document").Get("hidden").Bool() }

// catchUp moves the views on to the newest event, and reports whether a run
// began or ended. That waits until all tiles are as they were before.
func (s *session) catchUp() (changed bool) {
	for _, e := range s.recorder.Since(s.seen) {
		if e.Task == lab.Whole && len(s.dirty) > 0 {
			break
		}
		s.seen++
		view := s.views[e.Run]
		view.final.Apply(e)
		if e.Task == lab.Whole {
			changed = true
			view.elapsed = e.At
			view.refresh()
			continue
		}
		s.dirty = append(s.dirty, dirtyTile{e.Run, e.Task})
	}
	return changed
}

// paintTiles changes at most n tiles in the page.
func (s *session) paintTiles(n int) {
	for len(s.dirty) > 0 && n > 0 {
		tile := s.dirty[0]
		s.dirty = s.dirty[1:]
		if b := s.boards[tile.run]; b != nil && b.show(tile.task, s.views[tile.run].final.Tasks[tile.task], s.albums[tile.run]) {
			n--
		}
	}
}

// tick shows the time of the run that is under way.
func (s *session) tick() {
	for _, view := range s.views {
		if view.final.State == lab.Running {
			view.elapsed = s.recorder.Elapsed()
			view.refresh()
		}
	}
}

// showAll makes every tile look as its view's snapshot says.
func (s *session) showAll() {
	for run, b := range s.boards {
		if b == nil {
			continue
		}
		for i, task := range s.views[run].snapshot.Tasks {
			b.show(i, task, s.albums[run])
		}
	}
}
