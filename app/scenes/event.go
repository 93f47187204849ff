package scenes

import (
	"time"

	"flaglab/app/lab"
)

// Kind sorts the events of a scene.
type Kind string

// The kinds.
const (
	Changed   Kind = "changed"   // a future became State; Text is its likely name, or how it ended
	Shown     Kind = "shown"     // a future got its name, Text, and its Address
	Printed   Kind = "printed"   // the program printed Text
	Answered  Kind = "answered"  // what a person did had the answer Text
	Blocked   Kind = "blocked"   // the task of Future waits for the future On
	Unblocked Kind = "unblocked" // and no longer
	Ended     Kind = "ended"     // the program returned; Text is its error
)

// Main is the Worker of what happens outside the pool: in the program itself, or
// in the page.
const Main = -1

// Event is one line of a scene's log. Futures are counted from 0 in the order in
// which they were submitted.
type Event struct {
	At      time.Duration `json:"at"` // nanoseconds since the scene began
	Kind    Kind          `json:"kind"`
	Future  int           `json:"future"` // -1 if it concerns none
	Worker  int           `json:"worker"` // the lane, from 0, or Main
	State   lab.State     `json:"state,omitempty"`
	On      int           `json:"on,omitempty"`
	Text    string        `json:"text,omitempty"`
	Address string        `json:"address,omitempty"`
	Line    int           `json:"line,omitempty"` // of the scene's file; 0 if it was not there
}
