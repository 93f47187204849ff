package processes

import (
	"math"
	"slices"

	"flaglab/app/chart"
	"flaglab/app/process/tasks"
)

// The picture has so many cells. Each is one pixel of those that are computed, of which there are many more.
const cellsAcross, cellsDown = 96, 64

// bandOf is the i-th of n bands of a picture that is so many pixels wide.
func bandOf(pixels, i, n int) tasks.Band {
	const width = 3.3 // of the part of the plane that is shown
	cell := max(1, pixels/cellsAcross)
	return tasks.Band{
		Width: cell * cellsAcross, Height: cell * cellsDown,
		From: i * cellsDown / n * cell, To: (i + 1) * cellsDown / n * cell,
		Left: -2.35, Top: width / 3, Side: width / float64(cell*cellsAcross), Limit: 255,
	}
}

// shrink keeps one pixel for each cell.
func shrink(pixels []byte, width int) []byte {
	cell := max(1, width/cellsAcross)
	var cells []byte
	for row := range slices.Chunk(pixels, width*cell) {
		for x := range cellsAcross {
			cells = append(cells, row[x*cell])
		}
	}
	return cells
}

// shade is how a cell looks: the set itself is dark, and around it the ground is the lighter the sooner a point leaves.
func shade(n byte) (chart.Ink, chart.Fill) {
	switch {
	case n == 0:
		return chart.Black, chart.Solid
	case n > 20:
		return chart.Running, chart.Solid
	case n > 7:
		return chart.Running, chart.Pale
	case n > 4:
		return chart.Hairline, chart.Solid
	}
	return chart.Wash, chart.Solid
}

// bands draws what each run has computed of the picture, side by side.
func (x *experiment) bands(m *model, width float64) *chart.Drawing {
	const gap, head = 20.0, 20.0
	cell := math.Floor(min(3, max(1, (width-2*gap)/3/cellsAcross)))
	d := &chart.Drawing{W: width, H: head + cell*cellsDown}
	for i, name := range runs {
		left := float64(i) * (cell*cellsAcross + gap)
		d.Words(left, 12, chart.Note, chart.Soft, chart.Start, titles[name])
		d.Rect(left, head, cell*cellsAcross, cell*cellsDown, chart.Hairline, chart.Outline)
		for task, cells := range m.runs[name].pixels {
			top := head + float64(task*cellsDown/len(x.batches))*cell
			for row := range slices.Chunk(cells, cellsAcross) {
				drawRow(d, row, left, top, cell)
				top += cell
			}
		}
	}
	return d
}

// drawRow draws a row of cells; neighbours that look alike are one shape.
func drawRow(d *chart.Drawing, row []byte, left, top, cell float64) {
	for from := 0; from < len(row); {
		ink, fill := shade(row[from])
		to := from + 1
		for to < len(row) {
			if i, f := shade(row[to]); i != ink || f != fill {
				break
			}
			to++
		}
		d.Rect(left+float64(from)*cell, top, float64(to-from)*cell, cell, ink, fill)
		from = to
	}
}
