package bench

import (
	"maps"
	"time"

	"flaglab/app/form"
	"flaglab/app/qr"
	"flaglab/app/runlog"
)

// Screen is all that the page shows at one moment, apart from the pictures themselves.
type Screen struct {
	Lab      Lab
	Question string
	Intro    string
	Summary  string

	Values         form.Values
	Errors         form.Errors
	Predictions    []Prediction
	Guesses        map[string]string
	Rewards        []string // what is said of the guesses, once the verdict is there
	Right, Guessed int      // of all visits: right guesses, all guesses
	Sources        []Source
	Seen           *Seen  // asked once the verdict is there; nil: nothing
	Language       string // in which code is shown; empty: in the first

	View       View
	Phase      Phase
	Generation int // counts the experiments: each run is one of its own
	Example    bool
	Notices    []string
	Problem    string // why the run could not be carried out
	Help       bool
	Projector  bool // projector mode

	CanRun, CanReplay bool
	Playing           bool
	Recorded          bool    // a replay that the bench started plays, slowed
	Speed             float64 // of the replay
	At, End           time.Duration
	Clock             string // At, as the clocks on the panels show it
	HasFiles          bool
	HasTable          bool
	CanSaveFolder     bool
	Saved             string   // what became of the files that the browser writes into a folder
	Shared            string   // where the link is that was just shared, and what it holds; empty: it is some time ago
	Copied            bool     // it is copied
	Code              string   // the QR code of these settings, as SVG, while Shared says something; empty: none
	CodeNote          string   // who can use that code
	Tour              *Step    // what a person who is here for the first time can do next; nil: nothing
	Foreign           bool     // the run is from a link
	Compared          string   // what the runs from links came to
	Adjustable        []string // the fields that can be changed during a run
	Mending           bool     // a setting is wrong, or was
	Still             bool     // the program has not started: pictures are SVG
}

// shown returns the settings of what the page shows: while some are wrong, those before, but for what is only a matter of display.
func (b *Bench) shown() form.Values {
	if len(b.errs) == 0 {
		return b.values
	}
	shown := b.opened
	for _, f := range b.lab.Fields {
		if _, wrong := b.errs[f.Name]; f.Display && !wrong {
			shown = shown.With(f.Name, b.values.Get(f.Name))
		}
	}
	return shown
}

// canReplay reports whether the page shows a run that can be played again.
func (b *Bench) canReplay() bool { return b.cursor != nil && b.cursor.End() > 0 && !b.example }

// Screen returns what to show.
func (b *Bench) Screen() Screen {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.settle()
	valid := b.shown()
	s := Screen{
		Lab: b.lab, Question: b.lab.Question(valid), Intro: b.lab.Intro(valid), Summary: b.lab.Summary(valid),
		Values: b.values, Errors: b.errs, Predictions: b.predictions(), Guesses: maps.Clone(b.guesses),
		Phase: b.phase, Generation: b.generation, Example: b.example, Help: b.help, Shared: b.saysShared(), Copied: b.shared != "" && b.copied == Copied, Tour: b.step(), Mending: b.mending, Projector: b.browser.Load(ProjectorKey) == "1", Language: b.language,
		View:   b.exp.View(b.model, b.moment()),
		CanRun: b.phase != Live && len(b.errs) == 0,
	}
	if b.shared != "" {
		s.Code, s.CodeNote = qr.SVG(b.settingsAddress()), b.codeNote()
	}
	if b.lab.Sources != nil {
		s.Sources = b.lab.Sources(valid)
	}
	b.kind = s.View.Kind
	verdict := s.View.Verdict
	if b.phase != Live || !verdict.Early {
		s.View.Verdict = Verdict{}
	}
	if b.revealed() {
		s.View.Verdict = b.final.Verdict
		s.Rewards, _ = b.scoreGuesses()
		s.Compared = b.compared()
		if b.seenOf != nil {
			q := *b.seenOf
			s.Seen = &q
		}
		s.Right, s.Guessed, _ = b.tallied()
	}
	if b.example && b.lab.Tour {
		// The lab that people come to first shows its answer; the others let them guess.
		s.View.Verdict = verdict
		if b.cursor.Playing() {
			s.View.Verdict = b.answer()
		}
	}
	if b.playback.active {
		// A replay is playing: the runs are shown as finished when it ends.
		for i, panel := range s.View.Panels {
			if panel.State.Done() {
				s.View.Panels[i].State = runlog.Running
			}
		}
	}
	s.Notices, s.Problem = append(b.reached.notices(), s.View.Notices...), b.notice
	s.CanReplay = b.canReplay()
	if b.cursor != nil {
		s.Playing, s.Speed = b.cursor.Playing(), b.cursor.Speed()
		s.At, s.End = b.cursor.At(), b.cursor.End()
		s.Recorded = b.playback.active && s.Playing
	}
	s.Clock = s.View.clock(s.At)
	if s.Foreign = b.shownShared != nil; s.Foreign {
		s.View.Kind = b.shownShared.Kind
	}
	if adjuster, ok := b.exp.(Adjuster); ok {
		s.Adjustable = adjuster.Adjustable()
	}
	_, s.HasTable = b.exp.(Tabler)
	if filer, ok := b.exp.(Filer); ok && b.final != nil {
		s.HasFiles = len(filer.Files()) > 0
		folder, ok := b.browser.(FolderSaver)
		s.CanSaveFolder = s.HasFiles && ok && folder.CanSaveFolder()
		s.Saved = b.saved
	}
	return s
}
