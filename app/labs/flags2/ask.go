package flags2

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/flags"
	"flaglab/app/form"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// kind is what can be asked about a run.
type kind int

const (
	askFailures kind = iota // how many fail, where the weather makes failures
	askFlags                // how many codes have a flag
	askOrder                // in which order they arrive, where all do
)

// kind chooses the question by what is expected.
func (s settings) kind(expected flags.Counts) kind {
	switch {
	case expected.Errors > 0:
		return askFailures
	case expected.NotFound > 0:
		return askFlags
	}
	return askOrder
}

func question(v form.Values) string {
	s, _ := planOf(v)
	expected, _ := s.Expected(s.run)
	these := fmt.Sprintf("these %d", len(s.Codes))
	switch s.kind(expected) {
	case askFailures:
		if len(s.Codes) == 1 {
			return "Does this download fail?"
		}
		return fmt.Sprintf("How many of %s downloads fail?", these)
	case askFlags:
		if len(s.Codes) == 1 {
			return "Does this code have a flag?"
		}
		return fmt.Sprintf("How many of %s codes have a flag?", these)
	}
	if len(s.Codes) == 1 {
		return "Does this flag arrive?"
	}
	return fmt.Sprintf("In which order do %s flags arrive?", these)
}

func intro(v form.Values) string {
	s, _ := planOf(v)
	expected, _ := s.Expected(s.run)
	text := "From " + s.Codes[0] + " to " + s.Codes[len(s.Codes)-1] + ", on " + s.connections() + "."
	if len(s.Codes) <= 5 {
		text = strings.Join(s.Codes, ", ") + ", on " + s.connections() + "."
	}
	switch s.kind(expected) {
	case askFailures:
		var causes []string
		if rate := s.Weather.ErrorRate; rate > 0 {
			causes = append(causes, fmt.Sprintf("%.0f%% of the answers are errors", 100*rate))
		}
		if s.Timeout <= s.Weather.MaxDelay {
			causes = append(causes, fmt.Sprintf("the client gives up after %g s", s.Timeout.Seconds()))
		}
		if len(causes) > 0 {
			joined := strings.Join(causes, ", and ")
			text += " " + strings.ToUpper(joined[:1]) + joined[1:] + "."
		}
	case askFlags:
		text += " A code without a flag gets a 404."
	default:
		text += " Experiment also has codes without a flag, and servers that fail."
	}
	return text
}

// predictions are the guesses that can be tapped.
func predictions(v form.Values) []bench.Prediction {
	s, _ := planOf(v)
	if len(s.Codes) < 4 {
		return nil
	}
	expected, _ := s.Expected(s.run)
	n := len(s.Codes)
	switch s.kind(expected) {
	case askFailures:
		return s.countPrediction("failed", choices([]int{0, n / 4, n / 2, n * 3 / 4}, expected.Errors), func(c flags.Counts) int { return c.Errors })
	case askFlags:
		return s.countPrediction("flags", choices([]int{n / 4, n / 2, n * 3 / 4, n}, expected.OK), func(c flags.Counts) int { return c.OK })
	}
	return []bench.Prediction{{
		ID: "order", Prompt: bench.YourGuess,
		Options: []form.Option{{Value: "sorted", Label: "From A to Z"}, {Value: "other", Label: "In another order"}},
		Truth: func(m runlog.Model) (value, reason string) {
			run := m.(*downloads.Model).Run(s.run)
			if !run.Done() || s.Unexpected(run) != "" {
				return "", ""
			}
			if late, early, ok := run.Overtaking(); ok {
				return "other", fmt.Sprintf("%s was asked for before %s, and came after it.", s.Codes[early], s.Codes[late])
			}
			if s.WorkersOf(s.run) == 1 {
				return "sorted", fmt.Sprintf("%s was asked for once %s had arrived.", s.Codes[1], s.Codes[0])
			}
			return "sorted", fmt.Sprintf("%d at once kept their order this time.", s.WorkersOf(s.run))
		},
	}}
}

// choices are counts to guess from. The true one takes the place of the nearest.
func choices(list []int, truth int) []int {
	nearest := 0
	for i, n := range list {
		if distance(n, truth) < distance(list[nearest], truth) {
			nearest = i
		}
	}
	list[nearest] = truth
	return slices.Compact(list)
}

func distance(a, b int) int { return max(a-b, b-a) }

func (s settings) countPrediction(id string, counts []int, truth func(flags.Counts) int) []bench.Prediction {
	p := bench.Prediction{ID: id, Prompt: bench.YourGuess}
	for _, n := range counts {
		p.Options = append(p.Options, form.Option{Value: strconv.Itoa(n), Label: strconv.Itoa(n)})
	}
	p.Truth = func(m runlog.Model) (value, reason string) {
		run := m.(*downloads.Model).Run(s.run)
		if !run.Done() || s.Unexpected(run) != "" {
			return "", ""
		}
		reason = fmt.Sprintf("%s, %d not found, %d failed.", chart.CountOf(run.Counts.OK, "flag"), run.Counts.NotFound, run.Counts.Errors)
		if run.Retries > 0 {
			reason += fmt.Sprintf(" Failed and retried: %s.", chart.CountOf(run.Retries, "attempt"))
		}
		return strconv.Itoa(truth(run.Counts)), reason
	}
	return []bench.Prediction{p}
}
