package deflate

// block is a part of the text that has codes of its own.
type block struct {
	from, to int
	counts   *counts // of an attempt to write it
}

// split divides a text into blocks. It begins with small ones and joins neighbours as long as that saves bits.
func split(c *candidates) []block {
	blocks := pieces(c)
	gains := make([]float64, len(blocks)) // from joining each block with the next one
	gain := func(i int) {
		if i >= 0 && i+1 < len(blocks) {
			a, b := blocks[i].counts, blocks[i+1].counts
			gains[i] = a.bits() + b.bits() - a.plus(b).bits()
		}
	}
	for i := range blocks {
		gain(i)
	}
	for {
		most := 0
		for i, g := range gains[:len(blocks)-1] {
			if g > gains[most] {
				most = i
			}
		}
		if len(blocks) == 1 || gains[most] <= 0 {
			return blocks
		}
		a, b := blocks[most], blocks[most+1]
		blocks[most] = block{a.from, b.to, a.counts.plus(b.counts)}
		blocks = append(blocks[:most+1], blocks[most+2:]...)
		gains = append(gains[:most+1], gains[most+2:]...)
		gain(most - 1)
		gain(most)
	}
}

// pieces divides a text into blocks of one size, at the prices of the whole text.
func pieces(c *candidates) []block {
	const size = 8 << 10
	all := &counts{}
	var blocks []block
	for range 2 { // the first time, all symbols have the same price
		prices := all.prices()
		all, blocks = &counts{}, nil
		for from := 0; from == 0 || from < len(c.text); from += size {
			b := block{from: from, to: min(from+size, len(c.text))}
			b.counts = c.count(from, c.parse(from, b.to, prices))
			all = all.plus(b.counts)
			blocks = append(blocks, b)
		}
	}
	return blocks
}
