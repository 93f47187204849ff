package probe

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"testing"
	"time"
)

func TestOperateComputesWhatItSays(t *testing.T) {
	want := 0.0
	for i := range 8 {
		x := 1 + float64(i)/10
		for range 3 * 4 {
			x = x*0.5 + 1
		}
		want += x
	}
	if got := operate(3); math.Abs(got-want) > 1e-12 {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestCircleVisitsEachLineOnce(t *testing.T) {
	for size := lineSize; size <= 1<<20; size *= 2 {
		memory := circle(size)
		seen := make([]bool, size/lineSize)
		at := uint32(0)
		for range seen {
			if at%(lineSize/4) != 0 || seen[at/(lineSize/4)] {
				t.Fatalf("size %d: the word %d is visited twice, or is not the first of its line", size, at)
			}
			seen[at/(lineSize/4)] = true
			at = memory[at]
		}
		if at != 0 {
			t.Errorf("size %d: the circle does not close", size)
		}
	}
	memory := circle(64 * lineSize)
	if at := follow(memory, 0, 8); at != 0 {
		t.Errorf("64 steps around 64 lines end at %d", at)
	}
}

// The figures are the machine's own; a test can only ask whether they are there.
func TestProbesMeasure(t *testing.T) {
	for name, f := range map[string]func(context.Context, Request) (Sample, error){"operations": Operations, "switch": Switch, "copy": Copy, "chase": Chase} {
		request := Request{Size: 1 << 16, Block: time.Millisecond, Blocks: 3}
		s, err := f(context.Background(), request)
		if err != nil || s.Median <= 0 || s.Low > s.Median || s.Median > s.High || s.Blocks != 3 || s.Block < request.Block {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := f(ctx, request); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: cancelled: %v", name, err)
		}
		if name == "operations" || name == "switch" {
			continue
		}
		for _, size := range []int{0, 8, 100, 1<<16 + 64, 1 << 31} {
			if _, err := f(context.Background(), Request{Size: size, Block: time.Millisecond, Blocks: 3}); err == nil {
				t.Errorf("%s: a memory of %d bytes", name, size)
			}
		}
	}
	if c, err := FindStep(context.Background(), struct{}{}); err != nil || c.Step <= 0 {
		t.Errorf("clock: %+v, %v", c, err)
	}
}

func TestDuringBeginsTogether(t *testing.T) {
	start := time.Now().Add(5 * time.Millisecond)
	request := SpanRequest{Start: start, Length: 2 * time.Millisecond, Rounds: 10}
	s, err := During(context.Background(), request)
	if err != nil || s.Operations <= 0 || s.Operations%perRound != 0 || s.Began.Before(start) || s.Ended.Sub(s.Began) < request.Length {
		t.Errorf("%+v, %v", s, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := During(ctx, request); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := During(context.Background(), SpanRequest{}); err == nil {
		t.Error("no rounds, no error")
	}
	if n := Rounds(time.Millisecond, 0.1); n != 156250 {
		t.Errorf("a millisecond has %d rounds", n)
	}
}

func TestRequestsCrossAsJSON(t *testing.T) {
	text, err := json.Marshal(SpanRequest{Start: time.UnixMilli(5), Length: 6, Rounds: 7})
	var back SpanRequest
	if err == nil {
		err = json.Unmarshal(text, &back)
	}
	if err != nil || !back.Start.Equal(time.UnixMilli(5)) || back.Length != 6 || back.Rounds != 7 {
		t.Errorf("%s: %+v, %v", text, back, err)
	}
}
