package chart

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// bars is a picture of rows 20 pixels high, each with a bar of some length, and a name beside it.
func bars(lengths ...float64) *Drawing {
	d := &Drawing{W: 300, H: 20 * float64(len(lengths))}
	for i, length := range lengths {
		if y := 20 * float64(i); length > 0 {
			d.Rect(0, y+2, length, 16, Running, Solid)
		}
	}
	for i := range lengths {
		d.Words(200, 20*float64(i)+14, Label, Black, Start, string(rune('a'+i)))
	}
	return d
}

func TestChanged(t *testing.T) {
	before := bars(50, 60, 70, 80, 90)
	wider := bars(50, 60, 70, 80, 90)
	wider.W++
	higher := bars(50, 60, 70, 80, 90)
	higher.H++
	for name, test := range map[string]struct {
		before, now *Drawing
		want        Band
	}{
		"first":   {nil, before, All},
		"same":    {before, bars(50, 60, 70, 80, 90), Band{}},
		"wider":   {before, wider, All},
		"higher":  {before, higher, All},
		"one bar": {before, bars(50, 60, 75, 80, 90), Band{42 - 3, 58 + 3}},
		"two":     {before, bars(50, 65, 75, 80, 90), Band{22 - 3, 58 + 3}},
		"gone":    {before, bars(50, 60, 70, 0, 90), Band{62 - 3, 78 + 3}},
		"new":     {bars(50, 60, 70, 0, 90), before, Band{62 - 3, 78 + 3}},
	} {
		if got := Changed(test.before, test.now); got != test.want {
			t.Errorf("%s: %v changed, want %v", name, got, test.want)
		}
	}
}

// Whatever changes, the shapes that do not reach into the band are the same as before, and in the same order.
func TestWhatIsOutsideTheBandIsTheSame(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	lengths := []float64{10, 20, 0, 40, 50, 60, 0, 80}
	outside := func(d *Drawing, b Band) []Shape {
		return slices.DeleteFunc(slices.Clone(d.Shapes), func(s Shape) bool { return s.reaches(b) })
	}
	same := func(a, b Shape) bool { return looksLike(&a, &b) }
	before := bars(lengths...)
	narrow := 0
	for range 200 {
		lengths[random.IntN(len(lengths))] = float64(random.IntN(3) * 40)
		now := bars(lengths...)
		band := Changed(before, now)
		if !slices.EqualFunc(outside(before, band), outside(now, band), same) {
			t.Fatalf("%v: something outside %v has changed", lengths, band)
		}
		if len(outside(now, band)) > len(now.Shapes)/2 {
			narrow++
		}
		before = now
	}
	if narrow < 100 {
		t.Errorf("%d of 200 bands leave out half of the picture", narrow)
	}
}

// Encode writes the shapes that reach into a band, and no others, in their order.
func TestEncodeLeavesOutWhatIsOutsideTheBand(t *testing.T) {
	d := bars(50, 60, 70, 80, 90)
	if numbers, texts := Encode(nil, d, All); len(numbers) != 10*7*4 || texts != "a\nb\nc\nd\ne" {
		t.Errorf("all is %d bytes and %q", len(numbers), texts)
	}
	numbers, texts := Encode(nil, d, Band{82, 98})
	if len(numbers) != (2+2)*7*4 || texts != "d\ne" {
		t.Errorf("the last row is %d bytes and %q, want its bar and its name, and those above: they are within the margin", len(numbers), texts)
	}
	if numbers, _ := Encode(nil, d, Band{}.with(Band{500, 600})); len(numbers) != 0 {
		t.Errorf("%d bytes outside the picture", len(numbers))
	}
}

// The band of a shape covers what web/paint.js paints of it: half the width of a line, half a pixel to which it is rounded, and
// letters above and below the baseline.
func TestBands(t *testing.T) {
	d := &Drawing{}
	d.Rect(0, 10, 5, 20, Black, Outline)
	d.Line(0, 40, 9, 5, Black, Thick)
	d.Curve([]float64{0, 8, 4, 2, 9, 5}, Black, Thick)
	d.Area([]float64{0, 7, 4, 1, 9, 5}, Black, Pale)
	d.Words(0, 50, Figure, Black, Start, "1g×")
	for i, want := range []Band{{10, 30}, {5 - 2.5, 40 + 2.5}, {2 - 1.5, 8 + 1.5}, {1, 7}, {50 - 26, 50 + 8}} {
		if got := d.Shapes[i].band(); got.Top > want.Top || got.Bottom < want.Bottom {
			t.Errorf("shape %d, from %g to %g, is in the band %v", i, want.Top, want.Bottom, got)
		}
	}
	if got := d.Curve(nil, Black, Solid).band(); !got.Empty() {
		t.Errorf("a curve without points is in the band %v", got)
	}
	nowhere := &Drawing{}
	nowhere.Rect(0, math.NaN(), 5, 20, Black, Solid)
	if got := Changed(&Drawing{}, nowhere); got != All {
		t.Errorf("a shape at no height changes %v, want all", got)
	}
}
