package machine

import (
	"time"

	"flaglab/app/labs/machine/probe"
)

// reading is the result of a measurement. It is the detail of the event that ends its step.
type reading struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"` // the least and the most of the blocks that count
	High  float64 `json:"high"`
	Unit  unit    `json:"unit"`

	// Bound means that the clock does not resolve the value, which is then an upper bound of a time, or a lower
	// bound of a rate.
	Bound bool `json:"bound,omitempty"`

	Blocks  int           `json:"blocks"`            // or requests, or calls, that count
	Block   time.Duration `json:"block,omitempty"`   // the shortest
	Workers int           `json:"workers,omitempty"` // that computed at once
}

// unit is the unit of a reading.
type unit string

// The units.
const (
	nanoseconds unit = "ns"
	flops       unit = "FLOP/s"
	bytesPerSec unit = "B/s"
)

// timed makes a reading of a sample.
func timed(s probe.Sample) reading {
	return reading{Value: s.Middle, Low: s.Low, High: s.High, Unit: nanoseconds, Blocks: s.Blocks, Block: s.Block}
}

// rate makes a reading of a sample whose units of work are operations or bytes: how many a second.
func rate(s probe.Sample, u unit) reading {
	const second = 1e9
	return reading{Value: second / s.Middle, Low: second / s.High, High: second / s.Low, Unit: u, Blocks: s.Blocks, Block: s.Block}
}

// spread is half of the distance between low and high, but not less than the clock's resolution allows.
func (r reading) spread(tick time.Duration) float64 {
	half := (r.High - r.Low) / 2
	if r.Block > 0 {
		half = max(half, r.Value*float64(tick)/float64(r.Block))
	}
	return half
}
