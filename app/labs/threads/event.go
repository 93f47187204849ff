package threads

import "flaglab/app/threading"

// Detail is the detail of an event of this lab: one of these.
type Detail struct {
	Record  *threading.Record `json:"record,omitempty"`  // what a thread did
	Outcome *Outcome          `json:"outcome,omitempty"` // of one run of many, whose records are not kept
	Hang    bool              `json:"hang,omitempty"`    // nobody is left who could wake those that wait
	Err     string            `json:"err,omitempty"`     // with which the program ended
}

// Outcome is the result of one run of a counting program.
type Outcome struct {
	Count int    `json:"count"`
	Lost  int    `json:"lost"`
	Text  string `json:"text,omitempty"` // of a puzzle's program: what it came to
}
