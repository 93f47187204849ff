package futures

import (
	_ "embed"

	"flaglab/app/json"
	"flaglab/app/runlog"
)

// recorded is a run with the default settings, as the JSON of its events.
//
//go:embed example.json
var recorded []byte

// example returns the recorded run.
func example() []runlog.Event {
	events, err := decode(recorded)
	if err != nil {
		panic(err) // it is a part of the program
	}
	return events
}

// decode reads events of this lab.
func decode(data []byte) ([]runlog.Event, error) {
	var list []struct {
		runlog.Event
		Detail *Detail `json:"detail"`
	}
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, err
	}
	events := make([]runlog.Event, len(list))
	for i, e := range list {
		events[i] = e.Event
		if e.Detail != nil {
			events[i].Detail = *e.Detail
		}
	}
	return events, nil
}
