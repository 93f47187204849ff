package chart

// Ink is the role of a colour.
type Ink uint8

// The inks. The states have the colours of the page, which stay apart for people with colour-vision deficiency.
const (
	Paper     Ink = iota // the ground
	Black                // text, and what is measured
	Soft                 // text that is less important
	Hairline             // rules and grid
	Wash                 // a ground that is a little darker
	Guess                // what the person guessed, and the second thread of two
	Pending              // waits for a worker
	Running              // runs, or waits for an answer
	Finished             // came to its end
	Failed               // ended with an error
	Cancelled            // was cancelled
	Busy                 // waited for the page's own thread
	inks
)

// Palette gives each ink its colour, as #rrggbb.
type Palette [inks]string

// The palettes of the page, clear enough for text except for Pending and Busy. The style sheet has the same colours; a
// test compares them.
var (
	Light = Palette{"#fdfdfb", "#16181d", "#5c6370", "#e4e3dd", "#f4f3ee", "#a06800", "#868686", "#1976d2", "#0b4a36", "#a3140f", "#5a1f7a", "#a1823f"}
	Dark  = Palette{"#101317", "#eceae4", "#9aa1ad", "#272c34", "#181c22", "#f0b35a", "#777777", "#b8ccff", "#2fe08f", "#ee4d1a", "#cc4fe6", "#8a744a"}
)

// Names are the names of the inks in the style sheet, in their order: --paper and so on.
var Names = [inks]string{"paper", "ink", "soft", "line", "wash", "guess", "pending", "running", "finished", "failed", "cancelled", "busy"}

// Variables is a palette of references to the style sheet, for SVG that stands in the page.
func Variables() (p Palette) {
	for i, name := range Names {
		p[i] = "var(--" + name + ")"
	}
	return p
}
