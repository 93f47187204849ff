package deflate

import (
	"math"
	"math/bits"
)

// The symbols of the format: a literal or a length, and a distance.
const (
	literals  = 256
	endMark   = 256
	lengths   = 257 // the symbol of the shortest length
	symbols   = 286
	distances = 30
)

// lengthSymbol returns the symbol of a length, and how many bits follow it.
func lengthSymbol(length int) (symbol, extra int) {
	n := length - shortest
	switch {
	case length == longest:
		return symbols - 1, 0
	case n < 8:
		return lengths + n, 0
	}
	extra = bits.Len(uint(n)) - 3
	return lengths + 4*extra + n>>extra, extra
}

// distanceSymbol returns the symbol of a distance minus 1, and how many bits follow it.
func distanceSymbol(distance int) (symbol, extra int) {
	if distance < 4 {
		return distance, 0
	}
	extra = bits.Len(uint(distance)) - 2
	return 2*extra + distance>>extra, extra
}

// counts is how often each symbol occurs in a block.
type counts struct {
	symbols   [symbols]int
	distances [distances]int
}

func (c *counts) plus(other *counts) *counts {
	sum := *c
	for i, n := range other.symbols {
		sum.symbols[i] += n
	}
	for i, n := range other.distances {
		sum.distances[i] += n
	}
	return &sum
}

// bits estimates the size of a block with these symbols, without the bits that follow some of them. The table of codes before
// it takes some bits for each symbol that occurs.
func (c *counts) bits() float64 {
	const table, entry = 100, 3.5
	total, used := 0.0, 0
	for _, occurs := range [][]int{c.symbols[:], c.distances[:]} {
		sum := 0
		for _, n := range occurs {
			if n > 0 {
				total -= float64(n) * math.Log2(float64(n))
				used++
				sum += n
			}
		}
		if sum > 0 {
			total += float64(sum) * math.Log2(float64(sum))
		}
	}
	return total + table + entry*float64(used)
}

// prices is what literals, lengths and distances cost, in bits, with those that follow their symbols.
type prices struct {
	literal  [literals]float64
	length   [longest + 1]float64
	distance [distances]float64
}

func (c *counts) prices() *prices {
	p := &prices{}
	symbol, distance := costs(c.symbols[:]), costs(c.distances[:])
	copy(p.literal[:], symbol)
	for length := shortest; length <= longest; length++ {
		s, extra := lengthSymbol(length)
		p.length[length] = symbol[s] + float64(extra)
	}
	for s := range p.distance {
		p.distance[s] = distance[s] + float64(max(0, s/2-1))
	}
	return p
}

// costs returns the bits of each symbol. One that does not occur costs what half an occurrence would.
func costs(occurs []int) []float64 {
	sum := 1
	for _, n := range occurs {
		sum += n
	}
	list := make([]float64, len(occurs))
	for i, n := range occurs {
		list[i] = math.Log2(float64(sum) / max(float64(n), 0.5))
	}
	return list
}
