package bench

import (
	"fmt"
	"strings"

	"flaglab/app/chart"
)

// ExportSVG writes all pictures of a view below each other, on paper.
func ExportSVG(title string, v View) []byte {
	const width, margin = 1000, 24
	var body strings.Builder
	y := 88.0
	for _, panel := range v.Panels {
		for _, part := range panel.Body {
			p, ok := part.(Picture)
			if !ok {
				continue
			}
			drawing := p.Draw(width)
			heading := heading(panel)
			fmt.Fprintf(&body, `<svg x="%d" y="%.0f" width="%d" height="24">%s</svg>`, margin, y, width,
				chart.SVG(&chart.Drawing{W: width, H: 24, Shapes: []chart.Shape{{Kind: chart.Words, Y: 16, Font: chart.Name, Ink: chart.Black, Text: heading}}}, chart.Light, heading, nil))
			y += 28
			fmt.Fprintf(&body, `<svg x="%d" y="%.0f" width="%d" height="%.0f">%s</svg>`, margin, y, width, drawing.H, chart.SVG(drawing, chart.Light, p.Alt, imageOf(p)))
			y += drawing.H + margin
		}
	}
	verdict := strings.Join(append(v.Verdict.Figures, v.Verdict.Sentence, v.Verdict.Problem), " ")
	head := &chart.Drawing{W: width, H: 72}
	head.Words(0, 26, chart.Figure, chart.Black, chart.Start, title)
	head.Words(0, 56, chart.Finding, chart.Black, chart.Start, strings.TrimSpace(verdict))
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %.0[2]f" width="%[1]d" height="%.0[2]f"><rect width="100%%" height="100%%" fill="%[3]s"/><svg x="%[4]d" y="12" width="%[5]d" height="72">%[6]s</svg>%[7]s</svg>`+"\n",
		width+2*margin, y, chart.Light[chart.Paper], margin, width, chart.SVG(head, chart.Light, title, nil), body.String())
}

// imageOf returns the flags of the tiles that have one of their own, not one of the page's sprite.
func imageOf(p Picture) func(task int) string {
	if p.Image == nil {
		return nil
	}
	return func(task int) string {
		if task < len(p.Tiles) && p.Tiles[task].Status == "ok" {
			if image := p.Image(task); !strings.HasPrefix(image, "sprite:") {
				return image
			}
		}
		return ""
	}
}
