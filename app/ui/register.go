package ui

import "github.com/maxence-charriere/go-app/v9/pkg/app"

// Lab is one page of the lab.
type Lab struct {
	Path  string
	Name  string
	About string // one sentence, also the page's description
	New   func() app.Composer
}

// Labs lists the labs in the order of the lecture. A lab is added here.
func Labs() []Lab {
	return []Lab{
		{"/", "Race", "Download flags one after another, then all at once, and compare.", func() app.Composer { return &Race{} }},
		{"/futures", "Futures", "Watch each future change, cancel it, wait for it, make it fail, and get out of a deadlock.", func() app.Composer { return &Futures{} }},
		{"/flags2", "Flags2", "Run the book's flags2 programs: every option, every kind of failure, and the final report.", func() app.Composer { return &Flags2{} }},
	}
}

// Register makes the labs known to go-app. Both the server, which prerenders
// them, and the page's binary call it.
func Register() {
	for _, lab := range Labs() {
		app.RouteFunc(lab.Path, lab.New)
	}
}
