package ui

import (
	"flaglab/app/bench"
	"flaglab/app/labs/futures"
	"flaglab/app/labs/pool"
	"flaglab/app/labs/race"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Labs lists the labs in the order of the lecture. A lab is added here.
func Labs() []bench.Lab {
	return []bench.Lab{
		race.Lab(),
		futures.Lab(),
		pool.Lab(),
	}
}

// Register makes the labs known to go-app. Both the server, which prerenders them, and the page's binary call it.
func Register() {
	for _, lab := range Labs() {
		app.RouteFunc(lab.Path, func() app.Composer { return &Page{lab: lab} })
	}
}
