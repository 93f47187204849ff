package chart

import (
	"math"
	"slices"
)

// Band is the part of a picture between two heights.
type Band struct{ Top, Bottom float64 }

// All is the whole picture.
var All = Band{math.Inf(-1), math.Inf(1)}

// Empty reports whether there is nothing in the band.
func (b Band) Empty() bool { return b.Top >= b.Bottom }

// with returns the band that covers both.
func (b Band) with(other Band) Band {
	switch {
	case b.Empty():
		return other
	case other.Empty():
		return b
	}
	return Band{min(b.Top, other.Top), max(b.Bottom, other.Bottom)}
}

// Changed returns the band in which a picture looks different from before. It skips the shapes that both have at the beginning and at
// the end of their lists, and covers all between. before may be nil.
func Changed(before, now *Drawing) Band {
	if before == nil || before.W != now.W || before.H != now.H {
		return All
	}
	was, is := before.Shapes, now.Shapes
	for len(was) > 0 && len(is) > 0 && looksLike(&was[0], &is[0]) {
		was, is = was[1:], is[1:]
	}
	for len(was) > 0 && len(is) > 0 && looksLike(&was[len(was)-1], &is[len(is)-1]) {
		was, is = was[:len(was)-1], is[:len(is)-1]
	}
	var b Band
	for _, shapes := range [][]Shape{was, is} {
		for i := range shapes {
			b = b.with(shapes[i].band())
		}
	}
	if math.IsNaN(b.Top + b.Bottom) {
		return All
	}
	return b
}

// looksLike reports whether two shapes are painted alike.
func looksLike(a, b *Shape) bool {
	return a.Kind == b.Kind && a.Ink == b.Ink && a.Fill == b.Fill && a.X == b.X && a.Y == b.Y && a.W == b.W && a.H == b.H &&
		a.Text == b.Text && a.Font == b.Font && a.Align == b.Align && slices.Equal(a.Points, b.Points)
}

// reaches reports whether a shape must be painted where a band is. The margin covers the rounding to whole pixels of the screen in
// web/paint.js.
func (s *Shape) reaches(b Band) bool {
	const margin = 8
	own := s.band()
	return own.Top < b.Bottom+margin && own.Bottom > b.Top-margin
}

// band is what a shape may cover, with the width of its lines, and of its letters above and below the baseline.
func (s *Shape) band() Band {
	const line, above, below = 3, 30, 12
	top, bottom := min(s.Y, s.Y+s.H), max(s.Y, s.Y+s.H)
	switch s.Kind {
	case Words:
		return Band{top - above, bottom + below}
	case Curve, Area:
		if len(s.Points) < 2 {
			return Band{}
		}
		top, bottom = s.Points[1], s.Points[1]
		for i := 3; i < len(s.Points); i += 2 {
			top, bottom = min(top, s.Points[i]), max(bottom, s.Points[i])
		}
	}
	return Band{top - line, bottom + line}
}
