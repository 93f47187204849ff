package bench

import (
	"cmp"
	"time"

	"flaglab/app/chart"
	"flaglab/app/runlog"
)

// View is everything the page shows of a moment of an experiment.
type View struct {
	Kind        string // Live, Local or Simulated; empty where nothing is downloaded
	Verdict     Verdict
	Panels      []Panel
	Transcripts func() []Transcript // what the programs print; called only when they are shown
	Marks       []CodeMark          // lines of the sources that run now
	Status      string              // the state in one short sentence, for screen readers
	Notices     []string            // what the person should know about this run
	Rate        float64             // of the clocks on the panels, against that of the log; 0: they are the same
}

// clock writes a time of the log as the clocks on the panels show it.
func (v View) clock(at time.Duration) string {
	return chart.FormatSeconds(time.Duration(float64(at) * cmp.Or(v.Rate, 1)))
}

// Verdict is the result of a run.
type Verdict struct {
	Figures  []string // large: 17×
	Sentence string   // The waiting overlapped.
	Note     string   // Best possible here: 20×, 0.20 s.
	Problem  string   // why there is no figure, or why the runs do not compare: a short sentence, and its details
	Early    bool     // it holds while the run is under way, too; otherwise the verdict comes at the end
}

// Panel is a part of the page with a heading.
type Panel struct {
	Title    string
	Note     string       // behind the title
	Controls []Control    // at the right end of the heading
	Clock    string       // behind them
	Run      string       // the run that it shows, if it shows one; also its data-run
	State    runlog.State // of the run; empty: idle
	Wide     int          // columns of twelve on a wide screen; 0: all
	Body     []Body
	Below    bool // below the fold: details that a lesson does not need
}

// Body is a part of a panel: a Picture, Table, Lines, Controls, Cards or Prose.
type Body interface{ body() }

// Picture is a drawing, with the flags of its tasks on it.
type Picture struct {
	ID    string // unique in the lab
	Alt   string // what it shows, in a sentence
	Draw  func(width float64) *chart.Drawing
	Tiles []Tile                // by task; a tile is shown where the drawing has its flag
	Image func(task int) string // the URL of the task's flag; called once when the tile is done
	Table func() chart.Table    // the same in words

	// Select is the field that takes the code of a tile that a person presses; pressing it again empties the field.
	// Empty: tiles cannot be pressed.
	Select string
	Choose string // what the tiles are together, for screen readers; empty: Flags
}

// Tile is a future with its flag.
type Tile struct {
	Code   string
	State  runlog.State
	Status string // ok, not_found, error; empty before the end
	Cause  string // of an error
	Word   string // what is written on it: 404

	Selected bool // it is the code in Picture.Select
	Faint    bool // it is not among those that the person looks for
}

// Table is a table of the page.
type Table struct {
	chart.Table
	Names []Control // buttons in the place of the names of all rows; empty: texts
}

// Lines is text that a program prints, or a list of events.
type Lines struct {
	Name   string // for screen readers
	Lines  []Line
	Scroll bool // as high as what is beside it, with the end in view
}

// Line is one line; Kind is a state, or empty.
type Line struct {
	Text string
	Kind runlog.State
}

// Controls is a row of controls.
type Controls struct {
	Name     string // for screen readers
	Controls []Control
}

// Control is a button, or a slider of a field.
type Control struct {
	Label    string
	Set      map[string]string // the settings that it changes
	Act      string            // what it asks the experiment to do, if it changes no settings
	Link     string            // it is a link to another lab, with its settings: /?workers=13
	Field    string            // a slider of this field, if not empty
	Marks    []Mark            // on that slider
	Pressed  bool              // it is the choice that holds now
	Toggle   bool              // it has a pressed state
	Disabled bool
	Primary  bool // it is what to press next
	Hint     string
	Lane     int // it belongs to a thread: 1, 2, …; 0: to none
}

// Mark is the result of a run, at a value of a slider.
type Mark struct {
	At   float64
	Text string // 9.6×
}

// Cards is a grid of cards, such as one for each future.
type Cards struct {
	Name  string
	Wide  float64 // the least width of a card in pixels
	Cards []Card
}

// Card is one of them.
type Card struct {
	Task     string // data-task
	Code     string // data-cc, and the flag on it once it is ok
	State    runlog.State
	Status   string
	Title    string
	Lines    []string
	Mono     bool  // the lines are code
	Lane     int   // it belongs to a thread: 1, 2, …; 0: to none
	Next     int   // the line, from 1, that the thread comes to next: those before it are done; 0: none is marked
	Cells    []int // squares with the shades of lanes 1, 2, …: an order of steps
	Selected bool
	Set      map[string]string // pressing the card changes these settings
	Controls []Control
	Image    func() string // the URL of its flag
}

// Prose is a paragraph.
type Prose struct {
	Text    string
	Finding bool // it says what the picture shows
}

// Transcript is what a program printed.
type Transcript struct {
	Title string
	Run   string // data-run
	Lines []Line
}

// CodeMark marks a line of a source, in the shade of a lane.
type CodeMark struct {
	Source string // its name
	Line   int    // from 1
	Lane   int    // from 0; runlog.NoLane: the main program
}

func (Picture) body()  {}
func (Table) body()    {}
func (Lines) body()    {}
func (Controls) body() {}
func (Cards) body()    {}
func (Prose) body()    {}
