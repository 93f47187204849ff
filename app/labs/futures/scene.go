package futures

import (
	"context"
	"embed"
	"slices"

	"flaglab/app/bench"
)

// scene is one short program.
type scene struct {
	name     string // also of its files: name.go and name.py
	title    string
	question string
	about    string // what it shows, in a sentence or two

	workers int      // the size of its pool if that is the point; 0: as set
	delay   string   // the default that gives a person the time to act
	fails   bool     // by default, one of its tasks does
	pauses  bool     // it waits for a person
	labels  []string // what the futures of one code are, in the order of their submission; nil: the code says all

	unordered bool // it is not about the order in which its futures finish

	run func(context.Context, *program) error
}

const usualDelay = "0.5-2.5"

// scenes lists the scenes in the order of the lecture.
var scenes = []scene{
	{
		name: "as_completed", title: "as_completed", run: asCompleted, delay: usualDelay,
		question: "Which flag completes first?",
		about:    "Every download is submitted to a pool of workers; the results are taken as they complete.",
	},
	{
		name: "executor_map", title: "map", run: executorMap, delay: usualDelay,
		question: "In which order do the results come?",
		about:    "Map submits every task at once. It returns no futures, only the results, one after another.",
	},
	{
		name: "errors", title: "errors", run: waitForErrors, delay: usualDelay, fails: true, pauses: true,
		question: "When does a failing task’s error show?",
		about:    "One of the tasks fails. The others go on, and nobody is told.",
	},
	{
		name: "cancel", title: "cancel and shutdown", run: cancelAndShutdown, delay: "9-10", pauses: true, unordered: true,
		question: "Which of the two can still be cancelled?",
		about:    "The first future is running, the last one waits for a worker. There the scene waits a while for you to try.",
	},
	{
		name: "callbacks", title: "callbacks", run: callbacks, delay: usualDelay, pauses: true,
		question: "Who runs the callback?",
		about:    "Each future gets three callbacks, and the second one is faulty. One more is added when all is done.",
	},
	{
		name: "deadlock", title: "deadlock", run: deadlock, delay: usualDelay, workers: 1, labels: []string{"outer", "inner"}, unordered: true,
		question: "Will it ever end?",
		about:    "The pool has one worker. The outer task submits an inner one to the same pool, and waits for its result.",
	},
}

// sceneOf returns the scene of that name; the first one if there is none.
func sceneOf(name string) scene {
	i := slices.IndexFunc(scenes, func(s scene) bool { return s.name == name })
	return scenes[max(i, 0)]
}

// code holds the scenes' files: the Go that was compiled, and the same idea in Python.
//
//go:embed as_completed.go executor_map.go errors.go cancel.go callbacks.go deadlock.go
//go:embed as_completed.py executor_map.py errors.py cancel.py callbacks.py deadlock.py
var code embed.FS

// sources returns the scene's code, Go beside Python.
func (s scene) sources() []bench.Source {
	text, _ := s.goFile()
	return []bench.Source{text, bench.SourceFile(code, s.name+".py")}
}

// goFile returns the Go file from its first function on, and how many lines are skipped before it.
func (s scene) goFile() (bench.Source, int) {
	return bench.SourceFile(code, s.name+".go").FromFirstFunc()
}
