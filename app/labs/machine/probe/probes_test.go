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
		memory := make([]uint32, size/4)
		circle(memory)
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
	memory := make([]uint32, 64*lineSize/4)
	circle(memory)
	if at := follow(memory, 0, 8); at != 0 {
		t.Errorf("64 steps around 64 lines end at %d", at)
	}
}

// The figures are the machine's own; a test can only ask whether they are there.
func TestProbesMeasure(t *testing.T) {
	for name, f := range map[string]func(context.Context, Request) (Sample, error){"operations": Operations, "switch": Switch, "copy": Copy, "chase": Chase} {
		request := Request{Size: 1 << 16, Room: 1 << 20, Block: time.Millisecond, Most: 3}
		s, err := f(context.Background(), request)
		if err != nil || s.Middle <= 0 || s.Low > s.Middle || s.Middle > s.High || s.Blocks != 3 || s.Block < request.Block {
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
			if _, err := f(context.Background(), Request{Size: size, Block: time.Millisecond, Most: 3}); err == nil {
				t.Errorf("%s: a memory of %d bytes", name, size)
			}
		}
	}
	if c, err := FindStep(context.Background(), Request{}); err != nil || c.Middle <= 0 {
		t.Errorf("clock: %+v, %v", c, err)
	}
}

func TestDuringBeginsTogether(t *testing.T) {
	start := time.Now().Add(5 * time.Millisecond)
	request := SpanRequest{Start: start, Length: 2 * time.Millisecond, Spans: 3, Rounds: 10}
	spans, err := During(context.Background(), request)
	if err != nil || len(spans) != 3 {
		t.Fatalf("%+v, %v", spans, err)
	}
	for i, s := range spans {
		begin := start.Add(time.Duration(i) * request.Length)
		if s.Began.Before(begin) || s.Began.Add(s.Took).Before(begin.Add(request.Length)) || s.Operations%perRound != 0 {
			t.Errorf("span %d: %+v", i, s)
		}
	}
	late := request
	late.Start = time.Now().Add(-time.Second)
	if spans, err := During(context.Background(), late); err != nil || spans[0].Operations != 0 {
		t.Errorf("called late: %+v, %v", spans, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	request.Start = time.Now().Add(time.Hour)
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
	text, err := json.Marshal(SpanRequest{Start: time.UnixMilli(5), Length: 6, Spans: 8, Rounds: 7})
	var back SpanRequest
	if err == nil {
		err = json.Unmarshal(text, &back)
	}
	if err != nil || !back.Start.Equal(time.UnixMilli(5)) || back.Length != 6 || back.Spans != 8 || back.Rounds != 7 {
		t.Errorf("%s: %+v, %v", text, back, err)
	}
}
