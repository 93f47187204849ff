package bench

import (
	"context"
	"time"

	"flaglab/app/chart"
	"flaglab/app/form"
	"flaglab/app/runlog"
)

// Lab describes a lab. Functions of form.Values are called with values that passed the fields' checks.
type Lab struct {
	Path  string // of its page: /pool; Race has /
	Name  string // in the menu
	About string // one sentence, also the description of the page

	Question func(form.Values) string // the heading: How much faster are 20 workers?
	Intro    func(form.Values) string // one line below it
	Summary  func(form.Values) string // the settings in one line: Top 20 · delay 0.2 s · seed 1
	Action   string                   // on the main button; empty: Run

	Fields      []form.Field
	Presets     []Preset // for the keys 1 to 9
	Scenes      bool     // the presets are scenes of the lab: they stand above the question
	Predictions func(form.Values) []Prediction
	Seen        func(form.Values) []Prediction // asked after a run: what did you see? The first that the run answers; nil: nothing
	Sources     func(form.Values) []Source     // the code that runs, with its Python twin

	// Open prepares an experiment with these settings, or returns the errors of settings that contradict each
	// other. It is called whenever a setting changes, so it must be quick, and must not start anything.
	Open func(form.Values, Network) (Experiment, form.Errors)

	// Tour says that this is the lab in which a person who is here for the first time is shown around. Its
	// example shows its answer too; those of the other labs leave it to be guessed.
	Tour bool

	// Example is a recorded run with the default settings, as a link has it; empty: none. Before the person's first run it is
	// shown, and plays once unless it stands still.
	Example string
	Still   bool
}

// Preset is a choice of settings that belong together.
type Preset struct {
	Name string
	Set  map[string]string // by the fields' names; other fields get their defaults
}

// Prediction is a question that a person answers before a run.
type Prediction struct {
	ID      string // in links
	Prompt  string // YourGuess if it is the lab's question that is answered
	Options []form.Option
	// Truth returns the value of the correct option, and the reason in one sentence. It is called with the model
	// at the end of a run; an empty value means that this run does not decide the question.
	Truth func(runlog.Model) (value, reason string)
}

// YourGuess is the prompt of a prediction that answers the lab's question.
const YourGuess = "Your guess"

// Experiment is a lab that is set up and can be run once or more.
type Experiment interface {
	// Do carries out the runs and writes their events. All its goroutines have ended when it returns. It stops soon
	// after ctx is cancelled. The error says, in words for the person, why it could not run at all.
	Do(ctx context.Context, w *runlog.Writer) error

	// Model returns the state before the first event.
	Model() runlog.Model

	// View shows a model that Model made. It is called for each frame, so it must be quick: a function of its arguments, the
	// settings, and nothing else.
	View(m runlog.Model, at Moment) View
}

// Moment is what is shown of an experiment.
type Moment struct {
	Phase   Phase
	Example bool              // the log is the lab's example or from a link, not of a run of this page
	T       time.Duration     // the time on the clock that all runs share; while live, that of the newest run
	Hidden  bool              // the tab was hidden for a part of the run: its timers were throttled
	Calm    bool              // the person prefers reduced motion
	Guesses map[string]string // by Prediction.ID

	// Ghosts are the ends of other people's runs of these settings, to be drawn behind this one. Span is a time that every
	// clock must reach, so that they and this run have one scale.
	Ghosts []runlog.Model
	Past   []Past // the runs of this visit with a verdict, the newest last

	// Before is the end of what was shown before this run: the newest run of these settings that counts, or the example, which
	// BeforeExample says; nil: nothing. It is for a lab whose run does not count.
	Before        runlog.Model
	BeforeExample bool

	Span   time.Duration
	End    time.Duration // of the log, once the run is over
	Values form.Values   // the settings of this moment, of which Display fields may have changed since Open
}

// Past is a run of this visit: its settings and its result.
type Past struct {
	Values  form.Values
	Figures []string
}

// Phase is the phase of an experiment.
type Phase int

// The phases.
const (
	Idle    Phase = iota // not run yet
	Live                 // running now
	Replay               // over; T is before its end
	AtEnd                // over, and T is at its end
	Stopped              // cancelled, or it could not run
)

// String returns the name of the phase, as the page has it: idle, live, replay, end, stopped.
func (p Phase) String() string { return [...]string{"idle", "live", "replay", "end", "stopped"}[p] }

// Optional abilities of an experiment, each an interface that the bench checks for.
type (
	// An Adjuster applies changes of some settings while it runs: of the fields that Adjustable names.
	Adjuster interface {
		Adjustable() []string
		Adjust(form.Values)
	}

	// An Actor carries out a person's actions during or after a run, such as cancelling one future. Act must not
	// block: Do waits for what Act starts. After Do has returned, Act must start nothing, and its events are in the
	// log when it returns.
	Actor interface{ Act(id string) }

	// A Player says how the log is replayed automatically after a run: from 0 at a speed, until the verdict comes.
	Player interface {
		Playback(runlog.Model) (speed float64, verdict time.Duration)
	}

	// An Exporter names what its events are about. Columns and Cells belong together: they are what the lab adds to each
	// line of the CSV file; Settings are the settings in the JSON file.
	Exporter interface {
		TaskName(run string, task int) string
		Columns() []string
		Cells(runlog.Event) []string
		Settings() any
	}

	// A Tabler returns the measurements as one table, which can be saved.
	Tabler interface {
		Table(runlog.Model) chart.Table
	}

	// A Recorder lists a value of each type of its events' details, so that a link can hold a run. Its model and view get
	// data from strangers: they must panic on data that would take too much time or memory. Without it a link holds runs
	// without details.
	Recorder interface{ Details() []any }

	// A Filer has files that can be saved as one ZIP.
	Filer interface{ Files() map[string][]byte }
)
