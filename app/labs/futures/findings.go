package futures

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/flags"
	"flaglab/app/runlog"
)

// The scenes that differ from the others in more than their program.
const (
	mapScene       = "executor_map" // its results come from Map
	cancelScene    = "cancel"
	callbacksScene = "callbacks"
)

// given returns the futures whose results Map has given. In other scenes these are the ones that it could have given.
func (x *experiment) given(m *model) []int {
	if x.scene.name == mapScene {
		return m.Given
	}
	return m.InOrder()
}

// firstError returns the first result of Map that was an error; -1 if there is none.
func (m *model) firstError() int {
	i := slices.IndexFunc(m.Given, func(i int) bool { return m.Futures[i].State != runlog.Finished })
	if i < 0 {
		return -1
	}
	return m.Given[i]
}

// longestHeld returns the result that was ready longest before Map gave it, and the one for which it had to wait.
func (m *model) longestHeld() (held, blocker int, wait time.Duration) {
	held = -1
	for k, i := range m.Given {
		if f := m.Futures[i]; k > 0 && f.GivenAt-f.Ended > wait {
			held, wait = i, f.GivenAt-f.Ended
		}
	}
	for i := range max(held, 0) {
		if m.Futures[i].Ended > m.Futures[blocker].Ended {
			blocker = i
		}
	}
	return held, blocker, wait
}

// failedFirst returns the failed future that ended first; -1 if there is none.
func (m *model) failedFirst() int {
	i := slices.IndexFunc(m.Completed, func(i int) bool { return m.Futures[i].State == runlog.Failed })
	if i < 0 {
		return -1
	}
	return m.Completed[i]
}

// unanswered counts the downloads that had no answer from the server.
func (m *model) unanswered() (n int) {
	for _, f := range m.Futures {
		if f.Detail.Cause == flags.CauseConnection {
			n++
		}
	}
	return n
}

// finding is a sentence about what there is to see in the picture now; empty while there is nothing to say.
func (x *experiment) finding(m *model) string {
	switch {
	case m.Deadlock():
		return "Each waits for the other: this is a deadlock."
	case m.Paused != nil, len(m.Completed) == 0:
		return ""
	}
	switch x.scene.name {
	case "as_completed":
		return "Each goes to the shelf of as_completed when it ends, whatever its number."
	case mapScene:
		if first := m.firstError(); first >= 0 {
			return "Python’s generator ends at " + m.Futures[first].Name + "’s error. Ours goes on."
		}
		if i := m.ready(); i >= 0 {
			return m.Futures[i].Name + " is ready, and must wait for its turn."
		}
		return "Map gives the results in the order of submission."
	case "errors":
		if i := m.failedFirst(); i >= 0 && m.Futures[i].Opened {
			return "Somebody asked, and only then " + m.Futures[i].Name + "’s error showed."
		}
	case cancelScene:
		return "Queued tasks can be cancelled; running tasks go on."
	case callbacksScene:
		return "✓ and ✕ are the callbacks that the worker ran after its task."
	}
	return ""
}

// ready returns a future that is done while Map waits for another one; -1 if there is none.
func (m *model) ready() int {
	order := m.InOrder()
	for _, i := range m.Completed {
		if !slices.Contains(m.Given, i) && !slices.Contains(order, i) {
			return i
		}
	}
	return -1
}

// verdict returns the result of the scene. A person who has guessed gets the reason from the bench, and needs no
// note.
func (x *experiment) verdict(m *model, at bench.Moment) bench.Verdict {
	v := x.outcome(m, at)
	if len(at.Guesses) > 0 && !v.Early {
		v.Note = ""
	}
	return v
}

func (x *experiment) outcome(m *model, at bench.Moment) bench.Verdict {
	switch {
	case m.Deadlock():
		outer, inner := m.stuckPair()
		return bench.Verdict{Early: true, Figures: []string{"Deadlock"}, Sentence: outer + " waits for " + inner + ", which needs the only worker.",
			Note: "It will not end by itself. Cancel " + inner + ", or the run."}
	case m.Paused != nil && at.Phase != bench.Stopped:
		left := max(0, m.Paused.Until-max(at.T, m.Elapsed))
		return bench.Verdict{Early: true, Figures: []string{"Your turn"}, Sentence: m.Paused.Text,
			Note: fmt.Sprintf("It goes on by itself in %d s.", int((left+time.Second-1)/time.Second))}
	case at.Phase == bench.Stopped && m.stuck > 0:
		return bench.Verdict{Figures: []string{chart.FormatSeconds(m.stuck)}, Sentence: "of deadlock, until the run was cancelled."}
	case at.Phase == bench.Stopped:
		return bench.Verdict{Problem: "The run was cancelled, so the scene shows nothing."}
	case m.State == "" || !m.State.Done() && at.Phase != bench.AtEnd:
		return bench.Verdict{}
	case m.Err != "":
		return bench.Verdict{Problem: m.Err}
	case m.unanswered() > 0:
		return bench.Verdict{Problem: "The server did not answer " + chart.CountOf(m.unanswered(), "request") + ", so this run shows nothing."}
	}
	return x.conclusion(m)
}

// stuckPair names two futures of a deadlock: the one that waits, and the one that needs its worker.
func (m *model) stuckPair() (outer, inner string) {
	for _, w := range m.Waits {
		if w.On >= 0 && m.Futures[w.On].State == runlog.Pending {
			outer, inner = m.Futures[w.Future].Name, m.Futures[w.On].Name
		}
	}
	return outer, inner
}

// firstCompleted returns the first future whose task ran to its end, which is none that was cancelled; -1: there is none.
func (m *model) firstCompleted() int {
	for _, i := range m.Completed {
		if m.Futures[i].State != runlog.Cancelled {
			return i
		}
	}
	return -1
}

// conclusion is the verdict of a finished scene.
func (x *experiment) conclusion(m *model) bench.Verdict {
	switch x.scene.name {
	case "as_completed":
		i := m.firstCompleted()
		if i < 0 {
			break
		}
		first := m.Futures[i]
		return bench.Verdict{Figures: []string{first.Name}, Sentence: "completed first.",
			Note: fmt.Sprintf("It was submitted as number %d, and took %s.", i+1, chart.FormatSeconds(first.Ended-first.Started))}
	case mapScene:
		return x.mapConclusion(m)
	case "errors":
		if i := m.failedFirst(); i >= 0 {
			f := m.Futures[i]
			v := bench.Verdict{Figures: []string{fmt.Sprintf("%d of %d", m.failed(), len(m.Futures))}, Sentence: "failed. Nobody knew until asked."}
			if f.Opened {
				v.Note = fmt.Sprintf("%s failed at %s and was asked at %s.", f.Name, chart.FormatSeconds(f.Ended), chart.FormatSeconds(f.OpenedAt))
			}
			return v
		}
		return bench.Verdict{Figures: []string{"None"}, Sentence: "of the tasks failed."}
	case cancelScene:
		return x.cancelConclusion(m)
	case callbacksScene:
		if own, late := m.callsBy(); own != nil {
			v := bench.Verdict{Figures: []string{own.name()}, Sentence: "ran " + m.Futures[own.Future].Name + "’s task, then its callbacks."}
			if late != nil {
				v.Note = fmt.Sprintf("The late one was run by %s, at once. A faulty one is logged, and the next one runs.", late.name())
			}
			return v
		}
	case "deadlock":
		if stuck := m.Stuck(m.Elapsed); stuck > 0 {
			return bench.Verdict{Figures: []string{chart.FormatSeconds(stuck)}, Sentence: "of deadlock: nothing moved.", Note: m.wayOut()}
		}
		return bench.Verdict{Figures: []string{"No"}, Sentence: "deadlock in this run."}
	}
	return bench.Verdict{}
}

func (x *experiment) mapConclusion(m *model) bench.Verdict {
	v := bench.Verdict{Figures: []string{"In order"}, Sentence: "of submission."}
	if held, blocker, wait := m.longestHeld(); held >= 0 && wait >= 10*time.Millisecond {
		v.Note = fmt.Sprintf("%s was ready %s before its turn: it waited for %s.", m.Futures[held].Name, chart.FormatSeconds(wait), m.Futures[blocker].Name)
	}
	if len(m.Given) < len(m.Futures) {
		v = bench.Verdict{Figures: []string{fmt.Sprintf("%d of %d", len(m.Given), len(m.Futures))}, Sentence: "results came before the time-out.", Note: "Running tasks went on to their end."}
	}
	if first := m.firstError(); first >= 0 {
		after := len(m.Given) - 1 - slices.Index(m.Given, first)
		v = bench.Verdict{Figures: []string{fmt.Sprintf("%d more", after)}, Sentence: "came after " + m.Futures[first].Name + "’s error.", Note: "Python’s generator would have ended there."}
	}
	return v
}

func (x *experiment) cancelConclusion(m *model) bench.Verdict {
	if len(m.Futures) == 0 {
		return bench.Verdict{}
	}
	first, last := m.Futures[0], m.Futures[len(x.plan.Codes)-1]
	switch {
	case first.State == runlog.Cancelled && last.State == runlog.Cancelled:
		return bench.Verdict{Figures: []string{"Both"}, Sentence: "could be cancelled: neither had started."}
	case last.State == runlog.Cancelled:
		return bench.Verdict{Figures: []string{last.Name}, Sentence: "could be cancelled: it had not started.", Note: first.Name + " had a worker. A running task is not stopped from outside."}
	case first.State == runlog.Cancelled:
		return bench.Verdict{Figures: []string{first.Name}, Sentence: "could be cancelled: it had not started."}
	}
	return bench.Verdict{Figures: []string{"Neither"}, Sentence: "could be cancelled: both had started.", Note: "With fewer workers, the last one would still wait."}
}

func (m *model) failed() (n int) {
	for _, f := range m.Futures {
		if f.State == runlog.Failed {
			n++
		}
	}
	return n
}

// callsBy returns the first callback that a worker ran, and the first that another ran; nil if there is none.
func (m *model) callsBy() (worker, other *call) {
	for i := range m.Calls {
		switch c := &m.Calls[i]; {
		case c.By > 0 && worker == nil:
			worker = c
		case c.By <= 0 && other == nil:
			other = c
		}
	}
	return worker, other
}

// name names who ran the callback, as briefly as the picture does.
func (c call) name() string {
	if c.By > 0 {
		return fmt.Sprintf("worker %d", c.By-1)
	}
	return nameOf(c.By)
}

// wayOut says how the deadlock was left.
func (m *model) wayOut() string {
	for i := len(m.Futures) - 1; i >= 0; i-- {
		if f := m.Futures[i]; f.State == runlog.Cancelled && f.Worker == runlog.NoLane {
			return f.Name + " was cancelled, so nobody had to run it."
		}
	}
	return "result() gave up after its time-out, and the worker was free again."
}

// status is the state in one sentence.
func (x *experiment) status(m *model) string {
	if m.State == "" {
		return ""
	}
	text := fmt.Sprintf("%d of %d futures done", len(m.Completed), x.expected(m))
	opened := 0
	for _, f := range m.Futures {
		if f.Look() == runlog.Failed {
			opened++
		}
	}
	if opened > 0 {
		text += fmt.Sprintf(", %d failed", opened)
	}
	switch {
	case m.Deadlock():
		text += "; deadlock"
	case m.Paused != nil:
		text += "; your turn: " + m.Paused.Text
	}
	return text
}

// wrap breaks a text into lines of at most so many letters.
func wrap(text string, letters int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len([]rune(line+word)) >= letters {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
