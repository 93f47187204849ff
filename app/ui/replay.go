package ui

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/lab"
)

// replay is where a person stands in the log of a race that is over. Both
// runs are shown at the same time since their own beginnings, side by side.
type replay struct {
	active  bool // false: the end is shown
	at      time.Duration
	playing bool
	speed   float64 // 1 is as it was; 0 stands for 1
}

func (p replay) rate() float64 {
	if p.speed == 0 {
		return 1
	}
	return p.speed
}

// end is when the last run ended.
func (r *Race) end() time.Duration {
	var end time.Duration
	for _, view := range r.runs {
		end = max(end, view.final.Elapsed)
	}
	return end
}

// seek shows the race at the time t.
func (r *Race) seek(t time.Duration) {
	end := r.end()
	r.replay.at = min(max(t, 0), end)
	r.replay.active = r.replay.at < end || r.replay.playing
	for _, view := range r.runs {
		view.snapshot = view.final
		view.elapsed = view.final.Elapsed
		if r.replay.active {
			view.snapshot = lab.At(r.session.events(), view.run, len(r.plan.Codes), r.replay.at)
			view.elapsed = min(r.replay.at, view.final.Elapsed)
		}
		view.refresh()
	}
	r.session.showAll()
	r.draw()
}

// step moves on or back by one event.
func (r *Race) step(forward bool) {
	at := r.replay.at
	if !r.replay.active {
		at = r.end()
	}
	var times []time.Duration
	for _, e := range r.session.events() {
		times = append(times, e.At)
	}
	slices.Sort(times)
	i, _ := slices.BinarySearch(times, at)
	if forward {
		for i < len(times) && times[i] <= at {
			i++
		}
	} else {
		i--
	}
	if 0 <= i && i < len(times) {
		at = times[i]
	}
	r.replay.playing = false
	r.seek(at)
}

// togglePlay plays the race again from where it stands, or from the beginning;
// or pauses.
func (r *Race) togglePlay(ctx app.Context) {
	if r.session == nil || r.running {
		return
	}
	if r.replay.playing {
		r.replay.playing = false
		return
	}
	if !r.replay.active {
		r.replay.at = 0
	}
	r.replay.playing = true
	r.play(ctx)
}

// play moves the replay on, frame by frame.
func (r *Race) play(ctx app.Context) {
	session, last := r.session, time.Now()
	onFrame(ctx, func(app.Context) (more bool) {
		if r.session != session || !r.replay.playing {
			return false
		}
		now := time.Now()
		at := r.replay.at + time.Duration(float64(now.Sub(last))*r.replay.rate())
		last = now
		if at >= r.end() {
			r.replay.playing = false
		}
		r.seek(at)
		return r.replay.playing
	}, everyFrame)
}

func (r *Race) replayControls() app.UI {
	if r.session == nil || r.running || r.end() == 0 {
		return elem("div").Class("replay").Hidden(true)
	}
	at := r.end()
	if r.replay.active {
		at = r.replay.at
	}
	play := "Replay"
	if r.replay.playing {
		play = "Pause"
	}
	var speeds []app.UI
	for _, speed := range []float64{0.1, 0.25, 0.5, 1, 2, 4} {
		speeds = append(speeds, option(strconv.FormatFloat(speed, 'f', -1, 64), fmt.Sprintf("%g×", speed), speed == r.replay.rate()))
	}
	return elem("div").Class("replay").Aria("label", "Replay").Attr("role", "group").Body(
		elem("button").Text(play).OnClick(func(ctx app.Context, _ app.Event) { r.togglePlay(ctx) }),
		elem("button").Aria("label", "One event back").Text("‹").OnClick(func(app.Context, app.Event) { r.step(false) }),
		elem("button").Aria("label", "One event on").Text("›").OnClick(func(app.Context, app.Event) { r.step(true) }),
		app.Input().Type("range").Aria("label", "Time in the race").Step(0.1).
			Value(percentOf(at, r.end())).
			Aria("valuetext", lab.FormatSeconds(at)).
			OnInput(func(ctx app.Context, _ app.Event) {
				r.replay.playing = false
				r.seek(timeAt(ctx, r.end()))
			}),
		elem("output").Class("clock").Text(lab.FormatSeconds(at)),
		elem("label").Attr("for", "speed").Class("visually-hidden").Text("Speed of the replay"),
		elem("select").ID("speed").Body(speeds...).OnChange(func(ctx app.Context, _ app.Event) {
			if x, err := strconv.ParseFloat(ctx.JSSrc().Get("value").String(), 64); err == nil {
				r.replay.speed = x
			}
		}),
	)
}

// percentOf is where a slider stands for a time. A slider goes from 0 to 100 if nobody
// says otherwise, and go-app sets its value before its limits or after, as it comes.
func percentOf(at, end time.Duration) float64 { return 100 * at.Seconds() / end.Seconds() }

// timeAt is the time to which a person has moved the slider.
func timeAt(ctx app.Context, end time.Duration) time.Duration {
	percent, err := strconv.ParseFloat(ctx.JSSrc().Get("value").String(), 64)
	if err != nil {
		return end
	}
	return time.Duration(float64(end) * percent / 100)
}

// onKey does what a key stands for.
func (r *Race) onKey(ctx app.Context, key string) {
	over := r.session != nil && !r.running
	switch key {
	case " ":
		if over {
			r.togglePlay(ctx)
		} else {
			r.start(ctx, raceRuns...)
		}
	case "Escape":
		r.stop()
	case "r":
		r.onReset(ctx, app.Event{})
	case ".", ",":
		if over {
			r.step(key == ".")
		}
	case "p":
		ctx.NewAction(actionProjector)
	case "?":
		ctx.NewAction(actionHelp)
	default:
		if n, err := strconv.Atoi(key); err == nil && n >= 1 && n <= len(presets) {
			r.change(ctx, "cc", presets[n-1].codes)
		}
	}
}
