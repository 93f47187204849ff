package ui

import (
	"slices"

	"flaglab/app/bench"
	"flaglab/app/form"
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

// AllSources returns each program that some settings show, once. They are highlighted when the page is made.
func AllSources() (list []bench.Source) {
	known := map[string]bool{}
	add := func(lab bench.Lab, v form.Values) {
		for _, source := range lab.Sources(v) {
			if !known[source.Text] {
				known[source.Text] = true
				list = append(list, source)
			}
		}
	}
	for _, lab := range Labs() {
		if lab.Sources == nil {
			continue
		}
		defaults := form.New(lab.Fields)
		add(lab, defaults)
		for _, f := range lab.Fields {
			for _, o := range f.Options {
				add(lab, defaults.With(f.Name, o.Value))
			}
		}
	}
	return list
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
