package threads

import (
	"fmt"
	"strings"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/form"
	"flaglab/app/runlog"
	"flaglab/app/threading"
	"flaglab/app/threading/programs"
)

var queueScene = scene{
	name: "queue", title: "queue",
	question: always("Who waits for whom, and does it end?"),
	intro: func(v form.Values) string {
		return fmt.Sprintf("%s and %s; each producer makes %s. Between them is a queue of %s.",
			chart.CountOf(v.Int("producers"), "producer"), chart.CountOf(v.Int("consumers"), "consumer"), chart.CountOf(v.Int("items"), "item"), places(v.Int("size")))
	},
	programs:    []string{"producers"},
	predictions: queuePredictions,
	view:        (*experiment).queueView,
	threads:     4, size: 3, speed: 2,
}

// adjustable is the scene of the queue: its speeds and its size may change while it runs.
type adjustable struct{ *experiment }

// Adjustable implements [bench.Adjuster].
func (x adjustable) Adjustable() []string { return []string{"make", "use", "size"} }

// Adjust implements [bench.Adjuster].
func (x adjustable) Adjust(v form.Values) {
	x.settings.SetMakeTime(v.Seconds("make"))
	x.settings.SetUseTime(v.Seconds("use"))
	x.settings.SetMaxsize(v.Int("size"))
}

func (x *experiment) queueView(m *model, at bench.Moment) bench.View {
	r := m.Run("producers")
	v := bench.View{Verdict: x.queueVerdict(r), Status: x.queueStatus(r), Marks: r.marks("producers")}
	p := &queuePicture{x: x, r: r, at: at, size: at.Values.Int("size")}
	if r.Queue.Maxsize >= 0 && r.State != "" {
		p.size = r.Queue.Maxsize
	}
	axis := chart.NewAxis(x.end(m, at, expected(at.Values)))
	v.Panels = []bench.Panel{
		{Title: "The queue", Note: p.note(), Clock: seconds(r.now(at.T)), Run: r.Name, State: r.State, Wide: 8, Body: []bench.Body{
			bench.Picture{ID: "queue", Alt: x.queueStatus(r), Draw: p.draw, Table: func() chart.Table { return p.table() }},
			bench.Controls{Name: "Size", Controls: []bench.Control{{Field: "size", Label: "Places"}}},
		}},
		{Title: "Change it while it runs", Wide: 4, Body: []bench.Body{
			bench.Controls{Name: "Speeds", Controls: []bench.Control{
				{Field: "make", Label: "Make one (s)"}, {Field: "use", Label: "Use one (s)"},
			}},
			bench.Controls{Name: "What the program does", Controls: x.queueControls(at)},
		}},
		x.queueLanes(r, axis, at),
	}
	v.Transcripts = func() []bench.Transcript { return x.transcripts(m) }
	return v
}

// queueControls choose another program: what it does when the queue is full, and what it forgets.
func (x *experiment) queueControls(at bench.Moment) (list []bench.Control) {
	off := at.Phase == bench.Live
	for _, c := range []struct{ label, field, value, otherwise string }{
		{"full: wait", "full", string(programs.Block), ""},
		{"reject", "full", string(programs.Reject), ""},
		{"drop oldest", "full", string(programs.DropOldest), ""},
		{"forget to stop", "forget", "stop", "nothing"},
		{"put time-out", "put", "0.4", "0"},
		{"get time-out", "get", "0.4", "0"},
	} {
		control := bench.Control{Label: c.label, Toggle: true, Pressed: at.Values.Get(c.field) == c.value, Disabled: off, Set: map[string]string{c.field: c.value}}
		if control.Pressed && c.otherwise != "" {
			control.Set[c.field] = c.otherwise
		}
		list = append(list, control)
	}
	return list
}

// expected is about how long the scene will take.
func expected(v form.Values) time.Duration {
	items, use := time.Duration(v.Int("items")), v.Seconds("use")
	each := use * items * time.Duration(v.Int("producers")) / time.Duration(v.Int("consumers"))
	return max(v.Seconds("make")*items, each) + v.Seconds("make") + use + time.Second/2
}

// queueLanes show when each thread worked, and when it waited for the queue.
func (x *experiment) queueLanes(r *run, axis chart.Axis, at bench.Moment) bench.Panel {
	now := r.now(at.T)
	lanes := chart.Lanes{Axis: axis, Names: 96, Room: 90, Gutter: 0.25}
	for i := range x.settings.Producers + x.settings.Consumers {
		row := chart.Row{Name: x.nameOf(i + 1)}
		if workers := r.Workers(); i < len(workers) {
			row.Bars = queueBars(r, workers[i], now)
		}
		lanes.Rows = append(lanes.Rows, row)
	}
	lanes.Height = 21 * float64(len(lanes.Rows))
	lanes.Ghosts = ghosts(r.Name, at, 1)
	return bench.Panel{Body: []bench.Body{bench.Picture{
		ID: "queue-lanes", Alt: x.queueStatus(r), Draw: lanes.Draw, Table: func() chart.Table { return lanes.Table("The threads") },
	}}}
}

// nameOf is the name of a thread before it has started.
func (x *experiment) nameOf(number int) string {
	if number <= x.settings.Producers {
		return fmt.Sprintf("producer-%d", number)
	}
	return fmt.Sprintf("consumer-%d", number-x.settings.Producers)
}

func queueBars(r *run, t *thread, now time.Duration) (bars []chart.Bar) {
	stuck := r.Stuck() != nil
	for _, s := range t.Spans {
		b := chart.Bar{From: s.From, To: s.end(now), Ink: chart.Running, Title: s.words()}
		if s.Record.Op != threading.OpSleep {
			b.Fill, b.Label, b.Within = chart.Pale, string(s.Record.Op), true
			switch {
			case s.Open && stuck:
				b.Ink, b.Fill = chart.Failed, chart.Pale
				b.Within, b.Label = false, string(s.Record.Op)+" for ever"
			case s.How == threading.TimedOut:
				b.Ink = chart.Failed
			}
		} else if s.Open {
			b.Fill = chart.Striped
		}
		bars = append(bars, b)
	}
	if t.Over && t.Err != "" {
		bars = append(bars, chart.Bar{From: t.Ended, To: t.Ended, Ink: chart.Failed, Mark: raised(t.Err), Title: t.Err})
	}
	return bars
}

// raised is what Python raises for an error of the queue.
func raised(err string) string {
	switch err {
	case threading.ErrEmpty.Error():
		return "raised Empty"
	case threading.ErrFull.Error():
		return "raised Full"
	}
	return err
}

// waited is how long the producers waited for a place, and the consumers for an item.
func waited(r *run) (put, get time.Duration) {
	for _, t := range r.Workers() {
		for _, s := range t.Spans {
			switch s.Record.Op {
			case threading.OpPut:
				put += s.end(r.End) - s.From
			case threading.OpGet:
				get += s.end(r.End) - s.From
			}
		}
	}
	return put, get
}

// lost are the items that no consumer got: rejected, dropped, or timed out.
func (x *experiment) lost(r *run) (rejected, dropped, timedOut int) {
	for _, i := range r.Queue.Items {
		if x.dropped(i) {
			dropped++
		}
	}
	rejected, timedOut = r.Queue.Rejected, r.Queue.TimedOut
	if x.settings.WhenFull == programs.DropOldest {
		rejected = 0 // each was put after all
	}
	return rejected, dropped, timedOut
}

// dropped reports whether a producer took an item out to make room.
func (x *experiment) dropped(i item) bool { return i.To > 0 && i.To <= x.settings.Producers }

func (x *experiment) queueVerdict(r *run) bench.Verdict {
	put, get := waited(r)
	cost := fmt.Sprintf("Producers waited %s, consumers %s.", seconds(put), seconds(get))
	if stuck := r.Stuck(); stuck != nil {
		var who []string
		for _, w := range stuck {
			who = append(who, fmt.Sprintf("%s in %s()", r.thread(w.Thread).name(), w.Op))
		}
		return bench.Verdict{Figures: []string{"It hangs."}, Sentence: "All wait, and nobody can wake them.", Note: strings.Join(who, ", "), Early: true}
	}
	if !r.State.Done() {
		return bench.Verdict{}
	}
	v := bench.Verdict{Figures: []string{seconds(r.End)}, Note: cost}
	made := x.settings.Producers * x.settings.Items
	rejected, dropped, timedOut := x.lost(r)
	switch {
	case rejected > 0:
		v.Sentence = fmt.Sprintf("%d of %d items were rejected.", rejected, made)
	case dropped > 0:
		v.Sentence = fmt.Sprintf("%d of %d items were dropped.", dropped, made)
	case timedOut > 0:
		v.Sentence = fmt.Sprintf("%s raised Full.", chart.CountOf(timedOut, "producer"))
	default:
		v.Sentence = "No item is lost: the faster side waits."
	}
	return v
}

// name is what a thread is called.
func (t *thread) name() string {
	if t.Number == 0 {
		return "main"
	}
	return t.Name
}

func (x *experiment) queueStatus(r *run) string {
	if r.State == "" {
		return "Not run yet."
	}
	used := 0
	for _, i := range r.Queue.Items {
		if i.Done && !x.dropped(i) {
			used++
		}
	}
	text := fmt.Sprintf("%s in the queue, %d used.", chart.CountOf(len(r.Queue.In), "item"), used)
	if stuck := r.Stuck(); stuck != nil {
		text += fmt.Sprintf(" It hangs: %s.", waitOf(len(stuck), "thread"))
	}
	return text
}

func queuePredictions(form.Values) []bench.Prediction {
	return []bench.Prediction{
		{ID: "waits", Prompt: "Who waits longer?", Options: []form.Option{{Value: "producers", Label: "producers"}, {Value: "consumers", Label: "consumers"}}, Truth: func(m runlog.Model) (string, string) {
			r := m.(*model).Run("producers")
			put, get := waited(r)
			switch {
			case r.State == runlog.Cancelled || put == get:
				return "", ""
			case put > get:
				return "producers", "put() waits while the queue is full."
			}
			return "consumers", "get() waits while the queue is empty."
		}},
		{ID: "hang", Prompt: "Will it end?", Options: []form.Option{{Value: "ends", Label: "yes"}, {Value: "hangs", Label: "it hangs"}}, Truth: func(m runlog.Model) (string, string) {
			r := m.(*model).Run("producers")
			switch {
			case r.Stuck() != nil:
				return "hangs", fmt.Sprintf("%s for ever, the first in %s().", waitOf(len(r.Stuck()), "thread"), r.Stuck()[0].Op)
			case r.State == runlog.Cancelled:
				return "", ""
			}
			return "ends", fmt.Sprintf("All %s ended.", chart.CountOf(len(r.Finished()), "thread"))
		}},
	}
}
