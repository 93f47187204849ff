package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/flags"
	"flaglab/app/lab"
	"flaglab/app/scenes"
)

// futuresList shows each future: its flag, its repr, and what can be done to it.
func (f *Futures) futuresList() app.UI {
	if len(f.snapshot.Futures) == 0 {
		return elem("p").Class("empty").Text("No future yet. Guess, then press Run.")
	}
	var rows []app.UI
	for i, view := range f.snapshot.Futures {
		rows = append(rows, f.futureRow(i, view))
	}
	return elem("ol").Class("futures").Aria("label", "Futures, in the order in which they were submitted").Body(rows...)
}

func (f *Futures) futureRow(i int, view scenes.FutureView) app.UI {
	state := string(view.State)
	if state == "" {
		state = "idle"
	}
	where := ""
	if view.Worker != scenes.Main {
		where = fmt.Sprintf(" on worker %d", view.Worker)
	}
	item := elem("li").Class("future tile").DataSet("cc", codeOf(view.Name)).DataSet("state", state)
	if view.State == lab.Finished {
		item.DataSet("status", "ok")
	} else if view.State == lab.Failed {
		item.DataSet("status", "error")
	}
	act := func(text, hint string, do func(*performance)) app.UI {
		return elem("button").Text(text).Title(hint).Aria("label", text+" of "+view.Name).
			Attr("disabled", view.Address == "" || !f.live).
			OnClick(func(app.Context, app.Event) { do(f.play) }, view.Name, text)
	}
	return item.Body(
		elem("span").Class("pic").Body(f.picture(view)),
		elem("span").Class("name").Text(view.Name),
		elem("span").Class("repr").Body(
			elem("code").Text(view.Repr()),
			elem("small").Text(state+where),
		),
		elem("span").Class("acts").Body(
			act("cancel()", "ask it to cancel", func(p *performance) { p.cancelFuture(i) }),
			act("result()", "ask for its result, and wait", func(p *performance) { p.result(i) }),
			act("+ callback", "add_done_callback", func(p *performance) { p.addCallback(i, false) }),
			act("+ faulty", "add_done_callback with a callback that panics", func(p *performance) { p.addCallback(i, true) }),
		),
	)
}

// codeOf is the code in the name of a future: the last word of it.
func codeOf(name string) string {
	return name[strings.LastIndexByte(name, ' ')+1:]
}

func (f *Futures) picture(view scenes.FutureView) app.UI {
	if view.State != lab.Finished {
		return elem("span")
	}
	cc := codeOf(view.Name)
	if url := f.play.image(cc); url != "" {
		return app.Img().Src(url).Alt("Flag of " + flags.Country(cc))
	}
	return elem("span")
}

// poolPanel shows the workers, the queue, who waits for whom, and what can be
// done to the pool.
func (f *Futures) poolPanel() app.UI {
	s := f.snapshot
	var lanes, queue []app.UI
	for w := range f.plan.Workers {
		text, state := "idle", "idle"
		for _, view := range s.Futures {
			if view.Worker == w && view.State == lab.Running {
				text, state = view.Name, "running"
			}
		}
		lanes = append(lanes, elem("li").Class("lane").DataSet("state", state).Body(
			elem("small").Text(fmt.Sprintf("worker %d", w)), elem("span").Text(text)))
	}
	for _, view := range s.Futures {
		if view.State == lab.Pending {
			queue = append(queue, elem("li").Class("chip").Text(view.Name))
		}
	}
	if len(queue) == 0 {
		queue = append(queue, elem("li").Class("none").Text("empty"))
	}
	act := func(text string, do func(*performance)) app.UI {
		return elem("button").Text(text).Attr("disabled", f.play == nil || !f.live).
			OnClick(func(app.Context, app.Event) { do(f.play) }, text)
	}
	return elem("section").Class("panel pool").Aria("label", "The pool").Body(
		elem("div").Class("row").Body(
			elem("h2").Text("Workers"), elem("ul").Class("lanes").Body(lanes...),
			elem("h2").Text("Queue"), elem("ul").Class("lanes").Body(queue...),
		),
		app.If(len(s.Waits) > 0, f.waitChain()),
		elem("div").Class("row").Body(
			act("submit one more", func(p *performance) { p.submitMore() }),
			act("shutdown(wait)", func(p *performance) { p.shutdown(true, false) }),
			act("shutdown(no wait)", func(p *performance) { p.shutdown(false, false) }),
			act("shutdown(cancel futures)", func(p *performance) { p.shutdown(false, true) }),
		),
	)
}

// waitChain draws who waits for whom.
func (f *Futures) waitChain() app.UI {
	s := f.snapshot
	var chains []app.UI
	for _, w := range s.Waits {
		if w.On < 0 {
			continue
		}
		links := []string{
			fmt.Sprintf("worker %d", w.Worker),
			"runs " + s.Futures[w.Future].Name,
			"waits for " + s.Futures[w.On].Name,
			string(s.Futures[w.On].State),
		}
		if s.Futures[w.On].State == lab.Pending {
			links[3] = "needs a worker"
			if s.Deadlock(f.plan.Workers) {
				links = append(links, fmt.Sprintf("worker %d: the one that waits", w.Worker))
			}
		}
		var items []app.UI
		for _, link := range links {
			items = append(items, elem("li").Text(link))
		}
		chains = append(chains, elem("ol").Class("chain").Aria("label", "Who waits for whom").Body(items...))
	}
	return elem("div").Body(chains...)
}

// shelves show the same results in the two orders in which a program can have
// them.
func (f *Futures) shelves() app.UI {
	s := f.snapshot
	return elem("section").Class("panel shelves").Aria("label", "Two orders of the same results").Body(
		f.shelf("map", "in the order of submission: each waits for those before it", s.InOrder()),
		f.shelf("as_completed", "in the order of completion", s.Completed),
	)
}

func (f *Futures) shelf(title, about string, order []int) app.UI {
	var items []app.UI
	for k := range max(len(f.snapshot.Futures), len(f.plan.Codes)) {
		if k >= len(order) {
			items = append(items, elem("li").Class("slot"))
			continue
		}
		view := f.snapshot.Futures[order[k]]
		items = append(items, elem("li").Class("slot tile").DataSet("state", string(view.State)).Body(
			elem("span").Class("pic").Body(f.picture(view)), elem("span").Class("cc").Text(view.Name)))
	}
	return elem("div").Class("shelf").DataSet("order", title).Body(
		elem("h2").Body(elem("code").Text(title), elem("small").Text(" "+about)),
		elem("ol").Body(items...),
	)
}

func (f *Futures) transcript() app.UI {
	var lines []app.UI
	for _, line := range f.snapshot.Lines {
		span := elem("span").Text(line.Text + "\n")
		if line.Answer {
			span.Class("answer")
		}
		lines = append(lines, span)
	}
	if f.snapshot.Over {
		text := fmt.Sprintf("%s in %s\n", countFlags(f.snapshot), lab.FormatSeconds(f.play.ended()))
		if f.snapshot.Err != "" {
			text = f.snapshot.Err + "\n"
		}
		lines = append(lines, elem("span").Text(text))
	}
	return elem("details").Class("panel").Attr("open", true).Body(
		elem("summary").Text("Transcript"),
		elem("pre").ID(sceneTranscriptID).Class("transcript long").DataSet("run", lab.Threads).TabIndex(0).Body(lines...),
	)
}

func countFlags(s *scenes.Snapshot) string {
	n := 0
	for _, view := range s.Futures {
		if view.State == lab.Finished {
			n++
		}
	}
	if n == 1 {
		return "1 flag downloaded"
	}
	return fmt.Sprintf("%d flags downloaded", n)
}

// The boxes that scroll along: with the marked line, and with the newest.
const (
	sceneCodeID       = "scene-code"
	sceneTranscriptID = "scene-transcript"
)

// codePanel shows the Go that runs, with the lines that wrote last marked, and the
// same idea in Python.
func (f *Futures) codePanel() app.UI {
	name := f.plan.Scene.Name
	source, _ := scenes.Code.ReadFile(name + ".go")
	python, _ := scenes.Code.ReadFile(name + ".py")
	marks := map[int]string{}
	for worker, line := range f.snapshot.Marks {
		if worker == scenes.Main {
			marks[line] = "main"
		} else if marks[line] == "" {
			marks[line] = "worker"
		}
	}
	return elem("details").Class("panel").Attr("open", true).Body(
		elem("summary").Text("The code that runs"),
		elem("p").Class("file").Text(name+".go"),
		elem("pre").ID(sceneCodeID).Class("code").TabIndex(0).Body(elem("code").Body(codeLines(string(source), marks)...)),
		elem("p").Class("file").Text(name+".py: the same idea in Python"),
		elem("pre").Class("code").TabIndex(0).Body(elem("code").Text(string(python))),
	)
}

// codeLines writes source line by line, from its first function on. A marked line
// says so in its look and in a sign before it: ▶ the program, ● a worker.
func codeLines(source string, marks map[int]string) []app.UI {
	lines := strings.Split(strings.TrimRight(source, "\n"), "\n")
	first := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, "func ") })
	var spans []app.UI
	for i, line := range lines[max(first, 0):] {
		spans = append(spans, elem("span").Class("line").DataSet("mark", marks[first+i+1]).Text(line))
	}
	return spans
}

func (f *Futures) replayControls() app.UI {
	if f.play == nil || f.running || f.play.elapsed() == 0 {
		return elem("div").Class("replay").Hidden(true)
	}
	end := f.play.elapsed()
	return elem("div").Class("replay").Aria("label", "Replay").Attr("role", "group").Body(
		elem("button").Aria("label", "One event back").Text("‹").OnClick(func(app.Context, app.Event) { f.step(false) }),
		elem("button").Aria("label", "One event on").Text("›").OnClick(func(app.Context, app.Event) { f.step(true) }),
		app.Input().Type("range").Aria("label", "Time in the scene").Step(0.1).
			Value(percentOf(f.shownTime(), end)).
			Aria("valuetext", lab.FormatSeconds(f.shownTime())).
			OnInput(func(ctx app.Context, _ app.Event) {
				f.seek(timeAt(ctx, end))
			}),
		elem("output").Class("clock").Text(lab.FormatSeconds(f.shownTime())),
	)
}
