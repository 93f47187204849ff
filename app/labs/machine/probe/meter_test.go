package probe

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"
)

const (
	us = time.Microsecond
	ms = time.Millisecond
)

// machine is a made-up one: its clock advances when it works, and shows only whole steps.
type machine struct {
	elapsed time.Duration
	step    time.Duration
	reading time.Duration // what a reading of the clock takes
	blocks  int
	round   func(block int) time.Duration // what a round takes
}

func (m *machine) meter() meter {
	return meter{now: func() time.Duration {
		m.elapsed += m.reading
		return m.elapsed.Truncate(m.step)
	}}
}

func (m *machine) work(rounds int) {
	m.elapsed += time.Duration(rounds) * m.round(m.blocks)
	m.blocks++
}

func TestSampleIsTheFastestThatAgree(t *testing.T) {
	n := 0
	m := &machine{step: 100 * us, round: func(block int) time.Duration {
		if n++; n%4 != 0 { // other programs disturb most blocks
			return time.Duration(900 + 37*n%500)
		}
		return 700
	}}
	s, err := m.meter().sample(context.Background(), Request{Block: 10 * ms, Most: 30, Slack: 0.01}, 7, m.work)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(s.Middle-100) > 1 || s.Low > s.Middle || s.High < s.Middle || s.High > 103 {
		t.Errorf("%+v, want 100 ns, and three that agree", s)
	}
	if s.Blocks < 9 || s.Blocks > 20 || s.Block < 10*ms {
		t.Errorf("%+v", s)
	}
}

func TestSampleGivesUpIfNoBlocksAgree(t *testing.T) {
	m := &machine{step: us, round: func(block int) time.Duration { return time.Duration(100 * (1 + block%7)) }}
	s, err := m.meter().sample(context.Background(), Request{Block: ms, Most: 5, Rounds: 10_000}, 1, m.work)
	if err != nil || s.Blocks != 5 || s.High < 1.25*s.Low {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestSampleWaitsUntilTheWorkGetsNoFaster(t *testing.T) {
	m := &machine{step: us, round: func(block int) time.Duration { return max(100, time.Duration(2000-150*block)) }}
	s, err := m.meter().sample(context.Background(), Request{Block: 8 * ms, Most: 5}, 1, m.work)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(s.High-100) > 1 || s.Block < 8*ms {
		t.Errorf("%+v, want 100 ns in all blocks", s)
	}
}

func TestSampleBeginsWhereAnotherEnded(t *testing.T) {
	for name, rounds := range map[string]int{"about right": 90_000, "too few": 1000, "too many": 10_000_000} {
		m := &machine{step: us, round: func(int) time.Duration { return 100 }}
		s, err := m.meter().sample(context.Background(), Request{Block: 8 * ms, Most: 5, Rounds: rounds}, 1, m.work)
		if err != nil || math.Abs(s.Middle-100) > 1 || s.Block < 8*ms || s.Block > 16*ms || m.blocks > 12 {
			t.Errorf("%s: %+v after %d blocks, %v", name, s, m.blocks, err)
		}
	}
}

func TestSampleOfAClockThatStandsStill(t *testing.T) {
	m := meter{now: func() time.Duration { return 0 }}
	if _, err := m.sample(context.Background(), Request{Block: ms, Most: 3}, 1, func(int) {}); !errors.Is(err, ErrUnsteady) {
		t.Errorf("error %v", err)
	}
	if _, err := m.step(context.Background()); !errors.Is(err, ErrUnsteady) {
		t.Errorf("step: error %v", err)
	}
}

func TestSampleStopsWhenItIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	blocks := 0
	m := &machine{step: us, round: func(int) time.Duration {
		if blocks++; blocks == 6 {
			cancel()
		}
		return us
	}}
	if _, err := m.meter().sample(ctx, Request{Block: ms, Most: 1000}, 1, m.work); !errors.Is(err, context.Canceled) || blocks != 6 {
		t.Errorf("error %v after %d blocks", err, blocks)
	}
}

func TestEachIsTimedInBlocks(t *testing.T) {
	m := &machine{step: 100 * us, round: func(block int) time.Duration {
		if block == 0 {
			return time.Second // the first one does not count
		}
		return 30 * us
	}}
	once := func(context.Context) error { m.work(1); return nil }
	s, err := m.meter().each(context.Background(), Request{Block: 10 * ms, Most: 3}, once)
	if err != nil || math.Abs(s.Middle-30_000) > 300 || s.Block < 10*ms || s.Blocks != 3 {
		t.Errorf("%+v, %v", s, err)
	}
	failure := errors.New("it failed")
	if _, err := m.meter().each(context.Background(), Request{Block: ms}, func(context.Context) error { return failure }); err != failure {
		t.Errorf("error %v", err)
	}
}

func TestStepOfTheClock(t *testing.T) {
	for _, step := range []time.Duration{1, 5 * us, 100 * us, ms, 16 * ms} {
		m := &machine{step: step, reading: min(step, us)}
		c, err := m.meter().step(context.Background())
		if want := max(step, m.reading); err != nil || time.Duration(c.Middle) != want {
			t.Errorf("a clock with steps of %v: %+v, %v", step, c, err)
		}
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		xs   []float64
		want float64
	}{{[]float64{4}, 4}, {[]float64{3, 1}, 2}, {[]float64{5, 1, 4, 2, 3}, 3}} {
		if got := Median(c.xs); got != c.want {
			t.Errorf("%v: %v, want %v", c.xs, got, c.want)
		}
	}
}
