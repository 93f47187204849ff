package programs

import (
	"context"
	"embed"

	"flaglab/app/threading"
)

// A Program is one of the programs.
type Program struct {
	Name  string // also of its files: Name.go and Name.py
	Title string
	About string // what it shows, in a sentence or two
	main  func(context.Context, *Settings) error
}

// Programs lists the programs in the order of the lecture.
func Programs() []Program {
	return []Program{
		{
			Name: "pool", Title: "A crummy little thread pool", main: pool,
			About: "All threads are started, then all are joined: their sleeps overlap, and the whole takes as long as the longest.",
		},
		{
			Name: "one_by_one", Title: "Join in the wrong place", main: oneByOne,
			About: "Each thread is joined before the next one is started: there are threads, and nothing overlaps.",
		},
		{
			Name: "results", Title: "Results through a queue", main: results,
			About: "The workers put their results into a queue, and the main thread gets them in the order in which they are ready.",
		},
		{
			Name: "producers", Title: "Producers and consumers", main: producers,
			About: "A bounded queue between threads of different speeds: whoever is too fast waits, or loses something.",
		},
		{
			Name: "count", Title: "Count with and without a lock", main: countTo,
			About: "Many threads add one to the same variable. Between the read and the write another one may come in.",
		},
		{
			Name: "leak", Title: "A forgotten receiver", main: firstAnswer,
			About: "Only the first answer is wanted. The threads that bring the others find no place for them, and wait for ever.",
		},
	}
}

// Code holds the files of the programs.
//
//go:embed pool.go one_by_one.go results.go producers.go count.go leak.go
//go:embed pool.py one_by_one.py results.py producers.py count.py leak.py
var Code embed.FS

// Run runs the program with these settings, and returns when all its threads have ended.
// Cancelling ctx ends them.
func (p Program) Run(ctx context.Context, s *Settings, cfg threading.Config) error {
	defer s.forgetQueue()
	return threading.Run(ctx, func(ctx context.Context) error { return p.main(ctx, s) }, cfg)
}
