package ui

import (
	"context"
	"fmt"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/fetch"
	"flaglab/app/flags"
	"flaglab/app/lab"
)

// session is one press of a Run button: the runs, one after another, and what they
// leave behind. A new press makes a new session, so two can never mix.
type session struct {
	plan     lab.Plan
	recorder *lab.Recorder
	stop     context.CancelFunc
	boards   map[string]*board
	albums   map[string]*album
	views    map[string]*runView

	seen      int           // events that the views have
	dirty     []dirtyTile   // tiles to be changed, oldest first
	drawn     time.Time     // when the page was last drawn
	drew      bool          // the last frame was such a drawing
	tilesTurn bool          // the tiles were drawn last, not the meters and the timeline
	cost      time.Duration // of the last drawing
}

type dirtyTile struct {
	run  string
	task int
}

const (
	tilesPerFrame = 100                     // a frame must stay below 50 ms on a slow laptop
	announceEvery = 1500 * time.Millisecond // a screen reader needs its time

	// The page and the downloads share one thread, so the page is drawn when the
	// downloads rest: not within restAfter of an event, unless they never rest. And
	// drawing takes at most a share of the time, so that an answer seldom has to wait for it.
	restAfter   = 8 * time.Millisecond
	drawEvery   = 33 * time.Millisecond
	drawAtLeast = 60 * time.Millisecond
	drawShare   = 8 // one part in so many
)

// pause is how long to wait between two drawings.
func (s *session) pause() time.Duration {
	if s.recorder.Idle() >= restAfter {
		return max(drawEvery, drawShare*s.cost)
	}
	return max(drawAtLeast, drawShare*s.cost)
}

// startSession begins the runs. It is called on the UI goroutine, with the
// boards of the plan in the page.
func startSession(ctx app.Context, d *desk, runs []string) *session {
	began := time.Now()
	work, stop := context.WithCancel(context.Background())
	s := &session{
		plan:     d.plan,
		recorder: lab.NewRecorder(d.plan, func() time.Duration { return time.Since(began) }),
		stop:     stop,
		boards:   map[string]*board{},
		albums:   map[string]*album{},
		views:    d.runs,
	}
	for run := range d.runs {
		s.albums[run] = newAlbum()
		s.boards[run] = openBoard(run, d.plan.Codes, s.albums[run])
	}
	config := d.config
	ctx.Async(func() {
		defer stop()
		notice, reachable := s.work(work, runs, config)
		ctx.Dispatch(func(ctx app.Context) {
			if d.session == s {
				s.catchUp()
				s.paintTiles(len(s.dirty))
				d.running = false
				d.notice = notice
				if len(reachable) > 0 {
					d.config.Origins = reachable
				}
				d.live = d.announcement(runs)
				d.paint()
			}
		})
	})
	var announced time.Time
	onFrame(ctx, func(ctx app.Context, cost time.Duration) bool {
		if d.session != s || !d.running {
			return false
		}
		if s.drew {
			s.cost, s.drew = cost, false
		}
		now := time.Now()
		if now.Sub(s.drawn) < s.pause() {
			return true
		}
		s.drawn, s.drew = now, true
		changed := s.catchUp()
		// By turns, so that no frame has to bear both.
		if s.tilesTurn = !s.tilesTurn && len(s.dirty) > 0; s.tilesTurn {
			s.paintTiles(tilesPerFrame)
		} else {
			s.tick()
			d.paint()
		}
		if now.Sub(announced) >= announceEvery {
			announced = now
			d.live = d.announcement(runs)
			changed = true
		}
		if changed {
			ctx.Dispatch(nil)
		}
		return true
	})
	return s
}

// work does the runs and says what the person should know.
func (s *session) work(ctx context.Context, runs []string, config flags.Config) (notice string, reachable []string) {
	if len(config.Origins) == 0 {
		// A link that starts at once comes before the answer to the page's own question.
		config = loadConfig()
	}
	if s.plan.Site == "REMOTE" && config.Remote == "" {
		return "REMOTE needs a server that passes requests on, and there is none here. Choose LOCAL, DELAY or ERROR.", nil
	}
	origins := ownOrigins(config)
	if !config.Static { // files need no warming: what takes time is simulated
		reachable = fetch.Warm(ctx, origins, s.plan.WorkersOf(lab.Threads)+1)
	}
	switch {
	case config.Static:
	case len(reachable) == 0 && ctx.Err() == nil:
		notice = "The server does not answer. Is it still running?"
	case len(reachable) < len(origins) && ctx.Err() == nil:
		notice = fmt.Sprintf("Only %d of the server's %d origins can be reached, so fewer requests can be in flight.", len(reachable), len(origins))
	}
	if len(reachable) > 0 {
		config.Origins = reachable
	}
	for _, run := range runs {
		if ctx.Err() != nil {
			break
		}
		s.one(ctx, run, config)
	}
	return notice, reachable
}

// one does one run.
func (s *session) one(ctx context.Context, run string, config flags.Config) {
	fetch.KeepTimings(2 * len(s.plan.Codes) * max(1, s.plan.Retry.Attempts))
	var weather *flags.Weather
	if s.plan.HasWeather() {
		weather = &s.plan.Weather
	}
	d := &flags.Downloader{Source: newSource(config, s.plan.Site, weather), Save: s.albums[run].save, Timeout: s.plan.Timeout, Retry: s.plan.Retry, Watch: s.recorder}

	s.recorder.Begin(run)
	var err error
	if run == lab.Sequential {
		d.Sequential(ctx, s.plan.Codes)
	} else {
		_, err = d.ThreadPool(ctx, s.plan.Codes, s.plan.Workers)
	}
	switch {
	case err != nil:
		s.recorder.End(lab.Failed, err.Error())
	case ctx.Err() != nil:
		s.recorder.End(lab.Cancelled, "")
	default:
		s.recorder.End(lab.Finished, "")
	}
}

// album holds the flags that a run saved.
func (s *session) album(run string) *album { return s.albums[run] }

// events returns the whole log.
func (s *session) events() []lab.Event { return s.recorder.Since(0) }

// catchUp moves the views on to the newest event, and reports whether a run
// began or ended.
func (s *session) catchUp() (changed bool) {
	events := s.recorder.Since(s.seen)
	s.seen += len(events)
	for _, e := range events {
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
		if b := s.boards[tile.run]; b != nil && b.show(tile.task, s.views[tile.run].final.Tasks[tile.task]) {
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
			b.show(i, task)
		}
	}
}

// cancel ends the runs. The session says when they are over.
func (s *session) cancel() {
	if s != nil {
		s.stop()
	}
}

// release ends the session and empties its boards.
func (s *session) release() {
	if s == nil {
		return
	}
	s.stop()
	for _, b := range s.boards {
		if b != nil {
			for i := range b.shown {
				b.show(i, lab.Task{})
			}
		}
	}
}
