package e2e

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const machine = `[data-run="machine"]`

// attempts is how often a machine may be measured until other programs leave it alone.
const attempts = 8

// measured is the JavaScript of the cells that are measured.
const measured = `[...document.querySelectorAll('section` + machine + ` tbody tr')].map(r => r.cells[3].textContent)`

// figure finds the number in front of a text such as 2,130 or 8.17 ± 0.07 GFLOP/s, or NaN.
const figure = `parseFloat(%s.replaceAll(',', ''))`

// TestMachine measures the machine, whatever it is, and asks whether the figures fit together.
func TestMachine(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/machine")
	p.shot("before")
	if got := p.text(`section` + machine + ` thead`); !strings.Contains(got, "Recorded") || strings.Contains(got, "This machine") {
		t.Errorf("before the run the figures are said to be of this machine: %s", got)
	}
	p.click("1,000")
	eval[bool](p, `(window.frames60 = 0, (function frame() {
		if (document.querySelector('.page').dataset.phase === 'live') frames60++;
		requestAnimationFrame(frame);
	})(), true)`)
	good := p.measure()
	p.shot("after")
	if n := eval[int](p, `frames60`); n < 5 {
		t.Errorf("the page was drawn %d times while it measured", n)
	}
	if !good { // that it refuses well is the test then
		t.Logf("other programs keep this machine busy: %s", p.text(".verdict"))
		return
	}
	for i, unit := range []string{" GFLOP/s", " GFLOP/s", " GB/s", "–", "B/s", "s", "s"} {
		if cell := eval[string](p, fmt.Sprintf(`%s[%d]`, measured, i)); !strings.HasSuffix(cell, unit) {
			t.Errorf("row %d: %q, want a figure in %s", i, cell, unit)
		}
	}
	count, trip := eval[float64](p, fmt.Sprintf(figure, `document.querySelector('.figures').textContent`)),
		eval[string](p, `[...document.querySelectorAll('.panel:not(`+machine+`) tbody tr')].find(r => r.cells[0].textContent.includes('RAM, alone')).cells[3].textContent`)
	if count < 2 || !strings.HasPrefix(trip, p.text(".figures")) {
		t.Errorf("the verdict is %v, the table says %s", count, trip)
	}
	if note := p.text(".verdict .note"); !strings.HasPrefix(note, "You said 1,000") {
		t.Errorf("the guess is not mentioned: %s", note)
	}
	if n := strings.Count(p.text(".transcript"), "latency "); n != 14 {
		t.Errorf("%d sizes of memory in the transcript", n)
	}

	// What only changes the picture keeps the run.
	p.waitFor(`document.getElementById('slider-zoom')`)
	eval[bool](p, `(() => { const e = document.getElementById('slider-zoom'); e.value = 100; e.dispatchEvent(new Event('input', {bubbles: true})); e.dispatchEvent(new Event('change', {bubbles: true})); return true })()`)
	p.waitFor(`location.search.includes('zoom=100')`)
	p.click("RAM, one trip")
	p.waitFor(`document.querySelector('section` + machine + ` .prose')?.textContent.includes('no processor can predict')`)
	p.click("RAM, one trip")
	p.waitFor(`!document.querySelector('section` + machine + ` .prose')`)
	p.is("end")
	if got := p.text(".figures"); !strings.HasPrefix(trip, got) || got == "" {
		t.Errorf("after that the verdict is %q, was %s", got, trip)
	}

	// The log can be gone through again.
	p.ask("replay")
	p.is("replay")
	p.ask("playpause")
}

// TestMachineIsCancelled cancels a run that has figures already. If other programs are so busy that the run is given up
// before it has one, it is run again.
func TestMachineIsCancelled(t *testing.T) {
	s := startServer(t)
	p := open(t, s.URL+"/machine")
	const cancel = `new Promise((resolve) => (function look() {
		if (document.querySelector('.page').dataset.phase !== 'live') return resolve(document.querySelector('section` + machine + `').dataset.state === 'cancelled');
		if (%t || ` + measured + `[0] !== '–') document.querySelector('[data-action=cancel]').click();
		requestAnimationFrame(look);
	})())`
	for attempt := range attempts {
		p.begin()
		p.waitFor(`document.querySelector('.page').dataset.phase === 'live'`)
		if last := attempt == attempts-1; eval[bool](p, fmt.Sprintf(cancel, last)) {
			break
		}
		p.is("end")
	}
	p.runIs(machine, "cancelled")
	p.verdict("It was cancelled")
	if n := p.count(".figures span"); n != 0 {
		t.Errorf("%d figures", n)
	}
}

// measure measures until there is a verdict, and a figure in each row. If other programs are so busy that there is none, what was shown before stays, and says
// what it is.
func (p *page) measure() bool {
	p.Helper()
	for range attempts {
		p.begin()
		p.is("end")
		p.runIs(machine, "done")
		p.waitFor(`document.querySelector('.verdict').dataset.verdict !== 'none'`)
		if eval[string](p, `document.querySelector('.verdict').dataset.verdict`) == "figure" {
			if cells := eval[string](p, measured+`.join('')`); !strings.Contains(cells, "disturbed") && !strings.Contains(cells, "took turns") {
				return true
			}
			continue
		}
		if head, got := p.text(`section`+machine+` thead`), eval[string](p, measured+`.join('')`); !strings.Contains(head, "Recorded") && !strings.Contains(head, "Your last run") || strings.Trim(got, "–") == "" {
			p.Errorf("it is refused, and shows %s: %s", head, got)
		}
	}
	return false
}

// TestMachineInOtherEngines has other clocks, other compilers and other workers.
func TestMachineInOtherEngines(t *testing.T) {
	inOtherEngines(t, func(t *testing.T, b *tab) {
		s := startServer(t)
		b.open(s.URL + "/machine")
		for range attempts {
			b.script(`document.querySelector('[data-action="run"]').click()`)
			b.waitFor(`document.querySelector('.page').dataset.phase === 'end' && document.querySelector('.verdict').dataset.verdict !== 'none'`)
			result, _ := b.script(`return document.querySelector('.verdict').dataset.verdict`)
			if string(result) == `"figure"` {
				break
			}
		}
		text, err := b.script(`return document.querySelector('.verdict').innerText + '\n' + document.querySelector('.transcript').textContent`)
		t.Logf("%s %v", text, err)
		if b.count(`section`+machine+`[data-state="done"]`) != 1 {
			t.Error("it is not done")
		}
	})
}

// reading finds a line of the transcript: what was measured, how much, in which unit.
var reading = regexp.MustCompile(`(?m)^(.{16}) ([0-9.,]+)(?: ± [0-9.,]+)? ([^\s]+)`)

// scales are the units of the transcript.
var scales = map[string]float64{"ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1, "kB/s": 1e3, "MB/s": 1e6, "GB/s": 1e9, "MFLOP/s": 1e6, "GFLOP/s": 1e9, "TFLOP/s": 1e12}

// readings reads a transcript of the lab or of its native twin: seconds, or how many a second.
func readings(transcript string) map[string]float64 {
	found := map[string]float64{}
	for _, m := range reading.FindAllStringSubmatch(transcript, -1) {
		x, err := strconv.ParseFloat(strings.ReplaceAll(m[2], ",", ""), 64)
		if scale := scales[m[3]]; err == nil && scale > 0 {
			found[strings.TrimSpace(m[1])] = x * scale
		}
	}
	return found
}

// BenchmarkMachine measures the machine in the page and natively, in turns, and compares the times: 2 says that the page takes twice
// as long.
func BenchmarkMachine(b *testing.B) {
	native := buildNative(b)
	s := startServer(b)
	p := open(b, s.URL+"/machine")
	p.unwatched()
	for b.Loop() {
		ratios := map[string][]float64{}
		for range 3 {
			if !p.measure() {
				b.Fatal("other programs keep this machine busy")
			}
			page := readings(p.text(".transcript"))
			for name, x := range readings(runNatively(b, native, "/machine")) {
				y, ok := page[name]
				switch {
				case !ok || name == "again" || name == "clock":
				case name == "operations" || name == "copy" || name == "cores": // rates
					ratios[name] = append(ratios[name], x/y)
				default:
					ratios[name] = append(ratios[name], y/x)
				}
				if ok {
					b.Logf("%-16s page %.3g, native %.3g", name, y, x)
				}
			}
		}
		for name, list := range ratios {
			slices.Sort(list)
			b.ReportMetric(list[len(list)/2], strings.ReplaceAll(name, " ", "-")+":native")
		}
	}
}
