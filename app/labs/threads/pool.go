package threads

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/form"
	"flaglab/app/runlog"
	"flaglab/app/threading"
)

var poolScene = scene{
	name: "threads", title: "threads",
	question: always("In which order do they end, and when?"),
	intro: func(v form.Values) string {
		return chart.CountOf(v.Int("threads"), "thread") + ": main starts all, then joins each in turn. Each sleeps for 1 to 10 seconds."
	},
	programs:    []string{"pool"},
	predictions: poolPredictions,
	seen:        []bench.Prediction{seenOrder("Did the threads end in the order in which they had started?")},
	view:        (*experiment).poolView,
	threads:     4, speed: 4,
}

var joinScene = scene{
	name: "join", title: "join",
	question: always("What if each is joined before the next one starts?"),
	intro: func(v form.Values) string {
		return "The same " + chart.CountOf(v.Int("threads"), "thread") + " twice: joined after all have started, or each before the next starts."
	},
	programs:    []string{"pool", "one_by_one"},
	predictions: joinPredictions,
	seen:        []bench.Prediction{seenOrder("Where all were started first, did the threads end in the order in which they had started?")},
	view:        (*experiment).joinView,
	threads:     4, speed: 8,
}

// longest is how long a worker may sleep.
const longest = 10 * time.Second

// end is how far the clock of all runs goes: at least so long, and to the end of the log if that is known.
func (x *experiment) end(m *model, at bench.Moment, least time.Duration) time.Duration {
	end := max(least, time.Duration(float64(max(at.End, at.Span))*m.speed))
	for _, r := range m.runs {
		end = max(end, r.now(at.T))
	}
	return end
}

func (x *experiment) poolView(m *model, at bench.Moment) bench.View {
	r := m.Run("pool")
	axis := chart.NewAxis(x.end(m, at, longest))
	v := bench.View{Verdict: poolVerdict(r), Status: poolStatus(r), Marks: r.marks("pool")}
	v.Panels = []bench.Panel{
		x.lanesPanel(r, "Start all, then join all", axis, at, 8),
		{Title: "What it prints", Wide: 4, Body: []bench.Body{x.output(r)}},
	}
	v.Transcripts = func() []bench.Transcript { return x.transcripts(m) }
	return v
}

// output is the transcript, as the lecture has it.
func (x *experiment) output(r *run) bench.Lines {
	lines := bench.Lines{Name: "Output", Scroll: true}
	for _, l := range r.Lines {
		lines.Lines = append(lines.Lines, bench.Line{Text: l.Text})
	}
	if len(r.Lines) == 0 {
		lines.Lines = []bench.Line{{Text: "Nothing yet.", Kind: runlog.Pending}}
	}
	return lines
}

// lanesPanel shows what the threads of a program do, with the main thread above them.
func (x *experiment) lanesPanel(r *run, title string, axis chart.Axis, at bench.Moment, wide int, marks ...chart.Mark) bench.Panel {
	now := r.now(at.T)
	lanes := chart.Lanes{Axis: axis, Names: 84, Room: 92, Rows: x.rows(r, now), Marks: marks}
	lanes.Height = min(268, 32*float64(len(lanes.Rows)))
	lanes.Ghosts = ghosts(r.Name, at, 0)
	alive := 0
	for _, t := range r.Workers() {
		if t.Name != "" && !t.Over {
			alive++
		}
	}
	return bench.Panel{
		Title: title, Note: fmt.Sprintf("%d alive", alive), Run: r.Name, State: r.State, Clock: seconds(now), Wide: wide,
		Body: []bench.Body{bench.Picture{
			ID: "lanes-" + r.Name, Alt: poolStatus(r),
			Draw:  lanes.Draw,
			Table: func() chart.Table { return lanes.Table(title) },
		}},
	}
}

// ghosts are the ends of the threads in other people's runs, from the first one that has a row.
func ghosts(run string, at bench.Moment, first int) (list [][]time.Duration) {
	for _, other := range at.Ghosts {
		var ends []time.Duration
		for i, t := range other.(*model).Run(run).Threads {
			if i >= first {
				ends = append(ends, t.Ended)
			}
		}
		list = append(list, ends)
	}
	return list
}

// rows are the lanes of a program's threads. Those that are still to come have an empty one.
func (x *experiment) rows(r *run, now time.Duration) []chart.Row {
	rows := []chart.Row{{Name: "main"}}
	for i := range max(len(r.Workers()), x.values.Int("threads")) {
		rows = append(rows, chart.Row{Name: fmt.Sprintf("Thread-%d", i+1)})
	}
	for i, t := range r.Threads {
		rows[i].Bars = t.poolBars(r, now)
	}
	return rows
}

// poolBars are the spans of a thread as bars: solid where it worked, pale where it waited, and crossed where it waits
// for ever.
func (t *thread) poolBars(r *run, now time.Duration) (bars []chart.Bar) {
	stuck := r.Stuck() != nil
	for _, s := range t.Spans {
		b := chart.Bar{From: s.From, To: s.end(now), Ink: chart.Running, Title: s.words()}
		switch {
		case s.Record.Op == threading.OpSleep && s.Open:
			b.Fill, b.Label = chart.Striped, seconds(b.To-b.From)+", alive"
		case s.Record.Op == threading.OpSleep:
			b.Label = seconds(b.To - b.From)
		case s.Open && stuck:
			b.Ink, b.Fill, b.Label = chart.Failed, chart.Pale, string(s.Record.Op)+"()"
		default:
			b.Ink, b.Fill, b.Within = chart.Soft, chart.Pale, true
			b.Label = string(s.Record.Op)
			if s.Record.Object.Kind == threading.KindThread {
				b.Label += " " + strconv.Itoa(s.Record.Object.Number)
			}
		}
		bars = append(bars, b)
	}
	return bars
}

// seconds writes a time of the program's clock, which is seldom exact.
func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

// sleeps are the sum of all sleeps, and the longest of them.
func (r *run) sleeps() (sum, longest time.Duration) {
	for _, t := range r.Workers() {
		d := t.slept(r.End)
		sum += d
		longest = max(longest, d)
	}
	return sum, longest
}

func poolVerdict(r *run) bench.Verdict {
	if !r.State.Done() {
		return bench.Verdict{}
	}
	sum, _ := r.sleeps()
	v := bench.Verdict{Figures: []string{seconds(r.End)}, Sentence: "the longest sleep."}
	if len(r.Workers()) > 1 {
		v.Sentence = fmt.Sprintf("the longest sleep; the sum is %s.", seconds(sum))
		v.Note = fmt.Sprintf("Started %s. Ended %s.", numbers(r.Workers()), numbers(r.Finished()))
	}
	return v
}

// numbers lists threads by their numbers, if they are few.
func numbers(threads []*thread) string {
	var list []string
	for i, t := range threads {
		if i == 8 {
			list = append(list, "…")
			break
		}
		list = append(list, strconv.Itoa(t.Number))
	}
	return strings.Join(list, " ")
}

func poolStatus(r *run) string {
	if r.State == "" {
		return "Not run yet."
	}
	return fmt.Sprintf("%s started, %d ended.", chart.CountOf(len(r.Workers()), "thread"), len(r.Finished()))
}

func poolPredictions(v form.Values) (list []bench.Prediction) {
	if n := v.Int("threads"); n > 1 && n <= 6 {
		p := bench.Prediction{ID: "first", Prompt: "First to end"}
		for i := range n {
			p.Options = append(p.Options, form.Option{Value: strconv.Itoa(i + 1), Label: strconv.Itoa(i + 1)})
		}
		p.Truth = func(m runlog.Model) (string, string) {
			if ended := m.(*model).Run("pool").Finished(); len(ended) == n {
				return strconv.Itoa(ended[0].Number), "Nobody promised an order."
			}
			return "", ""
		}
		list = append(list, p)
	}
	return append(list, bench.Prediction{ID: "total", Prompt: "All of it takes", Options: totals, Truth: func(m runlog.Model) (string, string) {
		return totalOf(m.(*model).Run("pool"))
	}})
}

var totals = []form.Option{{Value: "longest", Label: "the longest sleep"}, {Value: "sum", Label: "the sum"}}

// totalOf tells whether a program took as long as the longest sleep or as their sum, and why; empty if that is nearly
// the same.
func totalOf(r *run) (value, reason string) {
	sum, longest := r.sleeps()
	workers := r.Workers()
	switch {
	case r.State != runlog.Finished || sum < longest*6/5:
		return "", ""
	case sum-r.End < r.End-longest:
		return "sum", fmt.Sprintf("%s started at %s, when %s had ended.", workers[1].Name, seconds(workers[1].Started), workers[0].Name)
	}
	return "longest", fmt.Sprintf("At %s all %d had started, and they slept at the same time.", seconds(workers[len(workers)-1].Started), len(workers))
}

func (x *experiment) joinView(m *model, at bench.Moment) bench.View {
	all, each := m.Run("pool"), m.Run("one_by_one")
	least := time.Duration(x.values.Int("threads")) * longest * 6 / 10
	if all.State.Done() {
		least, _ = all.sleeps()
	}
	axis := chart.NewAxis(x.end(m, at, max(least, longest)))
	v := bench.View{Status: "Not run yet.", Marks: all.marks("pool")}
	if each.State != "" {
		v.Marks = each.marks("one_by_one")
	}
	v.Panels = []bench.Panel{
		x.lanesPanel(all, "Start all, then join all", axis, at, 6),
		x.lanesPanel(each, "Start, join, start, join", axis, at, 6, x.joinGuess(all, at)...),
	}
	if each.State.Done() {
		v.Verdict = bench.Verdict{
			Figures:  []string{seconds(each.End)},
			Sentence: fmt.Sprintf("instead of %s: nothing overlapped.", seconds(all.End)),
			Note:     "Join before the next start, and you have one thread at a time.",
		}
	}
	if at.Phase != bench.Idle {
		v.Status = poolStatus(all) + " " + poolStatus(each)
	}
	v.Transcripts = func() []bench.Transcript { return x.transcripts(m) }
	return v
}

func joinPredictions(form.Values) []bench.Prediction {
	return []bench.Prediction{{ID: "join", Prompt: "Start, join, start, join takes", Options: totals, Truth: func(m runlog.Model) (string, string) {
		return totalOf(m.(*model).Run("one_by_one"))
	}}}
}

// joinGuess plants the guess on the clock, once the sleeps are known.
func (x *experiment) joinGuess(all *run, at bench.Moment) []chart.Mark {
	guess, known := at.Guesses["join"]
	if !known || !all.State.Done() {
		return nil
	}
	sum, t := all.sleeps()
	if guess == "sum" {
		t = sum
	}
	return []chart.Mark{{At: t, Ink: chart.Guess, Label: "your guess"}}
}
