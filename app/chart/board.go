package chart

import "math"

// Board lays n flags out as a grid of columns within a box, each with room for a label below it. The flags are as
// large as the box allows, but not wider than most.
func Board(n int, x, y, w, h, most float64) []Place {
	if n == 0 {
		return nil
	}
	const gap, label = 0.45, 18.0 // the gap is a share of a flag's width
	columns, width := 1, 0.0
	for c := 1; c <= n; c++ {
		rows := math.Ceil(float64(n) / float64(c))
		wide := w / (float64(c)*(1+gap) - gap)
		tall := (h/rows - label) * 4 / 3
		if size := min(wide, tall, most); size > width {
			columns, width = c, size
		}
	}
	rows := math.Ceil(float64(n) / float64(columns))
	places := make([]Place, n)
	for i := range places {
		column, row := float64(i%columns), float64(i/columns)
		places[i] = Place{
			Task: i,
			X:    x + column*(w-width)/max(1, float64(columns)-1),
			Y:    y + row*(h/rows),
			W:    width,
			H:    width * 3 / 4,
		}
	}
	return places
}
