package deflate

import (
	"math"
	"slices"

	"github.com/andybalholm/brotli/matchfinder"
)

// step is the last step of the cheapest way to a place in a block: a match, or a literal, of length 1.
type step struct {
	match
	bits float64 // of the whole way
}

// parse returns the steps of the cheapest way from one place of the text to another one.
func (c *candidates) parse(from, to int, p *prices) []step {
	way := make([]step, to-from+1)
	for i := range way[1:] {
		way[i+1].bits = math.MaxFloat64
	}
	for i := range to - from {
		here := way[i].bits
		if bits := here + p.literal[c.text[from+i]]; bits < way[i+1].bits {
			way[i+1] = step{match{length: 1}, bits}
		}
		length := shortest
		for _, m := range c.at(from + i) {
			symbol, _ := distanceSymbol(int(m.distance))
			bits := here + p.distance[symbol]
			for ; length <= min(int(m.length), to-from-i); length++ {
				if bits := bits + p.length[length]; bits < way[i+length].bits {
					way[i+length] = step{match{uint16(length), m.distance}, bits}
				}
			}
		}
	}
	var steps []step
	for i := to - from; i > 0; i -= int(way[i].length) {
		steps = append(steps, way[i])
	}
	slices.Reverse(steps)
	return steps
}

// count counts the symbols of a block that begins at a place of the text.
func (c *candidates) count(from int, steps []step) *counts {
	n := &counts{}
	n.symbols[endMark] = 1
	at := from
	for _, s := range steps {
		if s.length == 1 {
			n.symbols[c.text[at]]++
		} else {
			length, _ := lengthSymbol(int(s.length))
			distance, _ := distanceSymbol(int(s.distance))
			n.symbols[length]++
			n.distances[distance]++
		}
		at += int(s.length)
	}
	return n
}

// matches returns steps as the encoder takes them.
func matches(steps []step) []matchfinder.Match {
	var list []matchfinder.Match
	literals := 0
	for _, s := range steps {
		if s.length == 1 {
			literals++
			continue
		}
		list = append(list, matchfinder.Match{Unmatched: literals, Length: int(s.length), Distance: int(s.distance) + 1})
		literals = 0
	}
	if literals > 0 {
		list = append(list, matchfinder.Match{Unmatched: literals})
	}
	return list
}
