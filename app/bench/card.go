package bench

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"flaglab/app/chart"
	"flaglab/app/qr"
)

// The size of a card in pixels is what sites show of a link.
const (
	cardWidth  = 1200
	cardHeight = 630
	cardMargin = 40
)

// ExportCard writes a picture to hand on, as SVG: the question, what was guessed and what came of it, at most two pictures of
// the view, and the address of these settings, also as a QR code.
func ExportCard(question, guess, address string, v View) []byte {
	const inner = cardWidth - 2*cardMargin
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %[2]d" width="%[1]d" height="%[2]d"><rect width="100%%" height="100%%" fill="%[3]s"/>`,
		cardWidth, cardHeight, chart.Light[chart.Paper])
	put := func(x, y, w, h float64, svg string) {
		fmt.Fprintf(&b, `<svg x="%.0f" y="%.0f" width="%.0f" height="%.0f">%s</svg>`, x, y, w, h, svg)
	}
	// letter is how wide a letter may be, of its size: readers have other typefaces than the page.
	const letter = 0.66
	// words draws lines of text, all as large as the box allows.
	words := func(x, y, w, h float64, font chart.Font, ink chart.Ink, lines ...string) {
		size, longest := fontSize[font], 0
		for _, line := range lines {
			longest = max(longest, utf8.RuneCountInString(line))
		}
		d := &chart.Drawing{H: size * 1.3 * float64(len(lines))}
		d.W = max(w/h*d.H, float64(longest)*size*letter)
		for i, line := range lines {
			d.Words(0, size*(1+1.3*float64(i)), font, ink, chart.Start, line)
		}
		put(x, y, w, h, align(chart.SVG(d, chart.Light, strings.Join(lines, " "), nil), "xMinYMid"))
	}

	words(cardMargin, 28, inner-200, 64, chart.Figure, chart.Black, question)
	words(cardWidth-cardMargin-110, 40, 110, 34, chart.Figure, chart.Soft, "Flag Lab")

	pictures := picturesOf(v)
	wide := (inner - 32*float64(len(pictures)-1)) / max(1, float64(len(pictures)))
	for i, p := range pictures {
		x := cardMargin + float64(i)*(wide+32)
		words(x, 108, wide, 28, chart.Name, chart.Black, p.heading)
		d := p.Draw(wide)
		put(x, 142, wide, 318, align(chart.SVG(d, chart.Light, p.Alt, imageOf(p.Picture)), "xMinYMin"))
	}

	const bottom = 476
	figures := strings.Join(v.Verdict.Figures, " ")
	x := float64(cardMargin)
	if figures != "" {
		wide := min(float64(utf8.RuneCountInString(figures))*58, inner*0.4)
		words(x, bottom, wide, 118, chart.Figure, chart.Black, figures)
		x += wide + 24
	}
	code := qr.SVG(address)
	room := cardWidth - cardMargin - x - 160
	if lines := halves(v.Verdict.Sentence+v.Verdict.Problem, int(room/15)); len(lines) == 1 {
		words(x, bottom+8, room, 36, chart.Finding, chart.Black, lines...)
	} else {
		words(x, bottom-12, room, 72, chart.Finding, chart.Black, lines...)
	}
	words(x, bottom+64, room, 26, chart.Note, chart.Soft, guess)
	words(x, bottom+94, room, 22, chart.Label, chart.Soft, strings.TrimPrefix(strings.TrimPrefix(address, "https://"), "http://"))
	if code != "" {
		put(cardWidth-cardMargin-130, bottom, 130, 130, code)
	}
	b.WriteString("</svg>\n")
	return []byte(b.String())
}

// halves breaks a text that is longer than a line into two lines of about the same length.
func halves(text string, line int) []string {
	words := strings.Fields(text)
	if utf8.RuneCountInString(text) <= line || len(words) < 2 {
		return []string{text}
	}
	n := 1 // words of the first line
	for n < len(words)-1 && len(strings.Join(words[:n], " ")) < len(text)/2 {
		n++
	}
	return []string{strings.Join(words[:n], " "), strings.Join(words[n:], " ")}
}

// align is the position of a drawing in a box that it does not fill.
func align(svg, where string) string {
	return strings.Replace(svg, "<svg ", `<svg preserveAspectRatio="`+where+`" `, 1)
}

// fontSize is how large each font of a drawing is, in pixels.
var fontSize = map[chart.Font]float64{chart.Label: 11, chart.Note: 13, chart.Name: 14, chart.Finding: 17, chart.Figure: 26}

// headed is a picture with the heading of its panel.
type headed struct {
	Picture
	heading string
}

// picturesOf returns the first two pictures of a view: those that a lesson is about.
func picturesOf(v View) (list []headed) {
	for _, panel := range v.Panels {
		for _, part := range panel.Body {
			if p, ok := part.(Picture); ok && !panel.Below && len(list) < 2 {
				list = append(list, headed{p, heading(panel)})
			}
		}
	}
	return list
}

// heading is what stands above a panel, in one line.
func heading(p Panel) string {
	parts := slices.DeleteFunc([]string{p.Title, p.Note, p.Clock}, func(text string) bool { return text == "" })
	return strings.Join(parts, " · ")
}

// guessed says what a person guessed, in one line.
func (b *Bench) guessed() string {
	said := b.labels(func(id, value string) bool { return b.guessesOfRun()[id] == value })
	if said == "" {
		return ""
	}
	return "The guess was " + said + "."
}

// card is the last run as a picture to hand on.
func (b *Bench) card() []byte {
	view := b.exp.View(b.model, b.moment())
	if b.final != nil {
		view.Verdict = b.final.Verdict
	}
	return ExportCard(b.lab.Question(b.shown()), b.guessed(), b.settingsAddress(), view)
}
