package probe

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// sink keeps results, so that no compiler leaves out what computes them.
var sink struct {
	number float64
	place  uint32
}

// Operations measures one operation in double precision, a product or a sum, on one thread. A unit is an operation.
func Operations(ctx context.Context, r Request) (Sample, error) {
	return newMeter().sample(ctx, r, perRound, func(rounds int) { sink.number += operate(rounds) })
}

// Switch measures how long it takes to go on in another goroutine, which waits for a value. A unit is one such switch.
func Switch(ctx context.Context, r Request) (Sample, error) {
	there, back := make(chan int), make(chan int)
	var other sync.WaitGroup
	other.Go(func() {
		for n := range there {
			back <- n + 1
		}
	})
	s, err := newMeter().sample(ctx, r, 2, func(rounds int) {
		for n := range rounds {
			there <- n
			<-back
		}
	})
	close(there)
	other.Wait()
	return s, err
}

// Copy measures how fast one thread copies r.Size bytes. A unit is a byte that is read or written, so a copy of n bytes is 2n units.
func Copy(ctx context.Context, r Request) (Sample, error) {
	if err := r.checkSize(); err != nil {
		return Sample{}, err
	}
	both := r.memory(2 * r.Size)
	to, from := both[:len(both)/2], both[len(both)/2:]
	for i := range from {
		from[i] = uint32(i)
	}
	return newMeter().sample(ctx, r, 2*r.Size, func(rounds int) {
		for range rounds {
			copy(to, from)
		}
		sink.place += to[len(to)-1]
	})
}

// Chase measures one trip to a memory of r.Size bytes: a load that must wait for the load before. A unit is a trip. It includes
// what the processor takes to find the page of an address, and WebAssembly to check its bounds.
func Chase(ctx context.Context, r Request) (Sample, error) {
	if err := r.checkSize(); err != nil {
		return Sample{}, err
	}
	memory, at := r.memory(r.Size), uint32(0)
	circle(memory)
	s, err := newMeter().sample(ctx, r, perChase, func(rounds int) { at = follow(memory, at, rounds) })
	sink.place += at
	return s, err
}

// ground is the memory of all measurements. To get memory takes longer than to measure it, and so all sizes lie in the same pages.
var ground []uint32

// memory returns the first bytes of the ground.
func (r Request) memory(size int) []uint32 {
	if len(ground) < size/4 {
		ground = make([]uint32, max(size, r.Room)/4)
	}
	return ground[:size/4]
}

func (r Request) checkSize() error {
	if r.Room > 1<<30 || r.Size < lineSize || r.Size > 1<<30 || r.Size&(r.Size-1) != 0 {
		return fmt.Errorf("probe: a memory of %d bytes: not a power of two from %d to 1<<30", r.Size, lineSize)
	}
	return nil
}

// SpanRequest asks for operations during spans of time, so that several processes compute at once.
type SpanRequest struct {
	Start  time.Time     // when to begin
	Length time.Duration // of a span
	Spans  int           // how many, one after another
	Rounds int           // between looks at the clock: some milliseconds' worth
}

// Span is what a process has done in one of them.
type Span struct {
	Operations int
	Began      time.Time
	Took       time.Duration // by a finer clock than that of Began
}

// Rounds returns how many rounds of a [SpanRequest] take about d, if an operation takes ns nanoseconds.
func Rounds(d time.Duration, ns float64) int {
	return max(1, int(float64(d)/(ns*perRound)))
}

// During computes during the spans. It begins late if it is called late; nothing is done in spans that are over by then.
func During(ctx context.Context, r SpanRequest) ([]Span, error) {
	if r.Rounds < 1 || r.Spans < 1 {
		return nil, fmt.Errorf("probe: %d spans of %d rounds are none", r.Spans, r.Rounds)
	}
	spans := make([]Span, r.Spans)
	for i := range spans {
		begin := r.Start.Add(time.Duration(i) * r.Length)
		end := begin.Add(r.Length)
		now := time.Now()
		for ; now.Before(begin); now = time.Now() { // so that the processor is awake when the first span begins
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			sink.number += operate(r.Rounds)
		}
		s := Span{Began: now}
		for ; now.Before(end); now = time.Now() {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			sink.number += operate(r.Rounds)
			s.Operations += r.Rounds * perRound
		}
		s.Took = now.Sub(s.Began)
		spans[i] = s
	}
	return spans, nil
}
