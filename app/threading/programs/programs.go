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
	main  func(context.Context, *Settings) error
}

// Programs lists the programs in the order of the lecture.
func Programs() []Program {
	return []Program{
		{Name: "pool", Title: "A crummy little thread pool", main: pool},
		{Name: "one_by_one", Title: "Join in the wrong place", main: oneByOne},
		{Name: "producers", Title: "Producers and consumers", main: producers},
		{Name: "count", Title: "Count with and without a lock", main: countTo},
		{Name: "leak", Title: "A forgotten receiver", main: firstAnswer},
	}
}

// Code holds the files of the programs.
//
//go:embed pool.go one_by_one.go producers.go count.go leak.go
//go:embed pool.py one_by_one.py producers.py count.py leak.py
var Code embed.FS

// Run runs the program with these settings, and returns when all its threads have ended.
// Cancelling ctx ends them.
func (p Program) Run(ctx context.Context, s *Settings, cfg threading.Config) error {
	defer s.forgetQueue()
	return threading.Run(ctx, func(ctx context.Context) error { return p.main(ctx, s) }, cfg)
}
