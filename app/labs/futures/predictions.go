package futures

import (
	"fmt"
	"slices"
	"strings"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/form"
	"flaglab/app/runlog"
)

// predictions asks about the misconception that the scene confronts.
func predictions(v form.Values) []bench.Prediction {
	s := sceneOf(v.Get("scene"))
	codes, _ := codesOf(v.Get("cc"))
	switch s.name {
	case "as_completed":
		return []bench.Prediction{firstToComplete(codes)}
	case mapScene:
		if fails(v) {
			return []bench.Prediction{afterAnError}
		}
		return []bench.Prediction{orderOfResults}
	case "errors":
		return []bench.Prediction{whenErrorsShow}
	case cancelScene:
		if len(codes) < 2 {
			return nil
		}
		return []bench.Prediction{cancellable(codes[0], codes[len(codes)-1])}
	case callbacksScene:
		return []bench.Prediction{whoRunsCallbacks}
	case "deadlock":
		return []bench.Prediction{willItEnd}
	}
	return nil
}

// mostOptions is how many codes are offered; the others are one option together.
const mostOptions = 8

const another = "other"

func firstToComplete(codes []string) bench.Prediction {
	shown := codes
	if len(codes) > mostOptions {
		shown = codes[:mostOptions-1]
	}
	p := bench.Prediction{ID: "first", Prompt: bench.YourGuess}
	for _, cc := range shown {
		p.Options = append(p.Options, form.Option{Value: cc, Label: cc})
	}
	if len(shown) < len(codes) {
		p.Options = append(p.Options, form.Option{Value: another, Label: "another one"})
	}
	p.Truth = func(m runlog.Model) (string, string) {
		s := m.(*model)
		i := s.firstCompleted()
		if i < 0 || s.unanswered() > 0 {
			return "", ""
		}
		f := s.Futures[i]
		value := another
		for _, cc := range shown {
			if cc == f.Code {
				value = cc
			}
		}
		if !slices.Contains(codes, f.Code) { // a person submitted it in the meantime
			return "", ""
		}
		return value, fmt.Sprintf("%s was first, after %s: the order of submission does not matter.", f.Name, chart.FormatSeconds(f.Ended))
	}
	return p
}

var orderOfResults = bench.Prediction{
	ID: "order", Prompt: bench.YourGuess,
	Options: []form.Option{{Value: "submitted", Label: "as submitted"}, {Value: "completed", Label: "as they complete"}, {Value: "chance", Label: "by chance"}},
	Truth: func(m runlog.Model) (string, string) {
		s := m.(*model)
		if len(s.Given) < 2 {
			return "", ""
		}
		for k, i := range s.Given {
			if k != i {
				return "", ""
			}
		}
		held, blocker, wait := s.longestHeld()
		if held < 0 {
			return "submitted", "Map keeps the order."
		}
		return "submitted", fmt.Sprintf("Map keeps the order: %s waited %s for %s.", s.Futures[held].Name, chart.FormatSeconds(wait), s.Futures[blocker].Name)
	},
}

var afterAnError = bench.Prediction{
	ID: "after", Prompt: bench.YourGuess,
	Options: []form.Option{{Value: "on", Label: "the next result"}, {Value: "end", Label: "nothing more"}},
	Truth: func(m runlog.Model) (string, string) {
		s := m.(*model)
		first := s.firstError()
		switch {
		case first < 0 || first == len(s.Futures)-1:
			return "", ""
		case s.Given[len(s.Given)-1] == first:
			return "end", "Nothing came after it."
		}
		return "on", "Ours goes on. Python’s generator ends at the first error."
	},
}

var whenErrorsShow = bench.Prediction{
	ID: "when", Prompt: bench.YourGuess,
	Options: []form.Option{{Value: "fails", Label: "at once"}, {Value: "done", Label: "at the end"}, {Value: "asked", Label: "when asked"}},
	Truth: func(m runlog.Model) (string, string) {
		s := m.(*model)
		i := s.failedFirst()
		if i < 0 || !s.Futures[i].Opened || s.unanswered() > 0 {
			return "", ""
		}
		f := s.Futures[i]
		return "asked", fmt.Sprintf("%s failed at %s; somebody asked at %s.", f.Name, chart.FormatSeconds(f.Ended), chart.FormatSeconds(f.OpenedAt))
	},
}

func cancellable(first, last string) bench.Prediction {
	return bench.Prediction{
		ID: "cancellable", Prompt: bench.YourGuess,
		Options: []form.Option{{Value: "first", Label: first}, {Value: "last", Label: last}, {Value: "both", Label: "both"}, {Value: "neither", Label: "neither"}},
		Truth: func(m runlog.Model) (string, string) {
			var a, b *futureView
			s := m.(*model)
			for i := range s.Futures {
				switch s.Futures[i].Code {
				case first:
					a = &s.Futures[i]
				case last:
					b = &s.Futures[i]
				}
			}
			if a == nil || b == nil {
				return "", ""
			}
			value := map[[2]bool]string{{true, true}: "both", {true, false}: "first", {false, true}: "last"}[[2]bool{a.State == runlog.Cancelled, b.State == runlog.Cancelled}]
			if value == "" {
				value = "neither"
			}
			return value, "Only what has not started can be cancelled."
		},
	}
}

var whoRunsCallbacks = bench.Prediction{
	ID: "who", Prompt: bench.YourGuess,
	Options: []form.Option{{Value: "caller", Label: "main"}, {Value: "worker", Label: "its worker"}, {Value: "own", Label: "a new worker"}},
	Truth: func(m runlog.Model) (string, string) {
		s := m.(*model)
		own, late := s.callsBy()
		if own == nil {
			return "", ""
		}
		f := s.Futures[own.Future]
		value := "own"
		if f.Worker == own.By-1 {
			value = "worker"
		}
		reason := fmt.Sprintf("%s ran %s’s callbacks right after its task.", strings.ToUpper(own.name()[:1])+own.name()[1:], f.Name)
		if late != nil {
			reason += " The late one was run by " + late.name() + "."
		}
		return value, reason
	},
}

var willItEnd = bench.Prediction{
	ID: "end", Prompt: bench.YourGuess,
	Options: []form.Option{{Value: "itself", Label: "yes, by itself"}, {Value: "never", Label: "not by itself"}},
	Truth: func(m runlog.Model) (string, string) {
		s := m.(*model)
		if stuck := s.Stuck(s.Elapsed); stuck > 0 {
			return "never", fmt.Sprintf("It stood still for %s: %s", chart.FormatSeconds(stuck), s.wayOut())
		}
		if s.State != runlog.Finished {
			return "", ""
		}
		return "itself", "No worker waited for a future that needed it."
	},
}

// seen asks about the order, where that can be seen.
func seen(v form.Values) []bench.Prediction {
	if sceneOf(v.Get("scene")).unordered {
		return nil
	}
	return []bench.Prediction{seenOrder}
}

// seenOrder asks about the order in which the futures were done.
var seenOrder = bench.Prediction{
	ID: "order", Prompt: "Did the futures finish in the order in which they were submitted?",
	Options: []form.Option{{Value: "yes", Label: "yes"}, {Value: "no", Label: "no"}},
	Truth: func(m runlog.Model) (string, string) {
		s := m.(*model)
		if len(s.Completed) < 2 {
			return "", ""
		}
		for k := range len(s.Completed) - 1 {
			if late, early := s.Completed[k], s.Completed[k+1]; early < late {
				return "no", fmt.Sprintf("%s was done before %s, which was submitted earlier.", s.Futures[late].Name, s.Futures[early].Name)
			}
		}
		return "yes", "This time they did. Nothing guarantees it."
	},
}
