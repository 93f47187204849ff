package processes

import (
	"fmt"
	"runtime"
	"strings"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// oneThread reports whether all goroutines share one thread, as they do in WebAssembly.
const oneThread = runtime.GOOS == "js"

// The titles of the runs.
var titles = map[string]string{sequential: "Sequential", threads: "Threads", workers: "Processes"}

// View implements bench.Experiment.
func (x *experiment) View(m runlog.Model, at bench.Moment) bench.View {
	work := m.(*model)
	v := bench.View{
		Verdict:     x.verdict(work, at),
		Kind:        x.kind(),
		Status:      x.status(work),
		Transcripts: func() []bench.Transcript { return x.transcripts(work) },
	}
	lanes, marks := x.lanes(work, at)
	for _, name := range runs {
		r := work.runs[name]
		panel := bench.Panel{Run: name, State: r.state}
		if name == sequential {
			panel.Body = []bench.Body{bench.Picture{
				ID: "lanes", Alt: "When each batch was computed in each of the three runs, and when the page could move. " + x.status(work),
				Draw:  func(width float64) *chart.Drawing { return x.draw(lanes, marks, work, at.Guesses["threads"], width) },
				Table: func() chart.Table { return x.table(work) },
			}}
		}
		v.Panels = append(v.Panels, panel)
	}
	if x.work.name == "mandelbrot" {
		v.Panels = append(v.Panels, bench.Panel{Title: "As it was computed", Note: "band by band", Body: []bench.Body{
			bench.Picture{ID: "bands", Alt: "What each run has drawn of the Mandelbrot set.", Draw: func(width float64) *chart.Drawing { return x.bands(work, width) }},
		}})
	}
	if work.runs[sequential].state != "" {
		v.Panels = append(v.Panels, bench.Panel{Title: "Concurrent or parallel", Note: "as Go's scheduler says", Wide: 6, Below: true, Body: []bench.Body{
			bench.Picture{ID: "gauges", Alt: "How many goroutines and workers were active at once.", Draw: func(width float64) *chart.Drawing { return x.gauges(work, width) },
				Table: func() chart.Table { return x.loads(work) }},
			bench.Prose{Text: x.gil(work)},
		}})
	}
	if x.comparable(work) {
		v.Panels = append(v.Panels, x.gained(work))
	}
	if text := x.memory(work); text != "" {
		v.Panels = append(v.Panels, bench.Panel{Title: "Memory is not shared", Below: true, Body: []bench.Body{bench.Prose{Text: text}}})
	}
	return v
}

// nothingOverlaps reports whether there is one worker, or one thing, to wait for.
func (x *experiment) nothingOverlaps(m *model) bool {
	return !x.work.computes && x.ideal(m, x.workers) < 1.5
}

// gains is the least speed-up that is not chance.
const gains = 1.1

// gil says what CPython and WebAssembly have in common, from the results of this run.
func (x *experiment) gil(m *model) string {
	t, p := m.speedup(threads), m.speedup(workers)
	switch {
	case !x.comparable(m):
		return "Concurrent is how many are under way, parallel how many run at once."
	case x.nothingOverlaps(m):
		return "With more workers, and something for each, waiting overlaps: it needs no processor."
	case !x.work.computes:
		return "They all waited at once: waiting needs no processor. That is why threads help with downloads, even under Python's GIL or on WebAssembly's one thread."
	case !oneThread:
		return "Here goroutines have several threads. In the page they have one, just as Python's threads share one lock, the GIL."
	}
	most, computing := m.runs[threads].load()
	_, parallel := m.runs[workers].load()
	turns := fmt.Sprintf("%s had work, but never more than %d ran at once", chart.CountOf(computing, "goroutine"), most.Running)
	if computing <= most.Running { // the batches were too short for more to be seen
		turns = "The goroutines took turns"
	}
	overlap := fmt.Sprintf("so the work of %s overlapped", chart.CountOf(parallel, "worker"))
	if p <= gains {
		overlap = "so their work can overlap; this time that gained little"
	}
	return fmt.Sprintf("%s: %s. Go's WebAssembly has one thread, CPython one lock for its interpreter, the GIL: in both, threads take turns at computing. "+
		"Each process has a thread and a lock of its own, %s: %s.", turns, downloads.FormatSpeedup(t), overlap, downloads.FormatSpeedup(p))
}

// problem says why a pool of processes did not do its work.
func problem(message string) string {
	if strings.Contains(message, "no workers") {
		return "This browser gives the page no Web Workers here, so there are no processes to compare with: " + message
	}
	return "The pool of processes could not do its work: " + message
}

// verdict compares the three runs.
func (x *experiment) verdict(m *model, at bench.Moment) bench.Verdict {
	for _, name := range runs {
		if r := m.runs[name]; r.state == runlog.Failed {
			return bench.Verdict{Problem: problem(r.message)}
		}
		if r := m.runs[name]; r.wrong != "" {
			return bench.Verdict{Problem: "A part of the work failed, so there is nothing to compare: " + r.wrong}
		}
	}
	if at.Phase == bench.Stopped {
		return bench.Verdict{Problem: "The run was cancelled, so there is nothing to compare."}
	}
	t, p := m.speedup(threads), m.speedup(workers)
	if t == 0 || p == 0 {
		return bench.Verdict{}
	}
	if at.Hidden {
		return bench.Verdict{Problem: bench.HiddenTabProblem("Run again to compare.")}
	}
	if why := x.unfair(m, t, p); why != "" {
		return bench.Verdict{Problem: "These runs do not count: " + why + " Something else kept the machine busy. Run again."}
	}
	v := bench.Verdict{
		Figures: []string{downloads.FormatSpeedup(t), downloads.FormatSpeedup(p)},
		Note:    fmt.Sprintf("Threads, then processes. Best possible for processes: %.0f×.", x.ideal(m, x.workers)),
	}
	switch {
	case x.nothingOverlaps(m):
		v.Sentence = "There was nothing to overlap."
	case !x.work.computes:
		v.Sentence = "Waiting overlaps, with threads as with processes."
		v.Note = fmt.Sprintf("Threads, then processes. Best possible: %.0f×.", x.ideal(m, x.workers))
	case t > 1.5:
		v.Sentence = "Here the threads had more than one processor."
	case p > gains && p > t:
		v.Sentence = "Threads take turns at computing. Processes do not."
	case oneThread && t > gains: // which one thread cannot give
		v.Sentence = "Something slowed the first run down. Run again."
	case x.coresOf(m) == 1:
		v.Sentence = "Neither gained: there is only one core."
	case oneThread:
		v.Sentence = "Threads cannot gain; processes did not."
		v.Note = fmt.Sprintf("Best possible for processes: %.0f×. Messages or other programs took the time.", x.ideal(m, x.workers))
	default:
		v.Sentence = "Neither gained: messages or other programs took the time."
	}
	return v
}

// comparable reports whether all three runs finished under the same conditions.
func (x *experiment) comparable(m *model) bool {
	t, p := m.speedup(threads), m.speedup(workers)
	return t > 0 && p > 0 && x.unfair(m, t, p) == ""
}

// unfair says why speed-ups of threads and processes cannot be; empty if they can.
func (x *experiment) unfair(m *model, t, p float64) string {
	const doubt = 1.25
	switch {
	case oneThread && x.work.computes && t > doubt:
		return fmt.Sprintf("goroutines share one thread here, so they cannot compute %s faster.", downloads.FormatSpeedup(t))
	case x.work.computes && t < 1/(2*doubt):
		return fmt.Sprintf("the same work took goroutines %s the time.", downloads.FormatSpeedup(1/t))
	case max(t, p) > x.ideal(m, x.workers)*doubt:
		return fmt.Sprintf("%s is more than is possible with %s.", downloads.FormatSpeedup(max(t, p)), x.about(m, workers))
	}
	return ""
}

func (x *experiment) status(m *model) string {
	var parts []string
	for _, name := range runs {
		if r := m.runs[name]; r.state != "" {
			parts = append(parts, fmt.Sprintf("%s: %d of %d batches, %s", titles[name], r.done, len(x.batches), short(r.elapsed)))
		}
	}
	return strings.Join(parts, "; ")
}

// memory says what happened to the counter that every task increments.
func (x *experiment) memory(m *model) string {
	t, p := m.runs[threads], m.runs[workers]
	if t.state != runlog.Finished || p.state != runlog.Finished {
		return ""
	}
	most, sum := 0, 0
	for _, n := range t.calls {
		most = max(most, n)
	}
	var each []string
	for lane := range x.lanesOf(workers) {
		if n := p.calls[lane]; n > 0 {
			each = append(each, fmt.Sprint(n))
			sum += n
		}
	}
	n := len(x.batches)
	return fmt.Sprintf("Each task adds one to a counter. One goroutine and then the pool of goroutines raised the page's counter to %d: they share it. "+
		"The %s in processes raised %s, one in each worker, to %s: the page's is still %d.", most, chart.CountOf(n, "task"), chart.CountOf(len(each), "other counter"), strings.Join(each, ", "), most)
}

func (x *experiment) transcripts(m *model) []bench.Transcript {
	lines := []bench.Line{{Text: "$ processes"}}
	for _, name := range runs {
		r := m.runs[name]
		if !r.state.Done() {
			continue
		}
		line := bench.Line{Text: fmt.Sprintf("%-10s %2d batches in %s, longest pause of the page %s", titles[name], r.done, short(r.elapsed), short(r.gap()))}
		if r.state == runlog.Failed {
			line.Kind, line.Text = runlog.Failed, fmt.Sprintf("%-10s %s", titles[name], r.message)
		}
		lines = append(lines, line)
	}
	list := []bench.Transcript{{Title: "processes", Run: "all", Lines: lines}}
	if len(m.called) > 0 {
		example := bench.Transcript{Title: "callback", Run: called, Lines: []bench.Line{{Text: "$ callback"}}}
		for _, text := range m.called {
			example.Lines = append(example.Lines, bench.Line{Text: text})
		}
		list = append(list, example)
	}
	return list
}

// kind says what answers, where flags are fetched.
func (x *experiment) kind() string {
	if x.work.name != "flags" {
		return ""
	}
	return bench.KindOf(x.network.Setup(), "DELAY")
}
