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

	notice    string   // what the person should know, once over
	reachable []string // the origins that answered
	over      bool     // the work is done; the page may still have to catch up

	drawing
}

// startSession begins the runs. It is called on the UI goroutine, with the boards of
// the plan in the page: as nobody has touched them, or as the session before, of the
// same plan, has left them.
func startSession(ctx app.Context, d *desk, runs []string, before *session) *session {
	began := time.Now()
	work, stop := context.WithCancel(context.Background())
	s := &session{
		plan:     d.plan,
		recorder: lab.NewRecorder(d.plan, func() time.Duration { return time.Since(began) }),
		stop:     stop,
		boards:   map[string]*board{},
		albums:   map[string]*album{},
		views:    d.runs,
		drawing:  drawing{cleared: make(chan struct{}), batch: firstBatch},
	}
	for run := range d.runs {
		s.albums[run] = newAlbum()
		if before == nil || before.boards[run] == nil {
			s.boards[run] = openBoard(run, d.plan.Codes)
			continue
		}
		s.boards[run] = before.boards[run]
		for _, task := range s.boards[run].used() {
			s.dirty = append(s.dirty, dirtyTile{run, task})
		}
	}
	if hidden() { // there are no frames
		s.paintTiles(len(s.dirty))
	}
	s.noteCleared()
	config := d.config
	ctx.Async(func() {
		defer stop()
		notice, reachable := s.work(work, runs, config)
		ctx.Dispatch(func(ctx app.Context) {
			s.over, s.notice, s.reachable = true, notice, reachable
			if d.session == s && hidden() {
				s.settle(d, runs)
			}
		})
	})
	s.follow(ctx, d, runs)
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
	if !isStatic() { // files need no warming: what takes time is simulated
		reachable = fetch.Warm(ctx, origins, s.plan.WorkersOf(lab.Threads)+1)
	}
	switch {
	case isStatic():
	case len(reachable) == 0 && ctx.Err() == nil:
		notice = "The server does not answer. Is it still running?"
	case len(reachable) < len(origins) && ctx.Err() == nil:
		notice = fmt.Sprintf("Only %d of the server's %d origins can be reached, so fewer requests can be in flight.", len(reachable), len(origins))
	}
	if len(reachable) > 0 {
		config.Origins = reachable
	}
	select {
	case <-s.cleared:
	case <-ctx.Done():
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
			for _, task := range b.used() {
				b.show(task, lab.Task{}, nil)
			}
		}
	}
}
