package chart

import (
	"fmt"
	"maps"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var palettes = map[string]Palette{"light": Light, "dark": Dark}

func TestStyleSheetHasThePalettes(t *testing.T) {
	style, err := os.ReadFile("../../web/styles/base.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, ok := strings.Cut(string(style), "@media screen and (prefers-color-scheme: dark) {")
	if !ok {
		t.Fatal("the style sheet has no dark colours")
	}
	for name, rules := range map[string]string{"light": light, "dark": dark} {
		colours := variables(rules)
		for ink, variable := range Names {
			if got, want := colours[variable], palettes[name][ink]; got != want {
				t.Errorf("%s: --%s is %q in the style sheet, %q in the palette", name, variable, got, want)
			}
		}
		if got := contrast(t, colours["wrong"], palettes[name][Paper]); got < textContrast {
			t.Errorf("%s: --wrong has a contrast of %.2f on paper", name, got)
		}
	}
}

// variables returns the colours that the first rule for :root sets.
func variables(style string) map[string]string {
	_, rule, _ := strings.Cut(style, ":root {")
	rule, _, _ = strings.Cut(rule, "}")
	colours := map[string]string{}
	for _, m := range regexp.MustCompile(`--([a-z]+): (#[0-9a-f]{6});`).FindAllStringSubmatch(rule, -1) {
		colours[m[1]] = m[2]
	}
	return colours
}

func TestPainterHasTheInksInTheirOrder(t *testing.T) {
	script, err := os.ReadFile("../../web/paint.js")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, name := range Names {
		names = append(names, strconv.Quote(name))
	}
	if want := "const names = [" + strings.Join(names, ", ") + "];"; !strings.Contains(string(script), want) {
		t.Errorf("web/paint.js lacks the line\n\t%s", want)
	}
}

// What the Web Content Accessibility Guidelines (level AA) ask of text and of graphics.
const (
	textContrast     = 4.5
	graphicsContrast = 3.0
)

func TestContrast(t *testing.T) {
	wanted := map[Ink]float64{
		Black: textContrast, Soft: textContrast, Guess: textContrast, Running: textContrast, Finished: textContrast,
		Failed: textContrast, Cancelled: textContrast, Pending: graphicsContrast, Busy: graphicsContrast,
	}
	for name, p := range palettes {
		for _, ink := range slices.Sorted(maps.Keys(wanted)) {
			if got := contrast(t, p[ink], p[Paper]); got < wanted[ink] {
				t.Errorf("%s: %s on paper has a contrast of %.2f, want %.1f", name, Names[ink], got, wanted[ink])
			}
			// On a wash there are text and graphics, but no small text in the colour of a state.
			want := graphicsContrast
			if ink == Black || ink == Soft {
				want = textContrast
			}
			if got := contrast(t, p[ink], p[Wash]); got < want {
				t.Errorf("%s: %s on wash has a contrast of %.2f, want %.1f", name, Names[ink], got, want)
			}
		}
	}
}

// contrast is the contrast ratio of two colours, as the guidelines define it.
func contrast(t *testing.T, a, b string) float64 {
	la, lb := luminance(linear(t, a)), luminance(linear(t, b))
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// People see colours in one of these ways: the matrices of Machado, Oliveira and Fernandes (2009) for linear RGB,
// each for the full deficiency.
var visions = map[string][3][3]float64{
	"normal": {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protan": {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deutan": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritan": {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

// apart is the least difference of two colours that nobody may mistake, as a distance in CIELAB (ΔE of 1976). About
// 2 can just be seen.
const apart = 20

func TestStatesStayApartForEveryVision(t *testing.T) {
	states := []Ink{Pending, Running, Finished, Failed, Cancelled}
	var pairs [][2]Ink
	for i, a := range states {
		for _, b := range states[:i] {
			pairs = append(pairs, [2]Ink{a, b})
		}
	}
	pairs = append(pairs, [2]Ink{Running, Guess}) // two threads
	for name, p := range palettes {
		for vision, matrix := range visions {
			for _, pair := range pairs {
				a, b := cielab(seen(matrix, linear(t, p[pair[0]]))), cielab(seen(matrix, linear(t, p[pair[1]])))
				if got := distance(a, b); got < apart {
					t.Errorf("%s, %s vision: %s and %s differ by %.1f, want %d", name, vision, Names[pair[0]], Names[pair[1]], got, apart)
				}
			}
		}
	}
}

// A guess is a line or a frame, a failure a bar or a jagged edge: their shapes differ, too. Their colours need differ less.
const apartWithShape = 12

func TestAGuessIsNoFailureForAnyVision(t *testing.T) {
	for name, p := range palettes {
		for vision, matrix := range visions {
			a, b := cielab(seen(matrix, linear(t, p[Guess]))), cielab(seen(matrix, linear(t, p[Failed])))
			if got := distance(a, b); got < apartWithShape {
				t.Errorf("%s, %s vision: guess and failed differ by %.1f, want %d", name, vision, got, apartWithShape)
			}
		}
	}
}

func TestColourMathsAgreesWithKnownValues(t *testing.T) {
	if got := contrast(t, "#000000", "#ffffff"); math.Abs(got-21) > 0.001 {
		t.Errorf("black on white has a contrast of %g, want 21", got)
	}
	if got := contrast(t, "#777777", "#ffffff"); math.Abs(got-4.48) > 0.005 {
		t.Errorf("#777777 on white has a contrast of %g, want 4.48", got)
	}
	red := cielab(linear(t, "#ff0000"))
	if got := distance(red, [3]float64{53.24, 80.09, 67.20}); got > 0.05 {
		t.Errorf("red is %v in CIELAB", red)
	}
}

// linear returns the light of a colour #rrggbb, each part from 0 to 1.
func linear(t *testing.T, colour string) (rgb [3]float64) {
	t.Helper()
	var parts [3]uint8
	if _, err := fmt.Sscanf(colour, "#%02x%02x%02x", &parts[0], &parts[1], &parts[2]); err != nil {
		t.Fatalf("%q is not a colour: %v", colour, err)
	}
	for i, part := range parts {
		x := float64(part) / 255
		if x <= 0.04045 {
			rgb[i] = x / 12.92
		} else {
			rgb[i] = math.Pow((x+0.055)/1.055, 2.4)
		}
	}
	return rgb
}

func luminance(rgb [3]float64) float64 { return 0.2126*rgb[0] + 0.7152*rgb[1] + 0.0722*rgb[2] }

func seen(matrix [3][3]float64, rgb [3]float64) (out [3]float64) {
	for i, row := range matrix {
		out[i] = min(1, max(0, row[0]*rgb[0]+row[1]*rgb[1]+row[2]*rgb[2]))
	}
	return out
}

// cielab returns L*, a* and b* of linear sRGB under its white, D65.
func cielab(rgb [3]float64) [3]float64 {
	r, g, b := rgb[0], rgb[1], rgb[2]
	f := func(x float64) float64 {
		if x > 216.0/24389 {
			return math.Cbrt(x)
		}
		return (24389.0/27*x + 16) / 116
	}
	x := f((0.4124564*r + 0.3575761*g + 0.1804375*b) / 0.95047)
	y := f(0.2126729*r + 0.7151522*g + 0.0721750*b)
	z := f((0.0193339*r + 0.1191920*g + 0.9503041*b) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

func distance(a, b [3]float64) float64 {
	return math.Sqrt((a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]) + (a[2]-b[2])*(a[2]-b[2]))
}
