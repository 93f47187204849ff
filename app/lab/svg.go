package lab

import (
	"fmt"
	"strings"
	"time"
)

// The measures of the picture, in pixels of an SVG of 1000 × as much as it needs.
const (
	svgWidth  = 1000
	svgLeft   = 96 // for titles
	svgRight  = 70 // for the time behind the last bar
	svgRow    = 14 // of one worker; less if there are many
	svgGap    = 26 // between two runs
	svgTop    = 40 // for the title
	svgTall   = 900
	svgLegend = 30
)

// svgKinds are the parts of a bar in the order of the legend. Each has a pattern
// of its own, so that colour is not all that tells them apart. The colours are those
// of the page on a light ground.
var svgKinds = []struct{ kind, word, colour, pattern string }{
	{"stalled", "stalled in the browser", "#8c8c8c", `<path d="M0 2h8M0 6h8" stroke="#fff" stroke-width="1"/>`},
	{"waiting", "waiting for the site", "#b8d9f8", ``},
	{"busy", "the page was busy", "#d8c6a6", `<path d="M0 4h8" stroke="#fff" stroke-width="1"/>`},
	{"finished", "receiving, ok", "#0b4a36", ``},
	{"missing", "not found", "#8a6d00", `<path d="M2 0v8M6 0v8" stroke="#fff" stroke-width="1.5"/>`},
	{"failed", "failed", "#e0340f", `<path d="M0 0l8 8M8 0l-8 8" stroke="#fff" stroke-width="1.5"/>`},
	{"cancelled", "cancelled", "#5a1f7a", `<path d="M0 8l8-8" stroke="#fff" stroke-width="2"/>`},
	{"running", "running", "#1e88e5", `<path d="M0 8l8-8M-2 2l4-4M6 10l4-4" stroke="#fff" stroke-width="2"/>`},
}

// ExportSVG draws the timeline of the runs as a picture that stands alone: a strip
// for each run, a row for each worker, one clock.
func ExportSVG(plan Plan, events []Event) []byte {
	runs := runsOf(events)
	lanes, end := 0, time.Duration(0)
	for _, run := range runs {
		lanes += plan.WorkersOf(run)
		end = max(end, At(events, run, len(plan.Codes), endOfTime).Elapsed, plan.Ideal(run))
	}
	p := svgPainter{axis: NewAxis(end + end/50), row: min(svgRow, svgTall/float64(max(1, lanes)))}
	bottom := svgTop + p.row*float64(lanes) + svgGap*float64(len(runs))
	height := bottom + 24 + svgLegend

	p.add(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %.0f" width="%d" height="%.0f" font-family="system-ui, sans-serif" font-size="12" fill="#16191d" role="img">`,
		svgWidth, height, svgWidth, height)
	title := fmt.Sprintf("%s from %s", plural(len(plan.Codes), "code"), plan.Site)
	p.add(`<title>Timeline: %s</title><desc>A row for each worker, a bar for each attempt. Time runs from left to right, in seconds.</desc>`, escape(title))
	p.add(`<defs>`)
	for _, k := range svgKinds {
		p.add(`<pattern id="%s" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="%s"/>%s</pattern>`, k.kind, k.colour, k.pattern)
	}
	p.add(`</defs><rect width="100%%" height="100%%" fill="#fff"/>`)
	p.add(`<text x="8" y="22" font-size="15" font-weight="600">%s</text>`, escape(title))

	for t := time.Duration(0); t <= p.axis.End; t += p.axis.Step {
		p.add(`<path d="M%.1f %d V%.1f" stroke="#d9dde3"/><text x="%.1f" y="%.1f" text-anchor="middle">%s s</text>`,
			p.x(t), svgTop-6, bottom, p.x(t), bottom+14, trimZeros(t))
	}
	y := float64(svgTop)
	for _, run := range runs {
		y = p.strip(plan, events, run, y)
	}
	x := 8.0
	for _, k := range svgKinds {
		p.add(`<rect x="%.0f" y="%.1f" width="20" height="11" fill="url(#%s)"/><text x="%.0f" y="%.1f">%s</text>`, x, height-18, k.kind, x+25, height-8, k.word)
		x += 44 + 6.3*float64(len(k.word))
	}
	p.add(`<path d="M%.0f %.1f v14" stroke="#16191d" stroke-width="2" stroke-dasharray="4 3"/><text x="%.0f" y="%.1f">ideal end</text>`, x+4, height-20, x+12, height-8)
	p.add(`</svg>`)
	return []byte(p.text.String())
}

type svgPainter struct {
	text strings.Builder
	axis Axis
	row  float64
}

func (p *svgPainter) add(format string, args ...any) {
	fmt.Fprintf(&p.text, format, args...)
	p.text.WriteByte('\n')
}

func (p *svgPainter) x(t time.Duration) float64 {
	return svgLeft + (svgWidth-svgLeft-svgRight)*t.Seconds()/p.axis.End.Seconds()
}

// strip draws one run from y on, and returns where the next one begins.
func (p *svgPainter) strip(plan Plan, events []Event, run string, y float64) float64 {
	s := At(events, run, len(plan.Codes), endOfTime)
	height := p.row * float64(plan.WorkersOf(run))
	p.add(`<text x="8" y="%.1f" font-weight="600">%s</text>`, y+min(12, height/2+6), escape(run))
	for _, bar := range Bars(s, s.Elapsed) {
		name := fmt.Sprintf("%s: %s", plan.Codes[bar.Task], strings.ReplaceAll(categoryOf(bar), "_", " "))
		if bar.Attempt > 1 || bar.State == Failed {
			name += fmt.Sprintf(", attempt %d", bar.Attempt)
		}
		if message := s.Tasks[bar.Task].detailOf(bar.Attempt).Message; message != "" {
			name += ": " + message
		}
		p.add(`<g><title>%s, %s to %s</title>`, escape(name), inMilliseconds(bar.Start)+" ms", inMilliseconds(bar.End)+" ms")
		p.bar(bar, y+p.row*float64(bar.Lane))
		p.add(`</g>`)
	}
	if ideal := plan.Ideal(run); ideal > 0 {
		p.add(`<path d="M%.1f %.1f v%.1f" stroke="#16191d" stroke-width="2" stroke-dasharray="4 3"/>`, p.x(ideal), y-3, height+6)
	}
	p.add(`<text x="%.1f" y="%.1f">%s</text>`, p.x(s.Elapsed)+6, y+height/2+4, FormatSeconds(s.Elapsed))
	return y + height + svgGap
}

func (p *svgPainter) bar(bar Bar, y float64) {
	part := func(kind string, from, to float64) {
		p.add(`<rect x="%.2f" y="%.2f" width="%.2f" height="%.2f" fill="url(#%s)"/>`, from, y, max(0.5, to-from), max(0.5, p.row-1), kind)
	}
	start, end := p.x(bar.Start), p.x(bar.End)
	kind := string(bar.State)
	if bar.Status == "not_found" {
		kind = "missing"
	}
	if bar.State == Running || bar.State == Cancelled {
		part(kind, start, end)
		return
	}
	if bar.Stalled > 0 {
		part("stalled", start, p.x(bar.Start+bar.Stalled))
		start = p.x(bar.Start + bar.Stalled)
	}
	// The end is never too thin to be seen.
	last := end - min(6, end-start)
	waited := last
	if bar.Waiting > 0 {
		waited = min(last, p.x(bar.Start+bar.Stalled+bar.Waiting))
	}
	if waited > start {
		part("waiting", start, waited)
	}
	if received := p.x(bar.Start + bar.Stalled + bar.Waiting + bar.Receiving); bar.Waiting > 0 && received < last {
		part(kind, waited, received)
		part("busy", received, last)
		waited = last
	}
	part(kind, waited, end)
}

func escape(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(text)
}

// trimZeros writes seconds without zeros that say nothing.
func trimZeros(d time.Duration) string {
	return fmt.Sprintf("%g", d.Seconds())
}
