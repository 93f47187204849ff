package probe

// lineSize is how many bytes nearly all processors load from memory at once.
const lineSize = 64

// perRound is how many operations a round of operate is: in each of 8 chains 4 products and 4 sums.
const perRound = 8 * 4 * 2

// operate carries out rounds of floating-point operations in double precision. In a chain, each operation needs the result
// of the one before; 8 chains side by side keep the processor's units busy. All that is computed goes into the
// result, so that no compiler leaves it out. The values approach 2, so they stay ordinary numbers.
func operate(rounds int) float64 {
	const k, c = 0.5, 1.0
	x0, x1, x2, x3, x4, x5, x6, x7 := 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7
	for range rounds {
		x0, x1, x2, x3, x4, x5, x6, x7 = x0*k+c, x1*k+c, x2*k+c, x3*k+c, x4*k+c, x5*k+c, x6*k+c, x7*k+c
		x0, x1, x2, x3, x4, x5, x6, x7 = x0*k+c, x1*k+c, x2*k+c, x3*k+c, x4*k+c, x5*k+c, x6*k+c, x7*k+c
		x0, x1, x2, x3, x4, x5, x6, x7 = x0*k+c, x1*k+c, x2*k+c, x3*k+c, x4*k+c, x5*k+c, x6*k+c, x7*k+c
		x0, x1, x2, x3, x4, x5, x6, x7 = x0*k+c, x1*k+c, x2*k+c, x3*k+c, x4*k+c, x5*k+c, x6*k+c, x7*k+c
	}
	return x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7
}

// circle writes into each line of a memory, in its first word, at which word the next line begins. Following it visits every line
// once and comes back. The memory has a power of two of words.
//
// The order is that of a linear congruential generator of full period (Hull and Dobell, 1962). Processors fetch ahead what
// they can foresee, and this they cannot. A shuffle would do as well, but takes longer to make than to follow.
func circle(memory []uint32) {
	const words = lineSize / 4
	lines := uint32(len(memory) / words)
	for i := range lines {
		memory[i*words] = (i*1664525 + 1013904223) % lines * words
	}
}

// perChase is how many steps a round of follow is.
const perChase = 8

// follow goes around a circle for some rounds. Each step needs what the one before has loaded. It returns where it ends.
func follow(memory []uint32, at uint32, rounds int) uint32 {
	for range rounds {
		at = memory[at]
		at = memory[at]
		at = memory[at]
		at = memory[at]
		at = memory[at]
		at = memory[at]
		at = memory[at]
		at = memory[at]
	}
	return at
}
