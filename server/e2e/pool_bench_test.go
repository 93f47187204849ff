package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
)

// took finds how long the runs of the Processes lab took in its transcript.
var took = regexp.MustCompile(`(?m)^(Sequential|Processes) +\d+ batches in ([0-9.]+ [a-zµ]+)`)

// speedup reads from a transcript how much faster the processes were.
func speedup(b *testing.B, transcript string) float64 {
	b.Helper()
	times := map[string]float64{}
	for _, m := range took.FindAllStringSubmatch(transcript, -1) {
		times[m[1]] = duration(b, m[2])
	}
	if len(times) != 2 {
		b.Fatalf("the times are not in the transcript:\n%s", transcript)
	}
	return times["Sequential"] / times["Processes"]
}

// duration reads a time as the labs write it: 12.3 ms.
func duration(b *testing.B, text string) float64 {
	b.Helper()
	var x float64
	var unit string
	if _, err := fmt.Sscanf(text, "%f %s", &x, &unit); err != nil || scales[unit] == 0 {
		b.Fatalf("%q is no time", text)
	}
	return x * scales[unit]
}

// computed repeats a run of the Processes lab until other programs do not disturb it.
func (p *page) computed() {
	p.Helper()
	for range attempts {
		p.run()
		if eval[string](p, `document.querySelector('.verdict').dataset.verdict`) == "figure" {
			return
		}
	}
	p.Fatal("other programs keep this machine busy")
}

// BenchmarkProcessPool compares two workers with what two processes of the operating system gain on the same work, and
// small tasks with the same tasks in the pool of the npm package workerpool; it says how long a pool of two takes to start,
// and for how long at most the page's own thread could not answer while workers computed.
func BenchmarkProcessPool(b *testing.B) {
	native := buildNative(b)
	s := startServer(b)
	other := httptest.NewServer(http.FileServer(http.Dir("workerpool")))
	b.Cleanup(other.Close)
	files := httptest.NewServer(http.FileServer(http.Dir("node_modules/workerpool/dist")))
	b.Cleanup(files.Close)
	const work = "/processes?workers=2&batches=8&size=400000"
	lab, chunks, prices, rival := open(b, s.URL+work), open(b, s.URL+"/processes?work=chunks&calls=2000&workers=2"), open(b, s.URL+"/processes?work=prices"), open(b, other.URL+"/?"+files.URL)
	for _, p := range []*page{lab, chunks, prices, rival} {
		p.unwatched()
	}
	for b.Loop() {
		var gains, gaps, small, theirs, ready []float64
		for range rounds {
			lab.computed()
			transcript := lab.text(".transcript")
			gains = append(gains, speedup(b, transcript)/speedup(b, runNatively(b, native, work)))
			gap := regexp.MustCompile(`Processes .*longest pause of the page ([0-9.]+ [a-zµ]+)`).FindStringSubmatch(transcript)
			if gap == nil {
				b.Fatalf("no gap in the transcript:\n%s", transcript)
			}
			gaps = append(gaps, duration(b, gap[1]))

			chunks.computed()
			var call, inChunks string
			note := chunks.text(".verdict .note")
			m := regexp.MustCompile(`One by one a call cost ([0-9.]+ [a-zµ]+), in such chunks ([0-9.]+ [a-zµ]+)`).FindStringSubmatch(note)
			if m == nil {
				b.Fatalf("no price of a call in %q", note)
			}
			call, inChunks = m[1], m[2]
			small = append(small, duration(b, call))
			b.Logf("a call %s, in chunks %s", call, inChunks)
			theirs = append(theirs, eval[float64](rival, `small(2, 2000)`)/1000)

			prices.computed()
			ready = append(ready, duration(b, prices.text(`.panels tbody tr:nth-child(5) td`)))
		}
		b.ReportMetric(median(gains), "speedup/native")
		b.ReportMetric(median(gaps)*1e3, "ms-longest-gap")
		b.ReportMetric(median(small)*1e6, "µs/task")
		b.ReportMetric(median(theirs)*1e6, "µs/task-workerpool")
		b.ReportMetric(median(small)/median(theirs), "task/workerpool")
		b.ReportMetric(median(ready)*1e3, "ms-until-2-are-ready")
	}
}
