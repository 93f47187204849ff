package bench

import (
	"context"
	"maps"
	"sync"
	"time"

	"flaglab/app/form"
	"flaglab/app/runlog"
)

// Bench is one open lab. Any goroutine may call its methods, also one that the browser calls: none of them
// blocks, except Wait.
type Bench struct {
	lab     Lab
	browser Browser
	network Network

	mu     sync.Mutex
	values form.Values
	errs   form.Errors
	exp    Experiment  // of the newest valid settings
	opened form.Values // those settings

	generation int // counts the experiments

	phase   Phase
	log     *runlog.Writer    // of the run under way, or of the last one
	began   time.Duration     // when that run was started
	seen    int               // events of log that model has
	model   runlog.Model      // what is shown
	applied time.Duration     // the time up to which model has the cursor's events
	cursor  *runlog.Cursor    // nil until a run is over
	due     bool              // the lab's example is to be shown
	example bool              // cursor is on the lab's example
	hidden  bool              // the tab was hidden during the run
	final   *View             // how the run ended; nil before
	notice  string            // why the run could not be carried out
	reached *attentiveNetwork // by the run; nil: it is not of this visit

	before        runlog.Model // the end of the newest run of these settings that counts, or of the example
	beforeExample bool         // it is the example

	saved string // result of writing files into a folder

	playback playback
	painter  painter

	past        []Past       // results of this visit's runs
	sharedRuns  []*sharedRun // runs from links, all of the subject othersOf
	othersOf    string
	shownShared *sharedRun // the shown run, if it is not of this page
	kind        string     // of the runs of this page, as the last view had it

	guesses  map[string]string
	foretold map[string]string // the guesses with which the last run was started
	asked    map[string]string // the questions that were guessed
	seenOf   *Seen             // what is asked about the last run; nil: nothing, or no longer
	language string            // the language in which code is shown; empty: the first
	help     bool
	mending  bool   // a setting was wrong: the settings stay open
	shared   string // what the link holds that was just shared
	copied   string // where that link is
	tour     int    // the step of the tour; 0: there is none
	closed   bool

	cancel context.CancelFunc // ends the run under way
	work   sync.WaitGroup     // the goroutine of the run
}

// New returns a bench for a lab, with its defaults.
func New(lab Lab, browser Browser, network Network) *Bench {
	b := newBench(lab, browser, network)
	b.applySettings(form.New(lab.Fields), form.Errors{})
	return b
}

// NewAt returns a bench for a lab that shows a link, as Open does, without showing the defaults before.
func NewAt(rawQuery, fragment string, lab Lab, browser Browser, network Network) *Bench {
	b := newBench(lab, browser, network)
	b.Open(rawQuery, fragment)
	return b
}

func newBench(lab Lab, browser Browser, network Network) *Bench {
	return &Bench{lab: lab, browser: browser, network: network, guesses: map[string]string{}, asked: map[string]string{}, language: browser.Load(languageKey)}
}

// Lab returns the lab's description.
func (b *Bench) Lab() Lab { return b.lab }

// Open shows the settings of a link, and starts a run if the link says so.
func (b *Bench) Open(rawQuery, fragment string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.phase == Live {
		b.cancel()
	}
	values, errs := form.Parse(b.lab.Fields, rawQuery)
	values = b.keep(values)
	clear(b.guesses)
	b.sharedRuns = nil
	b.applySettings(values, errs)
	b.readGuesses(rawQuery)
	b.readRuns(fragment)
	b.startTour(rawQuery, fragment)
	if asksToRun(rawQuery) && b.shownShared == nil {
		b.run()
	}
}

// Close cancels the run and releases everything. Use Wait to wait for the end.
func (b *Bench) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.leaveTour()
	if b.cancel != nil {
		b.cancel()
	}
}

// Wait returns when all goroutines of a closed bench have ended.
func (b *Bench) Wait() { b.work.Wait() }

// Reopen returns the bench with which a person comes back to a closed one: it shows what that showed, unless the link asks for
// something else. A run that closing cancelled has left only its settings.
func (b *Bench) Reopen(rawQuery, fragment string) *Bench {
	b.mu.Lock()
	defer b.mu.Unlock()
	query, runs := b.queryOf(b.values), b.fragment()
	cancelled := b.log != nil && b.final == nil
	switch {
	case (rawQuery != "" || fragment != "") && (rawQuery != query || fragment != runs):
		return NewAt(rawQuery, fragment, b.lab, b.browser, b.network)
	case cancelled:
		b = NewAt(query, runs, b.lab, b.browser, b.network)
		b.notice = "Your run was cancelled when you left this lab."
	default:
		b.closed, b.painter = false, painter{}
		b.help, b.shared = false, ""
		b.language = b.browser.Load(languageKey) // it may have been changed in another lab
		if b.log == nil && b.shownShared == nil {
			b.rest(b.exp)
		}
	}
	b.remember()
	return b
}

// replace sets up a new experiment, which has not run.
func (b *Bench) replace(exp Experiment) {
	b.exp, b.phase = exp, Idle
	b.generation++
	b.model, b.seen, b.log, b.cursor, b.final = exp.Model(), 0, nil, nil, nil
	b.notice, b.saved, b.hidden, b.due, b.example, b.shownShared, b.shared = "", "", false, false, false, nil, ""
	b.playback, b.seenOf, b.reached = playback{}, nil, nil
}

// Run starts the experiment. It does nothing during a run, or while the settings are invalid.
func (b *Bench) Run() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.run()
}

func (b *Bench) run() {
	if b.phase == Live || len(b.errs) > 0 || b.closed {
		return
	}
	b.keepBefore()
	// Each run gets a new experiment, so that what the last one kept, such as images, is freed.
	network := &attentiveNetwork{Network: b.network}
	exp, errs := b.lab.Open(b.values, network)
	if len(errs) > 0 {
		b.errs = errs
		b.changed()
		return
	}
	b.replace(exp)
	b.reached, b.foretold = network, maps.Clone(b.guesses)
	began := b.browser.Now()
	b.began = began
	b.log = runlog.NewWriter(func() time.Duration { return b.browser.Now() - began })
	b.phase, b.hidden = Live, b.browser.Hidden()
	b.painter.begins = true
	b.remember()
	ctx, cancel := context.WithCancel(context.Background())
	b.cancel = cancel
	log := b.log
	b.work.Go(func() {
		defer cancel()
		err := exp.Do(ctx, log)
		b.mu.Lock()
		defer b.mu.Unlock()
		switch {
		case b.closed: // the page shows another lab, and a screen reader speaks of that
			b.phase = Stopped
		case b.log == log: // otherwise other settings have replaced it
			b.finish(err, ctx.Err() != nil)
		}
	})
	b.changed()
}

// keepBefore keeps what is shown, for a run that may not count.
func (b *Bench) keepBefore() {
	b.settle()
	if b.example || b.final != nil && b.shownShared == nil && b.phase != Stopped && b.final.Verdict.Problem == "" {
		b.before, b.beforeExample = b.whole(), b.example
	}
}

// finish shows the end of a run.
func (b *Bench) finish(err error, cancelled bool) {
	b.cursor = runlog.NewCursor(b.log.Since(0))
	b.refold()
	b.phase = AtEnd
	if cancelled || err != nil {
		b.phase = Stopped
	}
	view := b.exp.View(b.model, b.moment())
	refused := err != nil && !cancelled
	if refused { // nothing ran, so the reason is all there is to say
		b.notice = err.Error()
		view.Verdict, view.Status = Verdict{}, b.notice
	}
	b.final = &view
	b.keepPast()
	b.tally()
	b.ask()
	if !refused {
		b.completeStep(tourRun)
	}
	if player, ok := b.exp.(Player); ok && b.phase == AtEnd && view.Verdict.Problem == "" && !b.browser.CalmMotion() && !b.browser.Hidden() {
		b.playback.begin(b.cursor, player, b.model)
		b.phase = Replay
		b.refold()
		b.browser.Collect() // what the run left; in the midst of the replay it would be seen
	}
	b.browser.Announce(view.Status)
	if b.browser.Hidden() { // there are no frames
		for b.paint(b.browser.Now()) {
		}
	}
	b.changed()
}

// mostPast is how many runs are remembered.
const mostPast = 40

// keepPast remembers the run's result, if it has one.
func (b *Bench) keepPast() {
	if v := b.final.Verdict; b.phase == AtEnd && v.Problem == "" && len(v.Figures) > 0 {
		b.past = append(b.past[max(0, len(b.past)-mostPast+1):], Past{b.shown(), v.Figures})
	}
}

// Cancel ends a run under way; its end is shown when its goroutines have ended.
func (b *Bench) Cancel() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.phase == Live {
		b.cancel()
	}
}

// Escape closes the box that is open. If none is, it ends a run under way.
func (b *Bench) Escape() {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.help || b.shared != "":
		b.help, b.shared = false, ""
		b.changed()
	case b.phase == Live:
		b.cancel()
	}
}

// doubleClick is the longest time between the two clicks of a double click.
const doubleClick = 400 * time.Millisecond

// justStarted reports whether a click may be the second one of a double click on Run: Cancel has taken its place.
func (b *Bench) justStarted() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.phase == Live && b.browser.Now()-b.began < doubleClick
}

// Act passes a person's action on to the experiment. After the end of a run its effect is shown at once.
func (b *Bench) Act(id string) {
	b.mu.Lock()
	exp := b.exp
	b.mu.Unlock()
	actor, ok := exp.(Actor)
	if !ok {
		return
	}
	actor.Act(id)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.exp != exp || b.final == nil || b.log == nil || b.closed {
		return
	}
	cursor := runlog.NewCursor(b.log.Since(0))
	if cursor.Len() == b.cursor.Len() {
		return
	}
	b.cursor, b.playback = cursor, playback{}
	b.follow()
	b.refold()
	view := b.exp.View(b.model, b.moment())
	b.final = &view
	b.browser.Announce(view.Status)
	b.changed()
}

// TabHidden is called when the tab is hidden or shown again.
func (b *Bench) TabHidden(hidden bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.phase == Live && hidden {
		b.hidden = true
	}
	if !hidden {
		b.changed()
	}
}

// Help opens or closes the help.
func (b *Bench) Help() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.help = !b.help
	b.changed()
}

// moment returns the moment that is shown.
func (b *Bench) moment() Moment {
	m := Moment{Phase: b.phase, Example: b.example || b.shownShared != nil, Hidden: b.hidden, Calm: b.browser.CalmMotion(), Guesses: maps.Clone(b.guesses), Values: b.shown(), Past: b.past,
		Before: b.before, BeforeExample: b.beforeExample}
	switch {
	case b.cursor != nil:
		m.T, m.End = b.cursor.At(), b.cursor.End()
	case b.log != nil:
		m.T = b.log.Elapsed()
	}
	m.Ghosts, m.Span = b.ghosts()
	return m
}

// changed makes the page render and paint again.
func (b *Bench) changed() {
	b.browser.Refresh()
	b.nextFrame()
}
