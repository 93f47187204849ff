package chart

import (
	"fmt"
	"strings"
)

// SVG writes a drawing as an SVG element. The title names it to those who do not see it.
// image returns the URL of a task's flag, or nothing; image itself may be nil.
func SVG(d *Drawing, p Palette, title string, image func(task int) string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" role="img" %s>`, px(d.W), px(d.H), typefaces[Label])
	fmt.Fprintf(&b, "<title>%s</title>", escape(title))
	for _, s := range d.Shapes {
		s.writeSVG(&b, p)
	}
	if image != nil {
		for _, f := range d.Flags {
			if url := image(f.Task); url != "" {
				fmt.Fprintf(&b, `<image x="%s" y="%s" width="%s" height="%s" href="%s"/>`, px(f.X), px(f.Y), px(f.W), px(f.H), escape(url))
			}
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// typefaces gives the attributes of each font. That of labels, of which there are most, stands on the whole picture.
var typefaces = [...]string{
	Label:   `font-family="JetBrains Mono, ui-monospace, monospace" font-size="11"`,
	Note:    `font-family="Inter, system-ui, sans-serif" font-size="13"`,
	Name:    `font-family="Inter, system-ui, sans-serif" font-size="14" font-weight="600"`,
	Finding: `font-family="Flag Lab Serif, Georgia, serif" font-size="17" font-style="italic"`,
	Figure:  `font-family="Flag Lab Serif, Georgia, serif" font-size="26"`,
}

var anchors = [...]string{Middle: "middle", End: "end"}

func (s Shape) writeSVG(b *strings.Builder, p Palette) {
	ink := p[s.Ink]
	var element, content string
	switch s.Kind {
	case Rect:
		if s.Fill == Outline {
			element = fmt.Sprintf(`<rect x="%s" y="%s" width="%s" height="%s" fill="none" stroke="%s"`, px(s.X+0.5), px(s.Y+0.5), px(max(0, s.W-1)), px(max(0, s.H-1)), ink)
			break
		}
		element = fmt.Sprintf(`<rect x="%s" y="%s" width="%s" height="%s" fill="%s"%s`, px(s.X), px(s.Y), px(s.W), px(s.H), ink, opacity(s.Fill))
		if s.H >= 4 {
			element += ` rx="1.5"`
		}
		content = hatch(s, p)
	case Line:
		element = fmt.Sprintf(`<path d="M%s %sL%s %s" stroke="%s" fill="none"%s`, px(s.X), px(s.Y), px(s.X+s.W), px(s.Y+s.H), ink, stroke(s.Fill))
	case Curve:
		element = fmt.Sprintf(`<path d="%s" stroke="%s" fill="none" stroke-linejoin="round"%s`, path(s.Points), ink, stroke(s.Fill))
	case Area:
		element = fmt.Sprintf(`<path d="%sZ" fill="%s"%s`, path(s.Points), ink, opacity(s.Fill))
	case Words:
		var style string
		if s.Align != Start {
			style += fmt.Sprintf(` text-anchor="%s"`, anchors[s.Align])
		}
		if s.Font != Label {
			style += " " + typefaces[s.Font]
		}
		fmt.Fprintf(b, `<text x="%s" y="%s" fill="%s"%s>%s</text>`, px(s.X), px(s.Y), ink, style, escape(s.Text))
		return
	}
	b.WriteString(element)
	if s.Title != "" {
		fmt.Fprintf(b, "><title>%s</title></%s>", escape(s.Title), strings.TrimLeft(strings.SplitN(element, " ", 2)[0], "<"))
	} else {
		b.WriteString("/>")
	}
	b.WriteString(content)
}

// PaleOpacity is how much of its ink a pale area has.
const PaleOpacity = 0.2

func opacity(f Fill) string {
	if f == Pale {
		return fmt.Sprintf(` fill-opacity="%g"`, PaleOpacity)
	}
	return ""
}

func stroke(f Fill) string {
	switch f {
	case Outline:
		return ` stroke-width="1.5" stroke-dasharray="2 3"`
	case Thick:
		return ` stroke-width="3"`
	case Pale:
		return ` stroke-width="1.5" stroke-opacity="0.35"`
	}
	return ` stroke-width="1.5"`
}

// hatch is the pattern over a bar whose state must be seen without colour.
func hatch(s Shape, p Palette) string {
	if s.W < 6 || s.H < 4 {
		return ""
	}
	var d strings.Builder
	for _, h := range Hatches(s) {
		fmt.Fprintf(&d, "M%s %sL%s %s", px(h[0]), px(h[1]), px(h[2]), px(h[3]))
	}
	if d.Len() == 0 {
		return ""
	}
	return fmt.Sprintf(`<path d="%s" stroke="%s" stroke-width="1.5" fill="none"/>`, d.String(), p[Paper])
}

// Hatches returns the strokes over a rectangle, each from x, y to x, y: slanted for Striped, crossed for Crossed,
// one through the middle for Struck, none for other fills.
func Hatches(s Shape) (strokes [][4]float64) {
	const step = 8
	switch s.Fill {
	case Striped, Crossed:
		for x := s.X + step/2; x+s.H <= s.X+s.W; x += step {
			strokes = append(strokes, [4]float64{x, s.Y + s.H, x + s.H, s.Y})
			if s.Fill == Crossed {
				strokes = append(strokes, [4]float64{x, s.Y, x + s.H, s.Y + s.H})
			}
		}
	case Struck:
		strokes = append(strokes, [4]float64{s.X, s.Y + s.H/2, s.X + s.W, s.Y + s.H/2})
	}
	return strokes
}

func path(points []float64) string {
	var b strings.Builder
	for i := 0; i+1 < len(points); i += 2 {
		b.WriteByte("ML"[min(i, 1)])
		b.WriteString(px(points[i]) + " " + px(points[i+1]))
	}
	return b.String()
}

// px writes a length with at most two digits after the point.
func px(x float64) string {
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.2f", x), "0"), ".")
}

// escape makes text safe in an element and in an attribute. (html.EscapeString would do the same and bring the
// entities of HTML, 60 KB, into the page.)
func escape(text string) string { return escaper.Replace(text) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;")
