package runlog

import (
	"cmp"
	"slices"
	"sort"
	"time"
)

// The speeds at which a cursor plays: 1 is real time.
const (
	MinSpeed = 0.1
	MaxSpeed = 4
)

// Cursor is a moment in a finished log. All runs share its time axis: each begins at 0. The cursor has no
// clock itself: Advance tells it how much time has passed.
type Cursor struct {
	events  []Event // by time; events of one time in the order of the log
	at      time.Duration
	speed   float64
	playing bool
}

// NewCursor returns a cursor at the end of the log.
func NewCursor(log []Event) *Cursor {
	events := slices.Clone(log)
	sort.SliceStable(events, func(i, j int) bool { return events[i].At < events[j].At })
	c := &Cursor{events: events, speed: 1}
	c.at = c.End()
	return c
}

// At returns the moment.
func (c *Cursor) At() time.Duration { return c.at }

// Len returns the number of events.
func (c *Cursor) Len() int { return len(c.events) }

// End returns the time of the last event.
func (c *Cursor) End() time.Duration {
	if len(c.events) == 0 {
		return 0
	}
	return c.events[len(c.events)-1].At
}

// Playing reports whether Advance moves the cursor.
func (c *Cursor) Playing() bool { return c.playing }

// Speed returns how fast the cursor plays; 1 is real time.
func (c *Cursor) Speed() float64 { return c.speed }

// SetSpeed changes the speed, within MinSpeed and MaxSpeed.
func (c *Cursor) SetSpeed(x float64) { c.speed = min(max(x, MinSpeed), MaxSpeed) }

// Seek moves to a moment, within the log, and pauses.
func (c *Cursor) Seek(t time.Duration) {
	c.at = min(max(t, 0), c.End())
	c.playing = false
}

// Play starts playing; from the end it starts again at 0.
func (c *Cursor) Play() {
	if c.at >= c.End() {
		c.at = 0
	}
	c.playing = c.End() > 0
}

// Pause stops the cursor where it is.
func (c *Cursor) Pause() { c.playing = false }

// Advance moves a playing cursor on by a span of real time. At the end it pauses.
func (c *Cursor) Advance(real time.Duration) {
	if !c.playing {
		return
	}
	c.at += time.Duration(float64(real) * c.speed)
	if c.at >= c.End() {
		c.at, c.playing = c.End(), false
	}
}

// Next pauses and moves to the time of the next event.
func (c *Cursor) Next() {
	c.playing = false
	if i := c.after(c.at); i < len(c.events) {
		c.at = c.events[i].At
	}
}

// Previous pauses and moves to the time of the event before, or to 0.
func (c *Cursor) Previous() {
	c.playing = false
	i, _ := slices.BinarySearchFunc(c.events, c.at, func(e Event, t time.Duration) int { return cmp.Compare(e.At, t) })
	if i == 0 {
		c.at = 0
		return
	}
	c.at = c.events[i-1].At
}

// Between returns the events after the time from, up to and including the time to, in order of time. Pass a
// negative from to include those at 0.
func (c *Cursor) Between(from, to time.Duration) []Event {
	return c.events[c.after(from):max(c.after(from), c.after(to))]
}

// after returns the index of the first event after t.
func (c *Cursor) after(t time.Duration) int {
	i, _ := slices.BinarySearchFunc(c.events, t, func(e Event, t time.Duration) int {
		if e.At <= t {
			return -1
		}
		return 1
	})
	return i
}
