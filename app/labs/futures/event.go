package futures

import (
	"time"

	"flaglab/app/flags"
	"flaglab/app/labs/downloads"
)

// Kind says what an event tells besides a change of state.
type Kind string

// The kinds. Those that are about one future name it as the event's task.
const (
	Shown     Kind = "shown"     // the program has the future: Address is known, and a person can act on it
	Opened    Kind = "opened"    // somebody asked how the future ended
	Given     Kind = "given"     // Map gave the result of this task
	Called    Kind = "called"    // a callback of the future ran: Text says which one
	Printed   Kind = "printed"   // the program printed Text
	Answered  Kind = "answered"  // what a person did had the answer Text
	Blocked   Kind = "blocked"   // the task waits for the future On
	Unblocked Kind = "unblocked" // and no longer
	Paused    Kind = "paused"    // the program waits for a person, with the question Text
	Resumed   Kind = "resumed"   // and no longer
)

// Detail is what an event of this lab says.
type Detail struct {
	Kind    Kind   `json:"kind,omitempty"`
	Text    string `json:"text,omitempty"`    // the future's name when it is pending, how it ended when it is done; otherwise see Kind
	Code    string `json:"code,omitempty"`    // of the flag, when the future is pending
	Address string `json:"address,omitempty"` // Shown
	On      int    `json:"on,omitempty"`      // Blocked: from 0, or several
	By      int    `json:"by,omitempty"`      // who did it
	Line    int    `json:"line,omitempty"`    // of the scene's file, from which it was done; 0: from elsewhere
	Panics  bool   `json:"panics,omitempty"`  // Called: the callback does

	Patience time.Duration `json:"patience,omitempty"` // Paused: how long the program waits

	Cause flags.Cause `json:"cause,omitempty"` // of a failure
	HTTP  int         `json:"http,omitempty"`  // the status, if that is the cause
}

// several is the On of a task that waits for more than one future.
const several = -1

// Who does something: a worker, counted from 1, or one of these.
const (
	mainProgram = 0
	person      = -1
	cancelledBy = -2 // the page, as the run was cancelled
)

// Status is ok, not_found or error.
func (d Detail) Status() string { return d.download().Status() }

// Word says in a word how a download ended; empty for a flag that arrived.
func (d Detail) Word() string { return d.download().Word() }

func (d Detail) download() downloads.Detail { return downloads.Detail{Cause: d.Cause, HTTP: d.HTTP} }
