package threads

import (
	"fmt"
	"strconv"
	"strings"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/form"
	"flaglab/app/runlog"
)

var leakScene = scene{
	name: "leak", title: "leak",
	question: func(v form.Values) string {
		switch others := v.Int("threads") - 1; others {
		case 0:
			return "One answer is enough. Is anything left over?"
		case 1:
			return "One answer is enough. What becomes of the other one?"
		default:
			return fmt.Sprintf("One answer is enough. What becomes of the other %d?", others)
		}
	},
	intro: func(v form.Values) string {
		return fmt.Sprintf("Each of %s puts an answer into a queue of %s. The main thread takes the first and leaves.", chart.CountOf(v.Int("threads"), "thread"), places(v.Int("size")))
	},
	programs:    []string{"leak"},
	predictions: leakPredictions,
	view:        (*experiment).leakView,
	threads:     4, size: 1, speed: 4,
}

func places(n int) string {
	if n == 0 {
		return "unlimited places"
	}
	return chart.CountOf(n, "place")
}

func (x *experiment) leakView(m *model, at bench.Moment) bench.View {
	r := m.Run("leak")
	axis := chart.NewAxis(x.end(m, at, longest))
	v := bench.View{Verdict: x.leakVerdict(r), Status: x.leakStatus(r), Marks: r.marks("leak")}
	v.Panels = []bench.Panel{
		x.lanesPanel(r, "The threads", axis, at, 7),
		{Title: "Who waits for ever", Note: "found in the log", Wide: 5, Body: []bench.Body{
			x.leakTable(r),
			bench.Controls{Name: "Places", Controls: []bench.Control{{Field: "size", Label: "Places"}}},
			bench.Prose{Text: "A wait is a leak when every thread that is left waits too, and none of them has a time-out: nobody can wake them. The queue is safe to share; that does not make the program right."},
		}},
	}
	v.Transcripts = func() []bench.Transcript { return x.transcripts(m) }
	return v
}

// leakTable names the threads that wait for ever, and the line on which they do.
func (x *experiment) leakTable(r *run) bench.Table {
	t := chart.Table{Caption: "Threads that nobody will wake", Head: []string{"Thread", "Since", "Line", "Code"}}
	_, skipped := goFile("leak")
	for _, w := range r.Stuck() {
		t.Rows = append(t.Rows, []string{r.thread(w.Thread).Name, seconds(w.At), strconv.Itoa(w.Line - skipped), lineOf("leak", w.Line)})
	}
	if len(t.Rows) == 0 {
		t.Rows = append(t.Rows, []string{"none", "", "", ""})
	}
	return bench.Table{Table: t}
}

func (x *experiment) leakVerdict(r *run) bench.Verdict {
	n := len(r.Workers())
	if stuck := r.Stuck(); stuck != nil {
		return bench.Verdict{
			Figures: []string{fmt.Sprintf("%d of %d", len(stuck), n)}, Sentence: "threads wait for ever.", Early: true,
			Note: fmt.Sprintf("They wait in %s: the queue is full, and nobody takes from it.", strings.TrimPrefix(lineOf("leak", stuck[0].Line), "return ")),
		}
	}
	if r.State.Done() {
		return bench.Verdict{Figures: []string{fmt.Sprintf("0 of %d", n)}, Sentence: "threads wait for ever.", Note: "There is a place for each answer that nobody gets."}
	}
	return bench.Verdict{}
}

func (x *experiment) leakStatus(r *run) string {
	if stuck := r.Stuck(); stuck != nil {
		return fmt.Sprintf("%s for ever.", waitOf(len(stuck), "thread"))
	}
	return poolStatus(r)
}

func waitOf(n int, noun string) string {
	if n == 1 {
		return "1 " + noun + " waits"
	}
	return chart.CountOf(n, noun) + " wait"
}

func leakPredictions(v form.Values) []bench.Prediction {
	n := v.Int("threads")
	if n > 6 {
		return nil
	}
	p := bench.Prediction{ID: "leak", Prompt: "How many hang?"}
	for i := range n {
		p.Options = append(p.Options, form.Option{Value: strconv.Itoa(i), Label: strconv.Itoa(i)})
	}
	p.Truth = func(m runlog.Model) (string, string) {
		r := m.(*model).Run("leak")
		if r.State == runlog.Cancelled {
			return "", ""
		}
		return strconv.Itoa(len(r.Stuck())), fmt.Sprintf("Nobody gets the other %s, and the queue has %s.", chart.CountOf(n-1, "answer"), places(v.Int("size")))
	}
	return []bench.Prediction{p}
}
