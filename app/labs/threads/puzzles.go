package threads

import (
	"flaglab/app/form"
	"flaglab/app/threading/schedule"
)

func puzzleOptions() (options []form.Option) {
	for _, p := range schedule.Puzzles() {
		options = append(options, form.Option{Value: p.Name, Label: p.Title})
	}
	return options
}
