package race

import (
	_ "embed"

	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// exampleCSV is a race with the default settings, as the page saved it (Events as CSV) in Chromium on a machine of two
// cores. It is shown before the person's first race.
//
//go:embed example.csv
var exampleCSV string

func example() []runlog.Event { return downloads.Recorded(exampleCSV) }
