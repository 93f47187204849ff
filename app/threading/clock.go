package threading

import (
	"math"
	"sync"
	"time"
)

// A Clock is the time that a program's sleeps and time-outs are measured in. It
// goes at a speed of its own, which may be changed at any time: sleeps of ten
// seconds can be had in one.
type Clock struct {
	mu      sync.Mutex
	speed   float64
	since   time.Time     // when it got this speed
	elapsed time.Duration // what it showed then
	changed chan struct{} // closed at the next change
}

// NewClock returns a clock that shows 0. Speed 1 is real time; at 0 it stands still.
func NewClock(speed float64) *Clock {
	return &Clock{speed: max(speed, 0), since: time.Now(), changed: make(chan struct{})}
}

// Now is what the clock shows.
func (c *Clock) Now() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Duration {
	return c.elapsed + time.Duration(float64(time.Since(c.since))*c.speed)
}

// Speed is how fast it goes.
func (c *Clock) Speed() float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.speed
}

// SetSpeed changes how fast it goes, for the sleeps that have begun too.
func (c *Clock) SetSpeed(speed float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.elapsed, c.since = c.now(), time.Now()
	c.speed = max(speed, 0)
	close(c.changed)
	c.changed = make(chan struct{})
}

// alarm returns a timer for the moment at which the clock shows at if it keeps its
// speed, and a channel that is closed when it does not. Whoever waits looks at the
// clock after either. There is no timer while the clock stands still.
func (c *Clock) alarm(at time.Duration) (timer *time.Timer, changed <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	left := max(at-c.now(), 0)
	if c.speed == 0 && left > 0 {
		return nil, c.changed
	}
	if left > 0 {
		left = realTime(left, c.speed)
	}
	return time.NewTimer(left), c.changed
}

// realTime is how long it takes, rounded up, until a clock of that speed has gone on by d.
func realTime(d time.Duration, speed float64) time.Duration {
	real := math.Ceil(float64(d) / speed)
	if real >= math.MaxInt64 {
		return math.MaxInt64
	}
	return time.Duration(real)
}
