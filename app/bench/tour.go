package bench

// Step is a step of the tour: what a person who is here for the first time can do next.
type Step struct {
	Number, Of int // Number counts from 1
	Text       string
}

// The steps of the tour, in order. A person takes one by doing what it says.
const (
	tourNone = iota
	tourGuess
	tourRun
	tourLook
	tourChange
	tourOn
)

var tourTexts = [...]string{
	tourGuess:  "New here? Tap a guess.",
	tourRun:    "Now press the button.",
	tourLook:   "Drag the time slider below the pictures.",
	tourChange: "Change one setting.",
	tourOn:     "Race again, or go on.",
}

// tourKey is the key under which the browser keeps that the tour is over.
const tourKey = "flaglab.tour"

// startTour starts the tour if this is the first visit, and no link to some run.
func (b *Bench) startTour(rawQuery, fragment string) {
	if b.lab.Tour && rawQuery == "" && fragment == "" && b.browser.Load(tourKey) == "" && b.browser.Load(tallyKey+b.lab.Path) == "" {
		b.tour = tourGuess
	}
}

// completeStep records that a person completed a step of the tour. A run without a guess completes two, and so does another setting,
// after which there is nothing to look back at.
func (b *Bench) completeStep(step int) {
	skips := step == tourRun || step == tourChange && b.tour == tourLook
	if b.tour == tourNone || b.tour > step || b.tour < step && !skips {
		return
	}
	if b.tour = step + 1; b.tour == tourOn {
		b.browser.Store(tourKey, "over")
	}
}

// LeaveTour ends the tour for good.
func (b *Bench) LeaveTour() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.leaveTour()
	b.changed()
}

func (b *Bench) leaveTour() {
	if b.tour != tourNone {
		b.tour = tourNone
		b.browser.Store(tourKey, "over")
	}
}

// step returns the current step of the tour; nil: there is no tour.
func (b *Bench) step() *Step {
	if b.tour == tourNone {
		return nil
	}
	if b.phase == Live { // what the steps ask for is closed, and the button would cancel
		return &Step{Number: max(b.tour, tourRun), Of: tourOn, Text: "Watch."}
	}
	return &Step{Number: b.tour, Of: tourOn, Text: tourTexts[b.tour]}
}
