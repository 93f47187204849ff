package threads

import (
	"fmt"
	"strconv"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/form"
	"flaglab/app/runlog"
	"flaglab/app/threading"
	"flaglab/app/threading/programs"
)

var lockScene = scene{
	name: "lock", title: "lock",
	question: func(v form.Values) string {
		return fmt.Sprintf("%s each add one. What is the count?", chart.CountOf(v.Int("threads"), "thread"))
	},
	intro:       always("The same program three times: without a lock, with one around the count, with one around the slow part, too."),
	programs:    []string{"count"},
	predictions: lockPredictions,
	view:        (*experiment).lockView,
	threads:     100, speed: 1,
}

// wheres are the runs of the scene, in their order.
var wheres = []programs.Where{programs.Nowhere, programs.AroundCount, programs.AroundAll}

var whereTitles = map[programs.Where]string{
	programs.Nowhere:     "No lock",
	programs.AroundCount: "Lock around the count",
	programs.AroundAll:   "Lock held in the slow part",
}

func (x *experiment) lockView(m *model, at bench.Moment) bench.View {
	free := m.Run(string(programs.Nowhere))
	v := bench.View{Verdict: x.lockVerdict(m), Status: x.lockStatus(m)}
	least := x.values.Float("threads") * x.values.Float("work") / x.values.Float("speed") // in seconds
	if at.Phase == bench.Idle && least >= 20 {
		v.Notices = []string{fmt.Sprintf("With the lock held in the slow part, this will take at least %d s.", int(least))}
	}
	value, writes := free.Count()
	clock := ""
	if writes > 0 {
		clock = fmt.Sprintf("count = %d", value)
	}
	v.Panels = []bench.Panel{
		{Title: "Without the lock", Note: "access by access", Clock: clock, Wide: 7, Body: []bench.Body{bench.Picture{
			ID: "accesses", Alt: x.describeAccesses(free),
			Draw:  func(width float64) *chart.Drawing { return x.drawAccesses(free, at.Guesses["count"], width) },
			Table: func() chart.Table { return accessTable(free) },
		}}},
		{Title: "Every overwrite", Note: lossNote(free), Wide: 5, Body: []bench.Body{lossLines(free)}},
	}
	axis := x.lockAxis(m, at)
	for _, where := range wheres {
		r := m.Run(string(where))
		v.Panels = append(v.Panels, x.lockPanel(r, where, axis, at))
		if r.State == runlog.Running || where == programs.Nowhere {
			v.Marks = r.marks("count")
		}
	}
	v.Transcripts = func() []bench.Transcript { return x.transcripts(m) }
	return v
}

// lockPanel shows what the threads of one run spend their time with.
func (x *experiment) lockPanel(r *run, where programs.Where, axis chart.Axis, at bench.Moment) bench.Panel {
	now := r.now(at.T)
	value, _ := r.Count()
	p := bench.Panel{Title: whereTitles[where], Run: r.Name, State: r.State, Wide: 4, Clock: chart.FormatSeconds(now)}
	if r.State.Done() {
		p.Note = fmt.Sprintf("count = %d", value)
	}
	lanes := chart.Lanes{Axis: axis, Height: 118, Room: 30, Rows: make([]chart.Row, x.values.Int("threads"))}
	lanes.Ghosts = ghosts(r.Name, at, 1)
	for i, t := range r.Workers() {
		lanes.Rows[i] = chart.Row{Name: t.Name, Bars: t.bars(now)}
	}
	p.Body = []bench.Body{bench.Picture{
		ID: "lock-" + r.Name, Alt: fmt.Sprintf("%s: %s of the program’s time so far.", p.Title, chart.FormatSeconds(now)),
		Draw:  lanes.Draw,
		Table: func() chart.Table { return lanes.Table(p.Title) },
	}}
	return p
}

// bars are what a thread did: solid where it worked, pale where it waited for its turn.
func (t *thread) bars(now time.Duration) (bars []chart.Bar) {
	for _, s := range t.Spans {
		b := chart.Bar{From: s.From, To: s.end(now), Ink: chart.Running, Title: s.words()}
		switch {
		case s.Record.Op != threading.OpSleep:
			b.Fill = chart.Pale
		case s.Open:
			b.Fill = chart.Striped
		}
		bars = append(bars, b)
	}
	return bars
}

// words say what a span was.
func (s span) words() string {
	switch s.Record.Op {
	case threading.OpSleep:
		return "works"
	case threading.OpJoin:
		return "waits for " + s.Record.Object.String() + " to end"
	}
	return fmt.Sprintf("waits: %s.%s()", s.Record.Object, s.Record.Op)
}

// lockAxis is the clock of all three runs. It does not grow while the slow parts take as long as they are set.
func (x *experiment) lockAxis(m *model, at bench.Moment) chart.Axis {
	end := time.Duration(float64(x.values.Int("threads"))*1.25*float64(x.values.Seconds("work"))) + 10*time.Millisecond
	for _, r := range m.runs {
		end = max(end, r.End)
	}
	return chart.NewAxis(max(end, time.Duration(float64(at.Span)*m.speed)))
}

// drawAccesses draws the count after each access, under the line that it would follow if nothing were lost.
func (x *experiment) drawAccesses(r *run, guess string, width float64) *chart.Drawing {
	const top, height, foot, right = 8.0, 168.0, 20.0, 40.0
	d := &chart.Drawing{W: width, H: top + height + foot}
	n := x.values.Int("threads")
	across := (width - right) / float64(2*n)
	up := func(value int) float64 { return top + height*(1-float64(value)/float64(n)) }
	d.Line(0, top+height, width-right, top+height, chart.Hairline, chart.Solid)
	d.Line(0, top, width-right, top, chart.Hairline, chart.Solid)
	d.Words(width-right+6, top+4, chart.Label, chart.Soft, chart.Start, strconv.Itoa(n))
	d.Words(width-right+6, top+height+4, chart.Label, chart.Soft, chart.Start, "0")
	d.Words(0, top+height+15, chart.Label, chart.Soft, chart.Start, fmt.Sprintf("%d accesses in the order in which they happened: squares read, steps write", 2*n))
	if level := guessed(guess, n); level > 0 {
		d.Line(0, up(level), width-right, up(level), chart.Guess, chart.Outline)
		d.Words(4, max(up(level)-5, 20), chart.Note, chart.Guess, chart.Start, "your guess")
	}
	value, writes := 0, 0
	ideal, real := []float64{0, up(0)}, []float64{0, up(0)}
	for i, a := range r.Accesses {
		cx := (float64(i) + 0.5) * across
		if !a.Write {
			size := min(max(across, 2), 5)
			d.Rect(cx-size/2, up(a.Value)-size/2, size, size, chart.Running, chart.Outline).Title = fmt.Sprintf("thread %d read %d", a.Thread, a.Value)
			continue
		}
		writes++
		value = a.Value
		ideal = append(ideal, cx, up(writes-1), cx, up(writes))
		real = append(real, cx, real[len(real)-1], cx, up(value))
		if a.Lost > 0 {
			d.Rect(cx-max(across*0.4, 0.75), up(writes), max(across*0.8, 1.5), up(value)-up(writes), chart.Failed, chart.Pale).Title = fmt.Sprintf("thread %d wrote %d: %d overwritten", a.Thread, a.Value, a.Lost)
			d.Rect(cx-2, up(value)-2, 4, 4, chart.Failed, chart.Solid)
		}
	}
	if writes > 0 {
		d.Curve(ideal, chart.Finished, chart.Outline)
		d.Curve(real, chart.Black, chart.Thick)
		cx := (float64(len(r.Accesses)) + 0.5) * across
		if writes > value {
			d.Words(min(cx, width-right)-6, (up(writes)+up(value))/2+5, chart.Note, chart.Failed, chart.End, fmt.Sprintf("%d lost", writes-value))
		}
		d.Words(width-right+6, up(value)+4, chart.Label, chart.Black, chart.Start, strconv.Itoa(value))
	}
	return d
}

func (x *experiment) describeAccesses(r *run) string {
	value, writes := r.Count()
	if writes == 0 {
		return "No thread has added to the count yet."
	}
	return fmt.Sprintf("%s added one, and the count is %d: %s lost.", chart.CountOf(writes, "thread"), value, chart.CountOf(writes-value, "update"))
}

func accessTable(r *run) chart.Table {
	t := chart.Table{Caption: "Accesses to the count without the lock", Head: []string{"Access", "Thread", "What", "Value", "Updates overwritten"}}
	for i, a := range r.Accesses {
		what, lost := "read", ""
		if a.Write {
			what = "wrote"
		}
		if a.Lost > 0 {
			lost = strconv.Itoa(a.Lost)
		}
		t.Rows = append(t.Rows, []string{strconv.Itoa(i + 1), strconv.Itoa(a.Thread), what, strconv.Itoa(a.Value), lost})
	}
	return t
}

func lossNote(r *run) string {
	value, writes := r.Count()
	if writes == 0 {
		return "two reads of the same value, two writes"
	}
	if r.State.Done() {
		return fmt.Sprintf("%s lost in all", chart.CountOf(writes-value, "update"))
	}
	return fmt.Sprintf("%s lost so far", chart.CountOf(writes-value, "update"))
}

// lossLines lists each write over another thread's, with their two reads, in their order. How many updates it lost is not said:
// a later one of the same kind may bring them back.
func lossLines(r *run) bench.Lines {
	lines := bench.Lines{Name: "Overwrites", Scroll: true}
	for _, l := range r.Losses {
		mine, theirs := r.Accesses[l.Read], r.Accesses[max(l.LostRead, 0)]
		first, second := mine, theirs
		if l.LostRead >= 0 && l.LostRead < l.Read {
			first, second = theirs, mine
		}
		lost, write := r.Accesses[l.LostWrite], r.Accesses[l.Write]
		text := fmt.Sprintf("T%d reads %d, T%d reads %d, T%d writes %d, T%d writes %d", first.Thread, first.Value, second.Thread, second.Value, lost.Thread, lost.Value, write.Thread, write.Value)
		lines.Lines = append(lines.Lines, bench.Line{Text: text, Kind: runlog.Failed})
	}
	if len(r.Losses) == 0 {
		lines.Lines = []bench.Line{{Text: "None.", Kind: runlog.Pending}}
	}
	return lines
}

func (x *experiment) lockVerdict(m *model) bench.Verdict {
	free, around, all := m.Run(string(programs.Nowhere)), m.Run(string(programs.AroundCount)), m.Run(string(programs.AroundAll))
	if !free.State.Done() {
		return bench.Verdict{}
	}
	value, writes := free.Count()
	v := bench.Verdict{Figures: []string{fmt.Sprintf("%d of %d", value, writes)}, Sentence: fmt.Sprintf("%s lost without the lock.", chart.CountOf(writes-value, "update"))}
	if writes == value {
		v.Sentence = "were counted, even without the lock: this time."
	}
	if all.State == runlog.Finished {
		a, _ := around.Count()
		b, _ := all.Count()
		v.Note = fmt.Sprintf("With it: %d in %s. Held in the slow part, too: %d in %s.", a, chart.FormatSeconds(around.End), b, chart.FormatSeconds(all.End))
	}
	return v
}

func (x *experiment) lockStatus(m *model) string {
	r := m.Run(string(programs.Nowhere))
	if len(m.runs) == 0 {
		return "Not run yet."
	}
	return x.describeAccesses(r)
}

// transcripts are what the programs printed.
func (x *experiment) transcripts(m *model) (list []bench.Transcript) {
	for _, r := range m.runs {
		t := bench.Transcript{Title: titleOf(r.Name), Run: r.Name}
		for _, l := range r.Lines {
			t.Lines = append(t.Lines, bench.Line{Text: l.Text})
		}
		list = append(list, t)
	}
	return list
}

func titleOf(run string) string {
	if title := whereTitles[programs.Where(run)]; title != "" {
		return title
	}
	return programOf(run).Title
}

func lockPredictions(v form.Values) []bench.Prediction {
	n := v.Int("threads")
	number := strconv.Itoa
	options := []form.Option{{Value: "all", Label: number(n)}, {Value: "most", Label: fmt.Sprintf("%d to %d", n/2+1, n-1)}, {Value: "few", Label: fmt.Sprintf("2 to %d", n/2)}, {Value: "one", Label: "1"}}
	if n < 5 {
		options = nil
		for i := 1; i <= n; i++ {
			options = append(options, form.Option{Value: number(i), Label: number(i)})
		}
	}
	return []bench.Prediction{
		{ID: "count", Prompt: "Without the lock", Options: options, Truth: func(m runlog.Model) (string, string) {
			r := m.(*model).Run(string(programs.Nowhere))
			value, writes := r.Count()
			switch {
			case writes < n:
				return "", ""
			case n < 5:
				return number(value), r.firstLoss()
			case value == n:
				return "all", r.firstLoss()
			case value > n/2:
				return "most", r.firstLoss()
			case value > 1:
				return "few", r.firstLoss()
			}
			return "one", r.firstLoss()
		}},
	}
}

// firstLoss says how the first update was lost.
func (r *run) firstLoss() string {
	if len(r.Losses) == 0 {
		return "Each read what the one before had written."
	}
	l := r.Losses[0]
	lost, write := r.Accesses[l.LostWrite], r.Accesses[l.Write]
	return fmt.Sprintf("Thread %d read before thread %d wrote %d, and wrote %d over it.", write.Thread, lost.Thread, lost.Value, write.Value)
}

// guessed is the count that a guess stands for: of a range, the middle.
func guessed(guess string, n int) int {
	switch guess {
	case "all":
		return n
	case "most":
		return n * 3 / 4
	case "few":
		return n / 4
	case "one":
		return 1
	}
	count, _ := strconv.Atoi(guess)
	return count
}
