package machine

import (
	"fmt"
	"time"

	"flaglab/app/bench"
)

// methods say how each figure is measured. Their ids are the values of the field how.
var methods = []struct{ id, label string }{
	{"clock", "The clock, and ±"}, {"cpu", "CPU"}, {"copy", "RAM, copying"}, {"trip", "RAM, one trip"}, {"network", "Local network"},
	{"server", "This server"}, {"switch", "Switches and calls"}, {"relative", "In operations"},
}

// allMethods are the methods as cards.
func (x *experiment) allMethods(m *model) bench.Cards {
	c := bench.Cards{Name: "How each figure is measured", Wide: 320}
	for _, method := range methods {
		c.Cards = append(c.Cards, bench.Card{Title: method.label, Lines: []string{x.method(m, method.id)}})
	}
	return c
}

// method says how a figure is measured, with the numbers of this run.
func (x *experiment) method(m *model, id string) string {
	switch id {
	case "clock":
		text := fmt.Sprintf("The clock is read again and again; what counts is the step by which it advances. Browsers make it coarse on purpose, so that no page can spy on others by timing. So all work is done in blocks of at least %d steps and %d ms. Other programs can only make a block slower: blocks are timed until the three fastest agree, and the middle one of these counts; ± is half the distance between the other two, but at least the clock's uncertainty. If they never agree, the page says so instead of giving a figure. The first measurement is repeated at the end: if it differs by more than 25 %%, the run does not count.", leastSteps/3+1, leastBlock.Milliseconds())
		if t := m.tick(); t > 0 {
			text += fmt.Sprintf(" The step here: %s.", formatValue(float64(t), nanoseconds))
		}
		return text
	case "cpu":
		return "Products and sums in double precision, in 8 chains side by side; in a chain, each operation needs the result of the one before. There are no SIMD instructions in it, which do 2 to 8 operations at once: the lecture's figures are the best that a processor can do with them. “All cores” is the same in one worker for each core, added up." + blocks(m.of(operations))
	case "copy":
		return fmt.Sprintf("%s are copied to another place. Each byte counts twice, as it is read and written.", formatSize(copied)) + blocks(m.of(copying))
	case "trip":
		return "Each line of memory says where the next one is, in an order that no processor can predict. So each load waits for the one before, and nothing is fetched ahead. The time includes the bounds check, and the translation of addresses. Levels are read off the curve, and named by their order: the page cannot ask the processor. A cache's figure is the median of its sizes; memory's is that of the largest. The more memory is visited, the longer that takes, so a trip still grows with the size." + blocks(m.trip())
	case "network":
		return "A page cannot measure that: it can reach only the server that it came from. It can measure the way to its server, which may lead over the local network, over the Internet, or nowhere, if this computer is the server."
	case "switch":
		return "A switch: two goroutines pass a value to each other over a channel; the time until the other one runs. A call: the time from sending an empty task to a Web Worker until its answer." + blocks(m.of(switching))
	case "server":
		text := fmt.Sprintf("A round trip: %d requests for a small flag, one after another on an open connection; the time from the request to the first byte of the answer, from the browser's Resource Timing; the fastest count. It includes what the browser and the server do. Bytes: this page's own program, uncompressed, bypassing all caches, for up to half a second, in blocks of 2 MB, or of 60 ms where the way is slower; of up to %d blocks the fastest three count.", answers-1, downloadBlocks)
		if r := m.of(asking); r != nil && r.Bound {
			text += fmt.Sprintf(" Here it is below what this clock resolves: less than %d of its steps.", fewestSteps)
		}
		if x.network.Setup().Static {
			text += " This site has no server of its own: what answers is the host of its files, or a cache near you."
		}
		return text
	case "relative":
		return "As in the lecture: a double has 8 bytes, so in a stream it takes 8 bytes ÷ bandwidth; alone it takes a whole trip. Either is divided by the time of one operation on one thread. (By this rule a double from the RAM of a Summit node takes 27 operations; the lecture says 20.)"
	}
	return ""
}

// blocks tells what a reading was made of.
func blocks(r *reading) string {
	if r == nil || r.Block == 0 {
		return ""
	}
	return fmt.Sprintf(" Here: the fastest three of %d blocks of at least %s.", r.Blocks, formatValue(float64(r.Block.Round(10*time.Microsecond)), nanoseconds))
}
