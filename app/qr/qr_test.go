package qr

import (
	"strings"
	"testing"

	"rsc.io/qr/coding"
)

// Every length of text has the modules that another encoder gives it.
func TestEncodeAsAnotherEncoderDoes(t *testing.T) {
	const address = "https://flags.example/lab/?workers=30&delay=0.1-0.5&seed=7#ü%C3%BC "
	for n := range MaxText + 1 {
		text := strings.Repeat(address, 8)[:n]
		c := Encode(text)
		if c == nil {
			t.Fatalf("no code of %d bytes", n)
		}
		plan, err := coding.NewPlan(coding.Version((c.Size-17)/4), coding.L, 0)
		if err != nil {
			t.Fatal(err)
		}
		want, err := plan.Encode(coding.String(text))
		if err != nil {
			t.Fatal(err)
		}
		for y := range c.Size {
			for x := range c.Size {
				if c.Black(x, y) != want.Black(x, y) {
					t.Fatalf("%d bytes: the module %d, %d is black: %t, want %t", n, x, y, c.Black(x, y), want.Black(x, y))
				}
			}
		}
	}
}

func TestTheSmallestVersion(t *testing.T) {
	for n, size := range map[int]int{0: 21, 17: 21, 18: 25, 271: 57, 272: 61, MaxText: 69} {
		if c := Encode(strings.Repeat("a", n)); c.Size != size {
			t.Errorf("%d bytes: %d modules wide, want %d", n, c.Size, size)
		}
	}
	if Encode(strings.Repeat("a", MaxText+1)) != nil || SVG(strings.Repeat("a", MaxText+1)) != "" {
		t.Error("a text that is too long has a code")
	}
}

func TestSVGHasEachModule(t *testing.T) {
	c, svg := Encode("a"), SVG("a")
	// Each run of black modules in a row is one part of the path.
	runs := 0
	for y := range c.Size {
		for x := range c.Size {
			if c.Black(x, y) && !c.Black(x-1, y) {
				runs++
			}
		}
	}
	if got := strings.Count(svg, "v1H"); got != runs {
		t.Errorf("%d parts, want %d", got, runs)
	}
	if !strings.Contains(svg, `viewBox="0 0 29 29"`) {
		t.Errorf("the border is missing: %.100s", svg)
	}
}
