package ui

import (
	"fmt"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/bench"
	"flaglab/app/chart"
)

// speeds are the speeds of a replay, with their names.
var speeds = []struct {
	value float64
	name  string
}{{0.1, "0.1×"}, {0.125, "⅛×"}, {0.25, "¼×"}, {0.5, "½×"}, {1, "1×"}, {2, "2×"}, {4, "4×"}}

// speedName names a speed, and reports whether it is one of those to choose from.
func speedName(x float64) (name string, listed bool) {
	for _, speed := range speeds {
		if speed.value == x {
			return speed.name, true
		}
	}
	return fmt.Sprintf("%.2g×", x), false
}

// replay moves through the log of a finished run. It keeps its place before there is one.
func replay(s bench.Screen) app.UI {
	off := !s.CanReplay
	play := "Play"
	if s.Playing && !s.Example {
		play = "Pause"
	}
	var options []app.UI
	chosen := s.Speed
	if chosen == 0 {
		chosen = 1
	}
	if name, listed := speedName(chosen); !listed { // the bench has chosen it
		options = append(options, option(chart.FormatNumber(chosen), name, true))
	}
	for _, speed := range speeds {
		options = append(options, option(chart.FormatNumber(speed.value), speed.name, speed.value == chosen))
	}
	ms := func(d time.Duration) string { return chart.FormatNumber(float64(d) / float64(time.Millisecond)) }
	end := max(s.End, time.Millisecond)
	if off {
		end = time.Millisecond
	}
	return elem("section").Class("replay").Aria("label", "Replay").DataSet("ready", is(!off)).Body(
		button(play, bench.ActPlayPause, "").Attr("disabled", off),
		button("From the start", bench.ActReplay, "").Attr("disabled", off),
		step("One event back", bench.ActBack, off),
		step("One event forward", bench.ActForward, off),
		elem("input").ID("seek").Attr("type", "range").DataSet("action", bench.ActSeek).Attr("min", "0").Attr("max", ms(end)).Attr("step", "any").
			Attr("value", ms(s.At)).Aria("label", "Time").Aria("valuetext", s.Clock).Attr("disabled", off),
		elem("span").ID("seek-clock").Class("seek-clock").Attr("translate", "no").Text(s.Clock),
		elem("select").Aria("label", "Speed").DataSet("action", bench.ActSpeed).Attr("disabled", off).Body(options...),
		elem("span").Class("recorded").Body(recorded(s)...),
	)
}

// step is a button with an arrow, which the style sheet draws, and a name.
func step(name, action string, off bool) app.UI {
	return button("", action, "").Class("step").Attr("disabled", off).Body(elem("span").Class("visually-hidden").Text(name))
}

// recorded says that a slowed recording is playing, and offers to skip it.
func recorded(s bench.Screen) []app.UI {
	if !s.Recorded {
		return nil
	}
	name, _ := speedName(s.Speed)
	return []app.UI{elem("span").Text(name + " speed, recorded"), button("Skip", bench.ActSkip, "").Class("quiet")}
}

// afterwards asks what the person saw in the run, and says how many guesses were right.
func afterwards(s bench.Screen) app.UI {
	var body []app.UI
	if seen := s.Seen; seen != nil {
		body = append(body, elem("span").Class("prompt").Body(elem("strong").Text("What did you see? "), app.Text(seen.Prompt)))
		if seen.Answer != "" {
			body = append(body, elem("span").Class("answer").Attr("role", "status").Text(seen.Answer))
		} else {
			for _, o := range seen.Options {
				body = append(body, button(o.Label, bench.ActSee, "").DataSet("value", o.Value).Class("chip"))
			}
			body = append(body, button("Skip", bench.ActSee, "").DataSet("value", "").Class("quiet"))
		}
	}
	if s.Guessed > 0 && len(s.Rewards) > 0 {
		body = append(body, elem("span").Class("tally").Text(fmt.Sprintf("First guesses right so far: %d of %d.", s.Right, s.Guessed)))
	}
	return elem("section").Class("seen").Attr("hidden", len(body) == 0).Aria("label", "After the run").Body(body...)
}
