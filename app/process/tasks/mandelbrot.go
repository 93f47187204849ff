package tasks

import (
	"context"
	"errors"

	"flaglab/app/process"
)

// A Band is some rows of a picture of the Mandelbrot set.
type Band struct {
	Width, Height int     // of the whole picture, in pixels
	From, To      int     // the rows, To excluded
	Left, Top     float64 // the upper left corner of the picture, as a complex number
	Side          float64 // of a pixel
	Limit         int     // of iterations, at most 255
}

// maxPixels bounds a band: its rows are allocated at once.
const maxPixels = 1 << 26

// ComputeBand returns a byte for each pixel of the band, row by row: the number of iterations
// of z² + c after which the pixel's c escaped, or 0 if it did not.
func ComputeBand(ctx context.Context, b Band) ([]byte, error) {
	if b.Width < 1 || b.From < 0 || b.From > b.To || b.To > b.Height || b.Limit < 1 || b.Limit > 255 || b.To-b.From > maxPixels/b.Width {
		return nil, errors.New("a band that is not in its picture")
	}
	pixels := make([]byte, 0, b.Width*(b.To-b.From))
	for row := b.From; row < b.To; row++ {
		im := b.Top - float64(row)*b.Side
		for col := range b.Width {
			if col%checkEvery == 0 {
				if err := process.Checkpoint(ctx); err != nil {
					return nil, err
				}
			}
			pixels = append(pixels, escape(b.Left+float64(col)*b.Side, im, b.Limit))
		}
	}
	return pixels, nil
}

func escape(re, im float64, limit int) byte {
	var x, y float64
	for n := 1; n <= limit; n++ {
		x, y = x*x-y*y+re, 2*x*y+im
		if x*x+y*y > 4 {
			return byte(n)
		}
	}
	return 0
}
