package scenes

import (
	"context"
	"embed"
)

// Scene is one short program.
type Scene struct {
	Name     string // also of its files: Name.go and Name.py
	Title    string
	About    string // what it shows, in a sentence or two
	Question string // to be answered before it runs
	Workers  int    // the size of its pool if that is the point; 0: as set
	Fails    bool   // shown best with a task that fails

	run func(context.Context, *Stage) error
}

// Scenes lists the scenes in the order of the lecture.
func Scenes() []Scene {
	return []Scene{
		{
			Name: "as_completed", Title: "as_completed", run: asCompleted,
			About:    "Each future is submitted, then taken as it completes, whatever the order. A time-out ends the waiting, not the tasks.",
			Question: "Which flag will be the first to complete?",
		},
		{
			Name: "executor_map", Title: "map", run: executorMap,
			About:    "Map gives results in the order of its inputs: one slow download holds back all that come after it. An error surfaces when its turn comes.",
			Question: "Which flag will be the first to complete?",
		},
		{
			Name: "errors", Title: "errors", run: waitForErrors, Fails: true,
			About:    "A task that fails keeps its error in its future until somebody asks. The others go on.",
			Question: "Which flag will be the first to complete?",
		},
		{
			Name: "cancel", Title: "cancel and shutdown", run: cancelAndShutdown,
			About:    "A pending future can be cancelled, a running one cannot. A pool that was shut down takes nothing more.",
			Question: "Which flag will be the first to complete?",
		},
		{
			Name: "callbacks", Title: "callbacks", run: callbacks,
			About:    "Callbacks run in the order in which they were added, in the worker that finished the task; if it is done already, in the caller, at once. One that panics spoils nothing.",
			Question: "Which flag will be the first to complete?",
		},
		{
			Name: "deadlock", Title: "deadlock", run: deadlock, Workers: 1,
			About:    "A task waits for another task of its own pool, and the pool has one worker. Get out of it: cancel the inner future, set a time-out, or cancel the run.",
			Question: "Will it ever end?",
		},
	}
}

// Code holds the scenes' files: the Go that was compiled, and the same idea in
// Python.
//
//go:embed as_completed.go executor_map.go errors.go cancel.go callbacks.go deadlock.go
//go:embed as_completed.py executor_map.py errors.py cancel.py callbacks.py deadlock.py
var Code embed.FS
