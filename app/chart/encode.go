package chart

import (
	"encoding/binary"
	"math"
	"strings"
)

// Encode writes the shapes that a band of a drawing has for web/paint.js, so that they cross from Go to JavaScript in one
// call: numbers are float32, little-endian; texts are joined by line feeds.
//
// Each shape is: kind, ink, fill, then for Rect and Line x, y, w, h; for Curve and Area the number of
// coordinates and these; for Words x, y, font, align, and its text is the next one.
func Encode(b []byte, d *Drawing, band Band) (numbers []byte, texts string) {
	put := func(xs ...float64) {
		for _, x := range xs {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(x)))
		}
	}
	var words []string
	for i := range d.Shapes {
		s := &d.Shapes[i]
		if !s.reaches(band) {
			continue
		}
		put(float64(s.Kind), float64(s.Ink), float64(s.Fill))
		switch s.Kind {
		case Rect, Line:
			put(s.X, s.Y, s.W, s.H)
		case Curve, Area:
			put(float64(len(s.Points)))
			put(s.Points...)
		case Words:
			put(s.X, s.Y, float64(s.Font), float64(s.Align))
			words = append(words, strings.ReplaceAll(s.Text, "\n", " "))
		}
	}
	return b, strings.Join(words, "\n")
}
