package threading

import (
	"math"
	"sync"
	"time"
)

// A Clock is the time that a program's sleeps and time-outs are measured in. It
// runs at its own speed, which may be changed at any time: at speed 10 a sleep
// of ten seconds takes one.
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

// Now returns the time that the clock shows.
func (c *Clock) Now() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Duration {
	return c.elapsed + time.Duration(float64(time.Since(c.since))*c.speed)
}

// Speed returns the clock's speed; 1 is real time.
func (c *Clock) Speed() float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.speed
}

// SetSpeed changes the speed, also for sleeps that have already begun.
func (c *Clock) SetSpeed(speed float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.elapsed, c.since = c.now(), time.Now()
	c.speed = max(speed, 0)
	close(c.changed)
	c.changed = make(chan struct{})
}

// alarm returns a timer for the moment when the clock will show at, if it keeps
// its speed, and a channel that is closed when the speed changes. The caller must
// check the clock after either. The timer is nil while the clock stands still.
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

// realTime returns the real time, rounded up, in which a clock of that speed advances by
// d.
func realTime(d time.Duration, speed float64) time.Duration {
	real := math.Ceil(float64(d) / speed)
	if real >= math.MaxInt64 {
		return math.MaxInt64
	}
	return time.Duration(real)
}
