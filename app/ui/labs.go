package ui

import (
	"slices"

	"flaglab/app/bench"
	"flaglab/app/labs/flags2"
	"flaglab/app/labs/futures"
	"flaglab/app/labs/machine"
	"flaglab/app/labs/pool"
	"flaglab/app/labs/processes"
	"flaglab/app/labs/race"
	"flaglab/app/labs/threads"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Labs lists the labs in the order of the lecture. A lab is added here.
func Labs() []bench.Lab {
	return []bench.Lab{
		race.Lab(),
		futures.Lab(),
		flags2.Lab(),
		pool.Lab(),
		processes.Lab(),
		threads.Lab(),
		machine.Lab(),
	}
}

// Register makes the labs known to go-app. Both the server, which prerenders them, and the page's binary call it.
func Register() {
	for _, lab := range Labs() {
		app.RouteFunc(lab.Path, func() app.Composer { return &Page{Path: lab.Path} })
	}
}

// labAt returns the lab of a path.
func labAt(path string) bench.Lab {
	labs := Labs()
	return labs[max(0, slices.IndexFunc(labs, func(lab bench.Lab) bool { return lab.Path == path }))]
}
