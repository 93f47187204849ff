package threads

import (
	"fmt"
	"slices"
	"strings"

	"flaglab/app/bench"
	"flaglab/app/runlog"
	"flaglab/app/threading/schedule"
)

// stepper is a program that a person schedules.
type stepper struct {
	*schedule.Machine
	set func(moves string) map[string]string // the settings that show the program after these moves
}

// threads are the threads, each with its code, where it is, and a button that moves it.
func (s stepper) threads() bench.Cards {
	cards := bench.Cards{Name: "The threads", Wide: 100}
	longest := 0
	for _, ops := range s.Program() {
		longest = max(longest, len(ops))
	}
	for t, ops := range s.Program() {
		name := schedule.Letter(t)
		card := bench.Card{Title: "Thread " + name, Mono: true, Lane: t + 1, Next: s.Position(t) + 1, Status: statusNames[s.Status(t)]}
		for i := range longest {
			line := blank
			if i < len(ops) {
				line = ops[i].String()
			}
			card.Lines = append(card.Lines, line)
		}
		card.Controls = []bench.Control{{
			Label: "Move " + name, Lane: t + 1, Set: s.set(s.String() + name), Disabled: s.Status(t) != schedule.Ready, Hint: s.hint(t),
		}}
		cards.Cards = append(cards.Cards, card)
	}
	return cards
}

// blank is a line that keeps its place.
const blank = "\u00a0"

var statusNames = map[schedule.Status]string{schedule.Ready: "ready", schedule.Blocked: "blocked", schedule.Ended: "ended"}

func (s stepper) hint(thread int) string {
	op, more := s.Next(thread)
	switch {
	case !more:
		return "It has ended."
	case s.Status(thread) == schedule.Blocked:
		return s.waits(thread)
	}
	return "Its next step: " + op.String()
}

// waits says what a thread is blocked by.
func (s stepper) waits(thread int) string {
	op, _ := s.Next(thread)
	if holder := s.WaitsFor(thread); holder >= 0 {
		return fmt.Sprintf("%s waits for %s, which %s holds.", schedule.Letter(thread), op.Name, schedule.Letter(holder))
	}
	return fmt.Sprintf("%s waits until %s is set.", schedule.Letter(thread), op.Name)
}

// back are the buttons that go back.
func (s stepper) back() []bench.Control {
	moves := s.String()
	return []bench.Control{
		{Label: "Undo", Set: s.set(moves[:max(0, len(moves)-1)]), Disabled: moves == ""},
		{Label: "Start again", Set: s.set(""), Disabled: moves == ""},
	}
}

// memory is what the threads share, and what each has for itself.
func (s stepper) memory() bench.Lines {
	lines := bench.Lines{Name: "Memory"}
	p := s.Program()
	wide := len("A.r")
	for _, name := range slices.Concat(p.Variables(), p.Locks(), p.Events()) {
		wide = max(wide, len(name))
	}
	add := func(name, value, note string, kind runlog.State) {
		lines.Lines = append(lines.Lines, bench.Line{Text: strings.TrimRight(fmt.Sprintf("%-*s  %-4s %s", wide, name, value, note), " "), Kind: kind})
	}
	for _, name := range p.Variables() {
		add(name, fmt.Sprint(s.Variable(name)), "", "")
	}
	for _, name := range p.Locks() {
		value := "free"
		if holder := s.Holder(name); holder >= 0 {
			value = "held by " + schedule.Letter(holder)
		}
		add(name, value, "", "")
	}
	for _, name := range p.Events() {
		value := "not set"
		if s.IsSet(name) {
			value = "set"
		}
		add(name, value, "", "")
	}
	for t := range p {
		if !slices.ContainsFunc(p[t], func(o schedule.Op) bool { return o.Kind == schedule.KindRead }) {
			continue // it does not use its register
		}
		value, note, kind := "–", "", runlog.State("")
		if s.hasRead(t) {
			value = fmt.Sprint(s.Register(t))
			if writer := s.overtaken(t); writer >= 0 {
				note, kind = fmt.Sprintf("read before %s wrote", schedule.Letter(writer)), runlog.Failed
			}
		}
		add(schedule.Letter(t)+".r", value, note, kind)
	}
	return lines
}

func (s stepper) hasRead(thread int) bool {
	return slices.ContainsFunc(s.Trace(), func(step schedule.Step) bool {
		return step.Thread == thread && step.Op.Kind == schedule.KindRead
	})
}

// overtaken returns the thread that wrote the variable after this one had read it and before it wrote, or -1.
func (s stepper) overtaken(thread int) int {
	known, writer := "", -1
	for _, step := range s.Trace() {
		switch {
		case step.Thread == thread && step.Op.Kind == schedule.KindRead:
			known, writer = step.Op.Name, -1
		case step.Thread == thread && step.Op.Kind == schedule.KindWrite:
			known, writer = "", -1
		case step.Op.Kind == schedule.KindWrite && step.Op.Name == known:
			writer = step.Thread
		}
	}
	return writer
}

// said is what has just happened, in a sentence.
func (s stepper) said() string {
	trace := s.Trace()
	if len(trace) == 0 {
		return "No thread has moved yet. You choose which one does."
	}
	if s.Deadlocked() {
		var waits []string
		for t := range s.Program() {
			if s.Status(t) == schedule.Blocked {
				waits = append(waits, s.waits(t))
			}
		}
		return "Deadlock. " + strings.Join(waits, " ")
	}
	last := trace[len(trace)-1]
	name := schedule.Letter(last.Thread)
	if last.Lost {
		return fmt.Sprintf("%s wrote %d over an update that it had not seen: that update is lost.", name, last.Value)
	}
	for t := range s.Program() {
		if s.Status(t) == schedule.Blocked {
			return s.waits(t)
		}
	}
	switch last.Op.Kind {
	case schedule.KindRead:
		return fmt.Sprintf("%s read %d.", name, last.Value)
	case schedule.KindAdd:
		return fmt.Sprintf("%s has %d in its register, which nobody else sees.", name, last.Value)
	case schedule.KindWrite, schedule.KindAssign:
		return fmt.Sprintf("%s wrote %d.", name, last.Value)
	case schedule.KindAcquire:
		return fmt.Sprintf("%s holds %s.", name, last.Op.Name)
	case schedule.KindRelease:
		return fmt.Sprintf("%s has released %s.", name, last.Op.Name)
	}
	return fmt.Sprintf("%s: %s.", name, last.Op)
}

// cells are the moves as squares in the threads' shades.
func cells(moves string) []int {
	list := make([]int, len(moves))
	for i := range moves {
		list[i] = int(moves[i]-'A') + 1
	}
	return list
}
